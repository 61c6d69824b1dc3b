"""The files of a month's folder: which register goes into which file, and in what order of rows."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from aidlink.records import Kind
from aidlink.synthesis.layout import Sheet, lay_out, word_form
from aidlink.synthesis.register import Register
from aidlink.synthesis.tables import Ints, read_table
from aidlink.synthesis.world import World

FILES = {
    "roster": (Kind.BENEFICIARY, "救助对象名册({chinese}).xlsx"),
    "allowances": (Kind.BENEFICIARY, "补贴津贴及其他救助名册{digits}.xlsx"),
    "death": (Kind.DEATH, "死亡人口{digits}.csv"),
    "cremation": (Kind.CREMATION, "火化台账({chinese}).xls"),
    "payment": (Kind.PAYMENT, "银行发放{digits}.xlsx"),
    "household": (Kind.HOUSEHOLD, "户籍成员{digits}.csv"),
    "neighbour": (Kind.BENEFICIARY, "邻镇残疾人补贴名册{digits}.xlsx"),
}
ENCODINGS = {"death": "gb18030", "payment": "utf-8-sig", "household": "utf-16"}
_WORDING = 50  # the stream of chance that words the forms


@dataclass(frozen=True, slots=True)
class MonthFile:
    """One file of a month's folder, laid out but not written."""

    month: int
    folder: str
    name: str
    kind: Kind
    sheets: tuple[Sheet, ...]
    encoding: str | None
    """The encoding of a text file; None for a workbook."""


def month_files(world: World, month: int) -> Iterator[MonthFile]:
    """Lay out every file of a month. The bank sends a workbook one month and text the next.

    The neighbouring town lists those of its own who are registered here: where there is nobody, no file.
    """
    label = world.calendar.label(month)
    for number, (file, (kind, pattern)) in enumerate(FILES.items()):
        name = pattern.format(chinese=world.calendar.chinese(month), digits=label.replace("-", ""))
        if file == "payment" and month % 2:
            name = name.replace(".xlsx", ".csv")
        rng = np.random.default_rng([world.seed, _WORDING, month, number])
        register = world.registers[kind]
        shown = register.shown_in(month)
        sheets = []
        for part, table in read_table("layouts").items():
            if table["file"] == file:
                places = _in_order(register, shown[register["part"][shown] == part], part)
                sheets.append(lay_out(register, places, word_form(part, rng), world.calendar, month))
        if file == "neighbour" and not any(sheet.places for sheet in sheets):
            continue
        encoding = ENCODINGS[file] if name.endswith(".csv") else None
        for sheet in sheets if encoding else ():
            sheet.name = ""
        yield MonthFile(month, label, name, kind, tuple(sheets), encoding)


def _in_order(register: Register, places: Ints, part: str) -> Ints:
    """Sort as the office does: households together with the head first, deaths by the day of the report."""
    keys: tuple[str, ...] = {
        "low": ("household_id",), "death": ("report_date",), "cremation": ("certificate",),
        "household": ("household_id",), "payment": ("programme", "bank"),
    }.get(part, ("village",))  # fmt: skip
    columns = [np.array([str(value or "") for value in register[name][places]]) for name in reversed(keys)]
    if keys == ("household_id",):
        columns.insert(0, (register["relation"][places] != "户主").astype(str))
    return places[np.lexsort(columns)] if len(places) else places
