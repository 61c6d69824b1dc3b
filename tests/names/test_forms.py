"""What is taken out of a name cell, by cases a reader can check by eye."""

import pytest

from aidlink.names.forms import read_name
from aidlink.names.packing import UNKNOWN


def shown(cell):
    return read_name(cell).text


def marked(cell):
    """The characters of a name, ? for a place that cannot be read."""
    return "".join("?" if place.code == UNKNOWN else chr(place.code) for place in read_name(cell).places)


@pytest.mark.parametrize(
    "cell",
    [
        None, "", "  ", "\u3000", "无", "无名", "无名氏", "无名男尸", "不详", "姓名不详", "未知", "佚名",
        "-", "——", "/",
        "N/A", "null", "***", "＊＊", "□□", "?", "0", "12", "某某", "XX", "（已故）", "\u200b", "\ue000",
        "某某某", "囗囗", "……", "同上", "待核实", "未取名", "空缺",
        "𠮷",
    ],
)  # fmt: skip
def test_a_cell_without_a_name_is_missing(cell):
    name = read_name(cell)
    assert name.text is None
    assert name.places == ()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("张三", "张三"),
        ("张　三", "张三"),
        (" 张 三 ", "张三"),
        ("张\u00a0三\t", "张三"),
        ("张\u200b三\ufeff", "张三"),
        ("张三1", "张三"),
        ("1.张三", "张三"),
        ("12、张三", "张三"),
        ("张三２", "张三"),
        ("张伟A", "张伟"),
        ("'张三", "张三"),
        ("户主：张三", "张三"),
        ("姓名:张三", "张三"),
        ("曾用名：张山", "张山"),
        ("张三先生", "张三"),
        ("张三、李四", "张三"),
        ("张三/李四", "张三"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉・买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉‧买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉∙买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉⋅买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉．买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉.买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉。买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉-买买提·", "阿卜杜拉·买买提"),
        ("ＮＧＵＹＥＮ　ＴＨＩ  ＨＯＡ", "NGUYEN THI HOA"),
        ("Nguyễn Thị Hoa 2", "Nguyễn Thị Hoa"),
        ("陳偉", "陳偉"),
        ("⼩明", "小明"),
        ("⻩⼩⻓", "黄小长"),
        ("阿卜杜拉ꞏ买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉ㆍ买买提", "阿卜杜拉·买买提"),
    ],
)
def test_the_shown_name_is_clean(cell, text):
    assert shown(cell) == text


@pytest.mark.parametrize(
    ("cell", "text", "notes"),
    [
        ("张三（已故）", "张三", ("已故",)),
        ("张三(已故", "张三", ("已故",)),
        ("【户主】李四", "李四", ("户主",)),
        ("张三[代]", "张三", ("代",)),
        ("张三(代)(已故)", "张三", ("代", "已故")),
        ("张三已故", "张三", ("已故",)),
        ("张三-去世", "张三", ("去世",)),
        ("监护人：张三", "张三", ("监护人",)),
        ("张三、李四", "张三", ("李四",)),
        ("李三（组长（兼））", "李三", ("兼", "组长")),
        ("张三亡", "张三", ("亡",)),
        ("张三 — 亡", "张三", ("亡",)),
        ("张 三 已死", "张三", ("已死",)),
        ("死者张三", "张三", ("死者",)),
        ("户主 张三", "张三", ("户主",)),
        ("李燊（shēn）", "李燊", ("shēn",)),
        ("李燊(lishen)", "李燊", ("lishen",)),
        ("单强(SHAN QIANG)", "单强", ("SHAN QIANG",)),
        ("李𠮷(ji)", "李𠮷", ("ji",)),
    ],
)
def test_notes_are_kept_apart(cell, text, notes):
    name = read_name(cell)
    assert (name.text, name.notes, name.aliases) == (text, notes, ())


@pytest.mark.parametrize(
    ("cell", "text", "aliases"),
    [
        ("孔丘(又名孔子)", "孔丘", ("孔子",)),
        ("张三（曾用名：张山）", "张三", ("张山",)),
        ("张三【原名 张 山】", "张三", ("张山",)),
        ("张三（别名：张山、张杉）", "张三", ("张山", "张杉")),
        ("张三又名张山", "张三", ("张山",)),
        ("张三 曾用名:张山", "张三", ("张山",)),
        ("张三（曾名:张山）", "张三", ("张山",)),
        ("张三（曾用名：无）", "张三", ()),
        ("曾用名", "曾用名", ()),
        ("曾小名", "曾小名", ()),
    ],
)
def test_other_names_are_found(cell, text, aliases):
    name = read_name(cell)
    assert (name.text, name.aliases) == (text, aliases)


@pytest.mark.parametrize("cell", ["张三（已故，又名张山）", "张三(又名:张山,已故)"])
def test_a_note_beside_another_name_is_a_note(cell):
    name = read_name(cell)
    assert (name.text, name.notes, name.aliases) == ("张三", ("已故",), ("张山",))


@pytest.mark.parametrize(
    ("cell", "places"),
    [
        ("张*三", "张?三"), ("张＊三", "张?三"), ("*三", "?三"), ("张**", "张??"), ("张□", "张?"),
        ("张？三", "张?三"),
        ("张●三", "张?三"), ("张○三", "张?三"), ("张◇", "张?"), ("张〇", "张?"), ("张_三", "张?三"),
        ("张X三", "张?三"),
        ("张xx", "张??"), ("李某某", "李??"), ("李某", "李?"), ("张(?)三", "张?三"), ("𠮷田", "?田"),
        ("王\ue123", "王?"),
        ("王\U000f0001", "王?"), ("韦WEI", "韦?"), ("韦(WEI)", "韦?"), ("韦ｗｅｉ", "韦?"), ("韦wěi", "韦?"),
        ("韦XIAOMING", "韦??"), ("阿卜杜*·买买提", "阿卜杜?买买提"), ("张\ufffd", "张?"), ("张😀三", "张?三"),
        ("张××", "张??"), ("张∗三", "张?三"), ("张⬜", "张?"), ("张#三", "张?三"), ("张…三", "张?三"),
        ("张⻗三", "张?三"), ("韦(Wěi)", "韦?"), ("张三#", "张三"), ("√张三", "张三"),
        ("JOHN S***", "JOHNS?"), ("Nguy?n", "NGUY?N"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_an_unknown_place(cell, places):
    assert marked(cell) == places


@pytest.mark.parametrize(
    ("cell", "syllable"), [("韦WEI", "wei"), ("吕LÜ", "lv"), ("韦SMITH", None), ("韦*", None)]
)
def test_pinyin_for_a_character_is_remembered(cell, syllable):
    assert read_name(cell).places[1].syllable == syllable


def test_a_foreign_name_is_not_chinese():
    assert not read_name("NGUYEN THI HOA").chinese
    assert not read_name("WEI").chinese
    assert read_name("韦WEI").chinese
