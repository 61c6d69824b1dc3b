"""Links: scored pairs with their levels, and why each pair got its weight."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from aidlink.assign import take_greedily
from aidlink.block.passes import PassCost
from aidlink.compare.levels import COMPARISONS
from aidlink.drawing.waterfall import bits
from aidlink.errors import UsageError
from aidlink.explanation import Explanation, Reason, percent
from aidlink.facing import Facing, face
from aidlink.html import card, element, likely, table
from aidlink.model.columns import column_of
from aidlink.model.weights import Model
from aidlink.rules import Matcher

#: The part of a weight that is due to how common the name is in the village.
FREQUENCY = "name_frequency"
_BANDS = (("99%以上", 0.99, 2.0), ("90%–99%", 0.9, 0.99), ("50%–90%", 0.5, 0.9), ("50%以下", 0.0, 0.5))
_SHOWN = 10


@dataclass(frozen=True)
class Links:
    """Pairs above the matcher's floor, in the order of the left, then the right table.

    Args:
        table: one row a pair: left_record, right_record (positions in the standard tables), left_sheet,
            left_row, right_sheet, right_row (as the spreadsheets show them), weight (bits), probability,
            passes (names joined by "+"), one level column a comparison, and name_frequency (bits).
        matcher: the policy that made them.
        model: the estimates that weighed them.
        costs: what each blocking pass made.
        alone: whether a table was linked to itself, so that left and right rows are the same rows.
        left: the left records, for `explain` to show; any of the columns `facing.SHOWN`.
        right: the right ones.
    """

    table: pa.Table
    matcher: Matcher
    model: Model
    costs: tuple[PassCost, ...]
    alone: bool = False
    left: pa.Table | None = None
    right: pa.Table | None = None

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __repr__(self) -> str:
        state = "" if self.model.converged else ", EM did not converge"
        return (
            f"<Links {self.matcher.name}: {len(self):,} pairs of {self.model.candidates:,} candidates{state}>"
        )

    def _repr_html_(self) -> str:
        state = "" if self.model.converged else "模型的估计没有收敛，可能性仅供参考。"
        model = self.model
        said = f"比较了 {model.candidates:,} 对（共 {model.pairs:,} 对），留下 {len(self):,} 对。{state}"
        probability = np.asarray(self.table["probability"])
        bands = [
            (name, int(((probability >= low) & (probability < high)).sum())) for name, low, high in _BANDS
        ]
        best = np.lexsort((-np.asarray(self.table["weight"]), -probability))[:_SHOWN]
        rows = [self._line(row) for row in self.table.take(pa.array(best)).to_pylist()]
        header = ("左表", "右表", "可能性", "比特", "比对结果")
        return card(
            f"{self.matcher.title}：比对结果",
            element("p", said),
            table(("可能性", "对子"), bands),
            *([element("p", f"最可能的 {len(rows)} 对："), table(header, rows)] if rows else []),
        )

    def _line(self, row: dict[str, Any]) -> tuple[object, ...]:
        left, right = (_place("", row[f"{side}_sheet"], row[f"{side}_row"]) for side in ("left", "right"))
        texts = [self._texts[name, row[name]] for name in self.comparisons if row[name] != "missing"]
        return (left, right, likely(row["probability"]), f"{row['weight']:+.1f}", "，".join(texts))

    @property
    def comparisons(self) -> tuple[str, ...]:
        """The names of the comparisons, each a level column."""
        return tuple(comparison.name for comparison in self.matcher.comparisons)

    def to_pandas(self) -> pd.DataFrame:
        """A frame of left_row, right_row, weight, probability, passes and one level column a comparison."""
        columns = ["left_row", "right_row", "weight", "probability", "passes", *self.comparisons]
        frame: pd.DataFrame = self.table.select(columns).to_pandas()
        return frame

    def to_multiindex(
        self, left: pd.DataFrame | pd.Index | None = None, right: pd.DataFrame | pd.Index | None = None
    ) -> pd.MultiIndex:
        """The pairs as `recordlinkage` wants them, in the order of these links.

        Args:
            left: the frame that was linked, or its index: pairs are then its index labels; the spreadsheet's
                row numbers if not given.
            right: the other frame; none where a table was linked to itself, of which, as in `recordlinkage`,
                the later record comes first.

        Raises:
            UsageError: row numbers are wanted, and do not say which row is meant, for there are several
                sheets.
        """
        sides = ["right", "left"] if self.alone else ["left", "right"]
        frames = (left, left if self.alone else right)
        ends = [self._labels(side, frame) for side, frame in zip(sides, frames, strict=True)]
        names = [end.name for end in ends]
        if names[0] is not None and names[0] == names[1]:
            names = [f"{name}_{number}" for number, name in enumerate(names, 1)]
        return pd.MultiIndex.from_arrays(ends, names=names)

    def filter(self, *, probability: float) -> "Links":
        """The pairs at least as probable as `probability`."""
        return self._where(np.asarray(self.table["probability"]) >= probability)

    def one_to_one(self) -> "Links":
        """The most probable pairs of which no two share a row: each best for both of its rows.

        Pairs are taken from the most probable down, ties by row; a pair with a row already taken is left out.
        """
        left = np.asarray(self.table["left_record"])
        right = np.asarray(self.table["right_record"])
        order = np.lexsort(
            (right, left, -np.asarray(self.table["weight"]), -np.asarray(self.table["probability"]))
        )
        return self._where(take_greedily(left, right, order, alone=self.alone))

    def explain(
        self, left_row: int, right_row: int, *, left_sheet: str | None = None, right_sheet: str | None = None
    ) -> Explanation:
        """Say why the pair of these two spreadsheet rows has its weight.

        Raises:
            UsageError: there is no such pair above the floor, or several sheets have one.
        """
        asked = {
            "left_row": left_row,
            "right_row": right_row,
            "left_sheet": left_sheet,
            "right_sheet": right_sheet,
        }
        chosen = np.ones(len(self), np.bool_)
        for name, value in asked.items():
            if value is not None:
                chosen &= np.asarray(pc.equal(self.table[name], value).fill_null(fill_value=False))
        found = np.flatnonzero(chosen)
        if len(found) != 1:
            what = (
                "no such pair above the floor"
                if not len(found)
                else "several sheets have this pair: name them"
            )
            message = f"rows {left_row} and {right_row}: {what}"
            raise UsageError(message)
        return self._explanation(self.table.slice(int(found[0]), 1).to_pylist()[0])

    def _labels(self, side: str, frame: pd.DataFrame | pd.Index | None) -> pd.Index:
        if frame is not None:
            index = frame.index if isinstance(frame, pd.DataFrame) else frame
            labels: pd.Index = index.take(np.asarray(self.table[f"{side}_record"]))
            return labels
        if len(self.table[f"{side}_sheet"].unique()) > 1:
            message = f"rows of several sheets: give the {side} frame, whose index tells them apart"
            raise UsageError(message)
        rows: pd.Index = pd.Index(np.asarray(self.table[f"{side}_row"]), name=f"{side}_row")
        return rows

    def _where(self, chosen: npt.NDArray[np.bool_]) -> "Links":
        return replace(self, table=self.table.filter(pa.array(chosen)))

    def _explanation(self, row: dict[str, Any]) -> Explanation:
        reasons = [
            Reason(name, row[name], self._weight(name, row), self._texts[name, row[name]])
            for name in self.comparisons
            if row[name] != "missing"
        ]
        if row[FREQUENCY]:
            how = "较少见" if row[FREQUENCY] > 0 else "较常见"
            reasons.append(Reason(FREQUENCY, how, row[FREQUENCY], f"这个姓名在当地{how}"))
        return Explanation(
            row["weight"],
            row["probability"],
            tuple(reasons),
            tuple(row["passes"].split("+")),
            _sentence(row, reasons),
            bits(self.model.share),
            (
                _place("左表", row["left_sheet"], row["left_row"]),
                _place("右表", row["right_sheet"], row["right_row"]),
            ),
            self._fields(row),
        )

    def _fields(self, row: dict[str, Any]) -> tuple[Facing, ...]:
        if self.left is None or self.right is None:
            return ()
        left, right = (
            records.slice(row[f"{side}_record"], 1).to_pylist()[0]
            for side, records in (("left", self.left), ("right", self.right))
        )
        return face(left, right, self.comparisons)

    def _weight(self, comparison: str, row: dict[str, Any]) -> float:
        column = column_of(comparison, row)
        return 0.0 if column is None else self._weights[column, row[comparison]]

    @cached_property
    def _weights(self) -> dict[tuple[str, str], float]:
        return {
            (name, level): float(np.log2(m / self.model.u[name][level]))
            for name, levels in self.model.m.items()
            for level, m in levels.items()
        }

    @cached_property
    def _texts(self) -> dict[tuple[str, str], str]:
        return {
            (comparison.name, level.name): level.text
            for comparison in self.matcher.comparisons
            for level in comparison.levels
        }


def level_column(name: str, levels: npt.NDArray[np.uint8]) -> pa.DictionaryArray:
    """Levels as their names, for a table."""
    words = pa.array([level.name.lower() for level in COMPARISONS[name]])
    return pa.DictionaryArray.from_arrays(pa.array(levels.astype(np.int8)), words)


def pass_column(masks: npt.NDArray[np.int32], names: tuple[str, ...]) -> pa.DictionaryArray:
    """The passes of each pair by name, joined by "+"."""
    distinct, inverse = np.unique(masks, return_inverse=True)
    words = [
        "+".join(name for bit, name in enumerate(names) if mask >> bit & 1) for mask in distinct.tolist()
    ]
    return pa.DictionaryArray.from_arrays(pa.array(inverse.astype(np.int32)), pa.array(words, pa.string()))


def _place(side: str, sheet: str | None, row: int) -> str:
    return f"{side}“{sheet}”第{row}行" if sheet else f"{side}第{row}行"


def _sentence(row: dict[str, Any], reasons: list[Reason]) -> str:
    """Agreements first, strongest first, then what speaks against."""
    parts = sorted(
        (reason for reason in reasons if reason.comparison != FREQUENCY), key=lambda reason: -reason.weight
    )
    agreeing = "，".join(reason.text for reason in parts if reason.weight >= 0)
    against = "，".join(reason.text for reason in parts if reason.weight < 0)
    said = f"{agreeing}；但{against}" if agreeing and against else agreeing or against
    return f"{said}。推算为同一人的可能性{percent(row['probability'])}，是否同一人以核查为准。"
