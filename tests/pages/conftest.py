"""A browser for the session, pages that tell what they did, and months to show in them."""

import datetime as dt
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pytest

from aidlink.extracts import Extract
from aidlink.extracts.extract import REJECTED
from aidlink.findings.frame import Finding, FindingKind, Person, Place, to_table
from aidlink.findings.frame import Source as Spoken
from aidlink.records import Kind
from aidlink.reports.month import Month, Source
from aidlink.reports.page.month_page import write_page

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip
TODAY = dt.date(2026, 10, 31)


def absent(what):
    if os.environ.get("CI"):
        pytest.fail(f"CI needs {what}")
    pytest.skip(f"no {what}")


@pytest.fixture(scope="session")
def browser():
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        absent("Chromium: apt-get install chromium")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser
    except ImportError:
        absent("playwright: pip install 'aidlink[dev]'")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser):
    """Opens a file; at the end no page may have complained or asked for anything but its file."""
    told, contexts = [], []

    def opened(path, hash_="", **options):
        address = Path(path).as_uri()
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: told.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: told.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (told.append("dialog"), dialog.dismiss()))
        page.on("request", lambda request: told.append(request.url))
        page.goto(address + hash_)
        told.remove(page.url.partition("#")[0] if address in told else address + hash_)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert told == []


def listed(name, kind, rows, notes=(), aside=(), sheet="Sheet1"):
    """A list as it was read, with standard columns as given."""
    columns = list(dict.fromkeys(field for row in rows for field in row))
    table = pa.table(
        {
            "sheet": pa.array([sheet] * len(rows), pa.string()),
            "row": pa.array(range(2, 2 + len(rows)), pa.int32()),
            **{field: [row.get(field) for row in rows] for field in columns},
        }
    )
    rejected = pa.Table.from_pylist(
        [{"sheet": "Sheet1", "row": row, "reason": "合计行"} for row in aside], schema=REJECTED
    )
    return Source(Extract(Path(name), kind, table, rejected, (), None, "0" * 64, tuple(notes)), table)


GRADES = [(kind, grade) for kind in FindingKind for grade in kind.grades]


def finding(number, **changed):
    """The suspicion about the person in row `number + 2` of the roster."""
    kind, grade = GRADES[number % len(GRADES)]
    place = Place("名册.xlsx", "Sheet1", number + 2)
    values = {
        "kind": kind,
        "grade": grade,
        "reason": f"{kind.label}：第{number}号人的记录对得上。",
        "village": f"村{number % 23}村委会" if number % 24 else None,
        "people": (Person("救助对象", f"陈*{number}", "440823********1238"),),
        "evidence": (f"死亡人口登记：死亡日期2026年9月{number % 28 + 1}日",),
        "check": "入户核实。",
        "cents": (number % 50) * 1000 or None,
        "months": 1,
        "sources": (
            Spoken("名册", "名册.xlsx", "Sheet1", number + 2),
            Spoken("死亡人口登记", "死亡.csv", "Sheet1", number + 2),
        ),
    }
    return Finding(**(values | changed), keys=(number,), left=place, right=place)


@pytest.fixture
def many():
    """A month of so many findings, each on a roster row and a row of the register of deaths."""

    def make(number):
        rows = [
            {
                "name_text": f"陈秀{each}",
                "resident_id": f"4408231950031{each:05d}",
                "resident_id_code": each + 1,
                "resident_id_status": each % 8,
                "village": "石角村委会",
                "village_code": 7,
            }
            for each in range(number)
        ]
        sources = [listed("名册.xlsx", Kind.BENEFICIARY, rows), listed("死亡.csv", Kind.DEATH, rows)]
        return Month(TODAY, sources, to_table(map(finding, range(number))))

    return make


@pytest.fixture
def written(tmp_path):
    def write(month):
        path = tmp_path / "report.html"
        write_page(path, month)
        return path

    return write


@pytest.fixture(scope="session")
def tools():
    return SimpleNamespace(listed=listed, finding=finding, grades=GRADES, today=TODAY, table=to_table)
