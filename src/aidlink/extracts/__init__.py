"""Reading the files that offices send: xlsx, xls, csv, tsv, and web pages named .xls.

Reach for `read_extract` when a file is a register of one kind, for `read_extracts` when its sheets may be of
several. What comes back is text as it stands in the cells, beside the row number that the spreadsheet shows;
`aidlink.standardise` makes sense of it. No row is lost: what is not in `Extract.table` is in
`Extract.rejected` with its reason.
"""

from aidlink.extracts.extract import Extract
from aidlink.extracts.headers import HeaderMatch
from aidlink.extracts.read import read_extract, read_extracts

__all__ = ["Extract", "HeaderMatch", "read_extract", "read_extracts"]
