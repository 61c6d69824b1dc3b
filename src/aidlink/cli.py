"""The command line.

Exit codes: 0 done; 1 an unexpected fault; 2 wrong usage; 3 a file or folder cannot be used; 4 a rule file
is wrong; 130 stopped from the keyboard.
"""

import datetime as dt
import os
import sys
import traceback
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from aidlink.console import Report
from aidlink.errors import AidlinkError, InputError, RuleError, UsageError
from aidlink.usage import UsageFault, usage_line

_CODES: dict[type[AidlinkError], int] = {UsageError: 2, InputError: 3, RuleError: 4}
_STOPPED = 130

# Options that several commands have.
_AsOf = Annotated[
    dt.datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="资料截至哪一天，如 2026-10-31；不填则由文件夹名或资料推出"),
]
_Mapping = Annotated[
    Path | None, typer.Option(help='列名对照文件：认不出的列名，每行写 "文件里的列名" = "字段名"')
]
_Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="只在出错时说话")]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="社会救助数据比对：从每月的名册和明细，得出需要核查的清单。",
    epilog="退出码：0 完成；1 意外错误；2 用法不对；3 文件不能用；4 规则文件有误。",
)


def main() -> None:
    """Run the command line and leave with its exit code."""
    _read_chinese_names()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            _speak_chinese(stream)
    try:
        code = app(standalone_mode=False) or 0
        if code == _STOPPED:
            _leave("已中断，没有写完的结果不会留下；需要时再运行一次。", code)
        sys.exit(code)
    except UsageFault as fault:
        if (line := usage_line(fault)) is None:
            fault.show()
            sys.exit(fault.exit_code)
        _leave(line, _CODES[UsageError])
    except AidlinkError as error:
        _leave(str(error), _CODES.get(type(error), 1))
    except Exception as error:  # noqa: BLE001 - the last net: one line, and no data from the message
        if os.environ.get("AIDLINK_TRACEBACK"):
            traceback.print_exc()
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__}，{Path(place.filename).name} 第 {place.lineno} 行"
        _leave(f"意外错误（{where}）。设置环境变量 AIDLINK_TRACEBACK=1 再运行可看到详情。", 1)


@app.command(help="比对一个月的资料，写出核查清单。")
def run(
    month_dir: Annotated[Path, typer.Argument(help="放着本月各种名册、明细的文件夹")],
    out: Annotated[Path, typer.Option(help="结果写到哪个文件夹")],
    as_of: _AsOf = None,
    ledger: Annotated[
        str | None, typer.Option(help="台账：文件，或 postgresql://用户@主机/库名；给出后另写各村线索核查单")
    ] = None,
    figures: Annotated[
        bool,
        typer.Option(
            "--figures", help="另写统计与质量.xlsx（统计表、三账合一、预警、异常变动）和各来源反馈单"
        ),
    ] = False,
    totals: Annotated[
        Path | None, typer.Option(help="统计台账文件，与名册、发放三账合一；给出后即写统计与质量.xlsx")
    ] = None,
    mapping: _Mapping = None,
    quiet: _Quiet = False,
) -> None:
    """Run a month and say where the workbook is."""
    from aidlink.monthly import run_month  # noqa: PLC0415 - `--help` and `--version` answer at once
    from aidlink.publish import FEEDBACK_FOLDER, FIGURES_FILE  # noqa: PLC0415 - as above

    with Report(quiet=quiet) as report:
        day = as_of.date() if as_of else None
        result = run_month(
            month_dir, out, as_of=day, ledger=ledger, figures=figures, totals=totals, mapping=mapping,
            progress=report.progress,
        )  # fmt: skip
    for kind, number in result.counts.items():
        report.say(f"{kind.label}：{number} 条线索")
    if ledger:
        report.say(f"其中 {result.quiet} 条以前已核实销号、证据没有变化，不再列出")
        report.say(f"各村线索核查单在这里：{result.villages}")
    if result.figures:
        report.say(f"统计与质量在这里：{out / FIGURES_FILE}；各来源反馈单在这里：{out / FEEDBACK_FOLDER}")
        for note in result.figures.notes:
            report.say(f"统计台账：{note}")
    report.say(f"核查清单在这里：{result.workbook}")
    report.say(f"用浏览器查看：{result.page}")


@app.command(help="把填好的线索核查单读回台账。有一处不对的文件整份不登记，并逐条说明；其他文件照常登记。")
def review(
    files: Annotated[list[Path], typer.Argument(help="填好的核查单、标注页存出的文件，或放着它们的文件夹")],
    ledger: Annotated[str, typer.Option(help="台账：文件，或 postgresql://用户@主机/库名")],
    quiet: _Quiet = False,
) -> None:
    """Take answers in, and say what is wrong with each row of the files that were refused."""
    from aidlink.review import review as take  # noqa: PLC0415 - `--help` and `--version` answer at once

    result = take(files, ledger)
    if not quiet:
        print(  # noqa: T201 - printing is what the command does
            f"{len(result.taken)} 个文件已登记：新登记 {result.applied} 条结果；"
            f"各文件共填了 {result.answered} 行，未填 {result.blank} 行"
            + (f"；新登记 {result.labelled} 对标注" if result.labelled else "")
        )
    if result.problems:
        names = "、".join(result.refused)
        last = f"有问题的 {len(result.refused)} 个文件整份没有登记，改好后再运行一次：{names}"
        _leave("\n".join([*map(str, result.problems), last]), _CODES[InputError])


@app.command(help="各月的统计表（1-12月）、异常变动、三账合一、整改台账，写成一个 xlsx。")
def report(
    folders: Annotated[list[Path], typer.Argument(help="各月的资料文件夹（如 2026-10），或放着它们的文件夹")],
    out: Annotated[Path, typer.Option(help="写成哪个 .xlsx 文件")],
    year: Annotated[int | None, typer.Option(help="只统计这一年")] = None,
    as_of: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="核查结果统计到哪一天，如 2026-12-31；不填则到末月月底"),
    ] = None,
    ledger: Annotated[
        str | None, typer.Option(help="台账：文件，或 postgresql://用户@主机/库名；给出后统计线索和整改")
    ] = None,
    totals: Annotated[Path | None, typer.Option(help="统计台账文件，与名册、发放三账合一")] = None,
    mapping: _Mapping = None,
    quiet: _Quiet = False,
) -> None:
    """Count several months, and say where the workbook is."""
    from aidlink.yearly import report_months  # noqa: PLC0415 - `--help` and `--version` answer at once

    with Report(quiet=quiet) as shown:
        day = as_of.date() if as_of else None
        figures = report_months(
            folders, out, year=year, as_of=day, ledger=ledger, totals=totals, mapping=mapping,
            progress=shown.progress,
        )  # fmt: skip
    months = sorted(set(figures.statistics["month"].to_pylist()))
    if months:
        first, last = (f"{month // 100}年{month % 100}月" for month in (months[0], months[-1]))
        shown.say(f"统计了{first}至{last}，共 {len(months)} 个月")
    if figures.swings is not None:
        shown.say(f"异常变动：{len(figures.swings)} 条")
    for note in figures.notes:
        shown.say(f"统计台账：{note}")
    shown.say(f"统计表在这里：{out}")


@app.command(help="写出人工标注页：两份资料里可能是同一人的对子，盲标后存成文件，用 review 读回。")
def label(
    left: Annotated[Path, typer.Argument(help="第一份资料，如名册")],
    right: Annotated[Path, typer.Argument(help="第二份资料，如死亡登记")],
    out: Annotated[Path, typer.Option(help="写到哪个文件")] = Path("标注.html"),
    pairs: Annotated[int, typer.Option(min=1, help="最多多少对")] = 200,
    seed: Annotated[int, typer.Option(help="随机种子；换一个就换一批对子")] = 1,
    as_of: _AsOf = None,
    mapping: _Mapping = None,
) -> None:
    """Write a page to label pairs on."""
    from aidlink.labels.files import label_files  # noqa: PLC0415 - `--help` and `--version` answer at once

    day = as_of.date() if as_of else None
    shown = label_files(left, right, out, pairs=pairs, seed=seed, as_of=day, mapping=mapping)
    print(f"{shown} 对待标注，用浏览器打开：{out}")  # noqa: T201 - printing is what the command does


@app.command(help="说明一个文件被读成了什么：类别、各列、采用和未采用的行、身份证号的情况。")
def check(
    file: Annotated[Path, typer.Argument(help="要看的表格")],
    kind: Annotated[str | None, typer.Option(help="资料类别；不填则由表头判断")] = None,
    sheet: Annotated[str | None, typer.Option(help="只看这一张工作表")] = None,
    mapping: _Mapping = None,
) -> None:
    """Say what was understood of one file, masked."""
    from aidlink.explain import explain_file  # noqa: PLC0415 - `--help` and `--version` answer at once

    for line in explain_file(file, kind=kind, sheet=sheet, mapping=mapping):
        print(line)  # noqa: T201 - printing is what the command does


@app.command(help="造一个虚构的镇：名册、死亡登记、发放明细，以及正确答案。")
def synth(
    out: Annotated[Path, typer.Argument(help="写到哪个文件夹")],
    people: Annotated[int, typer.Option(min=1, help="镇上有多少人")] = 3000,
    months: Annotated[int, typer.Option(min=1, help="几个月的资料")] = 3,
    seed: Annotated[int, typer.Option(min=0, help="随机种子；相同的种子得到相同的镇")] = 1,
    noise: Annotated[float, typer.Option(min=0, help="差错的多少，1 为通常水平")] = 1.0,
) -> None:
    """Make a made-up town with the truth beside it."""
    from aidlink.synthesis import write_town  # noqa: PLC0415 - `--help` and `--version` answer at once

    write_town(out, people=people, months=months, seed=seed, noise=noise)


def _version(wanted: bool) -> None:
    if wanted:
        from aidlink import __version__  # noqa: PLC0415 - looking it up takes time

        print(f"aidlink {__version__}")  # noqa: T201 - printing is what the option does
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本")
    ] = False,
) -> None:
    """Take the options that stand before a command; `version` has answered by then."""


def _read_chinese_names() -> None:
    """Start again in Python's UTF-8 mode where the locale would garble the names of files."""
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - ourselves


def _speak_chinese(stream: TextIOWrapper) -> None:
    """Make a stream carry Chinese, whatever the locale or code page; what it cannot show becomes a ?."""
    try:
        "核查清单".encode(stream.encoding)
    except (UnicodeEncodeError, LookupError):
        stream.reconfigure(encoding="utf-8")
    stream.reconfigure(errors="replace")


def _leave(line: str, code: int) -> None:
    sys.stderr.write(line + "\n")
    sys.exit(code)
