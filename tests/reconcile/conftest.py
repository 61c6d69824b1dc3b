"""A month's rosters and payments as small Chinese tables."""

from datetime import date
from textwrap import dedent

import pytest

from aidlink.books import open_books
from aidlink.extracts import read_extracts
from aidlink.find import standardise_all
from aidlink.reconcile import reconcile_books

AS_OF = date(2026, 10, 31)


def read(folder, files):
    """Extracts with their standard tables; blanks around a cell are for the reader."""
    extracts = []
    for name, text in files.items():
        lines = (
            ",".join(cell.strip() for cell in line.split(",")) for line in dedent(text).strip().splitlines()
        )
        path = folder / f"{name}.csv"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        extracts += read_extracts(path)
    return standardise_all(extracts, AS_OF)


def books_of(records, month=202610):
    tables = {
        kind: [table for extract, table in records if extract.kind == kind]
        for kind in ("beneficiary", "payment")
    }
    return open_books(tables["beneficiary"], tables["payment"], month)


@pytest.fixture
def reconciled(tmp_path):
    """Gives a function: files' names and CSV texts -> the reconciliation of October 2026."""

    def reconciled(ledger=None, **files):
        return reconcile_books(books_of(read(tmp_path, files)), ledger)

    return reconciled
