"""双向反馈: what each source should put right in its own records, with the evidence.

The recipient owns the record, so file, sheet and row are told in full; names and numbers stay masked, and no
sentence shows another part of a number (a birth date, a sex) than that it does not fit.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from aidlink.births import IdTrust
from aidlink.extracts import Extract
from aidlink.findings.frame import Place, place_text
from aidlink.findings.wording import day_text
from aidlink.identity.status import IdReason
from aidlink.quality.problems import PROBLEMS, frame_of, problems, set_aside
from aidlink.quality_policy import quality_policy
from aidlink.records import FIELDS, FieldType, Kind

_GOOD = (IdReason.OK, IdReason.FOREIGN_CARD, IdReason.RESIDENCE_PERMIT)
_OWN = "resident_id"
# Rows set aside that hold a record nobody could use; titles, sums and signatures are no records.
_UNUSABLE = ("缺",)
_REGISTERS = (Kind.DEATH, Kind.CREMATION)


def id_problems(extract: Extract, records: pa.Table) -> Iterator[pa.Table]:
    """Numbers that are wrong, damaged or missing, and births and sexes that contradict them."""
    ids = [
        name for name in records.column_names if name in FIELDS and FIELDS[name].type is FieldType.RESIDENT_ID
    ]
    rows = frame_of(records, [f"{name}_reason" for name in ids])
    for name in ids:
        good = (*_GOOD, IdReason.BLANK) if name != _OWN else _GOOD
        wrong = ~rows[f"{name}_reason"].isin([int(reason) for reason in good])
        sentences = {
            reason: f"{FIELDS[name].label}：{IdReason(reason).sentence}"
            for reason in rows[f"{name}_reason"].unique()
        }
        yield problems(
            "RESIDENT_ID", extract.kind, rows[wrong], [sentences[r] for r in rows[f"{name}_reason"][wrong]]
        )
    yield from _contradictions(extract.kind, records)


def _contradictions(kind: Kind, records: pa.Table) -> Iterator[pa.Table]:
    rows = frame_of(
        records, ("resident_id_trust", "resident_id_key", "birth_date", "birth_date_day", "sex", "sex_code")
    )
    key = rows["resident_id_key"]
    keyed = (key > 10**16) & (key < 10**17)  # 17 digits
    written, inside = rows["birth_date_day"], np.where(keyed, key // 1000 % 10**8, 0)
    differ = (written > 0) & (inside > 0) & (written != inside)
    texts = [_parts(int(a), int(b)) for a, b in zip(written[differ], inside[differ], strict=True)]
    yield problems("BIRTH_CONTRADICTS", kind, rows[differ], texts)
    by_number = np.where(key % 2 == 1, 1, 2)
    differ_sex = keyed & rows["sex"].notna() & (rows["sex_code"] > 0) & (rows["sex_code"] != by_number)
    texts = ["性别与号码第17位不符，请对照证件"] * int(differ_sex.sum())
    yield problems("SEX_CONTRADICTS", kind, rows[differ_sex], texts)
    doubted = (rows["resident_id_trust"] == IdTrust.DOUBTED) & ~differ & ~differ_sex
    texts = ["登记的年龄与号码中的出生年份不符，号码可能是别人的"] * int(doubted.sum())
    yield problems("BIRTH_CONTRADICTS", kind, rows[doubted], texts)


def _parts(written: int, inside: int) -> str:
    """Which parts of two dates differ; the dates themselves are part of the number and are not shown."""
    pairs = ((written // 10000, inside // 10000, "年"), (written // 100 % 100, inside // 100 % 100, "月"))
    parts = [name for a, b, name in (*pairs, (written % 100, inside % 100, "日")) if a != b]
    return f"出生日期的{'、'.join(parts)}与号码第7至14位不符，请对照证件"


def conflicting_deaths(registers: Sequence[tuple[Kind, pa.Table]]) -> Iterator[pa.Table]:
    """The rows of one person whose death date another row, in this or another register, contradicts."""
    frames = [
        frame_of(table, ("resident_id_key", "death_date_day", "certificate", "cancelled_certificate")).assign(
            kind=str(kind)
        )
        for kind, table in registers
        if kind in _REGISTERS
    ]
    if not frames:
        return
    rows = pd.concat(frames, ignore_index=True)
    rows = rows[(rows["resident_id_key"] != 0) & (rows["death_date_day"] > 0)]
    day = pd.to_datetime(rows["death_date_day"].astype(str), format="%Y%m%d")
    group = day.groupby(rows["resident_id_key"])
    apart = (group.transform("max") - group.transform("min")).dt.days > quality_policy().death_days_apart
    rows = rows[apart].sort_values(["resident_id_key", "source", "sheet", "row"])
    for kind in _REGISTERS:
        mine = rows[rows["kind"] == str(kind)]
        yield problems("DEATH_DATES", kind, mine, _others(mine, rows))


def _others(mine: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
    """For each row its own date and the others', each with its place."""
    by_key = {key: part.to_dict("records") for key, part in rows.groupby("resident_id_key")}
    texts = []
    for row in mine.to_dict("records"):
        others = [
            f"{_other_list(row, other)}{day_text(other['death_date_day'])}（{_where(other)}）"
            for other in by_key[row["resident_id_key"]]
            if other["death_date_day"] != row["death_date_day"]
        ]
        texts.append(f"此处死亡日期{day_text(row['death_date_day'])}；另有{'、'.join(others)}，请核实")
    return texts


def _other_list(row: Mapping[Any, Any], other: Mapping[Any, Any]) -> str:
    """What kind of list the other row stands in, where it is not of the same kind."""
    return "" if row["kind"] == other["kind"] else Kind(other["kind"]).label


def _where(row: Mapping[Any, Any]) -> str:
    return place_text(Place(row["source"], row["sheet"], row["row"]))


def void_certificates(registers: Iterable[tuple[Kind, pa.Table]]) -> Iterator[pa.Table]:
    """Rows whose certificate is void by its own status, or by another row and is not marked so."""
    frames = [
        (kind, frame_of(table, ("certificate", "cancelled_certificate", "status")))
        for kind, table in registers
        if kind in _REGISTERS
    ]
    for kind, rows in frames:
        void = (
            rows["status"]
            .astype("string")
            .str.contains(quality_policy().void.pattern)
            .fillna(value=False)
            .astype(bool)
        )
        cancelled = {
            text.strip(): place_text(Place(source, sheet, row))
            for other, frame in frames
            if other is kind
            for text, source, sheet, row in frame[
                ["cancelled_certificate", "source", "sheet", "row"]
            ].itertuples(index=False)
            if isinstance(text, str) and text.strip()
        }
        number = rows["certificate"].astype("string").str.strip()
        by_other = number.isin(list(cancelled)).fillna(value=False).astype(bool) & ~void
        yield problems(
            "VOID_CERTIFICATE",
            kind,
            rows[void],
            [f"证件状态为“{text}”，请确认是否已补发新证" for text in rows["status"][void]],
        )
        texts = [f"此证已补发作废（{cancelled[text]}），这一行仍显示有效" for text in number[by_other]]
        yield problems("VOID_CERTIFICATE", kind, rows[by_other], texts)


def unusable_rows(extract: Extract) -> pa.Table:
    """Rows that hold a record but not enough to use it."""
    return set_aside(extract, _UNUSABLE) if extract.rejected.num_rows else PROBLEMS.empty_table()
