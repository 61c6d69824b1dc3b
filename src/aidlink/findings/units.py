"""What is owed held against what was paid, in one month.

A unit is a household or a person in one kind of assistance.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from aidlink.engines import Engine
from aidlink.findings.policy import Probability, load_policy
from aidlink.findings.telling import PAID_SHOWN, ROSTER_SHOWN


@dataclass(frozen=True, slots=True)
class PaymentPolicy:
    """How rosters and payments are held against each other; see the rule file."""

    household: tuple[str, ...]
    once: tuple[str, ...]
    complete: Probability
    void: re.Pattern[str]
    checks: Mapping[str, str]


@cache
def payment_policy() -> PaymentPolicy:
    """The shipped policy."""
    return load_policy(PaymentPolicy, "payment_mismatch")


# Whoever is approved in a month is paid from the next on; whoever has left is owed nothing more. The dead, by
# number and name, are owed nothing either: they are another finding's.
_UNITS = """
WITH certified AS (
    SELECT resident_id_key AS key, name_chars AS name, status, certificate, cancelled_certificate FROM death
    UNION ALL
    SELECT resident_id_key, name_chars, status, certificate, cancelled_certificate FROM cremation
),
dead AS (
    SELECT key, name FROM certified
    WHERE key <> 0 AND NOT regexp_matches(coalesce(status, ''), '{void}')
      AND (certificate IS NULL OR certificate NOT IN
           (SELECT cancelled_certificate FROM certified WHERE cancelled_certificate IS NOT NULL))
)
SELECT {shown}, amount_cents, people_number, head_id_key, resident_id_key,
       aid || '/' || CASE
           WHEN aid NOT IN ({household}) THEN 'person/' || person
           WHEN coalesce(trim(household_id), '') <> '' THEN
               'file/' || coalesce(nullif(office, ''), source) || '/' || trim(household_id)
           WHEN head_id_key <> 0 THEN 'head/' || head_id_key
           WHEN head_name_chars <> 0 THEN 'name/' || head_name_chars || '/' || village_code
           ELSE 'person/' || person END AS unit,
       since < {month} AND (until = 0 OR until >= {month})
           AND aid NOT IN ({once})
           AND (resident_id_key, name_chars) NOT IN (SELECT (key, name) FROM dead) AS due
FROM listed ORDER BY record
"""
# A payment belongs to one unit, that of the person whom it names. A unit that is not paid in this way may be
# paid in another's name: the head's, or that of the holder of an account which is this unit's alone.
_MATCHED = """
WITH bank AS (
    SELECT * FROM standing WHERE month IN ({month}, 0)
    QUALIFY returned = max(returned) OVER (PARTITION BY person, aid, month)
),
owners AS (
    SELECT aid, account_digits, min(unit) AS unit FROM units WHERE account_digits IS NOT NULL
    GROUP BY aid, account_digits HAVING count(DISTINCT unit) = 1
),
named AS (
    SELECT b.record, u.unit, CASE WHEN u.account_digits = b.account_digits THEN 0
                                  WHEN u.head_id_key = u.resident_id_key AND u.head_id_key <> 0 THEN 1
                                  ELSE 2 END AS rank
    FROM bank b JOIN units u ON u.person = b.person AND (u.aid = b.aid OR b.aid = '')
),
headed AS (
    SELECT b.record, u.unit, 3 AS rank FROM bank b
    JOIN units u ON u.head_id_key = b.resident_id_key AND u.head_id_key <> 0 AND (u.aid = b.aid OR b.aid = '')
    UNION ALL
    SELECT b.record, o.unit, 4 FROM bank b
    JOIN owners o ON o.account_digits = b.account_digits AND (o.aid = b.aid OR b.aid = '')
),
ties AS (
    SELECT * FROM named
    UNION ALL
    SELECT * FROM headed
    WHERE record NOT IN (SELECT record FROM named) AND unit NOT IN (SELECT unit FROM named)
),
firsts AS (
    SELECT record, unit FROM ties QUALIFY row_number() OVER (PARTITION BY record ORDER BY rank, unit) = 1
)
SELECT {shown}, back_pay, months_number, f.unit FROM bank LEFT JOIN firsts f USING (record) ORDER BY record
"""
# What a unit was paid for one month: a person's largest payment for the month (more than one is a duplicate),
# divided by the months that it was for.
_MONTHLY = """
WITH regular AS (
    SELECT unit, person, max(cents / greatest(months_number, 1)) AS cents, max(months_number) AS months
    FROM matched WHERE unit IS NOT NULL AND NOT back_pay AND cents IS NOT NULL GROUP BY unit, person
)
SELECT unit, sum(cents) AS paid, max(months) AS months FROM regular GROUP BY unit
"""
# What a roster's amounts mean differs: the household's total in every row, an amount for each member, or one
# for each person of `people`. For each list and kind the reading counts that most payments bear out.
_OWED = """
WITH readings AS (
    SELECT unit, aid, min(source) AS list, max(amount_cents) AS total, sum(amount_cents) AS added,
           max(amount_cents) * greatest(max(people_number), 1) AS times
    FROM units WHERE amount_cents > 0 GROUP BY unit, aid
),
compared AS (SELECT r.*, m.paid, m.months FROM readings r JOIN monthly m USING (unit)),
fits AS (
    SELECT list, aid, count(*) AS units, count(*) FILTER (abs(paid - total) < 1) AS total_fits,
           count(*) FILTER (abs(paid - added) < 1) AS added_fits,
           count(*) FILTER (abs(paid - times) < 1) AS times_fits
    FROM compared GROUP BY list, aid
),
read AS (
    SELECT list, aid, greatest(total_fits, added_fits, times_fits) AS most, units,
           CASE WHEN total_fits >= greatest(added_fits, times_fits) THEN 'total'
                WHEN added_fits >= times_fits THEN 'added' ELSE 'times' END AS reading
    FROM fits
)
SELECT c.unit, c.paid, c.months,
       CASE reading WHEN 'total' THEN total WHEN 'added' THEN added ELSE times END AS owed
FROM compared c JOIN read USING (list, aid) WHERE most > {complete} * units
"""
_LATEST = "SELECT max(month) AS month FROM standing WHERE month <= {last}"


def load_units(engine: Engine, last: int) -> int:
    """Name in `engine` the tables `units`, `matched`, `monthly` and `owed`, and say which month they are of.

    Args:
        engine: holds the tables of `books.load_books`.
        last: the latest month that the data speak of, yyyymm.

    Returns:
        the latest month paid, yyyymm; `last` where no list tells its month.
    """
    policy = payment_policy()
    month = engine.query(_LATEST.format(last=last)).to_pylist()[0]["month"] or last
    words = {name: ", ".join(f"'{aid}'" for aid in getattr(policy, name)) for name in ("household", "once")}
    units = _UNITS.format(shown=ROSTER_SHOWN, month=month, void=policy.void.pattern, **words)
    engine.table("units", engine.query(units))
    engine.table("matched", engine.query(_MATCHED.format(shown=PAID_SHOWN, month=month)))
    engine.table("monthly", engine.query(_MONTHLY))
    engine.table("owed", engine.query(_OWED.format(complete=policy.complete)))
    return int(month)
