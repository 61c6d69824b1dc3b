"""Columns of names as packed codes, against pypinyin, OpenCC and the pure-Python reading of a cell."""

import numpy as np
import opencc
import pyarrow as pa
import pypinyin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlink.names.codes import encode_names
from aidlink.names.forms import read_name
from aidlink.names.packed import pack_name
from aidlink.names.packing import LONG, LONG_UNKNOWN, UNKNOWN, is_long, pack, pack_long, unpack

HAN = [chr(point) for point in range(0x4E00, 0x9FA6)]
cells = st.text(
    st.sampled_from(
        "张李欧阳單单王黄仇小妹妹伟偉三*□?ＸxW 　（）()又名已故无不详·.1A𠮷\ue000\u200b"
        "＊？×÷⼩⻩車亡上同某囗#∗…ꞏ"
    ),
    max_size=9,
)


def characters(packed):
    return "".join(chr(code) for code in unpack(packed))


@given(st.lists(st.integers(1, 0xFFFF), max_size=4))
def test_packing_is_reversible(codes):
    packed = pack(codes)
    assert -(2**63) <= packed < 2**63
    assert unpack(packed) == tuple(codes)


def test_five_codes_do_not_fit():
    with pytest.raises(ValueError, match="5 codes"):
        pack([1, 2, 3, 4, 5])


def test_a_long_code_is_equal_for_equal_names_only():
    names = [[0x963F + i, 0x535C, 0x675C, 0x62C9, j] for i in range(100) for j in range(100)]
    packed = {pack_long(name, unknown=False) for name in names}
    assert len(packed) == len(names)
    assert all(is_long(code) and code & 0xFFFF == LONG for code in packed)
    assert pack_long(names[0], unknown=True) & 0xFFFF == LONG_UNKNOWN
    assert not is_long(pack([0x5F20]))


@given(st.lists(st.one_of(st.none(), cells), max_size=20))
@settings(deadline=None, max_examples=200)
def test_a_column_is_its_cells(column):
    codes = encode_names(pa.array(column, pa.string()))
    names = [read_name(cell) for cell in column]
    assert len(codes) == len(column)
    assert codes.text.to_pylist() == [name.text for name in names]
    assert codes.notes.to_pylist() == ["；".join(name.notes) or None for name in names]
    assert codes.aliases.to_pylist() == [list(name.aliases) or None for name in names]
    numbers = ("written", "chars", "sound", "dialect", "shape", "alias_chars", "unknown", "length")
    for number in numbers:
        assert getattr(codes, number).tolist() == [getattr(pack_name(name), number) for name in names]


def test_shapes_and_types():
    codes = encode_names(pa.chunked_array([["张三", None], ["李四（又名李思）"]]))
    assert codes.text.type == codes.notes.type == pa.string()
    assert codes.aliases.type == pa.list_(pa.string())
    for name in ("written", "chars", "sound", "dialect", "shape", "alias_chars"):
        assert getattr(codes, name).dtype == np.int64
    assert codes.unknown.dtype == codes.length.dtype == np.uint8
    assert codes.length.tolist() == [2, 0, 2]
    assert repr(codes) == "NameCodes(3 names)"


@pytest.mark.parametrize("column", [[], [None, None], pa.nulls(3), pa.array(["张三", "李四", "王五"])[1:2]])
def test_empty_null_and_sliced_columns(column):
    array = column if isinstance(column, pa.Array) else pa.array(column, pa.string())
    codes = encode_names(array)
    assert codes.text.to_pylist() == array.to_pylist()
    assert (codes.chars != 0).tolist() == [cell is not None for cell in array.to_pylist()]


def test_words_for_no_name_are_missing_in_a_column_too():
    words = [
        "无",
        "不详",
        "不明",
        "未知",
        "未填",
        "佚名",
        "空",
        "空白",
        "暂无",
        "待查",
        "待定",
        "无名氏",
        "某某",
    ]
    codes = encode_names(pa.array([*words, "无忌", "张不凡"]))
    assert (codes.chars == 0).tolist() == [True] * len(words) + [False, False]
    assert codes.text.to_pylist() == [None] * len(words) + ["无忌", "张不凡"]


def test_unknown_places_are_a_bitmask():
    codes = encode_names(pa.array(["张*三", "*三", "张**", "韦WEI", "张三", "阿卜杜*·买买提"]))
    assert codes.unknown.tolist() == [0b010, 0b001, 0b110, 0b010, 0, 0b1000]
    assert unpack(codes.chars[0])[1] == UNKNOWN
    assert codes.long.tolist() == [False] * 5 + [True]


def test_characters_are_compared_as_opencc_simplifies_them():
    codes = encode_names(pa.array([f"李{character}" for character in HAN]))
    converter = opencc.OpenCC("t2s")
    for character, chars, written in zip(HAN, codes.chars, codes.written, strict=True):
        if character in "某无不未佚空暂待囗":
            continue
        expected = converter.convert(converter.convert(character))
        expected = {"锺": "钟"}.get(expected, expected)
        if len(expected) == 1 and ord(expected) < 0x10000:
            assert characters(chars) == f"李{expected}"
        assert characters(written) == f"李{character}"


@pytest.mark.parametrize("pair", ["萧肖", "傅付", "戴代", "阎闫", "蕭肖", "閻闫"])
def test_surname_forms_are_one_at_the_surname_place_only(pair):
    first, second, given_first, given_second = encode_names(
        pa.array([f"{pair[0]}明", f"{pair[1]}明", f"明{pair[0]}", f"明{pair[1]}"])
    ).chars
    assert first == second
    assert given_first != given_second


def test_sounds_are_toneless_pinyin():
    codes = encode_names(pa.array([f"李{character}" for character in HAN]))
    exceptions = set("长佛卜重某无不未佚空暂待囗")
    sound_of = {}
    for character, sound in zip(HAN, codes.sound, strict=True):
        if character in exceptions:
            continue
        reading = pypinyin.lazy_pinyin(character, v_to_u=False)[0]
        if reading != character:
            assert sound_of.setdefault(reading, unpack(sound)[1]) == unpack(sound)[1]
    assert len(set(sound_of.values())) == len(sound_of) > 390


SURNAME_READINGS = [
    ("单", "善"), ("仇", "邱"), ("曾", "增"), ("解", "谢"), ("查", "扎"), ("区", "欧"), ("朴", "瓢"),
    ("盖", "葛"),
    ("翟", "宅"), ("缪", "妙"), ("覃", "秦"), ("乐", "岳"), ("折", "佘"), ("黑", "贺"), ("繁", "婆"),
    ("秘", "毕"),
    ("种", "崇"), ("牟", "穆"), ("員", "云"), ("單", "善"),
]  # fmt: skip


@pytest.mark.parametrize(("surname", "homophone"), SURNAME_READINGS)
def test_a_surname_has_its_own_reading_at_its_place(surname, homophone):
    sounds = encode_names(
        pa.array([f"{surname}明", f"{homophone}明", f"明{surname}", f"明{homophone}"])
    ).sound
    assert unpack(sounds[0]) == unpack(sounds[1])
    if (surname, homophone) != ("盖", "葛"):
        assert sounds[2] != sounds[3]


@pytest.mark.parametrize(
    ("compound", "homophones"),
    [("尉迟", "玉池"), ("长孙", "张孙"), ("万俟", "莫其"), ("澹台", "谈台"), ("令狐", "凌湖")],
)
def test_a_compound_surname_has_its_own_reading(compound, homophones):
    sounds = encode_names(pa.array([f"{compound}明", f"{homophones}明"])).sound
    assert sounds[0] == sounds[1]


@pytest.mark.parametrize(
    "pair", ["倪李", "张脏", "沈森", "程岑", "林凌", "年连", "王黄", "姚饶", "熊洪", "谭覃", "周邹", "施司"]
)
def test_dialect_merges(pair):
    dialects = encode_names(pa.array([f"{pair[0]}明", f"{pair[1]}明"])).dialect
    assert dialects[0] == dialects[1]


@pytest.mark.parametrize("pair", ["胡符", "黄方", "李张", "明民名"])
def test_what_dialect_does_not_merge(pair):
    dialects = encode_names(pa.array([f"{pair[0]}三", f"{pair[1]}三"])).dialect
    assert (dialects[0] == dialects[1]) == (pair[0] == "明")


def test_surname_homophones_of_the_dialect_hold_at_the_surname_place_only():
    dialects = encode_names(pa.array(["明黄", "明王"])).dialect
    assert dialects[0] != dialects[1]


def test_an_unknown_place_takes_the_sound_that_was_written_for_it():
    written, plain, hidden = encode_names(pa.array(["韦WEI", "韦伟", "韦*"])).sound
    assert written == plain != hidden
