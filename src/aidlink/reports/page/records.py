"""The records that findings stand on, side by side: masked, with codes that say which values are equal.

A birth date fills exactly what the mask of a resident ID hides, so only its year is shown. Remarks, addresses
and telephones are not shown at all: nobody knows what was written there.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from aidlink.masking import mask_account, mask_id, mask_name
from aidlink.reports.month import Source
from aidlink.reports.page.coding import coded

_SHEETS = 2**32  # rows of a sheet are fewer
_LONG_NUMBER = re.compile(r"\d(?:[\s-]?\d){6,}[Xx]?")


@dataclass(frozen=True, slots=True)
class Field:
    """A line of the comparison.

    Args:
        label: its name in Chinese.
        column: the standard column that is shown.
        show: what is shown of a value's text.
        key: the column that tells values apart, where 0 is nothing; the shown one if not given.
        compared: whether equal values speak for one person.
        unclear: the column that is not 0 where a part of the value cannot be read.
    """

    label: str
    column: str
    show: Callable[[str], str]
    key: str | None = None
    compared: bool = False
    unclear: str | None = None


def plain_text(text: str) -> str:
    """A short free text; what could be a number of a person, a telephone or an account is masked.

    >>> plain_text("低保"), plain_text("440823195003151238")
    ('低保', '**************1238')
    """
    return _LONG_NUMBER.sub(lambda found: "*" * (len(found[0]) - 4) + found[0][-4:], text)


def _day(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if text != "0" else ""


def _month(text: str) -> str:
    return f"{text[:4]}-{text[4:]}" if text != "0" else ""


def _year(text: str) -> str:
    return f"{text[:4]}年" if text != "0" else ""


def _yuan(text: str) -> str:
    cents = int(text)
    return f"{cents / 100:,.2f}元" if cents % 100 else f"{cents // 100:,}元"


def _sex(text: str) -> str:
    return {"1": "男", "2": "女"}.get(text, "")


FIELDS = (
    Field("姓名", "name_text", mask_name, compared=True, unclear="name_unknown"),
    Field("身份证号", "resident_id", mask_id, "resident_id_code", compared=True),
    Field("出生", "birth_ymd", _year, "birth_ymd", compared=True),
    Field("性别", "sex_code", _sex, "sex_code", compared=True),
    Field("村（社区）", "village", plain_text, "village_code", compared=True),
    Field("户主", "head_name_text", mask_name, compared=True, unclear="head_name_unknown"),
    Field("户编号", "household_id", mask_account, compared=True),
    Field("关系", "relation", plain_text),
    Field("救助类型", "programme", plain_text),
    Field("供养方式", "care", plain_text),
    Field("状态", "status", plain_text),
    Field("户籍状态", "registration_status", plain_text),
    Field("金额", "amount_cents", _yuan),
    Field("发放月份", "pay_month_month", _month, "pay_month_month"),
    Field("发放日期", "pay_date_day", _day, "pay_date_day"),
    Field("取款日期", "withdraw_date_day", _day, "withdraw_date_day"),
    Field("发放结果", "feedback", plain_text),
    Field("账户户名", "account_name_text", mask_name, compared=True, unclear="account_name_unknown"),
    Field("账号", "account_digits", mask_account, compared=True),
    Field("走访日期", "visit_date_day", _day, "visit_date_day"),
    Field("死亡日期", "death_date_day", _day, "death_date_day", compared=True),
    Field("火化日期", "cremation_date_day", _day, "cremation_date_day", compared=True),
    Field("户籍注销", "cancel_date_day", _day, "cancel_date_day"),
    Field("登记日期", "report_date_day", _day, "report_date_day"),
)
_WANTED = frozenset(name for field in FIELDS for name in (field.column, field.key, field.unclear) if name)


@dataclass(frozen=True, slots=True)
class Records:
    """Records by the places where they stand.

    Args:
        table: each record once: the standard columns that are shown, those that a list lacks as nulls.
        at: for each place that was asked for, the record's position in `table`; -1 where there is none.
    """

    table: pa.Table
    at: npt.NDArray[np.int64]


def records_at(sources: Sequence[Source], places: pa.StructArray) -> Records:
    """Look the records at places up, list by list.

    Args:
        sources: the lists.
        places: structs of source, sheet and row.
    """
    files, sheets = (places.field(name).dictionary_encode() for name in ("source", "sheet"))
    names = files.dictionary.to_pylist()
    file_codes, sheet_codes = (_numbers(each.indices) for each in (files, sheets))
    keys = sheet_codes * _SHEETS + _numbers(places.field("row"))
    at = np.full(len(places), -1, np.int64)
    tables, count = [], 0
    for source in sources:
        if source.extract.source not in names:
            continue
        asked = np.flatnonzero((file_codes == names.index(source.extract.source)) & (at < 0))
        distinct, inverse = np.unique(keys[asked], return_inverse=True)
        rows = _positions(source.records, sheets.dictionary, distinct)
        found = rows >= 0
        at[asked] = np.where(found, count + np.cumsum(found) - 1, -1)[inverse]
        held = [name for name in source.records.column_names if name in _WANTED]
        tables.append(source.records.select(held).take(pa.array(rows[found])))
        count += int(found.sum())
    return Records(pa.concat_tables(tables, promote_options="permissive") if tables else pa.table({}), at)


def shown_records(table: pa.Table) -> Iterator[dict[str, Any]]:
    """The lines of the comparison that any record has.

    Each is a coded column with its label; compared: whether its values speak for one person; unclear: the
    codes of values that are neither equal nor different; and where one thing may be written in several ways,
    groups: for each value a number that its equals share.
    """
    for field in FIELDS:
        if field.column not in table.column_names:
            continue
        texts = table[field.column].cast(pa.string())
        keys = _keys(table, field)
        told = coded(texts, field.show, keys=texts if keys is None else _joined(texts, keys))
        if any(told["values"]):
            unclear = _unclear(table, field, told["codes"])
            line = {"label": field.label, "compared": field.compared, "unclear": unclear, **told}
            if keys is not None and field.key != field.column:
                line["groups"] = _groups(keys, told["codes"])
            yield line


def _keys(table: pa.Table, field: Field) -> Any:
    """What tells a field's values apart beside their text: 0 for nothing; None where the text does."""
    return table[field.key].fill_null(0) if field.key in table.column_names else None


def _joined(texts: Any, keys: Any) -> Any:
    """Text and key as one; null where a number that is its own text is 0."""
    numbers = keys.cast(pa.string())
    joined = pc.binary_join_element_wise(texts, numbers, "\t")
    return pc.if_else(pc.equal(joined, "0\t0"), pa.scalar(None, pa.string()), joined)


def _groups(keys: Any, codes: list[int]) -> list[int]:
    """For each value a number that its equals share; a value without a key equals no other."""
    present, first = np.unique(np.array(codes, np.int64), return_index=True)
    told = np.asarray(keys)[first[present >= 0]]
    groups = np.unique(told, return_inverse=True)[1]
    found: list[int] = np.where(told == 0, -1 - np.arange(len(told)), groups).tolist()
    return found


def _unclear(table: pa.Table, field: Field, codes: list[int]) -> list[int]:
    """The codes of values of which a part cannot be read: these are neither equal nor different."""
    if field.unclear not in table.column_names:
        return []
    rows = np.asarray(table[field.unclear].fill_null(0)) != 0
    found: list[int] = np.unique(np.array(codes, np.int64)[rows]).tolist()
    return found


def _positions(records: pa.Table, sheets: pa.Array, keys: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Where the records of these keys stand in a list; -1 where it has none."""
    codes = _numbers(pc.index_in(records["sheet"], value_set=sheets).fill_null(-1))
    own = pa.array(codes * _SHEETS + _numbers(records["row"]))
    return _numbers(pc.index_in(pa.array(keys), value_set=own).fill_null(-1))


def _numbers(column: Any) -> npt.NDArray[np.int64]:
    numbers: npt.NDArray[np.int64] = np.asarray(column).astype(np.int64)
    return numbers
