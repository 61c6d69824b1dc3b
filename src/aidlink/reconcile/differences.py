"""The differences between roster and payments as people read them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from aidlink.books import Books
from aidlink.findings.frame import Place, place_text
from aidlink.findings.wording import yuan_text
from aidlink.masking import mask_id, mask_name
from aidlink.reconcile.cells import unequal_cells

DIFFERENCES = pa.schema(
    [
        pa.field("reason", pa.string(), nullable=False),
        pa.field("village", pa.string(), nullable=False),
        pa.field("programme", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),  # masked
        pa.field("number", pa.string(), nullable=False),  # masked
        pa.field("listed_cents", pa.int64()),  # null: not on the roster, or the roster tells no amount
        pa.field("paid_cents", pa.int64()),  # null: not paid
        pa.field("difference_cents", pa.int64(), nullable=False),
        pa.field("explanation", pa.string(), nullable=False),
        pa.field("listed_place", pa.string(), nullable=False),
        pa.field("paid_place", pa.string(), nullable=False),
        pa.field("unit", pa.string(), nullable=False),
    ]
)
#: Why a cell differs, in Chinese, in the order in which the sheet shows them.
REASONS = {
    "NOT_LISTED": "不在名册",
    "UNPAID": "未发放",
    "FAILED": "发放失败",
    "REVERSED": "已冲销",
    "MOVED_VILLAGE": "村不同",
    "MOVED_PROGRAMME": "救助类型不同",
    "AMOUNT": "金额不同",
    "SEVERAL_MONTHS": "多月合发",
    "BACK_PAY": "补发",
    "REVERSAL": "冲回以前月份",
    "NO_AMOUNT": "名册没有金额",
}


def differences(books: Books) -> pa.Table:
    """Every unit, village and programme in which roster and payments differ, of schema `DIFFERENCES`."""
    cells = unequal_cells(books)
    elsewhere = _elsewhere(cells)
    rows = [_row(cell, elsewhere) for cell in cells.to_dict("records")]  # type: ignore[arg-type]
    order = {reason: at for at, reason in enumerate(REASONS)}
    rows.sort(key=lambda row: (order[row["reason"]], row["village"], row["programme"], row["unit"]))
    return pa.Table.from_pylist(rows, schema=DIFFERENCES)


def _elsewhere(cells: pd.DataFrame) -> Mapping[tuple[str, str, bool], str]:
    """For a unit and programme, the village of its roster row (True) and of its payment (False)."""
    moved = cells[cells["reason"] == "MOVED_VILLAGE"]
    return {
        (unit, programme, bool(listed)): village
        for unit, programme, listed, village in zip(
            moved["unit"], moved["programme"], moved["on_roster"], moved["village"], strict=True
        )
    }


def _row(cell: Mapping[str, Any], elsewhere: Mapping[tuple[str, str, bool], str]) -> dict[str, Any]:
    side = "_l" if cell["on_roster"] else "_p"
    return {
        "reason": cell["reason"],
        "village": cell["village"],
        "programme": cell["programme"],
        "name": mask_name(_text(cell[f"name_text{side}"])),
        "number": mask_id(_text(cell[f"resident_id{side}"])),
        "listed_cents": _whole(cell["listed"]),
        "paid_cents": _whole(cell["paid"]),
        "difference_cents": cell["difference"],
        "explanation": _explained(cell, elsewhere),
        "listed_place": _place(cell, "_l") if cell["on_roster"] else "",
        "paid_place": _place(cell, "_p") if cell["was_paid"] else "",
        "unit": cell["unit"],
    }


def _explained(  # noqa: C901, PLR0912 - one sentence a reason
    cell: Mapping[str, Any], elsewhere: Mapping[tuple[str, str, bool], str]
) -> str:
    listed, paid = yuan_text(_whole(cell["listed"])), yuan_text(_whole(cell["paid"]))
    off = yuan_text(abs(cell["difference"]))
    match cell["reason"]:
        case "NOT_LISTED":
            return f"发放了{paid}，本月{cell['programme']}名册上没有这一户（人）。"
        case "UNPAID":
            return f"名册在享（{listed}），本月没有发放记录。"
        case "FAILED":
            return f"名册在享（{listed}），银行发放失败或退回，款没有到账。"
        case "REVERSED":
            return f"名册在享（{listed}），发放后又冲销，等于没有发放。"
        case "MOVED_VILLAGE":
            other = elsewhere.get((cell["unit"], cell["programme"], not cell["on_roster"]), "另一村")
            if cell["on_roster"]:
                return f"名册在{cell['village']}，发放记在{other}。"
            return f"发放记在{cell['village']}，名册在{other}。"
        case "MOVED_PROGRAMME":
            if cell["on_roster"]:
                return f"名册列为{cell['programme']}（{listed}），发放时记成了别的救助类型。"
            return f"按{cell['programme']}发放了{paid}，名册上列的是别的救助类型。"
        case "SEVERAL_MONTHS":
            return f"一次发放{cell['months']}个月，共{paid}；名册每月{listed}。"
        case "BACK_PAY":
            return f"其中{yuan_text(cell['back'])}是补发以前月份的。"
        case "REVERSAL":
            return f"冲回以前月份发放的{yuan_text(-cell['taken'])}。"
        case "NO_AMOUNT":
            return f"名册没有写金额，无法与发放的{paid}核对。"
        case _:
            more = "多" if cell["difference"] > 0 else "少"
            times = f"（{cell['payments']}笔）" if cell["payments"] > 1 else ""
            return f"名册{listed}，发放{paid}{times}，{more}发{off}。"


def _place(cell: Mapping[str, Any], side: str) -> str:
    return place_text(Place(cell[f"source{side}"], cell[f"sheet{side}"], int(cell[f"row{side}"])))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
