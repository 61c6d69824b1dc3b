"""A month written as a reader writes it: small tables in Chinese, one a file."""

from datetime import date
from textwrap import dedent

import pytest

import aidlink

AS_OF = date(2026, 10, 31)


@pytest.fixture
def month(tmp_path):
    """Gives a function: files' names and CSV texts -> the findings in them.

    The texts' blanks are for the reader; a cell is what stands between commas. A file's kind is found from
    its headers, as always.
    """

    def find(kind=None, /, as_of=AS_OF, **files):
        folder = tmp_path / "2026-10"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            lines = (
                ",".join(cell.strip() for cell in line.split(","))
                for line in dedent(text).strip().splitlines()
            )
            (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
        found = aidlink.find(folder, as_of=as_of, kinds=None if kind is None else [kind])
        return found if kind is None else found.filter(kind=kind).table.to_pylist()

    return find
