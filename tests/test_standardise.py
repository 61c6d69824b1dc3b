from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from aidlink.births import BirthSource
from aidlink.errors import UsageError
from aidlink.identity import IdReason, IdStatus, format_resident_id
from aidlink.names.codes import encode_names
from aidlink.places import village_keys
from aidlink.records import FIELDS, FieldType, Kind
from aidlink.standardise import standardise, standardise_table

AS_OF = date(2026, 10, 31)
ID_1949, ID_1880 = "11010519491231002X", "440524188001010014"  # the samples of GB 11643-1999
CORE = {
    "resident_id_key": pa.int64(), "resident_id_code": pa.int64(), "resident_id_fifteen": pa.int64(),
    "resident_id_status": pa.uint8(), "resident_id_reason": pa.uint8(), "resident_id_repairs": pa.uint8(),
    "name_text": pa.string(), "name_written": pa.int64(), "name_chars": pa.int64(), "name_sound": pa.int64(),
    "name_dialect": pa.int64(), "name_shape": pa.int64(), "name_unknown": pa.uint8(),
    "name_length": pa.uint8(), "name_alias_chars": pa.int64(), "name_notes": pa.string(),
    "birth_ymd": pa.int32(), "birth_low": pa.int16(), "birth_high": pa.int16(), "birth_source": pa.uint8(),
    "sex_code": pa.uint8(), "village_key": pa.string(), "village_code": pa.int64(),
}  # fmt: skip
BY_TYPE = {
    FieldType.DATE: {"day": pa.int32()},
    FieldType.MONTH: {"month": pa.int32()},
    FieldType.MONEY: {"cents": pa.int64()},
    FieldType.COUNT: {"number": pa.int16()},
    FieldType.ACCOUNT: {"digits": pa.string(), "account_status": pa.uint8()},
}


def make(**columns):
    rows = len(next(iter(columns.values())))
    raw = {name: pa.array(cells, pa.string()) for name, cells in columns.items() if "_numeric" not in name}
    flags = {name: pa.array(cells, pa.bool_()) for name, cells in columns.items() if "_numeric" in name}
    places = {"sheet": pa.array(["名册"] * rows), "row": pa.array(range(2, rows + 2), pa.int32())}
    return pa.table(places | raw | flags)


def read(**columns):
    return standardise_table(make(**columns), Kind.DEATH, "死亡.xlsx", as_of=AS_OF)


def births(table):
    return list(
        zip(*(table[f"birth_{part}"].to_pylist() for part in ("ymd", "low", "high", "source")), strict=True)
    )


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_the_core_is_always_there(rows):
    bare = make(other=[None] * rows).select(["sheet", "row"])
    table = standardise_table(bare, Kind.HOUSEHOLD, "户籍.csv", as_of=AS_OF)
    assert {name: table.schema.field(name).type for name in CORE} == CORE
    for name, kind in CORE.items():
        assert table[name].to_pylist() == [None if kind == pa.string() else 0] * rows


def test_every_field_gets_its_columns_and_keeps_its_text():
    fields = {name: ["1"] for name in FIELDS}
    table = read(**fields)
    for name, field in FIELDS.items():
        assert table[name].to_pylist() == ["1"]
        for part, kind in BY_TYPE.get(field.type, {}).items():
            assert table.schema.field(f"{name}_{part}").type == kind
        if field.type in {FieldType.RESIDENT_ID, FieldType.NAME}:
            origin = "resident_id" if field.type is FieldType.RESIDENT_ID else "name"
            parts = [column for column in CORE if column.startswith(f"{origin}_")]
            assert {column.replace(origin, name, 1) for column in parts} <= set(table.column_names)
    numbers = [name for name in table.column_names if pa.types.is_integer(table.schema.field(name).type)]
    assert all(table[name].null_count == 0 for name in numbers if not name.endswith("_cents"))


def test_rows_keep_their_source_and_unknown_columns():
    table = standardise_table(
        make(name=["陈秀妹"]).append_column("other:备注栏", pa.array(["x"])), Kind.DEATH, "死亡.xlsx"
    )
    row = table.select(["source", "sheet", "row", "name", "other:备注栏"]).to_pylist()
    assert row == [{"source": "死亡.xlsx", "sheet": "名册", "row": 2, "name": "陈秀妹", "other:备注栏": "x"}]


def test_names_and_villages_are_those_of_their_modules():
    names, villages = ["陈秀妹（已故）", "张*三", None], ["石角村委会", None, "新村"]
    table = read(name=names, village=villages, head_name=names)
    codes = encode_names(pa.array(names))
    for part in ("chars", "sound", "dialect", "shape", "unknown", "length"):
        assert table[f"name_{part}"].to_pylist() == getattr(codes, part).tolist()
        assert table[f"head_name_{part}"].to_pylist() == getattr(codes, part).tolist()
    assert table["village_code"].to_pylist() == village_keys(villages, None)[1].tolist()


def test_births_come_from_the_best_source():
    wrong = ID_1949[:-1] + "0"
    table = read(
        birth_date=[
            "1950-01-02",
            "1950-02-30",
            "1950年",
            "农历1950年正月初五",
            None,
            None,
            "2027-01-01",
            None,
        ],
        resident_id=[ID_1949, ID_1949, None, wrong, wrong, wrong, None, ID_1949[:15] + "000"],
        age=["30", "76", "30", "30", "76", None, None, "30"],
        death_date=["2026-01-01"] * 4 + ["2025-03-01"] + [None] * 3,
    )
    assert births(table) == [
        (19500102, 1950, 1950, BirthSource.COLUMN),
        (19491231, 1949, 1949, BirthSource.ID),
        (0, 1950, 1950, BirthSource.COLUMN),
        (0, 1950, 1951, BirthSource.COLUMN),
        (0, 1948, 1950, BirthSource.AGE),
        (19491231, 1949, 1949, BirthSource.DAMAGED_ID),
        (0, 0, 0, BirthSource.NONE),
        (19491231, 1949, 1949, BirthSource.ID),
    ]


def test_ages_are_stated_at_the_death_the_cremation_the_report_or_the_data():
    table = read(
        age=["70", "70", "70", "虚岁70"],
        death_date=["2020-05-01", "x", None, None],
        cremation_date=["2021-05-01", "2021-05-01", None, None],
        report_date=[None, "2022-05-01", "2022-05-01", None],
    )
    assert table["birth_high"].to_pylist() == [1951, 1952, 1953, 1958]
    assert table["birth_low"].to_pylist() == [1949, 1950, 1951, 1956]


def test_sex_is_as_written_else_by_a_good_number():
    male = format_resident_id(440823, date(1960, 1, 1), 451)
    wrong = male[:-1] + ("0" if male[-1] != "0" else "1")
    table = read(
        sex=["女", None, "未知", None, None], resident_id=[male, male, ID_1880, wrong, male[:15] + "000"]
    )
    assert table["sex_code"].to_pylist() == [2, 1, 1, 0, 0]


def test_numeric_cells_spoil_numbers_and_accounts():
    text, account = "440823196001014528", "6222021234567890128"
    table = read(
        resident_id=[text, None], resident_id_numeric=[True, None],
        head_id=[text, ID_1949], head_id_numeric=[True, False],
        account=[account, account], account_numeric=[True, False],
    )  # fmt: skip
    assert table["resident_id_reason"].to_pylist() == [IdReason.NUMERIC_CELL, IdReason.BLANK]
    assert table["head_id_status"].to_pylist() == [IdStatus.TRUNCATED, IdStatus.VALID]
    assert table["head_id_key"].to_pylist() == [0, int(ID_1949[:17])]
    assert table["account_digits"].to_pylist() == [None, account]


def test_chunks_and_slices_do_not_matter():
    whole = make(
        name=["陈秀妹", "李四", None], resident_id=[ID_1949, None, ID_1880], village=["石角村", None, "x"]
    )
    chunked = pa.concat_tables([whole.slice(0, 1), whole.slice(1)])
    first = standardise_table(whole, Kind.DEATH, "a", as_of=AS_OF)
    assert standardise_table(chunked, Kind.DEATH, "a", as_of=AS_OF).equals(first)
    tail = standardise_table(whole.slice(1), Kind.DEATH, "a", as_of=AS_OF)
    assert tail.to_pylist() == first.slice(1).to_pylist()


def test_a_table_without_rows_numbered_is_the_callers_mistake():
    with pytest.raises(UsageError, match="row"):
        standardise_table(make(name=["a"]).drop_columns(["row"]), Kind.DEATH, "a")


def test_an_extract_is_anything_with_a_table_a_kind_and_a_source():
    @dataclass(frozen=True)
    class Sheet:
        table: pa.Table
        kind: Kind
        source: str

    raw = make(address=["港门镇坡头仔12号"])
    found = standardise(Sheet(raw, Kind.DEATH, "a.csv"), as_of=AS_OF, villages=["坡头仔村"])
    assert found["village_key"].to_pylist() == ["坡头仔"]
    assert found["source"].to_pylist() == ["a.csv"]


def test_the_scale_of_a_column_is_its_rows():
    rows = 5000
    numbers = [format_resident_id(440823, date(1960, 1, 1), row % 999 + 1) for row in range(rows)]
    table = read(resident_id=numbers)
    assert table.num_rows == rows
    keys = np.array([int(number[:17]) for number in numbers])
    tails = np.array([number.endswith("000") for number in numbers])
    assert (table["resident_id_key"].to_numpy() == np.where(tails, 0, keys)).all()
