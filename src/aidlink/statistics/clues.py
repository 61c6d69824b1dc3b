"""What became of the clues: counts by village and programme, and the rectification ledger (整改台账).

A clue is a row of a plain frame, so that nothing here knows how the clue ledger stores it: clue_id, kind,
village, programme (may be blank), month (yyyymm, when it was issued), due (a date), status (new, persisting,
cleared, reopened), answer (属实, 不属实, 无法核实, or blank) and answered_on (a date or blank); more columns
do no harm.
"""

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa

from aidlink.books import UNKNOWN
from aidlink.errors import UsageError
from aidlink.findings.frame import FindingKind

TRUE, FALSE = "属实", "不属实"
CLEARED = "cleared"
COUNTS = ("issued", "verified", "confirmed", "overdue")
NEEDED = (
    "clue_id", "kind", "village", "programme", "month", "due", "status", "answer", "answered_on",
)  # fmt: skip

RECTIFICATION = pa.schema(
    [
        pa.field("clue_id", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),  # in Chinese
        pa.field("village", pa.string(), nullable=False),
        pa.field("programme", pa.string(), nullable=False),
        pa.field("month", pa.int32(), nullable=False),
        pa.field("due", pa.date32()),
        pa.field("answer", pa.string()),
        pa.field("answered_on", pa.date32()),
        pa.field("state", pa.string(), nullable=False),  # open, overdue, closed
        pa.field("stage", pa.string(), nullable=False),  # the state in Chinese, with why
        pa.field("days_late", pa.int32(), nullable=False),  # days past due, 0 in time
    ]
)
_STATES = ("overdue", "open", "closed")


def read_clues(clues: pd.DataFrame) -> pd.DataFrame:
    """The columns `NEEDED`, with dates as timestamps and blanks as UNKNOWN or null.

    Raises:
        UsageError: a column is missing.
    """
    if missing := set(NEEDED) - set(clues.columns):
        message = f"clues need the columns {sorted(missing)}"
        raise UsageError(message)
    frame = clues[list(NEEDED)].reset_index(drop=True)
    for name in ("village", "programme"):
        frame[name] = frame[name].replace("", None).fillna(UNKNOWN)
    for name in ("due", "answered_on"):
        frame[name] = pd.to_datetime(frame[name])
    frame["answer"] = frame["answer"].replace("", None)
    return frame


def clue_counts(clues: pd.DataFrame, month: int, as_of: dt.date) -> pd.DataFrame:
    """Of the clues issued in a month, by village and programme: issued, verified, confirmed, overdue.

    Verified ones have an answer by `as_of`; confirmed ones the answer 属实; overdue ones are unanswered after
    their due date.
    """
    frame = read_clues(clues)
    frame = frame[frame["month"] == month]
    answered = _answered(frame, as_of)
    counts = frame[["village", "programme"]].assign(
        issued=1,
        verified=answered,
        confirmed=answered & (frame["answer"] == TRUE),
        overdue=~answered & (frame["due"] < pd.Timestamp(as_of)),
    )
    return counts.groupby(["village", "programme"])[list(COUNTS)].sum().astype("int64")


def rectification(clues: pd.DataFrame, as_of: dt.date) -> pa.Table:
    """Every clue with what became of it, overdue ones first, of schema `RECTIFICATION`.

    Closed: found untrue, or found true and no longer in the data (cleared). Overdue: unanswered after its
        due date.
    Open: everything else; a clue found true stays open until the data show that it was put right.
    """
    frame = read_clues(clues)
    today = pd.Timestamp(as_of)
    answered = _answered(frame, as_of)
    gone = frame["status"] == CLEARED
    late_answer = answered & (frame["answered_on"] > frame["due"])
    settled = frame["answered_on"].where(answered, today).fillna(frame["due"])  # an undated answer is in time
    late = (settled - frame["due"]).dt.days
    untrue, true = answered & (frame["answer"] == FALSE), answered & (frame["answer"] == TRUE)
    unanswered_late = ~answered & ~gone & (frame["due"] < today)
    stages: list[tuple[pd.Series, str, str]] = [
        (untrue & late_answer, "closed", "已销号：不属实（逾期核实）"),
        (untrue, "closed", "已销号：不属实"),
        (true & gone & late_answer, "closed", "已销号：属实，已整改（逾期核实）"),
        (true & gone, "closed", "已销号：属实，已整改"),
        (gone, "closed", "已销号：资料中不再出现"),
        (true, "open", "整改中：属实，尚未整改到位"),
        (answered, "open", "未了结：无法核实，须再查"),
        (unanswered_late, "overdue", "逾期未核实"),
    ]
    flags = [flag.to_numpy(dtype=bool) for flag, _, _ in stages]
    frame["state"] = np.select(flags, [state for _, state, _ in stages], "open")
    frame["stage"] = np.select(flags, [stage for _, _, stage in stages], "待核实")
    frame["days_late"] = late.fillna(0).clip(lower=0).mask(gone & ~answered, 0).astype("int32")
    frame["kind"] = [_label(kind) for kind in frame["kind"]]
    frame["order"] = frame["state"].map(_STATES.index)
    frame = frame.sort_values(["order", "due", "village", "clue_id"], kind="stable")
    for name in ("due", "answered_on"):
        frame[name] = frame[name].dt.date
    return pa.Table.from_pandas(frame[RECTIFICATION.names], schema=RECTIFICATION, preserve_index=False)


def _answered(frame: pd.DataFrame, as_of: dt.date) -> pd.Series:
    """Which clues had an answer by the day; an answer without a date counts as in time."""
    late = frame["answered_on"] > pd.Timestamp(as_of)
    return frame["answer"].notna() & ~late


def _label(kind: str) -> str:
    return FindingKind(kind).label if kind in set(FindingKind) else kind
