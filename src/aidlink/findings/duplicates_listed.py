"""重复发放, seen from the rosters: excluding assistance, two rosters, two files of one household."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from aidlink.components import connected
from aidlink.engines import Engine
from aidlink.findings import telling
from aidlink.findings.frame import Finding, FindingKind
from aidlink.findings.rolls import roll_policy
from aidlink.findings.telling import PAID_SHOWN, ROSTER_SHOWN, Row
from aidlink.findings.wording import months_text, yuan_text

# Payments speak for assistance of which there is no roster. Where there is one they do not: a household's
# money goes out in the name of one member, who need not be helped himself.
_HELPED = """
WITH helped AS (
    SELECT person, aid FROM listed
    UNION
    SELECT person, aid FROM standing WHERE aid NOT IN (SELECT aid FROM roster)
)
SELECT DISTINCT a.person, a.aid AS one, b.aid AS two
FROM helped a JOIN helped b USING (person) WHERE {excluding}
"""
_EXCLUDED_LISTED = f"""
SELECT {ROSTER_SHOWN}, one, two FROM listed JOIN excluded USING (person)
WHERE aid IN (one, two) ORDER BY who, one, two, record
"""  # noqa: S608 - constants
_EXCLUDED_PAID = f"""
SELECT {PAID_SHOWN}, one, two FROM standing JOIN excluded USING (person)
WHERE aid IN (one, two) ORDER BY who, one, two, record
"""  # noqa: S608 - constants
_TWO_ROSTERS = f"""
SELECT {ROSTER_SHOWN}, office FROM listed
QUALIFY count(DISTINCT office || '/' || source) OVER (PARTITION BY person, aid) > 1
ORDER BY who, aid, record
"""  # noqa: S608 - constants
# A file is a household's number within one kind of assistance and one office (its file, if no town is told).
_FILES = f"""
WITH files AS (
    SELECT *, aid || '/' || coalesce(nullif(office, ''), source) || '/' || trim(household_id) AS file
    FROM listed WHERE coalesce(trim(household_id), '') <> ''
),
marked AS (
    SELECT *, count(DISTINCT file) OVER (PARTITION BY person, aid, office, source) > 1 AS twice FROM files
)
SELECT {ROSTER_SHOWN}, file, twice FROM marked QUALIFY bool_or(twice) OVER (PARTITION BY file)
ORDER BY file, record
"""  # noqa: S608 - constants
_CHECKS = {
    "EXCLUDED": "按规定只能享受其中一项的，请核对审批材料，确定保留哪一项，从下月起调整；先不停发。",
    "TWO_ROSTERS": "与对方镇（街道）经办人核对户籍和居住地，确定由哪一方救助。",
    "TWO_FILES": "核对两个户编号的审批档案和户口簿，确定是不是同一户、是否需要并档。",
}


def excluded(engine: Engine) -> Iterator[Finding]:
    """Find persons helped in two ways that exclude each other, grade EXCLUDED.

    Args:
        engine: holds the tables `listed` and `standing`.
    """
    pairs = [pair.partition("+")[::2] for pair in roll_policy().excluding]
    excluding = " OR ".join(f"(a.aid = '{one}' AND b.aid = '{two}')" for one, two in pairs)
    engine.table("excluded", engine.query(_HELPED.format(excluding=excluding)))
    paid: dict[tuple[str, str, str], list[Row]] = {}
    for row in engine.query(_EXCLUDED_PAID).to_pylist():
        paid.setdefault((row["who"], row["one"], row["two"]), []).append(row)
    lists = engine.query(_EXCLUDED_LISTED).to_pylist()
    listed = {
        key: list(rows) for key, rows in groupby(lists, key=lambda row: (row["who"], row["one"], row["two"]))
    }
    for key in sorted(paid.keys() | listed.keys()):
        yield _excluded(key, listed.get(key, []), paid.get(key, []))


def _excluded(key: tuple[str, str, str], listed: Sequence[Row], paid: Sequence[Row]) -> Finding:
    rows = [*listed, *paid]
    one, two = (next(row for row in rows if row["aid"] == aid) for aid in key[1:])
    months = {row["month"] for row in paid}
    both = sorted(m for m in months if {r["aid"] for r in paid if r["month"] == m} >= set(key[1:]))
    cents = [
        telling.total([row for row in paid if row["month"] in both and row["aid"] == aid]) for aid in key[1:]
    ]
    when = f"，{months_text(both)}两项都发了" if both else ""
    return Finding(
        kind=FindingKind.DUPLICATE_PAYMENT,
        grade="EXCLUDED",
        keys=("excluded", *key),
        left=telling.place(one),
        right=telling.place(two),
        reason=f"疑似重复享受：同一人同时在{key[1]}和{key[2]}中{when}，这两项按规定不能同时享受。",
        probability=telling.probability(rows),
        village=telling.village(rows),
        people=telling.people("救助对象", rows),
        evidence=(*map(telling.listed_line, listed), *map(telling.paid_line, paid)),
        check=_CHECKS["EXCLUDED"],
        cents=min((each for each in cents if each is not None), default=None) if both else None,
        months=len(both),
        sources=(*telling.sources("名册", listed), *telling.sources("发放记录", paid)),
    )


def two_rosters(engine: Engine) -> Iterator[Finding]:
    """Find persons on two towns' or two files' rosters for one kind of assistance, grade TWO_ROSTERS.

    Args:
        engine: holds the table `listed`.
    """
    rows = engine.query(_TWO_ROSTERS).to_pylist()
    for (who, aid), group in groupby(rows, key=lambda row: (row["who"], row["aid"])):
        yield _two_rosters(who, aid, list(group))


def _two_rosters(who: str, aid: str, rows: Sequence[Row]) -> Finding:
    offices = list(dict.fromkeys(row["office"] or row["source"] for row in rows))
    other = next(
        row
        for row in rows
        if (row["office"] or row["source"]) != offices[0] or row["source"] != rows[0]["source"]
    )
    amounts = [row["cents"] for row in rows if row["cents"] is not None]
    return Finding(
        kind=FindingKind.DUPLICATE_PAYMENT,
        grade="TWO_ROSTERS",
        keys=("rosters", who, aid),
        left=telling.place(rows[0]),
        right=telling.place(other),
        reason=f"疑似两地享受：同一人同时在{'、'.join(offices)}的{aid}名册中在享。",
        probability=telling.probability(rows),
        village=telling.village(rows),
        people=telling.people("救助对象", rows),
        evidence=tuple(map(telling.listed_line, rows)),
        check=_CHECKS["TWO_ROSTERS"],
        cents=min(amounts, default=None),
        months=1,
        sources=telling.sources("名册", rows),
    )


def two_files(engine: Engine) -> Iterator[Finding]:
    """Find households with several file numbers in one kind of assistance, grade TWO_FILES, one a group.

    Files are one group where a person stands in both; every person in them is listed.

    Args:
        engine: holds the table `listed`.
    """
    rows = engine.query(_FILES).to_pylist()
    files = {name: at for at, name in enumerate(dict.fromkeys(row["file"] for row in rows))}
    met: dict[tuple[str, str], int] = {}
    edges = [
        (met.setdefault((row["who"], row["aid"]), files[row["file"]]), files[row["file"]])
        for row in rows
        if row["twice"]
    ]
    ends = np.array(edges, np.int64).reshape(-1, 2)
    group = connected(ends[:, 0], ends[:, 1], len(files))
    rows.sort(key=lambda row: (group[files[row["file"]]], row["record"]))
    for _, members in groupby(rows, key=lambda row: group[files[row["file"]]]):
        yield _two_files(list(members))


def _two_files(rows: Sequence[Row]) -> Finding:
    by_file = {
        file: [row for row in rows if row["file"] == file] for file in dict.fromkeys(r["file"] for r in rows)
    }
    shared = sorted({row["who"] for row in rows if row["twice"]})
    first, second = ([r for r in part if r["who"] in shared] for part in list(by_file.values())[:2])
    # A roster repeats a household's amount in each of its rows.
    amounts = [
        max((r["cents"] for r in part if r["cents"] is not None), default=None) for part in by_file.values()
    ]
    known = [amount for amount in amounts if amount is not None]
    cents = sum(known) - max(known) if known else None
    more = f"，其中一份每月{yuan_text(cents)}" if cents and len(by_file) == 2 else ""  # noqa: PLR2004 - two files
    return Finding(
        kind=FindingKind.DUPLICATE_PAYMENT,
        grade="TWO_FILES",
        keys=("files", rows[0]["aid"], *shared),
        left=telling.place(first[0]),
        right=telling.place(second[0]),
        reason=f"疑似一户两档：{rows[0]['aid']}名册中{len(by_file)}个户编号下有同一个人，可能是同一户领了两份{more}。",
        probability=telling.probability([row for row in rows if row["twice"]]),
        village=telling.village(rows),
        people=telling.people("救助对象", [*first, *second, *rows]),
        evidence=tuple(map(telling.listed_line, rows)),
        check=_CHECKS["TWO_FILES"],
        cents=cents,
        months=1,
        sources=telling.sources("名册", rows),
    )
