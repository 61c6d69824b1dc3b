"""Are the required fields filled, and are 一证 (identity documents) and 一书 (the authorisation) there?"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from aidlink.extracts import Extract
from aidlink.quality.problems import frame_of, in_force, problems
from aidlink.quality_policy import quality_policy
from aidlink.records import FIELDS, Kind

COMPLETENESS = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("sheet", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("field", pa.string(), nullable=False),
        pa.field("label", pa.string(), nullable=False),
        pa.field("rows", pa.int64(), nullable=False),
        pa.field("missing", pa.int64()),  # null: the sheet has no such column
    ]
)
# Written once for a household, in whichever of its rows.
_OF_HOUSEHOLD = ("amount", "account", "account_name", "documents", "authorisation")


def completeness(extract: Extract, records: pa.Table) -> tuple[pa.Table, pa.Table]:
    """How complete each sheet is, and its rows that lack something (schemas `COMPLETENESS`, `PROBLEMS`).

    A column that a sheet has not at all is told once, in the first table, and not for each of its rows.

    Args:
        extract: a roster or payment list as it was read; of any other kind nothing is required.
        records: its standard table.
    """
    required, documents = _required(extract.kind)
    fields = (*required, *documents)
    rows = frame_of(records, [*fields, "household_id", "status"])
    rows = in_force(rows) if extract.kind is Kind.BENEFICIARY else rows
    counts: list[dict[str, object]] = []
    found: list[pa.Table] = []
    for sheet, part in rows.groupby("sheet", sort=False):
        held = {match.field for match in extract.headers if match.sheet == sheet}
        lacking = {field: _lacking(part, field) for field in fields if field in held}
        counts += [
            {
                "source": extract.source, "sheet": sheet, "kind": str(extract.kind), "field": field,
                "label": FIELDS[field].label, "rows": len(part),
                "missing": int(lacking[field].sum()) if field in lacking else None,
            }
            for field in fields
        ]  # fmt: skip
        for check, group in (("MISSING_FIELDS", required), ("MISSING_DOCUMENTS", documents)):
            found += _rows_lacking(check, extract.kind, part, {f: lacking[f] for f in group if f in lacking})
    return pa.Table.from_pylist(counts, schema=COMPLETENESS), pa.concat_tables(
        [problems("MISSING_FIELDS", extract.kind, rows[:0], []), *found]
    )


def _required(kind: Kind) -> tuple[Sequence[str], Sequence[str]]:
    policy = quality_policy()
    if kind is Kind.BENEFICIARY:
        return policy.required_beneficiary, policy.required_documents
    return (policy.required_payment, ()) if kind is Kind.PAYMENT else ((), ())


def _lacking(rows: pd.DataFrame, field: str) -> pd.Series:
    """Which rows lack a field; what stands in one row of a household stands for the household."""
    texts = rows[field].astype("string").str.strip().fillna("")
    blank = texts == ""
    if field in quality_policy().required_documents:
        blank |= texts.str.contains(quality_policy().absent.pattern, regex=True)
    if field in _OF_HOUSEHOLD:
        shared = rows["household_id"].notna() & rows["programme"].isin(quality_policy().by_household)
        home = rows["household_id"].where(shared, rows["row"].astype(str) + "#")
        blank = blank.groupby(home).transform("all")
    return blank.astype(bool)


def _rows_lacking(
    check: str, kind: Kind, rows: pd.DataFrame, lacking: dict[str, pd.Series]
) -> Iterator[pa.Table]:
    if not lacking:
        return
    flags = np.column_stack([flag.to_numpy() for flag in lacking.values()])
    labels = [FIELDS[field].label for field in lacking]
    some: npt.NDArray[np.bool_] = np.asarray(flags.any(axis=1))
    texts = [
        "缺" + "、".join(label for label, flag in zip(labels, row, strict=True) if flag)
        for row in flags[some]
    ]
    yield problems(check, kind, rows.loc[some], texts)
