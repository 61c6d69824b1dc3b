"""The death register (死亡人口) and the cremation register (火化台账) of the county."""

import numpy as np

from aidlink.records import Kind
from aidlink.synthesis.addresses import addresses, town_name
from aidlink.synthesis.calendar import Calendar
from aidlink.synthesis.cells import DEATH_NOTES, date_texts, nominal_ages, person_cells
from aidlink.synthesis.deaths import Deaths
from aidlink.synthesis.error_model import ErrorModel
from aidlink.synthesis.people import People, ymd
from aidlink.synthesis.register import Register, blanked, column
from aidlink.synthesis.tables import Bools, Ints, Objects

_CAUSES = np.array(["心脏病", "脑血管病", "肺部感染", "恶性肿瘤", "年老体衰", "意外伤害"], dtype=object)
_PLACES = np.array(["家中", "县人民医院", "送医途中", "镇卫生院", "养老机构"], dtype=object)
_KIN = np.array(["儿子", "女儿", "配偶", "侄子", "孙子"], dtype=object)


def death_register(
    rng: np.random.Generator,
    people: People,
    relative: People,
    deaths: Deaths,
    calendar: Calendar,
    model: ErrorModel,
) -> Register:
    """Write down the deaths that were reported before the end; row i is the i-th of those deaths."""
    rows = np.flatnonzero(deaths.report < calendar.end)
    columns = _deceased(rng, people, relative, deaths, rows, model, Kind.DEATH)
    report = deaths.report[rows]
    columns |= {
        "birth_date": date_texts(columns["birth"].astype(np.int64)),
        "death_date": date_texts(ymd(deaths.day[rows])),
        "report_date": date_texts(ymd(report)),
        "cancel_date": date_texts(ymd(report + 1)),
        "certificate": _certificates(rng, rows, "死"),
        "status": column(len(rows), "有效"),
        "cancelled_certificate": column(len(rows)),
    }
    return _finish(Kind.DEATH, columns, calendar.month_of(report))


def cremation_register(
    rng: np.random.Generator,
    people: People,
    relative: People,
    deaths: Deaths,
    calendar: Calendar,
    model: ErrorModel,
) -> Register:
    """Write down the cremations before the end, as the undertaker was told: an age, not a birth date."""
    rows = np.flatnonzero(deaths.cremated & (deaths.cremation < calendar.end))
    columns = _deceased(rng, people, relative, deaths, rows, model, Kind.CREMATION)
    told = deaths.day[rows].copy()
    wrong = rng.random(len(rows)) < model.date_conflict
    told[wrong] -= rng.integers(1, 12, int(wrong.sum()))
    applicant = (rng.random(len(rows)) < model.applicant_id) & (columns["applicant_id"] != None)  # noqa: E711
    columns["resident_id"] = np.where(applicant, columns["applicant_id"], columns["resident_id"])
    columns["id_error"] = np.where(applicant, "applicant", columns["id_error"])
    columns |= {
        "age": nominal_ages(columns["birth"], ymd(deaths.day[rows])),
        "death_date": date_texts(ymd(told), "{0}.{1}.{2}"),
        "cremation_date": date_texts(ymd(deaths.cremation[rows]), "{0}.{1}.{2}"),
        "certificate": _certificates(rng, rows, "火"),
        "status": column(len(rows), "正常"),
        "cancelled_certificate": column(len(rows)),
    }
    return _finish(Kind.CREMATION, columns, calendar.month_of(deaths.cremation[rows]))


def _deceased(
    rng: np.random.Generator, people: People, relative: People, deaths: Deaths, rows: Ints, model: ErrorModel,
    kind: Kind,
) -> dict[str, Objects]:  # fmt: skip
    """Write down the deceased and, as applicant, another member of the household."""
    person = deaths.person[rows]
    who, kin = people.take(person), relative.take(person)
    known: Bools = kin.person_id != who.person_id
    kin_number = blanked(kin.number, ~known)
    cells = person_cells(rng, who, kin_number, model.of(kind), DEATH_NOTES)
    towns = np.array([town_name(int(village)) for village in who.village], dtype=object)
    cells["address"] = addresses(rng, cells["village"], towns)
    return cells | {
        "death": rows.astype(object),
        "death_cause": _CAUSES[rng.integers(0, len(_CAUSES), len(rows))],
        "death_place": _PLACES[rng.integers(0, len(_PLACES), len(rows))],
        "applicant_name": blanked(kin.name, ~known),
        "applicant_id": kin_number,
        "relation": blanked(_KIN[rng.integers(0, len(_KIN), len(rows))], ~known),
        "remark": column(len(rows)),
    }


def _certificates(rng: np.random.Generator, rows: Ints, letter: str) -> Objects:
    return np.array(
        [f"粤{letter}{number:09d}" for number in rng.integers(1, 10**8, len(rows)) * 10 + rows % 10],
        dtype=object,
    )


def _finish(kind: Kind, columns: dict[str, Objects], month: Ints) -> Register:
    """Show each row once: in its month's file, or in the first month's if it is older."""
    shown = month.clip(min=0).astype(object)
    count = len(shown)
    truth = {
        "holder_id": column(count, 0),
        "first": shown,
        "last": shown.copy(),
        "part": column(count, kind.value),
    }
    return Register(kind, columns | truth)
