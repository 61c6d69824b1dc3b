"""The files: messy as planned, the same bytes each time, and the truth's rows are where it says."""

import csv
import datetime as dt
import hashlib
import time

import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from aidlink.errors import UsageError
from aidlink.synthesis import make_town, write_town

ENCODINGS = {"死亡": "gb18030", "银行": "utf-8-sig", "户籍": "utf-16"}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town")
    town = make_town(600, 2, 9)
    return town, town.write(folder / "out")


def _grids(path):
    """Read a file with other people's readers: sheet name to rows of cells."""
    if path.suffix == ".xlsx":
        return {
            sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in openpyxl.load_workbook(path)
        }
    if path.suffix == ".xls":
        book = CalamineWorkbook.from_path(str(path))
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
        }
    encoding = ENCODINGS[path.name[:2]]
    with path.open(encoding=encoding, newline="") as file:
        return {"": list(csv.reader(file, delimiter="\t" if encoding == "utf-16" else ","))}


def test_truth_points_to_the_rows(written):
    town, summary = written
    rows = town.truth.rows
    cells = {kind: town.register(kind) for kind in rows["kind"].unique()}
    checked = 0
    for path in summary.files:
        if path.parent.name == "truth":
            continue
        for sheet, grid in _grids(path).items():
            listed = rows[(rows["source"] == path.name) & (rows["sheet"] == sheet)]
            for row in listed.itertuples():
                held = cells[row.kind]
                names = set(held[held["person_id"] == row.person_id]["name"])
                assert names & {str(cell) for cell in grid[row.row - 1] if cell is not None}, (
                    path.name,
                    row.row,
                )
                checked += 1
    assert checked == len(rows) == summary.rows > 1500


def test_no_row_of_people_is_without_its_truth(written):
    town, summary = written
    for path in summary.files:
        if path.parent.name == "truth" or path.suffix != ".xlsx":
            continue
        for sheet, grid in _grids(path).items():
            listed = town.truth.rows.query("source == @path.name and sheet == @sheet")["row"]
            others = set(range(1, len(grid) + 1)) - set(listed)
            assert len(others) <= 5, (path.name, sheet)
            assert max(listed, default=0) - min(listed, default=0) + 1 == len(listed)


def test_the_same_seed_gives_the_same_bytes(written, tmp_path):
    _, summary = written
    time.sleep(2.1)  # a zip's clock ticks every two seconds
    again = write_town(tmp_path / "out", 600, 2, 9)
    assert [_digest(path) for path in summary.files] == [_digest(path) for path in again.files]


def _digest(path):
    return path.name, hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_files_are_as_messy_as_offices_make_them(written):
    _, summary = written
    first, second = ([p for p in summary.files if p.parent.name == month] for month in ("2026-08", "2026-09"))
    roster = next(path for path in first if path.name.startswith("救助对象"))
    low, destitute = openpyxl.load_workbook(roster).worksheets
    assert any("银行信息" in row for row in low.iter_rows(max_row=3, values_only=True))
    assert any(merged.min_row > 3 and merged.max_row > merged.min_row for merged in low.merged_cells.ranges)
    assert [cell.value for cell in low["A"]][-1] == "合计"
    assert any(isinstance(cell, dt.datetime) for row in destitute.iter_rows(values_only=True) for cell in row)
    ledger = next(path for path in first if path.suffix == ".xls")
    (grid,) = _grids(ledger).values()
    assert sum("性别" in row for row in grid) > 1
    assert {path.suffix for path in (*first, *second) if path.name.startswith("银行")} == {".xlsx", ".csv"}
    headers = [next(row for row in _grids(path)[""] if "性别" in row) for path in (first[2], second[2])]
    assert headers[0] != headers[1]


def test_the_truth_lies_beside_the_months(written):
    town, summary = written
    truth = {path.stem for path in summary.files if path.parent.name == "truth"}
    assert truth == {"rows", "findings", "traps", "persons", "deaths"}
    assert {path.parent.parent for path in summary.files} == {summary.folder}
    rows = pd.read_csv(summary.folder / "truth" / "rows.csv", keep_default_na=False)
    assert rows["row"].tolist() == town.truth.rows["row"].tolist()


def test_nothing_is_overwritten(written):
    town, summary = written
    with pytest.raises(UsageError):
        town.write(summary.folder)
