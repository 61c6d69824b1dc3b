"""Standard columns and the words they are packed into."""

import numpy as np
import pytest

from aidlink.compare import records as places
from aidlink.compare.records import pack_records, readable
from aidlink.hashing import hash_texts
from aidlink.inputs import standard_table
from aidlink.names.codes import encode_names

FRAME = {
    "姓名": ["陈秀妹", None],
    "身份证号": ["440823195003151238", None],
    "出生日期": ["1950-03-15", "1960-01-01"],
    "性别": ["男", "女"],
    "村": ["石角村", None],
    "户主姓名": ["陈大", None],
    "银行账号": ["6217000000000001", None],
}


@pytest.fixture(scope="module")
def table():
    pd = pytest.importorskip("pandas")
    return standard_table(pd.DataFrame(FRAME))


def test_every_word_is_its_column(table):
    words = pack_records(table)
    assert words.shape == (2, places.WIDTH)
    assert words.dtype == np.int64
    expected = {
        places.CHARS: "name_chars", places.SOUND: "name_sound", places.DIALECT: "name_dialect",
        places.SHAPE: "name_shape", places.WRITTEN: "name_written", places.ALIAS: "name_alias_chars",
        places.VILLAGE: "village_code", places.KEY: "resident_id_key", places.CODE: "resident_id_code",
        places.FIFTEEN: "resident_id_fifteen", places.HEAD: "head_name_chars",
        places.HEAD_SOUND: "head_name_sound",
    }  # fmt: skip
    for place, name in expected.items():
        assert words[:, place].tolist() == table[name].to_pylist(), name
    assert words[0, places.ACCOUNT] == hash_texts(["6217000000000001"])[0]
    assert words[1, places.ACCOUNT] == 0
    for row, record in enumerate(table.to_pylist()):
        birth, meta = int(words[row, places.BIRTH]), int(words[row, places.META])
        assert birth % 2**32 == record["birth_ymd"]
        assert birth >> 32 & 0xFFFF == record["birth_low"] > 0
        assert birth >> 48 == record["birth_high"]
        assert meta & 0xFF == record["resident_id_status"]
        assert meta >> 8 & 0xFF == record["sex_code"] > 0
        assert meta >> 16 & 0xFF == record["birth_source"] > 0
        assert meta >> 24 == record["resident_id_trust"] == 1 - row
    assert not words[:, places.REPAIR].any()


def test_a_table_without_households_or_accounts_packs(table):
    slim = table.drop_columns([name for name in table.column_names if name.startswith(("head_", "account"))])
    words = pack_records(slim)
    assert not words[:, [places.HEAD, places.HEAD_SOUND, places.ACCOUNT]].any()


def test_a_masked_name_is_not_readable_and_a_long_one_is():
    names = ["陈秀妹", "张*三", "□四", "古丽巴哈尔·买买提", "买买提□·艾力", None]
    chars = encode_names(names).chars
    assert (readable(chars) != 0).tolist() == [True, False, False, True, False, False]


def test_a_long_name_whose_hash_looks_like_a_mask_is_readable():
    chars = np.array([1 | 0xFFFF << 16, 2 | 0x1234 << 16, ord("张") | 0xFFFF << 16], np.int64)
    assert readable(chars).tolist() == [int(chars[0]), 0, 0]
