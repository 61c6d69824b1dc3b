import datetime as dt
import json

import openpyxl
import pyarrow.parquet as pq
import pytest

from aidlink import monthly
from aidlink.errors import InputError, UsageError
from aidlink.findings import FINDINGS, FindingKind
from aidlink.monthly import run_month
from aidlink.publish import FEEDBACK_FOLDER, OUTPUTS, sha256


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_month_end_to_end(month, tmp_path):
    out = tmp_path / "out"
    result = run_month(month, out, figures=True)
    assert {path.name for path in out.iterdir()} == {*OUTPUTS, FEEDBACK_FOLDER}
    assert result.counts == dict.fromkeys(FindingKind, 1) | {FindingKind.PAYMENT_MISMATCH: 0}
    assert result.workbook == out / "核查清单.xlsx"
    table = pq.read_table(out / "findings.parquet")
    assert table.schema.equals(FINDINGS)
    where = {
        row["kind"]: (row["left_source"], row["left_row"], row["right_source"], row["right_row"])
        for row in table.to_pylist()
    }
    roster, paid = "救助对象名册.xlsx", "发放明细.csv"
    assert where == {
        "suspected_death": (roster, 3, "死亡人口.csv", 2),
        "duplicate_payment": (paid, 4, paid, 5),
        "account_name_mismatch": (roster, 4, paid, 3),
    }
    book = openpyxl.load_workbook(result.workbook)
    assert [cell.value for cell in book["疑似死亡"][2]][2:5] == ["石角村委会", "陈*妹", "440823********1238"]
    aside = list(book["未采用的行"].iter_rows(min_row=2, values_only=True))
    assert {row[2] for row in aside if row[0] == roster} >= {1, 2, 6}


def test_manifest_accounts_for_every_input(month, tmp_path):
    manifest = run_month(month, tmp_path / "out").manifest
    assert manifest == json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert (manifest["as_of"], manifest["as_of_from"]) == ("2026-10-31", "folder")
    assert [entry["file"] for entry in manifest["inputs"]] == sorted(
        path.name for path in month.iterdir() if path.name[0] != "~"
    )
    for entry in manifest["inputs"]:
        assert entry["sha256"] == sha256(month / entry["file"])
        assert entry["used"] + entry["set_aside"] == entry["rows"]
    assert sum(sum(grades.values()) for grades in manifest["findings"].values()) == 3
    assert manifest["outputs"]["核查清单.xlsx"] == sha256(tmp_path / "out" / "核查清单.xlsx")
    assert len(manifest["rules_sha256"]) == 64


def rename_headers(file, names, encoding):
    text = file.read_text(encoding)
    for old, new in names.items():
        text = text.replace(old, new, 1)
    file.write_text(text, encoding)


def grades(result):
    found = zip(*(result.findings[name].to_pylist() for name in ("kind", "grade")), strict=True)
    return {kind: grade for kind, grade in found if kind != "duplicate_payment"}


def test_a_mapping_serves_every_file_of_the_month_and_of_earlier_ones(month, tmp_path):
    earlier = month.with_name("2026-09")
    earlier.mkdir()
    (month / "死亡人口.csv").rename(earlier / "死亡.csv")
    rename_headers(earlier / "死亡.csv", {"姓名": "何人", "公民身份号码": "号"}, "gb18030")
    rename_headers(month / "发放明细.csv", {"户名": "何人之户"}, "utf-8-sig")
    without = run_month(month, tmp_path / "without")
    assert grades(without) == {"suspected_death": "B"}
    columns = tmp_path / "列名.toml"
    columns.write_text('"何人" = "name"\n"号" = "resident_id"\n"何人之户" = "account_name"\n', "utf-8")
    result = run_month(month, tmp_path / "out", mapping=columns)
    assert grades(result) == {"suspected_death": "A", "account_name_mismatch": "NO_MATCH"}
    entries = [*result.manifest["inputs"], *result.manifest["earlier"]]
    assert {entry["file"]: entry["mapped"] for entry in entries} == {
        "救助对象名册.xlsx": {},
        "发放明细.csv": {"何人之户": "account_name"},
        "死亡.csv": {"何人": "name", "号": "resident_id"},
    }


def test_a_months_mapping_names_no_column_by_its_letter(month, tmp_path):
    with pytest.raises(UsageError, match="“C”是列字母"):
        run_month(month, tmp_path / "out", mapping={"何人之户": "account_name", "C": "name"})
    assert not (tmp_path / "out").exists()


def test_same_input_same_bytes(month, tmp_path):
    run_month(month, tmp_path / "a")
    run_month(month, tmp_path / "b")
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_a_second_run_replaces_the_first(month, tmp_path):
    out = tmp_path / "out"
    run_month(month, out)
    (out / "批注.docx").write_bytes(b"mine")
    (month / "发放明细.csv").unlink()
    result = run_month(month, out)
    assert result.counts[FindingKind.DUPLICATE_PAYMENT] == 0
    assert pq.read_table(out / "findings.parquet").num_rows == 1
    assert (out / "批注.docx").read_bytes() == b"mine"


def test_output_may_go_into_the_months_own_folder(month):
    before = files(month)
    run_month(month, month)
    again = run_month(month, month)
    assert {name: data for name, data in files(month).items() if name not in OUTPUTS} == before
    assert len(again.manifest["inputs"]) == 3


@pytest.mark.parametrize("writer", ["write_workbook", "write_page", "manifest"])
def test_nothing_is_half_written(month, tmp_path, monkeypatch, writer):
    def broken(*_args, **_options):
        raise OSError(28, "no space left")

    monkeypatch.setattr(monthly, writer, broken)
    with pytest.raises(InputError, match="写不进去"):
        run_month(month, tmp_path / "deep" / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["2026-10"]


def test_nothing_is_written_when_an_input_cannot_be_used(month, tmp_path):
    (month / "坏.xlsx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(InputError, match=r"坏\.xlsx"):
        run_month(month, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["2026-10"]


def test_a_filled_in_workbook_stops_the_run_before_it_begins(month, tmp_path):
    out = tmp_path / "out"
    result = run_month(month, out)
    book = openpyxl.load_workbook(result.workbook)
    book["疑似死亡"]["N2"] = "属实"
    book.save(result.workbook)
    before = files(out)
    steps = []
    with pytest.raises(InputError, match="有人填写或改动过"):
        run_month(month, out, progress=lambda *step: steps.append(step))
    assert steps == []
    assert files(out) == before


@pytest.mark.parametrize(
    ("name", "asked", "day", "source"),
    [
        ("2026-11", None, "2026-11-30", "folder"),
        ("本月", None, "2026-10-31", "data"),
        ("2026-11", dt.date(2026, 10, 20), "2026-10-20", "caller"),
    ],
)
def test_the_day_comes_from_caller_folder_or_data(month, tmp_path, name, asked, day, source):
    folder = month.rename(tmp_path / name)
    manifest = run_month(folder, tmp_path / "out", as_of=asked).manifest
    assert (manifest["as_of"], manifest["as_of_from"]) == (day, source)


def test_a_folder_that_tells_no_month_is_refused(tmp_path):
    folder = tmp_path / "本月"
    folder.mkdir()
    (folder / "名册.csv").write_text("姓名,身份证号,救助类型,保障金额\n陈秀妹,,低保,500\n", "utf-8")
    with pytest.raises(InputError, match="--as-of"):
        run_month(folder, tmp_path / "out")


def test_progress_counts_up_to_its_total(month, tmp_path):
    steps = []
    run_month(month, tmp_path / "out", progress=lambda *step: steps.append(step))
    assert [done for _, done, _ in steps] == list(range(len(steps)))
    assert {total for *_, total in steps} == {len(steps)}


def test_a_death_in_an_earlier_months_register_is_found(month, tmp_path):
    earlier = tmp_path / "2026-09"
    earlier.mkdir()
    (month / "死亡人口.csv").rename(earlier / "死亡人口.csv")
    result = run_month(month, tmp_path / "out")
    assert result.counts[FindingKind.SUSPECTED_DEATH] == 1
    assert [entry["file"] for entry in result.manifest["earlier"]] == ["死亡人口.csv"]
    book = openpyxl.load_workbook(result.workbook)
    header = [cell.value for cell in book["疑似死亡"][1]]
    assert book["疑似死亡"].cell(2, header.index("登记姓名") + 1).value == "陈*妹"
    assert "死亡人口.csv" not in {row[0] for row in book["数据质量"].iter_rows(values_only=True)}
