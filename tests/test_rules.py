"""Rule files: what ships, a file of one's own, and every way to get one wrong."""

import re
import shutil
from pathlib import Path

import pytest

from aidlink import rules
from aidlink.block.keys import KEYS
from aidlink.errors import AidlinkError, RuleError
from aidlink.rules import load_blocking, load_matcher, rule_folder, rules_digest

ROOT = Path(__file__).parents[1]
MATCHERS = {path.stem: path for path in (ROOT / "matchers").glob("*.toml")}


def test_linking_matchers_and_their_blocking_load():
    for name in ("suspected_death", "duplicate_payment", "household_member"):
        matcher = load_matcher(name)
        assert (matcher.name, matcher.file) == (name, f"{name}.toml")
        blocking = load_blocking(matcher.blocking)
        assert blocking.file == f"{matcher.blocking}.toml"
        for each in blocking.passes:
            assert {*each.left, *each.right, *each.split} <= set(KEYS)
            assert len(each.left) == len(each.right)
            assert each.why


def test_one_sided_passes_stand_both_ways():
    passes = {each.name: each for each in load_blocking("persons").passes}
    for one, other in (("left_repair", "right_repair"), ("left_alias", "right_alias")):
        assert passes[one].left == passes[other].right
        assert passes[one].right == passes[other].left


def test_a_file_of_ones_own_is_read_by_path(tmp_path):
    path = tmp_path / "mine.toml"
    shutil.copy(MATCHERS["suspected_death"], path)
    by_path, by_text, shipped = load_matcher(path), load_matcher(str(path)), load_matcher("suspected_death")
    assert by_path == by_text
    assert by_path.file == "mine.toml"
    assert by_path.comparisons == shipped.comparisons
    assert by_path.digest == shipped.digest


def test_an_editors_marks_do_not_matter(tmp_path):
    """Windows editors end lines with CRLF and put a mark before the text."""
    text = MATCHERS["suspected_death"].read_bytes()
    path = tmp_path / "mine.toml"
    path.write_bytes(text.replace(b"\n", b"\r\n"))
    assert load_matcher(path).digest == load_matcher("suspected_death").digest
    path.write_bytes(b"\xef\xbb\xbf" + text)
    assert load_matcher(path).comparisons == load_matcher("suspected_death").comparisons


MATCHER = """\
schema = 1
name = "mine"
title = "试"
blocking = "persons"
share = 0.1
floor = 0.01
rivals = true
[comparison.sex]
strength = 60
same = { m = 0.9, u = 0.5, text = "同" }
different = { m = 0.1, u = 0.5, text = "异" }
"""
BLOCKING = """\
schema = 1
name = "mine"
cap = 100
[pass]
birth = { keys = ["birth"], split = ["sex"], why = "生日" }
alias = { left = ["alias"], right = ["name"], why = "又名" }
"""


def write(folder, text):
    path = folder / "mine.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_small_files_are_right(tmp_path):
    matcher = load_matcher(write(tmp_path, MATCHER))
    assert (matcher.share, matcher.floor, matcher.rivals) == (0.1, 0.01, True)
    (comparison,) = matcher.comparisons
    assert (comparison.name, comparison.strength) == ("sex", 60)
    same, different = comparison.levels
    assert (same.name, same.m, same.u, same.per_match, same.text) == ("same", 0.9, 0.5, 0, "同")
    assert different.name == "different"
    assert (same.kin, different.kin) == (0.5, 0.5)
    blocking = load_blocking(write(tmp_path, BLOCKING))
    assert blocking.cap == 100
    birth, alias = blocking.passes
    assert (birth.name, birth.left, birth.right, birth.split) == ("birth", ("birth",), ("birth",), ("sex",))
    assert (alias.left, alias.right, alias.split, alias.why) == (("alias",), ("name",), (), "又名")


def test_a_level_is_never_impossible(tmp_path):
    """Relatives stand on a level as often as anybody, where the file does not say."""
    text = MATCHER.replace('u = 0.5, text = "同"', 'per_match = 0.2, text = "同"')
    same, _ = load_matcher(write(tmp_path, text)).comparisons[0].levels
    assert (same.u, same.per_match, same.kin) == (0, 0.2, 0.2)


# what to replace, by what, and the key that the message names
WRONG_MATCHERS = [
    ("schema = 1", "schema = 2", "schema"),
    ("schema = 1\n", "", "schema"),
    ('name = "mine"\n', "", "name"),
    ('name = "mine"', "name = 3", "name"),
    ('title = "试"', "title = []", "title"),
    ('blocking = "persons"', "blocking = 1", "blocking"),
    ("share = 0.1", "share = 0", "share"),
    ("share = 0.1", "share = 1", "share"),
    ("share = 0.1", "share = nan", "share"),
    ("share = 0.1", 'share = "a tenth"', "share"),
    ("strength = 60", "strength = -1", "strength"),
    ("strength = 60", "strength = 0", "strength"),
    ("strength = 60", "strength = nan", "strength"),
    ("strength = 60", "strength = inf", "strength"),
    ("strength = 60", "strength = true", r"comparison\.sex: strength"),
    ("strength = 60\n", "", r"comparison\.sex: strength"),
    ("floor = 0.01", "floor = 1.5", "floor"),
    ("floor = 0.01\n", "", "floor"),
    ("rivals = true", "rivals = 1", "rivals"),
    ("rivals = true", "rivals = true\nrival = true", "rival"),
    ("[comparison.sex]", "[other.sex]", "comparison"),
    (MATCHER[MATCHER.index("[comparison") :], "comparison = 3", "comparison"),
    (MATCHER[MATCHER.index("[comparison") :], "[comparison]\nsex = 3", r"comparison\.sex"),
    ('same = { m = 0.9, u = 0.5, text = "同" }', "same = 3", r"comparison\.sex\.same"),
    ("m = 0.9, ", "", r"comparison\.sex\.same: m"),
    ("m = 0.9", "m = 1.9", r"comparison\.sex\.same: m"),
    ("m = 0.9, u = 0.5", "m = 0.9", r"comparison\.sex\.same: needs u or per_match"),
    ("m = 0.9, u = 0.5", "m = 0.9, u = 0", r"comparison\.sex\.same: u"),
    ("m = 0.9, u = 0.5", "m = 0.9, u = 0.5, kin = 0", r"comparison\.sex\.same: kin"),
    ("m = 0.9, u = 0.5", 'm = 0.9, per_match = "x"', r"comparison\.sex\.same: per_match"),
    (', text = "同"', "", r"comparison\.sex\.same: text"),
    ('text = "同"', 'text = "同", note = ""', r"comparison\.sex\.same: unknown key 'note'"),
]
WRONG_BLOCKING = [
    ("schema = 1", "schema = 0", "schema"),
    ("cap = 100", "cap = 0", "cap"),
    ("cap = 100", "cap = 10.5", "cap"),
    ("cap = 100", "cap = inf", "cap"),
    ("cap = 100", "cap = nan", "cap"),
    ("cap = 100", "cap = 100\ncaps = 1", "caps"),
    (BLOCKING[BLOCKING.index("[pass]") :], "pass = []", "pass"),
    ('{ keys = ["birth"], split = ["sex"], why = "生日" }', "[]", r"pass\.birth"),
    ('keys = ["birth"]', "keys = []", r"pass\.birth: keys"),
    ('keys = ["birth"]', 'keys = "birth"', r"pass\.birth: keys"),
    ('keys = ["birth"]', "keys = [1]", r"pass\.birth: keys"),
    ('keys = ["birth"]', 'left = ["birth"]', r"pass\.birth: right"),
    ('keys = ["birth"]', 'keys = ["birth"], left = ["birth"]', r"pass\.birth: unknown key 'left'"),
    ('left = ["alias"]', 'left = ["alias", "sex"]', r"pass\.alias: left has 2 keys, right 1"),
    ('split = ["sex"]', "split = []", r"pass\.birth: split"),
    (', why = "又名"', "", r"pass\.alias: why"),
]


@pytest.mark.parametrize(("part", "wrong", "key"), WRONG_MATCHERS)
def test_a_wrong_matcher_is_one_error_with_file_and_key(tmp_path, part, wrong, key):
    assert part in MATCHER
    with pytest.raises(RuleError, match=rf"^mine\.toml: .*{key}") as raised:
        load_matcher(write(tmp_path, MATCHER.replace(part, wrong)))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(("part", "wrong", "key"), WRONG_BLOCKING)
def test_a_wrong_set_of_passes_is_one_error_with_file_and_key(tmp_path, part, wrong, key):
    assert part in BLOCKING
    with pytest.raises(RuleError, match=rf"^mine\.toml: .*{key}"):
        load_blocking(write(tmp_path, BLOCKING.replace(part, wrong)))


def test_more_passes_than_a_mask_has_bits_are_refused(tmp_path):
    head = BLOCKING[: BLOCKING.index("[pass]")] + "[pass]\n"
    passes = [f'p{number} = {{ keys = ["birth"], why = "x" }}\n' for number in range(32)]
    assert len(load_blocking(write(tmp_path, head + "".join(passes[:31]))).passes) == 31
    with pytest.raises(RuleError, match=r"^mine\.toml: pass: 32 passes"):
        load_blocking(write(tmp_path, head + "".join(passes)))


@pytest.mark.parametrize("text", [b"\xff\xfe\x00", b"schema = ", "名 = 1".encode("gb18030")])
def test_what_is_not_toml_is_said(tmp_path, text):
    for load in (load_matcher, load_blocking):
        with pytest.raises(RuleError, match=r"^mine\.toml: not TOML"):
            load(write(tmp_path, text))


@pytest.mark.parametrize("which", ["no_such_rule", "no/such.toml", Path("no/such.toml")])
def test_a_missing_file_is_said(which):
    for load in (load_matcher, load_blocking):
        with pytest.raises(RuleError, match=r"no rule file '(no_such_rule|such)\.toml'"):
            load(which)
    assert issubclass(RuleError, AidlinkError)


def test_a_missing_folder_is_said():
    with pytest.raises(RuleError, match="recipes"):
        rule_folder("recipes")


def test_the_digest_covers_every_rule_file_and_no_line_ends(tmp_path, monkeypatch):
    for kind in ("matchers", "blocking"):
        shutil.copytree(ROOT / kind, tmp_path / kind)
    monkeypatch.setattr(rules, "rule_folder", lambda kind: tmp_path / kind)
    first = rules_digest()
    assert re.fullmatch("[0-9a-f]{64}", first)
    path = tmp_path / "matchers" / "suspected_death.toml"
    text = path.read_bytes()
    path.write_bytes(text.replace(b"\n", b"\r\n"))
    (tmp_path / "matchers" / "notes.txt").write_text("no rule", "utf-8")
    assert rules_digest() == first
    path.write_bytes(text + b"# more\n")
    assert rules_digest() != first
    path.write_bytes(text)
    (tmp_path / "blocking" / "persons.toml").rename(tmp_path / "blocking" / "people.toml")
    assert rules_digest() != first
