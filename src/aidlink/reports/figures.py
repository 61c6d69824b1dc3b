"""Sheets of figures: the statistics table, a year, the rectification ledger, the three books."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from aidlink.reconcile import REASONS, Reconciliation
from aidlink.reports.sheet import Book, Cell, Column, Style
from aidlink.statistics import spread

_CODE, _TEXT, _NUMBER, _MONEY, _DATE = Style.CODE, Style.TEXT, Style.NUMBER, Style.MONEY, Style.DATE
ALL = "全镇"

_STATISTICS = {
    "month": Column("月份", 9, _CODE),
    "village": Column("村", 12),
    "programme": Column("救助类型", 12),
    "households": Column("户数", 8, _NUMBER),
    "people": Column("人数", 8, _NUMBER),
    "approved_cents": Column("核定金额（元）", 14, _MONEY),
    "payments": Column("发放笔数", 9, _NUMBER),
    "paid_cents": Column("发放金额（元）", 14, _MONEY),
    "clues_issued": Column("下发线索", 8, _NUMBER),
    "clues_verified": Column("已核实", 8, _NUMBER),
    "clues_confirmed": Column("属实", 8, _NUMBER),
    "clues_overdue": Column("逾期未核实", 9, _NUMBER),
}
_RECTIFICATION = {
    "clue_id": Column("编号", 16, _CODE),
    "month": Column("下发月份", 9, _CODE),
    "kind": Column("线索类别", 11),
    "village": Column("村", 12),
    "programme": Column("救助类型", 12),
    "due": Column("办理期限", 11, _DATE),
    "answer": Column("核查结果", 9, _CODE),
    "answered_on": Column("核查日期", 11, _DATE),
    "stage": Column("办理情况", 28),
    "days_late": Column("超期天数", 9, _NUMBER),
}
_TOTALS = {
    "village": Column("村", 12),
    "programme": Column("救助类型", 12),
    "listed_households": Column("名册户数", 8, _NUMBER),
    "listed_people": Column("名册人数", 8, _NUMBER),
    "listed_cents": Column("名册金额（元）", 13, _MONEY),
    "paid_units": Column("发放户（人）数", 9, _NUMBER),
    "paid_cents": Column("发放金额（元）", 13, _MONEY),
    "ledger_households": Column("台账户数", 8, _NUMBER),
    "ledger_people": Column("台账人数", 8, _NUMBER),
    "ledger_cents": Column("台账金额（元）", 13, _MONEY),
    "agree": Column("是否一致", 9, _CODE),
    "paid_minus_listed": Column("发放－名册", 12, _MONEY),
    "ledger_minus_paid": Column("台账－发放", 12, _MONEY),
    "explanation": Column("说明", 50),
}
_DIFFERENCES = {
    "reason": Column("差异", 12),
    "village": Column("村", 12),
    "programme": Column("救助类型", 12),
    "name": Column("姓名", 9, _CODE),
    "number": Column("身份证号", 20, _CODE),
    "listed_cents": Column("名册金额（元）", 13, _MONEY),
    "paid_cents": Column("发放金额（元）", 13, _MONEY),
    "difference_cents": Column("发放－名册", 12, _MONEY),
    "explanation": Column("说明", 38),
    "listed_place": Column("名册中的位置", 26),
    "paid_place": Column("发放记录的位置", 26),
}
_SHOWN: Mapping[str, Any] = {
    "month": lambda month: f"{month // 100}-{month % 100:02d}",
    "agree": {True: "一致", False: "不一致"}.get,
    "reason": REASONS.get,
}


def write_statistics(book: Book, statistics: pa.Table) -> None:
    """Write the sheet 统计表: each month's figures, the whole town's first."""
    figures = [name for name in statistics.column_names if pa.types.is_int64(statistics[name].type)]
    town = statistics.group_by(["month", "programme"]).aggregate([(name, "sum") for name in figures])
    town = town.rename_columns([name.removesuffix("_sum") for name in town.column_names])
    town = town.append_column("village", pa.array([ALL] * len(town), pa.string())).sort_by(
        [("month", "ascending"), ("programme", "ascending")]
    )
    rows = [*town.to_pylist(), *statistics.to_pylist()]
    rows.sort(key=lambda row: (row["month"], row["village"] != ALL, row["village"]))
    counted = any(row["clues_issued"] for row in rows)
    shown = {name: column for name, column in _STATISTICS.items() if counted or not name.startswith("clues_")}
    _table(book, "统计表", shown, rows, nothing="没有名册和发放明细，无法统计。")


def write_year(book: Book, statistics: pa.Table) -> None:
    """Write the sheets 人数1-12月 and 发放金额1-12月, a column a month; a single month needs none."""
    months = sorted(set(statistics["month"].to_pylist()))
    if len(months) < 2:  # noqa: PLR2004 - a spread takes two
        return
    for sheet, figure, style in (("人数1-12月", "people", _NUMBER), ("发放金额1-12月", "paid_cents", _MONEY)):
        wide = spread(statistics, figure)
        town = wide.groupby("programme").sum()
        columns = [Column("村", 12), Column("救助类型", 12)]
        columns += [Column(_SHOWN["month"](month), 12, style) for month in months]
        scale = 100 if figure.endswith("_cents") else 1
        everything = pd.concat([town.assign(village=ALL).reset_index(), wide.reset_index()])
        rows: list[list[Cell]] = [
            [*row[:2], *(None if pd.isna(figure) else figure / scale for figure in row[2:])]
            for row in everything[["village", "programme", *months]].itertuples(index=False, name=None)
        ]
        book.table(sheet, columns, rows, nothing="没有可统计的月份。")


def write_rectification(book: Book, rectification: pa.Table) -> None:
    """Write the sheet 整改台账: overdue clues first, then open and closed ones."""
    _table(book, "整改台账", _RECTIFICATION, rectification.to_pylist(), nothing="没有下发过线索。")


def write_reconciliation(book: Book, reconciliations: Sequence[Reconciliation]) -> None:
    """Write the sheets 三账合一 (totals) and 三账差异 (household by household) of one month or several."""
    rows = [row for each in reconciliations for row in _totals(each)]
    told = any(row[name] is not None for row in rows for name in row if name.startswith("ledger_"))
    month = {"month": _STATISTICS["month"]} if len(reconciliations) > 1 else {}
    shown = {name: column for name, column in _TOTALS.items() if told or not name.startswith("ledger")}
    _table(book, "三账合一", month | shown, rows, nothing="没有名册和发放明细，无法核对。")
    differences = [
        {**row, "month": each.month} for each in reconciliations for row in each.differences.to_pylist()
    ]
    _table(book, "三账差异", month | _DIFFERENCES, differences, nothing="名册与发放一致。")


def _totals(reconciliation: Reconciliation) -> list[dict[str, Any]]:
    """One month's totals, the whole town's first, what does not agree before what does."""
    totals = reconciliation.totals
    order = pc.sort_indices(
        totals, [("agree", "ascending"), ("village", "ascending"), ("programme", "ascending")]
    )
    rows = [{**row, "month": reconciliation.month} for row in totals.take(order).to_pylist()]
    rows.sort(key=lambda row: row["village"] != ALL)
    return rows


def write_notes(book: Book, notes: Sequence[str]) -> None:
    """Write the sheet 台账读取说明: what of the statistics ledger was not understood or does not add up."""
    book.table("台账读取说明", [Column("说明", 110)], [[note] for note in notes], nothing="没有说明。")


def _table(
    book: Book, name: str, columns: Mapping[str, Column], rows: list[dict[str, Any]], *, nothing: str
) -> None:
    cells = [[_cell(field, row[field]) for field in columns] for row in rows]
    book.table(name, list(columns.values()), cells, nothing=nothing)


def _cell(field: str, value: Any) -> Cell:
    if value is None:
        return None
    if field in _SHOWN:
        return str(_SHOWN[field](value))
    money: Cell = value / 100 if field.endswith("_cents") or "_minus_" in field else value
    return money
