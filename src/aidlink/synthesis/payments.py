"""The bank's list of payments, month by month: one row a payment."""

import numpy as np

from aidlink.records import Kind
from aidlink.synthesis.calendar import Calendar
from aidlink.synthesis.cells import date_texts
from aidlink.synthesis.deaths import Deaths
from aidlink.synthesis.error_model import ErrorModel
from aidlink.synthesis.people import People, ymd
from aidlink.synthesis.register import Register, column
from aidlink.synthesis.roster import HOME
from aidlink.synthesis.spoil import spoil_ids, spoil_names
from aidlink.synthesis.tables import Ints, Objects
from aidlink.synthesis.welfare import Entitlements

_PAY_DAY = 9  # paid on the tenth


def payments(
    rng: np.random.Generator, people: People, relative: Objects, found: Entitlements, listed: Register,
    calendar: Calendar, model: ErrorModel,
) -> Register:  # fmt: skip
    """Pay every payee each month on the roster, the whole amount; special cases come later.

    The name is the roster's; the number is typed once more at the bank; the account name is as the bank
    holds it, the same in every month.
    """
    errors = model.payment
    number, id_error = spoil_ids(rng, errors.resident_id, people.number[found.person], relative[found.person])
    holder = np.append(people.name, HOME)[found.holder]
    account_name, name_error = spoil_names(rng, errors.name, errors.rare, holder, ())
    months = [
        np.flatnonzero(found.payee & (found.first <= m) & (m <= found.last)) for m in range(calendar.months)
    ]
    rows = np.concatenate(months)
    month = np.repeat(np.arange(calendar.months), [len(part) for part in months])
    count = len(rows)
    copied = ("person_id", "holder_id", "name", "programme", "village", "amount", "bank", "account", "remark",
              "account_relation")  # fmt: skip
    columns = {name: listed[name][rows] for name in copied} | {
        "entitlement": rows.astype(object),
        "resident_id": number[rows],
        "account_name": account_name[rows],
        "id_error": id_error[rows],
        "name_error": name_error[rows],
        "birth_error": column(count, ""),
        "village_error": column(count, ""),
        "months": column(count, 1),
        "pay_month": np.array([calendar.label(m) for m in range(calendar.months)], dtype=object)[month],
        "pay_date": _pay_dates(calendar, month),
        "withdraw_date": column(count),
        "feedback": column(count, "成功"),
        "case": column(count, ""),
        "pair": column(count, 0),
        "first": month.astype(object),
        "last": month.astype(object),
        "part": column(count, Kind.PAYMENT.value),
    }
    return Register(Kind.PAYMENT, columns)


def withdraw(rng: np.random.Generator, paid: Register, deaths: Deaths, calendar: Calendar) -> None:
    """Note the last withdrawal on some rows; a family may draw on its dead one's account, but seldom does."""
    count = len(paid)
    pay_day = np.array([calendar.first_day(m) + _PAY_DAY for m in range(calendar.months)])
    day = pay_day[paid["first"].astype(np.int64)] + rng.integers(1, 18, count)
    died = np.full(int(paid["person_id"].max()) + 1, calendar.end, dtype=np.int64)
    local = deaths.person + 1 < len(died)
    died[deaths.person[local] + 1] = deaths.day[local]
    alive = day < died[paid["person_id"].astype(np.int64)]
    drawn = rng.random(count) < np.where(alive, 0.4, 0.1)
    paid.columns["withdraw_date"] = date_texts(np.where(drawn, ymd(day), 0), "{0}{1:02}{2:02}")


def _pay_dates(calendar: Calendar, month: Ints) -> Objects:
    days = np.array([calendar.first_day(m) + _PAY_DAY for m in range(calendar.months)])
    return date_texts(ymd(days[month]), "{0}{1:02}{2:02}")
