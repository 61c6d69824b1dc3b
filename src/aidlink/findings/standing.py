"""Payments that stand: money that went out and was not taken back.

A reversal is a negative amount. It takes back a payment of the same person, assistance and size: of its own
month, else the latest one before it; one that failed rather than one that arrived.
"""

from aidlink.engines import Engine

_REVERSED = """
WITH numbered AS (
    SELECT record, cents < 0 AS back, person, aid, month, abs(cents) AS size,
           row_number() OVER (PARTITION BY person, aid, month, cents, returned
                              ORDER BY failed DESC, pay_date_day, record) AS nth, returned
    FROM paid WHERE cents <> 0
)
SELECT p.record AS paid, b.record AS back
FROM numbered p JOIN numbered b USING (person, aid, month, size, nth, returned)
WHERE NOT p.back AND b.back
"""
# What is left over after `_REVERSED`, whatever the month or list.
_LATER = """
WITH rest AS (
    SELECT *, cents < 0 AS back, abs(cents) AS size FROM paid
    WHERE cents <> 0 AND record NOT IN (SELECT paid FROM reversed UNION ALL SELECT back FROM reversed)
),
numbered AS (
    SELECT record, back, person, aid, size, month,
           row_number() OVER (PARTITION BY person, aid, cents ORDER BY failed DESC, month DESC, record) AS nth
    FROM rest
)
SELECT p.record AS paid, b.record AS back
FROM numbered p JOIN numbered b USING (person, aid, size, nth)
WHERE NOT p.back AND b.back AND (p.month <= b.month OR b.month = 0)
"""
# A row of a detail list failed if the bank's answer to it says so and no other answer says that it arrived.
_STANDING = """
WITH answers AS (
    SELECT person, aid, month, cents, bool_and(failed) AS failed
    FROM paid WHERE returned AND cents > 0 GROUP BY ALL
)
SELECT p.* FROM paid p LEFT JOIN answers a
    ON NOT p.returned AND a.person = p.person AND a.aid = p.aid AND a.month = p.month AND a.cents = p.cents
WHERE coalesce(p.cents, 1) > 0 AND NOT p.failed AND NOT coalesce(a.failed, false)
  AND p.record NOT IN (SELECT paid FROM reversed UNION ALL SELECT paid FROM reversed_later)
ORDER BY p.record
"""


def load_standing(engine: Engine) -> None:
    """Name in `engine` the table `standing`: those rows of `paid` (see `load_rolls`) that stand."""
    engine.table("reversed", engine.query(_REVERSED))
    engine.table("reversed_later", engine.query(_LATER))
    engine.table("standing", engine.query(_STANDING))
