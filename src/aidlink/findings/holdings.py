"""Whose account each person's money goes to, as the bank writes it; and who might hold it rightly."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aidlink.engines import Engine
from aidlink.findings.kin import HEADS
from aidlink.names import Outcome, compare_names

# The bank's own list knows the holder better than the roster, which counts where no payment names one for
# the account. What the better list shows as the person's own is their own, and never leaves the engine. A
# roster repeats a household's account in each member's row: it is asked about once, for the head or the
# first.
_COLUMNS = """
person, who, record, aid, name_text, name_unknown, resident_id_key, care,
coalesce(account_name, account_name_text) AS account_name, account_name_text,
account_name_chars, account_digits, holder_id_key, source, sheet, row
"""
_STATED = f"""
WITH named AS (
    SELECT DISTINCT account_digits FROM paid
    WHERE account_digits IS NOT NULL AND (coalesce(account_name, '') <> '' OR holder_id_key <> 0)
),
every AS (
    SELECT 0 AS rank, {_COLUMNS}, cents, month FROM paid WHERE coalesce(cents, 1) > 0
    UNION ALL
    SELECT 1, {_COLUMNS}, NULL, 0 FROM (
        SELECT * FROM roster WHERE active
            AND (account_digits IS NULL OR account_digits NOT IN (SELECT account_digits FROM named))
        QUALIFY coalesce(trim(household_id), '') = '' OR row_number() OVER (
            PARTITION BY aid, town, trim(household_id), coalesce(account_digits, account_name)
            ORDER BY head_id_key = resident_id_key AND head_id_key <> 0 DESC,
                     coalesce(head_name_text = name_text, false) DESC, record
        ) = 1
    )
),
asked AS (
    SELECT *, coalesce(account_digits, account_name, '') AS held,
           coalesce(account_name, '') <> '' OR holder_id_key <> 0 AS told
    FROM every
),
ranked AS (
    SELECT *, bool_or(told) OVER (PARTITION BY rank, source, sheet) AS asks,
           CASE WHEN told THEN rank ELSE 3 - rank END AS worse,
           CASE WHEN holder_id_key <> 0 AND resident_id_key <> 0 THEN holder_id_key = resident_id_key
                ELSE name_unknown = 0 AND coalesce(account_name_text = name_text, false) END AS own
    FROM asked WHERE held <> ''
),
best AS (
    SELECT *, min(worse) OVER (PARTITION BY person, held) AS least,
           min(worse) OVER (PARTITION BY person) AS least_of_all
    FROM ranked WHERE asks
),
chosen AS (
    SELECT *, bool_or(own) OVER (PARTITION BY person, held) AS settled
    FROM best WHERE worse = least AND (account_digits IS NOT NULL OR worse = least_of_all)
)
SELECT * FROM chosen WHERE NOT settled
"""  # noqa: S608 - constants
_HOLDINGS = """
SELECT person, who, held, account_digits, account_name, account_name_text, holder_id_key, care, rank, aid,
       first(name_text ORDER BY record) AS name_text, min(record) AS record, sum(cents) AS cents,
       list(DISTINCT month ORDER BY month) AS months,
       list([source, sheet, CAST(row AS VARCHAR)] ORDER BY record) AS places, {whole}
           AND any_value(account_name_chars) NOT IN (SELECT name_chars FROM bearers)
           AND person IN (SELECT person FROM registered) AS unheard
FROM stated
GROUP BY person, who, held, account_digits, account_name, account_name_text, holder_id_key, care, rank, aid
ORDER BY who, held, rank, record
"""
# A register of the recipients' households alone does not show that nobody bears a name.
_WHOLE = """
WITH homes AS (
    SELECT trim(h.household_id) AS home, bool_or(r.person IN (SELECT person FROM roster)) AS helped
    FROM register h LEFT JOIN registered r USING (entry) WHERE coalesce(trim(h.household_id), '') <> ''
    GROUP BY home
)
SELECT count(*) FILTER (NOT coalesce(helped, false)) > {share} * count(*) AS whole FROM homes
"""
_BEARERS = """
SELECT name_chars FROM register UNION SELECT name_chars FROM roster UNION SELECT name_chars FROM paid
"""
_WANTED = "SELECT DISTINCT person FROM stated"
_TOLD = """
person, record, source, sheet, row, name_text, resident_id, resident_id_key, head_name_text, head_id_key,
relation, remark, birth_ymd, care, aid, household_id, town, village_key
"""
_BOTH = f"""
both_lists AS (SELECT {_TOLD}, 1 AS listed FROM roster UNION ALL SELECT {_TOLD}, 0 FROM paid)
"""  # noqa: S608 - constants
_OWN = f"""
WITH {_BOTH}
SELECT b.* FROM both_lists b SEMI JOIN wanted USING (person) ORDER BY person, listed DESC, record
"""  # noqa: S608 - constants
# Members of the household: of the same number on a roster, of the same number in the household register.
_MEMBERS = f"""
WITH {_BOTH},
files AS (
    SELECT DISTINCT b.person, b.aid, coalesce(b.town, '') AS town, trim(b.household_id) AS file
    FROM both_lists b SEMI JOIN wanted USING (person) WHERE coalesce(trim(b.household_id), '') <> ''
),
own AS (
    SELECT r.person, trim(h.household_id) AS file, h.relation AS own_relation
    FROM registered r SEMI JOIN wanted USING (person) JOIN register h USING (entry)
    WHERE coalesce(trim(h.household_id), '') <> ''
)
SELECT DISTINCT r.person, h.name_text, h.resident_id, h.resident_id_key, h.relation, r.own_relation,
       0 AS rank
FROM own r JOIN register h ON trim(h.household_id) = r.file
UNION ALL
SELECT DISTINCT f.person, b.name_text, b.resident_id, b.resident_id_key, b.relation, NULL, 1
FROM files f JOIN both_lists b
    ON b.aid = f.aid AND coalesce(b.town, '') = f.town AND trim(b.household_id) = f.file
WHERE b.person <> f.person
ORDER BY person, rank, resident_id_key, name_text, relation, resident_id, own_relation
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the household: name, number as a key (0 none) and as written, relation to the head."""

    name: str
    key: int
    relation: str | None
    number: str | None


@dataclass(slots=True)
class Owner:
    """What is known of the person whose money it is, and of those they live with."""

    names: dict[str, None] = field(default_factory=dict)
    keys: set[int] = field(default_factory=set)
    registered: dict[str, None] = field(default_factory=dict)
    head_names: dict[str, None] = field(default_factory=dict)
    head_keys: set[int] = field(default_factory=set)
    relation: str | None = None
    remarks: dict[str, None] = field(default_factory=dict)
    cares: set[str] = field(default_factory=set)
    rows: list[Mapping[str, Any]] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)


def read_holdings(engine: Engine, whole: float) -> list[Mapping[str, Any]]:
    """The accounts that are not plainly the person's own, one row a person, account and form of its holder.

    `unheard` says that the household register has the person and the whole town, and nobody in it or on any
    list bears the holder's name. Names `stated`, `bearers` and `wanted` in `engine`.

    Args:
        engine: holds the tables of `books.load_books`.
        whole: the register is the whole town's if more than this share of its households is not helped.
    """
    engine.table("stated", engine.query(_STATED))
    engine.table("bearers", engine.query(_BEARERS))
    engine.table("wanted", engine.query(_WANTED))
    told = bool(engine.query(_WHOLE.format(share=whole)).to_pylist()[0]["whole"])
    rows: list[Mapping[str, Any]] = engine.query(_HOLDINGS.format(whole=told)).to_pylist()
    return rows


def read_owners(engine: Engine) -> dict[int, Owner]:
    """The owners of those accounts, by person.

    Args:
        engine: holds what `read_holdings` named too.
    """
    owners: dict[int, Owner] = {}
    for row in engine.query(_OWN).to_pylist():
        _add(owners.setdefault(row["person"], Owner()), row)
    for row in engine.query(_MEMBERS).to_pylist():
        owner = owners[row["person"]]
        owner.relation = row["own_relation"] or owner.relation
        name, own = row["name_text"], row["resident_id_key"] in owner.keys - {0}
        if name and own:
            owner.registered[name] = None
        # A relative's number on a list makes nobody the relative: under another name, that is who it is.
        if name and name not in owner.names and not (own and _may_be(name, owner.names)):
            _add_member(owner, row)
    return owners


def _may_be(name: str, names: Iterable[str]) -> bool:
    """Whether a name may be another form of one of `names`: alike, or one character off."""
    return any(
        compare_names(name, other).outcome is not Outcome.NO_MATCH or is_one_off(name, other)
        for other in names
    )


def is_one_off(name: str, other: str) -> bool:
    """Whether two names of three characters or more differ in one, as brothers' do, and slips of the pen.

    >>> is_one_off("陈秀妹", "陈秀英"), is_one_off("陈妹", "陈英")
    (True, False)
    """
    return len(name) == len(other) > 2 and sum(a != b for a, b in zip(name, other, strict=True)) == 1  # noqa: PLR2004


def _add_member(owner: Owner, row: Mapping[str, Any]) -> None:
    """Note a member of the household; its head too, for many rosters do not name one."""
    name, key, relation = row["name_text"], row["resident_id_key"], (row["relation"] or "").strip()
    owner.members.append(Member(name, key, relation, row["resident_id"]))
    if relation in HEADS:
        owner.head_names[name] = None
        owner.head_keys |= {key} - {0}


def _add(owner: Owner, row: Mapping[str, Any]) -> None:
    owner.rows.append(row)
    for name, names in ((row["name_text"], owner.names), (row["head_name_text"], owner.head_names)):
        if name:
            names[name] = None
    for key, keys in ((row["resident_id_key"], owner.keys), (row["head_id_key"], owner.head_keys)):
        if key:
            keys.add(key)
    if row["remark"]:
        owner.remarks[row["remark"]] = None
    if row["care"]:
        owner.cares.add(row["care"])
    owner.relation = owner.relation or row["relation"]
