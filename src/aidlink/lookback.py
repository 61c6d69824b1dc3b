"""Registers of deaths from the months before, so that a death reported late is still found.

A rural death is to be registered within a month, and its certificate reported within fifteen days
(户口登记条例 art. 8; 国卫规划发〔2013〕57号): a roster is therefore held against three months' registers.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from aidlink.errors import InputError
from aidlink.extracts import Extract, read_extracts
from aidlink.findings.death_policy import death_policy
from aidlink.folder import find_extracts, named_month
from aidlink.records import Kind

_REGISTERS = (Kind.DEATH, Kind.CREMATION)


def earlier_folders(month_dir: Path, months: int | None = None) -> list[Path]:
    """The folders beside `month_dir` that are named after one of the `months` months before its own.

    Args:
        month_dir: the month's folder.
        months: how many months back; by default as many as matchers/suspected_death.toml says.
    """
    if months is None:
        months = death_policy().look_back
    own = named_month(month_dir.resolve().name)
    if own is None:
        return []
    beside = [path for path in month_dir.resolve().parent.iterdir() if path.is_dir()]
    dated = [(named, path) for path in beside if (named := named_month(path.name))]
    return [path for named, path in sorted(dated) if 0 < _months_between(named, own) <= months]


def earlier_registers(
    folders: Collection[Path], taken: Collection[str], mapping: Mapping[str, str] | None = None
) -> tuple[list[Extract], list[tuple[str, str]]]:
    """Read the registers of deaths and cremations in earlier months' folders.

    Args:
        folders: from `earlier_folders`.
        taken: the names of this month's files; an earlier file of such a name is called after its folder too.
        mapping: unknown headers to fields.

    Returns:
        The extracts, and the files that could not be read, each with the reason in Chinese: a fault in an
        earlier month's file stops nothing.
    """
    extracts: list[Extract] = []
    unread: list[tuple[str, str]] = []
    names = set(taken)
    for folder in folders:
        found, faulty = read_kinds(folder, _REGISTERS, mapping)
        unread += faulty
        for path in dict.fromkeys(extract.path for extract in found):
            name = f"{folder.name} {path.name}" if path.name in names else path.name
            names.add(name)
            extracts += [
                replace(extract, path=path.with_name(name)) for extract in found if extract.path == path
            ]
    return extracts, unread


def read_kinds(
    folder: Path, kinds: Collection[Kind], mapping: Mapping[str, str] | None = None
) -> tuple[list[Extract], list[tuple[str, str]]]:
    """Read those of a month's lists that are of `kinds`.

    Returns:
        The extracts, and the files that could not be read, each with the reason in Chinese.
    """
    extracts: list[Extract] = []
    unread: list[tuple[str, str]] = []
    for path in _files(folder):
        try:
            extracts += [extract for extract in read_extracts(path, mapping) if extract.kind in kinds]
        except InputError as error:
            unread.append((f"{folder.name}/{path.name}", error.what))
    return extracts, unread


def _files(folder: Path) -> list[Path]:
    try:
        return find_extracts(folder)[0]
    except InputError:  # nothing in it
        return []


def _months_between(earlier: dt.date, later: dt.date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month
