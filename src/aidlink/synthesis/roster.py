"""The rosters (救助对象名册) and the household register (户籍成员) of the town."""

import numpy as np

from aidlink.records import Kind
from aidlink.synthesis import families as roles
from aidlink.synthesis.calendar import Calendar
from aidlink.synthesis.cells import ROSTER_NOTES, date_texts, person_cells
from aidlink.synthesis.deaths import Deaths
from aidlink.synthesis.error_model import ErrorModel
from aidlink.synthesis.people import People, ymd
from aidlink.synthesis.register import Register, blanked, column
from aidlink.synthesis.spoil import spoil_names
from aidlink.synthesis.tables import Ints, Objects
from aidlink.synthesis.welfare import (
    DESTITUTE,
    INSTITUTION,
    LOW,
    PARTS,
    PROGRAMMES,
    RELATIONS,
    TEMPORARY,
    Entitlements,
)

HOME = "青埠镇敬老院"
BANKS = np.array(["遂溪农商银行", "农业银行遂溪支行", "邮政储蓄银行", "农村信用社"], dtype=object)
_ROLES = np.array(
    ["户主", "配偶", "父亲", "母亲", "长子", "次子", "三子", "四子", "五子", "儿媳", "孙子", "孙子", "孙子"],
    dtype=object,
)
_DAUGHTERS = np.array(
    ["户主", "配偶", "父亲", "母亲", "长女", "次女", "三女", "四女", "五女", "儿媳", "孙女", "孙女", "孙女"],
    dtype=object,
)
_REMARKS = {
    "head": ("由户主代领", "发放至户主账户", "户主账户"),
    "household": ("由家属代领", "家庭成员账户，已附佐证", "儿子代领"),
    "guardian": ("监护人账户", "由监护人代领，附监护证明"),
    "institution": ("集中供养", "供养机构集体账户"),
}


def relation_to_head(people: People) -> Objects:
    """Give 与户主关系 for each person."""
    return np.where(people.sex == 1, _ROLES[people.role], _DAUGHTERS[people.role]).astype(object)


def family_numbers(household: Ints) -> Objects:
    """Give the household numbers that the civil registry uses."""
    unique, place = np.unique(household, return_inverse=True)
    texts = np.array([f"440823112{number:06d}" for number in unique.tolist()], dtype=object)
    return np.asarray(texts[place], dtype=object)


def roster(
    rng: np.random.Generator, people: People, relative: People, found: Entitlements, account: Objects,
    calendar: Calendar, model: ErrorModel,
) -> Register:  # fmt: skip
    """Write down the entitlements; row i is the i-th entitlement.

    Args:
        rng: the source of chance.
        people: the town's people.
        relative: another member of each person's household.
        found: the entitlements.
        account: each person's account number, and the institution's at the end.
        calendar: the months.
        model: the error model.
    """
    who, kin = people.take(found.person), relative.take(found.person)
    head = people.take(_head_rows(people)[who.household])
    cells = person_cells(rng, who, kin.number, model.beneficiary, ROSTER_NOTES)
    cells |= _account_cells(rng, people, found, account, model)
    low = found.programme == LOW
    covered = np.bincount(who.household[low], minlength=int(people.household.max()) + 1)[who.household]
    start = calendar.first_day(0)
    visit = start - rng.integers(1, 360, len(found))
    waited = np.where(
        found.programme == TEMPORARY, rng.integers(3, 40, len(found)), rng.integers(60, 3000, len(found))
    )
    approved = np.maximum(start - waited, who.birth + 20)
    cells |= {
        "birth_date": date_texts(cells["birth"].astype(np.int64), "{0}.{1:02}.{2:02}"),
        "town": column(len(found)),
        "household_id": family_numbers(who.household),
        "head_name": head.name,
        "head_id": head.number,
        "relation": relation_to_head(who),
        "people": np.where(low, covered, 1).astype(object),
        "programme": np.array(PROGRAMMES, dtype=object)[found.programme],
        "care": blanked(np.where(found.care, "集中", "分散"), found.programme != DESTITUTE),
        "status": column(len(found), "在享"),
        "approval_date": date_texts(ymd(approved)),
        "visit_date": date_texts(ymd(visit)),
        "amount": (found.yuan * np.where(low, covered, 1)).astype(object),
        "first": found.first.astype(object),
        "last": found.last.astype(object),
        "part": np.array(PARTS, dtype=object)[found.programme],
    }
    return Register(Kind.BENEFICIARY, cells)


def _account_cells(
    rng: np.random.Generator, people: People, found: Entitlements, account: Objects, model: ErrorModel
) -> dict[str, Objects]:
    """Write down where the money goes: the account, whose it is, and the clerk's remark."""
    holder = np.append(people.name, HOME)[found.holder]
    errors = model.beneficiary
    account_name, _ = spoil_names(rng, errors.name, errors.rare, holder, ("（代）",))
    return {
        "bank": BANKS[rng.integers(0, len(BANKS), len(people) + 1)[found.holder]],
        "account_name": account_name,
        "account": account[found.holder],
        "remark": remarks(rng, found),
        "holder_id": np.where(found.holder == INSTITUTION, 0, found.holder + 1).astype(object),
        "account_relation": np.array(RELATIONS, dtype=object)[found.relation],
    }


def remarks(rng: np.random.Generator, found: Entitlements) -> Objects:
    """Explain accounts of others, where the clerk did."""
    texts = column(len(found))
    for place, relation in enumerate(RELATIONS):
        if relation in _REMARKS:
            rows = np.flatnonzero((found.relation == place) & found.remark & found.payee)
            texts[rows] = np.array(_REMARKS[relation], dtype=object)[
                rng.integers(0, len(_REMARKS[relation]), len(rows))
            ]
    return texts


def household_register(
    rng: np.random.Generator,
    people: People,
    relative: People,
    deaths: Deaths,
    calendar: Calendar,
    model: ErrorModel,
) -> Register:
    """Write down all inhabitants; a dead one is shown as 死亡注销 from the month of the report on."""
    cells = person_cells(rng, people, relative.number, model.household, ("（已故）",))
    report = np.full(len(people), calendar.end, dtype=np.int64)
    local = deaths.person < len(people)
    report[deaths.person[local]] = deaths.report[local]
    month = calendar.month_of(report)
    count = len(people)
    head = people.take(_head_rows(people)[people.household])
    cells |= {
        "birth_date": date_texts(cells["birth"].astype(np.int64), "{0}{1:02}{2:02}"),
        "household_id": family_numbers(people.household),
        "head_name": head.name,
        "head_id": head.number,
        "relation": relation_to_head(people),
        "registration_status": column(count, "正常"),
        "cancel_date": column(count),
        "remark": column(count),
        "holder_id": column(count, 0),
        "first": column(count, 0),
        "last": (month - 1).clip(min=-1, max=calendar.months - 1).astype(object),
        "part": column(count, Kind.HOUSEHOLD.value),
    }
    gone = np.flatnonzero(month < calendar.months)
    after = {name: values[gone] for name, values in cells.items()} | {
        "registration_status": column(len(gone), "死亡注销"),
        "cancel_date": date_texts(ymd(report[gone] + 1), "{0}{1:02}{2:02}"),
        "first": month[gone].clip(min=0).astype(object),
        "last": column(len(gone), calendar.months - 1),
    }
    return Register(
        Kind.HOUSEHOLD, {name: np.concatenate([values, after[name]]) for name, values in cells.items()}
    )


def _head_rows(people: People) -> Ints:
    """Give the place of each household's head, or of its first member where no head is registered."""
    rows = np.zeros(int(people.household.max()) + 1, dtype=np.int64)
    backwards = np.arange(len(people))[::-1]
    rows[people.household[backwards]] = backwards
    heads = people.role == roles.HEAD
    rows[people.household[heads]] = np.flatnonzero(heads)
    return rows
