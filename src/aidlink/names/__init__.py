"""Chinese names: read as written, packed into integers, compared for the ways in which offices err.

`compare_names` answers for two names, `encode_names` prepares a column for `name_level`, the compiled rule.
"""

from aidlink.names.codes import NameCodes, encode_names
from aidlink.names.comparison import NameComparison, compare_names
from aidlink.names.forms import WrittenName, read_name
from aidlink.names.levels import NameLevel, Outcome
from aidlink.names.likeness import name_level
from aidlink.names.long_names import long_name_level

__all__ = [
    "NameCodes",
    "NameComparison",
    "NameLevel",
    "Outcome",
    "WrittenName",
    "compare_names",
    "encode_names",
    "long_name_level",
    "name_level",
    "read_name",
]
