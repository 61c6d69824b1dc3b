"""A synthetic town, the only data this project holds: real enough to measure on, with the truth beside it.

>>> from aidlink.synthesis import make_town
>>> town = make_town(people=400, months=1)
>>> len(town.persons) > 400
True
"""

from aidlink.synthesis.error_model import ErrorModel
from aidlink.synthesis.pair import Pair, register_pair
from aidlink.synthesis.town import Town, make_town, write_town
from aidlink.synthesis.truth import Truth
from aidlink.synthesis.writing import Summary

__all__ = [
    "ErrorModel",
    "Pair",
    "Summary",
    "Town",
    "Truth",
    "make_town",
    "register_pair",
    "write_town",
]
