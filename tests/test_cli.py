import os
import subprocess
import sys
from pathlib import Path

import pytest

from aidlink import __version__, cli, kernels, monthly
from aidlink.errors import RuleError
from aidlink.publish import FEEDBACK_FOLDER, OUTPUTS

NUMBERS = ("440823195003151238", "440823196101010011", "440823197007070020")


def command(*arguments, **environment):
    """Run the command in a process of its own, as a person would."""
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "aidlink", *map(str, arguments)],
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


@pytest.fixture
def call(monkeypatch, capsys):
    """Run the command in this process."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["aidlink", *map(str, arguments)])
        with pytest.raises(SystemExit) as leaving:
            cli.main()
        shown = capsys.readouterr()
        return leaving.value.code, shown.out, shown.err

    return run


def one_line(err):
    return err.count("\n") == 1 and "Traceback" not in err


def test_run_writes_the_month_and_says_where(month, tmp_path, call):
    code, out, err = call("run", month, "--out", tmp_path / "out", "--figures")
    assert code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {*OUTPUTS, FEEDBACK_FOLDER}
    assert str(tmp_path / "out" / "核查清单.xlsx") in out
    assert "疑似死亡：1 条线索" in out
    lines = err.splitlines()
    assert lines[0] == "[1/6] 读取 发放明细.csv"
    assert len(lines) == 6
    assert "\x1b" not in err


def test_the_first_run_says_why_it_takes_long(month, tmp_path, call, monkeypatch):
    call("run", month, "--out", tmp_path / "out")
    _, _, err = call("run", month, "--out", tmp_path / "out")
    assert "编译" not in err
    monkeypatch.setattr(kernels, "_cache_folder", lambda: str(tmp_path / "nothing"))
    _, _, err = call("run", month, "--out", tmp_path / "out")
    assert [line for line in err.splitlines() if "第一次运行要先编译" in line] == err.splitlines()[3:5]


def test_run_takes_a_mapping_of_headers(month, tmp_path, call):
    columns = tmp_path / "列名.toml"
    columns.write_text('"救助类型" = "programm"\n', "utf-8")
    code, out, err = call("run", month, "--out", tmp_path / "out", "--mapping", columns)
    assert (code, out) == (2, "")
    assert one_line(err)
    assert "是不是 programme" in err
    columns.write_text('"救助类型" = "programme"\n', "utf-8")
    assert call("run", month, "--out", tmp_path / "out", "--mapping", columns)[0] == 0


def test_quiet_says_nothing_but_errors(month, tmp_path, call):
    assert call("run", month, "--out", tmp_path / "out", "--quiet") == (0, "", "")
    code, out, err = call("run", tmp_path / "nowhere", "--out", tmp_path / "out", "-q")
    assert (code, out) == (3, "")
    assert one_line(err)


def test_as_of_is_passed_on(month, tmp_path, call):
    assert call("run", month, "--out", tmp_path / "out", "--as-of", "2026-10-20")[0] == 0
    assert '"as_of": "2026-10-20"' in (tmp_path / "out" / "manifest.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run"], "没有写 “放着本月各种名册、明细的文件夹”"),
        (["run", "x"], "没有写 --out（结果写到哪个文件夹）"),
        (["run", "x", "--out"], "--out 后面没有写值"),
        (["run", "x", "--outt", "y"], "没有 --outt 这个选项，是不是 --out"),
        (["run", "x", "z", "--out", "y"], "多写了参数"),
        (["nothing"], "没有这个命令，可用的是 run、"),
        (["run", "x", "--out", "y", "--as-of", "tomorrow"], "--as-of（资料截至哪一天，如 2026-10-31"),
        (["check", "{roster}", "--kind", "x"], "没有 x 这一类"),
    ],
)
def test_wrong_usage_is_2_and_one_line(month, call, arguments, said):
    code, out, err = call(*[part.format(roster=month / "救助对象名册.xlsx") for part in arguments])
    assert (code, out) == (2, "")
    assert one_line(err)
    assert said in err


def test_without_a_command_there_is_help(call):
    code, out, err = call()
    assert "run" in out + err
    assert "用法不对" not in err
    assert code in (0, 2)  # as typer's release has it


def test_stopping_from_the_keyboard_is_130_and_one_line(month, tmp_path, call, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(monthly, "find_in", stopped)
    code, out, err = call("run", month, "--out", tmp_path / "out", "-q")
    assert (code, out) == (130, "")
    assert one_line(err)
    assert "已中断" in err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "content", [b"", b"not a table", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99]
)
def test_an_unusable_file_is_3_and_one_line(month, tmp_path, call, content):
    (month / "坏表.xlsx").write_bytes(content)
    code, _, err = call("run", month, "--out", tmp_path / "out", "--quiet")
    assert code == 3
    assert one_line(err)
    assert err.startswith("坏表.xlsx")
    assert not (tmp_path / "out").exists()
    assert call("check", month / "坏表.xlsx")[0] == 3


def test_a_wrong_rule_is_4(month, tmp_path, call, monkeypatch):
    def wrong(*_, **__):
        message = "matchers/x.toml: m"
        raise RuleError(message)

    monkeypatch.setattr(monthly, "find_in", wrong)
    code, _, err = call("run", month, "--out", tmp_path / "out", "-q")
    assert (code, err) == (4, "matchers/x.toml: m\n")


def test_an_unexpected_fault_is_1_and_shows_no_data(month, tmp_path, call, monkeypatch):
    def broken(*_, **__):
        raise ValueError(NUMBERS[0])

    monkeypatch.setattr(monthly, "find_in", broken)
    code, _, err = call("run", month, "--out", tmp_path / "out", "-q")
    assert code == 1
    assert one_line(err)
    assert "ValueError" in err
    assert NUMBERS[0] not in err
    assert not (tmp_path / "out").exists()


def test_check_says_what_was_understood(month, call):
    code, out, _ = call("check", month / "发放明细.csv")
    assert code == 0
    for said in (
        "发放明细（payment）",
        "采用 4 行，未采用 1 行",
        "account_name",
        "4 行号码正确",
        "表头：1 行（第 1 行）",
    ):
        assert said in out
    for secret in (*NUMBERS, "陈秀妹", "王小明", "6217000000000001"):
        assert secret not in out


def test_check_tells_sheets_apart_and_names_fields_as_an_office_does(call):
    roster = next(Path(__file__).parents[1].glob("fixtures/2026-10/救助对象名册*.xlsx"))
    code, out, _ = call("check", roster)
    assert code == 0
    lines = [line.split() for line in out.splitlines()]
    first, second = (lines.index([f"工作表“{name}”各列："]) for name in ("农村低保", "特困人员"))
    assert ["C", "户主", "户主", "head_name", "别名"] in lines[first:second]
    assert ["C", "姓名", "姓名", "name", "别名"] in lines[second:]
    assert "标题行：2 行（“特困人员”第 1、2 行）" in out


def test_check_as_another_kind(month, call):
    code, out, _ = call("check", month / "死亡人口.csv", "--kind", "cremation")
    assert code == 0
    assert "（cremation）" in out


def test_why_the_system_refuses_is_said_in_chinese(tmp_path, call):
    code, _, err = call("review", tmp_path / "没有.xlsx", "--ledger", tmp_path / "l.db")
    assert code == 3
    assert err.startswith("没有.xlsx：打不开（没有这个文件或文件夹）。")


def test_version(call):
    assert call("--version")[:2] == (0, f"aidlink {__version__}\n")


def test_synth_makes_a_town(tmp_path, call):
    assert call("synth", tmp_path / "town", "--people", 400, "--months", 1, "--seed", 7)[0] == 0
    assert list((tmp_path / "town").rglob("*.*"))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["town", "--people", 1], 2, "一个镇有 400 到 320000 人"),
        (["town", "--seed", -1], 2, "--seed"),
        (["held"], 2, "里已有 truth，请换一个文件夹"),
        (["file"], 3, "file：写不进去"),
        (["file/town"], 3, "town：写不进去"),
    ],
)
def test_a_town_that_cannot_be_made_is_told_in_one_line(tmp_path, call, arguments, code, said):
    (tmp_path / "held" / "truth").mkdir(parents=True)
    (tmp_path / "file").write_text("x", "utf-8")
    got, _, err = call("synth", tmp_path / arguments[0], *arguments[1:])
    assert got == code
    assert one_line(err)
    assert said in err


def test_a_town_is_written_whole_or_not_at_all(tmp_path, call, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    for fault in ("aidlink.synthesis.writing.tell_truth", "xlsxwriter.Workbook._store_workbook"):
        with monkeypatch.context() as patch:
            patch.setattr(fault, full)
            code, _, err = call("synth", tmp_path / "town", "--people", 400, "--months", 1)
        assert (code, err[:9]) == (3, "town：写不进去")
        assert one_line(err)
        assert list((tmp_path / "town").iterdir()) == []


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "POSIX"},
        {"PYTHONIOENCODING": "cp1252"},
    ],
)
def test_chinese_survives_any_locale(month, tmp_path, locale):
    code, out, err = command("run", month, "--out", tmp_path / "out", **locale)
    assert code == 0
    assert "核查清单.xlsx" in out
    assert "救助对象名册.xlsx" in err


def test_every_command_is_documented():
    names = {info.name or info.callback.__name__ for info in cli.app.registered_commands}
    assert names == {"run", "review", "report", "label", "check", "synth"}
    for readme in ("README.md", "README.zh-CN.md"):
        text = (Path(__file__).parents[1] / readme).read_text("utf-8")
        assert all(f"aidlink {name} " in text for name in names)
