"""Linking whole tables by one call: spreadsheet rows, the same bytes each time, the model's file."""

import collections
import dataclasses
import io
import itertools
import random
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from stdnum.iso7064 import mod_11_2

import aidlink
import aidlink.score as aidlink_score
from aidlink.errors import RuleError, UsageError
from aidlink.inputs import standard_table
from aidlink.rules import load_blocking, load_matcher

ROOT = Path(__file__).parents[1]
SURNAMES, GIVEN = "陈李王黄张梁林吴何", "伟芳秀英明国强丽军杰娟艳勇超兰霞平刚桂玉"
VILLAGES = ("石角村", "东坑村", "新屋村", "大路村")
HEADERS = {
    "name": "姓名", "resident_id": "身份证号", "birth_date": "出生日期", "sex": "性别", "village": "村",
    "account": "银行账号",
}  # fmt: skip


def make_id(day, number):
    body = f"440823{day.replace('-', '')}{number:03d}"
    return body + mod_11_2.calc_check_digit(body)


def make_town(people, seed):
    """People as rows of text; none of them lives."""
    chance = random.Random(seed)  # noqa: S311 - a town, no secret
    rows = []
    for number in range(people):
        day = f"{chance.randint(1935, 1990)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        male = chance.random() < 0.5
        rows.append(
            {
                "name": chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2)),
                "resident_id": make_id(day, number % 400 * 2 + male),
                "birth_date": day,
                "sex": "男" if male else "女",
                "village": chance.choice(VILLAGES),
                "account": f"621700{number:010d}",
            }
        )
    return rows


def swap(text, at):
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def spoil(row, number):
    """The same person in another register, each written worse in one way."""
    way = number % 6
    worse = dict(row)
    if way == 1:
        worse |= {"resident_id": None}
    elif way == 2:
        worse |= {"name": row["name"][:2] + "某"}
    elif way == 3:
        at = next(at for at in range(6, 16) if row["resident_id"][at] != row["resident_id"][at + 1])
        worse |= {"resident_id": swap(row["resident_id"], at)}
    elif way == 4:
        worse |= {"birth_date": None, "village": None}
    elif way == 5:
        worse |= {"resident_id": row["resident_id"][:15] + "000"}
    return worse


TOWN = make_town(240, 1)
# Right row 2 is left row 31, and so on upwards; behind them stand strangers.
DEAD = [spoil(TOWN[number], number) for number in range(29, -1, -1)] + make_town(60, 99)[30:]
TRUTH = {(number + 2, 31 - number) for number in range(30)}


def frame(rows, *, chinese=True):
    made = pd.DataFrame(rows, columns=list(HEADERS))
    return made.rename(columns=HEADERS) if chinese else made


@pytest.fixture(scope="module")
def links():
    return aidlink.link(frame(TOWN), frame(DEAD))


def bytes_of(links):
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, links.table.schema) as writer:
        writer.write_table(links.table)
    return sink.getvalue()


def test_the_dead_are_found_in_their_rows(links):
    found = links.filter(probability=0.9).one_to_one().to_pandas()
    # A frame's first record is row 2, as under one header line.
    assert set(zip(found["left_row"], found["right_row"], strict=True)) == TRUTH


def test_columns_are_the_promised_ones_and_rows_are_sorted(links):
    found = links.to_pandas()
    names = [comparison.name for comparison in load_matcher("suspected_death").comparisons]
    assert list(found.columns) == ["left_row", "right_row", "weight", "probability", "passes", *names]
    rows = list(zip(found["left_row"], found["right_row"], strict=True))
    assert rows == sorted(set(rows))
    assert (found["probability"] >= load_matcher("suspected_death").floor).all()
    assert found["probability"].between(0, 1).all()
    passes = {each.name for each in load_blocking("persons").passes}
    assert all(set(text.split("+")) <= passes for text in found["passes"])


def test_right_rows_have_one_certainty_to_share(links):
    found = links.to_pandas()
    assert (found.groupby("right_row")["probability"].sum() <= 1 + 1e-9).all()


def test_reasons_add_up_and_name_nobody(links):
    found = links.to_pandas()
    persons = {
        row[part] for row in (*TOWN, *DEAD) for part in ("name", "resident_id", "account") if row[part]
    }
    for left, right, weight in zip(found["left_row"], found["right_row"], found["weight"], strict=True):
        said = links.explain(int(left), int(right))
        assert said.weight == weight
        assert sum(reason.weight for reason in said.reasons) == pytest.approx(weight, abs=1e-9)
        assert said.sentence.endswith("，是否同一人以核查为准。")
        assert not any(person in said.sentence for person in persons)
        assert not any(letter.isascii() and letter.isalpha() for letter in said.sentence)
        assert all(reason.text for reason in said.reasons)
    with pytest.raises(UsageError, match="no such pair"):
        links.explain(1, 2)


def test_the_same_link_gives_the_same_bytes_on_any_number_of_threads(links):
    first = bytes_of(links)
    for threads in (1, 2, 5):
        again = aidlink.link(frame(TOWN), frame(DEAD), threads=threads)
        assert bytes_of(again) == first
        assert again.model == links.model
        assert again.costs == links.costs


def test_headers_tables_and_standard_tables_are_all_taken(links):
    left, right = frame(TOWN, chinese=False), frame(DEAD, chinese=False)
    assert bytes_of(aidlink.link(left, right)) == bytes_of(links)
    arrow = [pa.Table.from_pandas(table, preserve_index=False) for table in (left, right)]
    assert bytes_of(aidlink.link(*arrow)) == bytes_of(links)
    standard = [standard_table(table) for table in arrow]
    assert bytes_of(aidlink.link(*standard)) == bytes_of(links)


def test_a_loaded_model_gives_the_same_links(links, tmp_path):
    links.model.save(tmp_path / "model.json")
    loaded = aidlink.Model.load(tmp_path / "model.json")
    again = aidlink.link(frame(TOWN), frame(DEAD), model=loaded)
    assert bytes_of(again) == bytes_of(links)
    assert again.model == links.model


def test_priors_alone_are_usable(links):
    matcher = load_matcher("suspected_death")
    found = aidlink.link(frame(TOWN), frame(DEAD), model="priors")
    assert found.model.iterations == 0
    for comparison in matcher.comparisons:
        assert found.model.m[comparison.name] == {level.name: level.m for level in comparison.levels}
    assert found.model.m != links.model.m
    # A fiftieth of the right rows is expected on the left, where it is the half: so they are a bit less sure.
    pairs = found.filter(probability=0.8).to_pandas()
    assert len(TRUTH & set(zip(pairs["left_row"], pairs["right_row"], strict=True))) >= 28


def test_another_word_than_priors_is_refused():
    with pytest.raises(UsageError, match="'prior'"):
        aidlink.link(frame(TOWN[:2]), frame(DEAD[:2]), model="prior")


def test_a_model_of_another_matcher_is_refused(links):
    with pytest.raises(RuleError, match="suspected_death"):
        aidlink.link(frame(TOWN[:2]), matcher="duplicate_payment", model=links.model)


TWICE = [*TOWN[:80], *(spoil(row, number) for number, row in enumerate(TOWN[:12]))]


def test_a_table_is_linked_to_itself_each_pair_once():
    found = aidlink.link(frame(TWICE), matcher="duplicate_payment", threads=1)
    rows = found.to_pandas()
    assert (rows["left_row"] < rows["right_row"]).all()
    sure = found.filter(probability=0.9).to_pandas()
    truth = {(number + 2, 80 + number + 2) for number in range(12)}
    assert set(zip(sure["left_row"], sure["right_row"], strict=True)) >= truth
    assert found.alone
    assert found.model.pairs == 92 * 91 // 2
    assert bytes_of(aidlink.link(frame(TWICE), matcher="duplicate_payment", threads=2)) == bytes_of(found)
    single = found.one_to_one().to_pandas()
    used = [*single["left_row"], *single["right_row"]]
    assert len(used) == len(set(used))


def test_probabilities_without_rivals_are_of_the_weight_alone():
    found = aidlink.link(frame(TWICE), matcher="duplicate_payment")
    odds = 2 ** found.table["weight"].to_numpy() * found.model.share / (1 - found.model.share)
    assert found.table["probability"].to_numpy() == pytest.approx(odds / (1 + odds))


# what must stand in the pass that finds the pair, and how the right row differs from the left one
LOST = {
    "a wrong ID": {"resident_id": make_id("1971-02-03", 7)},
    "no ID": {"resident_id": None},
    "a wrong name": {"name": "欧阳修"},
    "a missing birth date": {"birth_date": None, "resident_id": None},
    "an age instead": {"birth_date": None, "resident_id": None, "village": None},
    "a missing village": {"village": None, "resident_id": None},
    "another village": {"village": VILLAGES[0] + "委", "birth_date": None, "resident_id": None},
    "no ID and a wrong name": {"resident_id": None, "name": "欧阳修"},
}


@pytest.mark.parametrize("what", LOST)
def test_candidates_survive(what):
    row = {**TOWN[0], "resident_id": make_id(TOWN[0]["birth_date"], 123), "village": VILLAGES[1]}
    cost = aidlink.blocking_cost(frame([row]), frame([row | LOST[what]]))
    assert cost["pairs"].sum() > 0


def test_costs_are_what_the_walk_makes(links, matchers):
    cost = aidlink.blocking_cost(frame(TOWN), frame(DEAD))
    assert cost["name"].tolist() == [each.name for each in load_blocking("persons").passes]
    assert cost["pairs"].tolist() == [each.pairs for each in links.costs]
    assert cost.columns.tolist() == [
        "name",
        "pairs",
        "largest",
        "split_keys",
        "split_pairs",
        "unsplit",
        "why",
    ]
    everything = aidlink.link(frame(TOWN), frame(DEAD), model=links.model, matcher=matchers())
    made = everything.to_pandas()["passes"].str.split("+").explode().value_counts()
    for name, pairs in zip(cost["name"], cost["pairs"], strict=True):
        assert made.get(name, 0) == pairs
    assert len(everything) == everything.model.candidates


@pytest.fixture(scope="module")
def matchers(tmp_path_factory):
    """Writes the shipped matcher with another floor, with or without rivals and the comparison of IDs."""
    folder = tmp_path_factory.mktemp("matchers")

    def write(*, floor=1e-300, rivals=False, numbers=True):
        text = (ROOT / "matchers" / "suspected_death.toml").read_text("utf-8")
        text = text.replace("floor = 0.001", f"floor = {floor}")
        text = text.replace("rivals = true", f"rivals = {str(rivals).lower()}")
        if not numbers:
            start = text.index("[comparison.resident_id]")
            text = text[:start] + text[text.index("[comparison.name]") :]
        path = folder / f"{floor}-{rivals}-{numbers}.toml"
        path.write_text(text, "utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def villages(tmp_path_factory):
    """Blocking by village alone: thousands of candidates, of every weight."""
    path = tmp_path_factory.mktemp("blocking") / "villages.toml"
    text = 'schema = 1\nname = "villages"\ncap = 1000000\n[pass.village]\nkeys = ["village"]\nwhy = "同村"\n'
    path.write_text(text, "utf-8")
    return path


@pytest.fixture(scope="module")
def everything(matchers, villages):
    """All candidates of a link that is not shown the numbers."""
    return aidlink.link(frame(TOWN), frame(DEAD), matcher=matchers(numbers=False), blocking=villages)


@pytest.mark.parametrize("floor", [1e-8, 1e-5, 1e-4, 1e-3, 0.02, 0.3])
@pytest.mark.parametrize("learn", [True, False])
def test_a_floor_only_cuts(everything, matchers, villages, floor, learn):
    found = aidlink.link(
        frame(TOWN), frame(DEAD), matcher=matchers(floor=floor, numbers=False), blocking=villages,
        model=None if learn else everything.model,
    )  # fmt: skip
    assert dataclasses.replace(found.model, rules="") == dataclasses.replace(everything.model, rules="")
    expected = everything.filter(probability=floor).table.drop_columns("passes")
    assert found.table.drop_columns("passes").equals(expected)
    assert 10 < len(found) < len(everything)


@pytest.mark.parametrize("floor", [1e-4, 1e-3, 0.02, 0.3])
@pytest.mark.parametrize("expected", [0.02, 0.97])
def test_what_rivals_leave_above_the_floor_is_never_lost(everything, matchers, villages, floor, expected):
    """Where nearly every right row stands on the left, little speaks for nobody."""
    share = expected / len(TOWN)
    model = dataclasses.replace(everything.model, share=share)
    rules = matchers(floor=floor, rivals=True, numbers=False)
    found = aidlink.link(frame(TOWN), frame(DEAD), matcher=rules, blocking=villages, model=model)
    odds = {pair_of(row): 2 ** row["weight"] * share / (1 - share) for row in everything.table.to_pylist()}
    total = collections.Counter()
    for (_, right), odd in odds.items():
        total[right] += odd
    probable = {pair: odd / (1 - expected + total[pair[1]]) for pair, odd in odds.items()}
    kept = {pair_of(row): row["probability"] for row in found.table.to_pylist()}
    assert {pair for pair, probability in probable.items() if probability >= floor} <= set(kept)
    assert all(probability >= floor for probability in kept.values())
    for pair, probability in kept.items():  # candidates below the floor claim nothing
        assert probable[pair] <= probability * (1 + 1e-9)
        assert probability <= odds[pair] / (1 - expected + odds[pair]) + 1e-9
    assert 10 < len(kept) < len(odds)


def test_what_the_first_walk_left_out_is_fetched_by_a_second(links, monkeypatch):
    """Patterns that EM lifts further than was allowed for."""
    monkeypatch.setattr(aidlink_score, "_SLACK", -25.0)
    assert bytes_of(aidlink.link(frame(TOWN), frame(DEAD))) == bytes_of(links)
    assert bytes_of(aidlink.link(frame(TOWN), frame(DEAD), model=links.model)) == bytes_of(links)


def pair_of(row):
    return row["left_row"], row["right_row"]


def test_wrong_numbers_are_repaired_on_either_side(links):
    def repaired(found):
        return {
            pair_of(row): row["passes"].split("+")
            for row in found.table.to_pylist()
            if row["resident_id"] == "repaired"
        }

    right = repaired(links)
    assert set(right) <= TRUTH
    assert len(right) == 5
    assert all("right_repair" in passes and "left_repair" not in passes for passes in right.values())
    left = repaired(aidlink.link(frame(DEAD), frame(TOWN)))
    assert {(b, a) for a, b in left} == set(right)
    assert all("left_repair" in passes and "right_repair" not in passes for passes in left.values())


def test_ones_own_rule_files_are_used(matchers, villages):
    found = aidlink.link(frame(TOWN), frame(DEAD), matcher=matchers(), blocking=villages, model="priors")
    same = sum(
        left["village"] == right["village"]
        for left, right in itertools.product(TOWN, DEAD)
        if right["village"]
    )
    assert found.model.candidates == same == len(found)
    assert found.model.pairs == len(TOWN) * len(DEAD)
    assert set(found.to_pandas()["passes"]) == {"village"}
    cost = aidlink.blocking_cost(frame(TOWN), frame(DEAD), blocking=str(villages))
    assert cost[["name", "pairs", "why"]].to_numpy().tolist() == [["village", same, "同村"]]


def test_wrong_rule_files_are_named(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('schema = 1\nname = "x"\ncap = 9\n[pass]\nodd = { keys = ["shoe"], why = "" }\n', "utf-8")
    with pytest.raises(RuleError, match=r"mine\.toml: pass\.odd: no key 'shoe'"):
        aidlink.link(frame(TOWN[:3]), frame(DEAD[:3]), blocking=path)
    text = (ROOT / "matchers" / "suspected_death.toml").read_text("utf-8")
    path.write_text(text.replace("[comparison.sex]", "[comparison.shoe]"), "utf-8")
    with pytest.raises(RuleError, match=r"mine\.toml: no comparison 'shoe'"):
        aidlink.link(frame(TOWN[:3]), frame(DEAD[:3]), matcher=path)


def test_what_does_not_exist_is_named():
    with pytest.raises(UsageError, match="no engine 'postgres'"):
        aidlink.link(frame(TOWN[:3]), frame(DEAD[:3]), engine="postgres")
    with pytest.raises(RuleError, match="no_such_matcher"):
        aidlink.link(frame(TOWN[:3]), matcher="no_such_matcher")
    with pytest.raises(UsageError, match="no column is a name or a resident ID"):
        aidlink.link(pd.DataFrame({"shoe": ["42"]}))


def test_nothing_links_to_nothing():
    for left, right in ((TOWN[:3], []), ([], DEAD[:3]), ([], [])):
        found = aidlink.link(frame(left), frame(right))
        assert len(found) == len(found.to_pandas()) == len(found.one_to_one()) == 0
        assert found.model.candidates == 0
    assert len(aidlink.link(frame([]), matcher="duplicate_payment")) == 0
    assert len(aidlink.link(frame(TOWN[:1]), matcher="duplicate_payment")) == 0
