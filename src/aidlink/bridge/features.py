"""Our comparisons as compare features of `recordlinkage`.

Each standardises raw cells itself and compares by the kernels that `aidlink.link` uses. A feature yields a
number from 0 to 1 for each pair (`values.VALUES`), or with `codes=True` the level's own number
(`aidlink.compare.levels`), 0 where one side says nothing.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from recordlinkage.base import BaseCompareFeature
from recordlinkage.utils import frame_indexing

from aidlink.bridge.sides import Fields, Reading, as_fields, read_side
from aidlink.bridge.values import MISSING_VALUE, VALUES
from aidlink.compare.levels import COMPARISONS
from aidlink.compare.pairs import compare_pairs, used_flags
from aidlink.errors import UsageError

_PLACES = {name: place for place, name in enumerate(COMPARISONS)}
#: The fields of which each comparison needs one.
_SPEAKING: dict[str, set[str]] = {
    "resident_id": {"resident_id"},
    "name": {"name"},
    "birth": {"birth_date", "age", "resident_id"},
    "sex": {"sex", "resident_id"},
    "village": {"village", "address"},
    "head": {"head_name"},
    "account": {"account"},
}


class _Levels(BaseCompareFeature):
    """What the features share: two sides' columns in, one column for each comparison out."""

    def __init__(
        self,
        left: Fields,
        right: Fields,
        comparisons: Sequence[str],
        *,
        missing_value: float,
        codes: bool,
        reading: Reading,
        label: Any,
    ) -> None:
        super().__init__(list(left.values()), list(right.values()), label=label)
        self.left_fields = left
        self.right_fields = right
        self.comparisons = tuple(comparisons)
        self.missing_value = missing_value
        self.codes = codes
        self.reading = reading

    def compute(self, pairs: pd.MultiIndex, x: pd.DataFrame, x_link: pd.DataFrame | None = None) -> Any:
        """Compare pairs without a `recordlinkage.Compare` around the feature.

        The base class compares each left record with itself where a frame is linked to itself.
        """
        left = frame_indexing(x[_unique(self.labels_left)], pairs, 0)
        right = frame_indexing((x if x_link is None else x_link)[_unique(self.labels_right)], pairs, 1)
        lefts = tuple(left[label] for label in self.labels_left)
        return self._compute(lefts, tuple(right[label] for label in self.labels_right))

    def _compute_vectorized(self, *columns: "pd.Series[Any]") -> npt.NDArray[Any]:
        levels = self._levels(columns)[:, [_PLACES[name] for name in self.comparisons]]
        if self.codes:
            return levels.astype(np.int64)
        return np.stack(
            [self._numbers(name)[levels[:, at]] for at, name in enumerate(self.comparisons)], axis=1
        )

    def _levels(self, columns: Sequence["pd.Series[Any]"]) -> npt.NDArray[np.uint8]:
        if not len(columns[0]):
            return np.zeros((0, len(COMPARISONS)), np.uint8)
        cut = len(self.left_fields)
        left, left_rows = read_side(self.left_fields, columns[:cut], self.reading)
        right, right_rows = read_side(self.right_fields, columns[cut:], self.reading)
        return compare_pairs(left, right, left_rows, right_rows, used_flags(*self.comparisons))

    def _numbers(self, comparison: str) -> npt.NDArray[np.float64]:
        """The number of each level, by the level's own number."""
        values = VALUES[comparison]
        numbers = np.array([values[level] for level in COMPARISONS[comparison]])
        numbers[0] = self.missing_value
        return numbers


def _unique(labels: Sequence[Any]) -> list[Any]:
    return list(dict.fromkeys(labels))


class _Single(_Levels):
    """One comparison of one column on each side, or of several that help to read it."""

    comparison: ClassVar[str]
    field: ClassVar[str]

    def __init__(
        self,
        left: Any,
        right: Any,
        *,
        missing_value: float = MISSING_VALUE,
        codes: bool = False,
        as_of: date | None = None,
        villages: Sequence[str] = (),
        label: Any = None,
    ) -> None:
        """Compare a column on the left with one on the right.

        Args:
            left: the left column's label, or a mapping of canonical field to label where several columns
                help: `{"birth_date": "生日", "age": "年龄"}`.
            right: the same of the right frame; of the one frame where it is linked to itself.
            missing_value: the number where one side says nothing.
            codes: yield the levels' own numbers instead.
            as_of: the data's date, for births and ages; today if not given.
            villages: the town's own villages; helps to find them in addresses.
            label: the feature's column; the comparison's name if not given.

        Raises:
            UsageError: a mapping names a field that there is not.
        """
        super().__init__(
            as_fields(left, self.field),
            as_fields(right, self.field),
            (self.comparison,),
            missing_value=missing_value,
            codes=codes,
            reading=Reading(as_of, tuple(villages)),
            label=self.comparison if label is None else label,
        )

    def _compute_vectorized(self, *columns: "pd.Series[Any]") -> npt.NDArray[Any]:
        return super()._compute_vectorized(*columns)[:, 0]


class Name(_Single):
    """Chinese names: equal, variant, homophone, look-alike, dialect, masked ... (`NameLevel`).

    Level for level what `aidlink.compare_names` says, except for names longer than four characters and
    romanised
    ones: there, as in `aidlink.link`, only equal, variant, homophone, masked, alias and different are told
        apart.
    """

    comparison = "name"
    field = "name"


class ResidentId(_Single):
    """Resident IDs: equal, upgraded, cut off, one slip off, different ... (`IdLevel`).

    With `{"resident_id": ..., "birth_date": ..., "age": ..., "sex": ...}` a number is also borne out, or
    doubted, by what stands beside it. REPAIRED is never said, for a feature does not see the whole register:
    such a pair is ONE_OFF.
    """

    comparison = "resident_id"
    field = "resident_id"


class Birth(_Single):
    """Births: the same date, one slip, lunar date, year, age ... (`BirthLevel`).

    A label is a column of dates; ages and IDs can help: `{"birth_date": ..., "age": ..., "resident_id":
    ...}`.
    """

    comparison = "birth"
    field = "birth_date"


class Sex(_Single):
    """Sexes, however written; `{"resident_id": ...}` reads them from the numbers (`SameLevel`)."""

    comparison = "sex"
    field = "sex"


class Village(_Single):
    """Villages, however written; `{"address": ...}` finds them in addresses (`SameLevel`)."""

    comparison = "village"
    field = "village"


class Head(_Single):
    """Names of household heads: same, homophone, different (`HeadLevel`)."""

    comparison = "head"
    field = "head_name"


class Account(_Single):
    """Bank accounts, by their digits (`SameLevel`)."""

    comparison = "account"
    field = "account"


class Person(_Levels):
    """All comparisons that both sides have columns for, as `aidlink.link` makes them: one column for each.

    Unlike the features one by one, these heed that birth and sex are written inside the ID: they say nothing
    more where the numbers agree, and where they differ speak only from a column of their own.
    """

    def __init__(
        self,
        left: Fields,
        right: Fields,
        *,
        missing_value: float = MISSING_VALUE,
        codes: bool = False,
        as_of: date | None = None,
        villages: Sequence[str] = (),
        label: Sequence[Any] | None = None,
    ) -> None:
        """Compare persons.

        Args:
            left: canonical field -> the left frame's column.
            right: the same of the right frame.
            missing_value: see `Name`, as for the rest.
            codes: see `Name`.
            as_of: see `Name`.
            villages: see `Name`.
            label: one for each comparison; their names if not given.

        Raises:
            UsageError: a field does not exist, or no comparison has columns on both sides.
        """
        sides = as_fields(left, ""), as_fields(right, "")
        found = [name for name, fields in _SPEAKING.items() if all(fields & set(given) for given in sides)]
        if not found:
            message = "no comparison has columns on both sides"
            raise UsageError(message)
        super().__init__(
            *sides,
            found,
            missing_value=missing_value,
            codes=codes,
            reading=Reading(as_of, tuple(villages)),
            label=found if label is None else list(label),
        )
