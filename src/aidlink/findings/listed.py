"""Who is on a roster now, a list that was delivered twice counted once."""

from aidlink.engines import Engine

# Of two files of one town that share more than half of the smaller one's persons in one kind of assistance,
# the second is a copy of the first; with fewer than five persons nobody can tell.
_LISTED = """
WITH entries AS (
    SELECT *, coalesce(trim(town), '') AS office FROM roster WHERE active AND aid <> ''
),
sizes AS (
    SELECT source, office, aid, count(DISTINCT person) AS size FROM entries GROUP BY ALL
),
shared AS (
    SELECT a.source AS first, b.source AS second, a.aid, a.office, count(DISTINCT a.person) AS common
    FROM entries a JOIN entries b
        ON a.person = b.person AND a.aid = b.aid AND a.source < b.source AND a.office = b.office
    GROUP BY ALL
),
copies AS (
    SELECT s.second AS source, s.aid, s.office FROM shared s
    JOIN sizes a ON a.source = s.first AND a.aid = s.aid AND a.office = s.office
    JOIN sizes b ON b.source = s.second AND b.aid = s.aid AND b.office = s.office
    WHERE least(a.size, b.size) >= 5 AND 2 * s.common > least(a.size, b.size)
)
SELECT e.* FROM entries e ANTI JOIN copies c ON c.source = e.source AND c.aid = e.aid AND c.office = e.office
ORDER BY e.record
"""


def load_listed(engine: Engine) -> None:
    """Name in `engine` the table `listed`: the rows of `roster` in force, with office (the town or '')."""
    engine.table("listed", engine.query(_LISTED))
