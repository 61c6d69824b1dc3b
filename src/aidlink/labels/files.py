"""Two files' pairs to label: read, linked, written."""

import datetime as dt
from pathlib import Path

from aidlink.as_of import find_as_of
from aidlink.errors import InputError
from aidlink.extracts import read_extract
from aidlink.extracts.mapping import HeaderMapping, mapping_for_many
from aidlink.labels.page import label_page
from aidlink.link import link


def label_files(
    left: Path, right: Path, out: Path, *, pairs: int, seed: int, as_of: dt.date | None = None,
    mapping: HeaderMapping = None,
) -> int:  # fmt: skip
    """Write a page to label the pairs of two files on; return how many pairs it shows.

    Args:
        left: a file of one list of persons.
        right: another.
        out: the page.
        pairs: how many pairs to show, at most.
        seed: another one shows other pairs.
        as_of: the last day that the data speak of; found from the folder's name or the data if not given.
        mapping: headers that aidlink does not know, to fields, for both files, as `run_month` takes it.

    Raises:
        InputError: a file cannot be used, nothing tells the day, or no pair may be one person.
        UsageError: the mapping names a field that there is not, or a column letter.
    """
    known = mapping_for_many(mapping)
    lists = [read_extract(path, mapping=known) for path in (left, right)]
    day, _ = find_as_of(left.parent, lists, as_of)
    links = link(*lists, as_of=day)
    if not len(links):
        raise InputError(left, f"与{right.name}之间没有可能是同一人的记录", "换一份资料")
    names = (lists[0].source, lists[1].source)
    return len(label_page(links, out, pairs=pairs, seed=seed, names=names))
