"""The notebooks run as they are, say what they show, and stand in git without outputs."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))

# What the text of each says of its cells, run as a last cell.
CLAIMS = {
    "01_a_first_month": """
        assert len(list(month.iterdir())) == 7
        assert roster.table.num_rows + roster.rejected.num_rows == roster.rows_in_file
        assert {"report.html", "核查清单.xlsx"} <= {path.name for path in result.out.iterdir()}
        assert sum(result.counts.values()) == len(found)
        assert found.table.equals(result.findings)
        assert "死亡人口202608.csv" in deaths.to_string()  # last month's register counts too
        share = truth["确已死亡"] / truth["线索"]
        assert share["A"] > 0.9
        assert share["D"] < share["A"]
    """,
    "02_matches_and_blocking": """
        assert links.model.candidates < 0.0002 * every
        assert {"homophone", "lookalike", "dialect"} >= {close["name"]} and close["probability"] > 0.9
        assert 0.3 < doubtful["probability"] < 0.7
        spread = frame["probability"]
        assert spread.between(0.05, 0.95).mean() < 0.1
        assert worth["产生的对子"].idxmax() == "family_year"
        assert not worth[worth.index.str.contains("_age")]["产生的对子"].any()
        numbers = worth.loc[["resident_id", "fifteen", "left_repair", "right_repair"]]
        assert (numbers["产生的对子"] < 1.5 * numbers["碰上的同一人"] + 2).all()
        assert (~met[list(numbers.index)].any(axis=1)).sum() > 50
        assert worth["只有它碰上"].max() <= 1
        lines = [len(path.read_text(encoding="utf-8").splitlines()) for path in mine.values()]
        assert [len(shipped.splitlines()) - each for each in lines] == [1, 4]
        whole, no_year, no_age = (tried(roster, deaths)[name] for name in ("原来的", *mine))
        assert whole.equals(no_age)
        assert 0.5 < no_year["比较的对子"] / whole["比较的对子"] < 0.65
        assert whole["碰上的同一人"] - no_year["碰上的同一人"] == 1
        whole, no_year, no_age = (tried(burials.left, burials.right)[name] for name in ("原来的", *mine))
        assert no_age["比较的对子"] < 0.2 * whole["比较的对子"]
        assert whole["碰上的同一人"] - no_age["碰上的同一人"] >= 3
        assert whole["碰上的同一人"] == no_year["碰上的同一人"]
    """,
    "03_from_priors_to_probabilities": """
        for name in ("name", "birth_named", "village"):
            same = "same" if name != "name" else "equal"
            assert both.loc[(name, same), "学到的"] < both.loc[(name, same), "先验"]
        for part in (("name", "homophone"), ("birth_named", "one_off")):
            assert both.loc[part, "学到的"] > both.loc[part, "先验"]
        totals = [links.to_pandas()["probability"].sum() for links in (prior, learned)]
        assert totals[0] < totals[1] and abs(totals[1] - len(truth)) < abs(totals[0] - len(truth))
        errors = [error(each) for each in judged.values()]
        assert errors[0] < errors[1] < 0.02
        assert before["probability"].mean() > before["match"].mean() + 0.05
        assert error(corrected) < 0.2 * error(rest)
        assert learned.model.converged and again.table.equals(learned.table)
    """,
    "04_names_and_ids": """
        outcomes = {(a, b): each.outcome.value for a, b, each in compared}
        assert outcomes["陈国强", "陈国富"] == "NO_MATCH" and outcomes["张伟", "张玮"] == "CLOSE"
        assert set(outcomes.values()) == {"MATCH", "CLOSE", "NO_MATCH", "UNABLE"}
        apart = [aidlink.compare_names(a, b).outcome for a, b in families]
        assert apart.count("NO_MATCH") > 0.9 * len(apart)
        assert names.duplicated(keep=False).mean() < 0.05
        assert 0.4 < masked.duplicated(keep=False).mean() < 0.6
        counts = {how: len(aidlink.repair_candidates(text)) for how, text in numbers.items()}
        assert 10 <= counts["错一位"] < 20 and counts["末三位变成000"] == 100
        assert dict(zip(numbers, levels))["没有"] == "MISSING"
        data = charts.names_data(frame, most=12)
        assert ((data["least_bits"] < 0) & (data["most_bits"] > 0)).any()
    """,
    "05_with_recordlinkage_and_scikit_learn": """
        split = features.groupby(features.index.isin(matches)).mean()
        assert split.loc[True, "name"] > split.loc[True, "编辑距离"]
        assert split.loc[False, "name"] < split.loc[False, "编辑距离"]
        assert split.loc[False, "village"] > 0.6
        met = [pairs_of(bridge.Keys(key))["碰上的同一人"] for key in ("dialect", "name")]
        assert met[0] > met[1]
        score_of = {
            "ecm": score(ecm.predict(numbers.iloc[test]))["F"],
            "bayes": score(bayes.predict(numbers.iloc[test]))["F"],
            "categorical": score(pairs[test][categorical.predict(levels.iloc[test]) == 1])["F"],
            "levels": score(pairs[test][ours.predict(levels.iloc[test]) == 1])["F"],
            "link": score(linked.to_multiindex(roster, deaths).intersection(pairs[test]))["F"],
        }
        assert max(score_of["ecm"], score_of["bayes"]) < score_of["levels"]
        assert score_of["ecm"] < score_of["categorical"] < score_of["levels"]
        assert score_of["link"] >= max(score_of.values())
        assert y[levels["birth"] == 0].mean() > 0.9  # silent, and yet telling
        assert len(answers) == 20 and answers.isna().all()
        assert X.shape == (len(links), len(links.comparisons)) and 0 < labels.sum() < len(labels)
    """,
}


def ids(path):
    return path.stem


def test_there_are_five_and_each_has_claims():
    assert [path.stem for path in NOTEBOOKS] == list(CLAIMS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=ids)
def test_outputs_are_cleared(path):
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    assert set(book.metadata) == {"kernelspec", "language_info"}
    for cell in book.cells:
        assert not cell.metadata
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=ids)
def test_it_runs_and_shows_what_it_says(path, tmp_path):
    book = nbformat.read(path, as_version=4)
    claims = "\n".join(line.removeprefix(" " * 8) for line in CLAIMS[path.stem].splitlines())
    book.cells.append(nbformat.v4.new_code_cell(claims))
    NotebookClient(
        book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    shown = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    assert [each.text for each in shown if each.get("name") == "stderr"] == []
    pictures = [each.data for each in shown if "data" in each]
    assert pictures
    assert not list(tmp_path.iterdir())  # everything is written to temporary folders
