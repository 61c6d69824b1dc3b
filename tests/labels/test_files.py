import csv

import pytest
from typer.testing import CliRunner

from aidlink.cli import app
from aidlink.errors import InputError, UsageError
from aidlink.labels.files import label_files

ROSTER = [["姓名", "身份证号", "村", "救助类型"], ["陈秀妹", "440823195003151238", "石角村", "低保"]]
DEATHS = [["姓名", "身份证号", "死亡日期"], ["陈秀梅", "440823195003151238", "2026-09-03"]]


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "2026-10"
    folder.mkdir()
    paths = folder / "名册.csv", folder / "死亡.csv"
    for path, rows in zip(paths, (ROSTER, DEATHS), strict=True):
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return paths


def test_two_files_make_a_page(files, tmp_path):
    out = tmp_path / "标注.html"
    done = CliRunner().invoke(app, ["label", *map(str, files), "--out", str(out), "--pairs", "9"])
    assert (done.exit_code, done.output) == (0, f"1 对待标注，用浏览器打开：{out}\n")
    assert "名册.csv" in out.read_text("utf-8")


def test_headers_of_their_own_are_mapped(files, tmp_path):
    for file in files:
        file.write_text(file.read_text("utf-8").replace("姓名", "何人").replace("身份证号", "码"), "utf-8")
    columns, out = tmp_path / "列名.toml", tmp_path / "标注.html"
    columns.write_text('"何人" = "name"\n"码" = "resident_id"\n', "utf-8")
    command = ["label", *map(str, files), "--out", str(out)]
    done = CliRunner().invoke(app, [*command, "--mapping", str(columns)])
    assert (done.exit_code, done.output) == (0, f"1 对待标注，用浏览器打开：{out}\n")
    columns.write_text('A = "name"\n', "utf-8")
    assert isinstance(CliRunner().invoke(app, [*command, "--mapping", str(columns)]).exception, UsageError)


def test_files_without_a_pair_are_said(files, tmp_path):
    roster, deaths = files
    deaths.write_text("姓名,身份证号,死亡日期\n黄大海,440823197007070020,2026-09-03\n", "utf-8")
    with pytest.raises(InputError, match="没有可能是同一人的记录"):
        label_files(roster, deaths, tmp_path / "a.html", pairs=9, seed=1)
