"""The one shape of a record found wrong or doubtful, whatever check found it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from aidlink.extracts import Extract
from aidlink.findings.rolls import kinds_of_assistance, roll_policy
from aidlink.masking import mask_id, mask_name
from aidlink.records import Kind

PROBLEMS = pa.schema(
    [
        pa.field("check", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),  # the register's
        pa.field("source", pa.string(), nullable=False),
        pa.field("sheet", pa.string(), nullable=False),
        pa.field("row", pa.int32(), nullable=False),
        pa.field("village", pa.string(), nullable=False),
        pa.field("programme", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),  # masked
        pa.field("number", pa.string(), nullable=False),  # masked
        pa.field("evidence", pa.string(), nullable=False),
    ]
)


@dataclass(frozen=True, slots=True)
class Check:
    """What a check is called, and what it is about: 完整性, 逻辑, 超期, 数据."""

    label: str
    group: str


#: Every check, in the order in which sheets show them.
CHECKS: dict[str, Check] = {
    "MISSING_FIELDS": Check("缺必填项", "完整性"),
    "MISSING_DOCUMENTS": Check("缺证件材料或授权书", "完整性"),
    "PAID_BEFORE_APPROVAL": Check("批准前发放", "逻辑"),
    "BORN_AFTER_APPROVAL": Check("出生晚于批准", "逻辑"),
    "APPROVED_LATER": Check("批准日期在资料截止之后", "逻辑"),
    "TOO_YOUNG": Check("未到年龄", "逻辑"),
    "TOO_OLD": Check("超过年龄", "逻辑"),
    "TWO_HEADS": Check("一户两个户主", "逻辑"),
    "HOUSEHOLD_SIZE": Check("人数与名单不符", "逻辑"),
    "DEAD_BEFORE_BIRTH": Check("死亡早于出生", "逻辑"),
    "CREMATED_BEFORE_DEATH": Check("火化早于死亡", "逻辑"),
    "CANCELLED_BEFORE_DEATH": Check("注销早于死亡", "逻辑"),
    "REVIEW_OVERDUE": Check("超期未复核", "超期"),
    "REPORT_LATE": Check("死亡上报超期", "超期"),
    "CANCEL_LATE": Check("户口注销超期", "超期"),
    "RESIDENT_ID": Check("身份证号有误", "数据"),
    "BIRTH_CONTRADICTS": Check("出生与号码不符", "数据"),
    "SEX_CONTRADICTS": Check("性别与号码不符", "数据"),
    "DEATH_DATES": Check("死亡日期不一致", "数据"),
    "VOID_CERTIFICATE": Check("证件已作废", "数据"),
    "SET_ASIDE": Check("未采用的行", "数据"),
}

_BASE = ("source", "sheet", "row", "village_key", "name_text", "resident_id")
_BLANK: Mapping[str, Any] = {"source": "", "sheet": "", "row": 0}


def frame_of(table: pa.Table, fields: Iterable[str]) -> pd.DataFrame:
    """Fields of a standard table as a frame; one that the list lacks is null, or 0 for a code, day or number.

    The column `programme` is the kind of assistance, whatever the list calls it.
    """
    names = [*dict.fromkeys([*_BASE, "programme", *fields])]
    frame: pd.DataFrame = table.select([name for name in names if name in table.column_names]).to_pandas()
    for name in names:
        if name not in frame:
            coded = name.endswith(
                ("_day", "_key", "_ymd", "_number", "_status", "_reason", "_trust", "_code", "_source")
            )
            frame[name] = 0 if coded and name != "village_key" else None
    if "programme" in table.column_names:
        frame["programme"] = kinds_of_assistance(table["programme"]).to_pandas()
    return frame


def in_force(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a roster (with its column `status`) that are not stopped."""
    said = pd.Series(frame["status"], dtype="string")
    stopped = said.str.contains(roll_policy().inactive.pattern, regex=True).fillna(value=False)
    return frame.loc[~stopped.astype(bool)]


def problems(
    check: str, kind: Kind, rows: pd.DataFrame, evidence: Sequence[str] | Callable[[Mapping[str, Any]], str]
) -> pa.Table:
    """The rows as problems of one check, with a line of evidence each, of schema `PROBLEMS`."""
    texts = (
        list(evidence)
        if isinstance(evidence, Sequence)
        else [evidence(row) for row in rows.to_dict("records")]  # type: ignore[arg-type]
    )
    return pa.table(
        {
            "check": [check] * len(rows),
            "kind": [str(kind)] * len(rows),
            **{name: rows[name].tolist() for name in ("source", "sheet", "row")},
            "village": _texts(rows["village_key"]),
            "programme": _texts(rows["programme"]),
            "name": [mask_name(name) for name in _texts(rows["name_text"])],
            "number": [mask_id(number.strip()) for number in _texts(rows["resident_id"])],
            "evidence": texts,
        },
        schema=PROBLEMS,
    )


def together(found: Iterable[pa.Table]) -> pa.Table:
    """Problems in the order of checks, sources, sheets and rows."""
    table = pa.concat_tables([PROBLEMS.empty_table(), *found])
    rank = np.array([list(CHECKS).index(check) for check in table["check"].to_pylist()], np.int64)
    ranked = table.append_column("rank", pa.array(rank))
    order = [("rank", "ascending"), ("source", "ascending"), ("sheet", "ascending"), ("row", "ascending")]
    return ranked.sort_by(order).drop_columns(["rank"])


def set_aside(extract: Extract, reasons: Sequence[str]) -> pa.Table:
    """Rows of a file that were not used for one of `reasons` (the beginnings of their texts)."""
    rows = extract.rejected.to_pandas()
    rows = rows[rows["reason"].map(lambda reason: reason.startswith(tuple(reasons)))]
    rows = rows.assign(
        source=extract.source, village_key=None, programme=None, name_text=None, resident_id=None
    )
    return problems("SET_ASIDE", extract.kind, rows, rows["reason"].tolist())


def _texts(values: pd.Series) -> list[str]:
    return [value if isinstance(value, str) else "" for value in values]
