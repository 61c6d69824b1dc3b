"""The ledger's tables, the same on SQLite and PostgreSQL.

Answers, history and labels are only ever added to: the database itself refuses to change or delete their
rows.
No table holds a name or number that is not masked.
"""

from sqlalchemy import (
    DDL,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    event,
)

SCHEMA_VERSION = 1
metadata = MetaData()

schema = Table("aidlink_schema", metadata, Column("version", Integer, primary_key=True, autoincrement=False))

#: One row a month that was run; months are yyyymm everywhere.
months = Table(
    "aidlink_month",
    metadata,
    Column("month", Integer, primary_key=True, autoincrement=False),
    Column("as_of", Date, nullable=False),
    Column("findings", Integer, nullable=False),
)

#: What a fingerprint of evidence stands for: digests of facts, separated by blanks.
evidence = Table(
    "aidlink_evidence",
    metadata,
    Column("fingerprint", String(12), primary_key=True),
    Column("facts", Text, nullable=False),
)

#: One row a clue: where it stands now. `details` is what its sheet shows, masked, as JSON.
clues = Table(
    "aidlink_clue",
    metadata,
    Column("finding_id", String(32), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("grade", String(40), nullable=False),
    Column("village", String(200), nullable=False, index=True),
    Column("status", String(20), nullable=False, index=True),
    Column("first_month", Integer, nullable=False),
    Column("opened", Integer, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("due", Date, nullable=False),
    Column("again", Integer, nullable=False),
    Column("fingerprint", String(12), ForeignKey("aidlink_evidence.fingerprint"), nullable=False),
    Column("settled", Text, nullable=False),
    Column("probability", Float),
    Column("details", Text, nullable=False),
    Column("answer", String(20)),
    Column("decision", String(20)),
    Column("reason", Text),
    Column("checker", Text),
    Column("checked_on", Date),
)

#: A clue found in a month.
sightings = Table(
    "aidlink_sighting",
    metadata,
    Column("finding_id", String(32), ForeignKey("aidlink_clue.finding_id"), primary_key=True),
    Column("month", Integer, ForeignKey("aidlink_month.month"), primary_key=True, autoincrement=False),
    Column("grade", String(40), nullable=False),
    Column("fingerprint", String(12), ForeignKey("aidlink_evidence.fingerprint"), nullable=False),
    Column("probability", Float),
)

#: Every answer that was taken in, with where it stood and what it answered.
answers = Table(
    "aidlink_answer",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("finding_id", String(32), ForeignKey("aidlink_clue.finding_id"), nullable=False, index=True),
    Column("month", Integer, nullable=False),
    Column("fingerprint", String(12), nullable=False),
    Column("grade", String(40), nullable=False),
    Column("probability", Float),
    Column("answer", String(20), nullable=False),
    Column("decision", String(20)),
    Column("reason", Text),
    Column("checker", Text, nullable=False),
    Column("checked_on", Date, nullable=False),
    Column("file", Text, nullable=False),
    Column("sheet", Text, nullable=False),
    Column("row", Integer, nullable=False),
    Column("at", String(40), nullable=False),
)

#: Every change of a clue.
history = Table(
    "aidlink_history",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("finding_id", String(32), ForeignKey("aidlink_clue.finding_id"), nullable=False, index=True),
    Column("month", Integer, nullable=False),
    Column("what", String(20), nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("at", String(40), nullable=False),
)

#: Every label of a pair of records that was taken in; see `aidlink.ledger.labelled`.
labels = Table(
    "aidlink_label",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("records", String(12), nullable=False, index=True),
    Column("left_sheet", Text, nullable=False),
    Column("left_row", Integer, nullable=False),
    Column("right_sheet", Text, nullable=False),
    Column("right_row", Integer, nullable=False),
    Column("answer", String(20), nullable=False),
    Column("who", Text, nullable=False),
    Column("when", DateTime, nullable=False),
    Column("file", Text, nullable=False),
    Column("at", String(40), nullable=False),
)


def _after(target: object, name: str, statement: str, dialect: str) -> None:
    ddl = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
    event.listen(target, name, ddl)


_REFUSE = """CREATE OR REPLACE FUNCTION aidlink_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'rows are only added'; END $$ LANGUAGE plpgsql"""
_after(metadata, "before_create", _REFUSE, "postgresql")
for _table in (answers, history, labels):
    for _change in ("UPDATE", "DELETE"):
        _made = f"CREATE TRIGGER {_table.name}_{_change.lower()} BEFORE {_change} ON {_table.name} "
        _after(
            _table, "after_create", _made + "BEGIN SELECT RAISE(ABORT, 'rows are only added'); END", "sqlite"
        )
        _after(_table, "after_create", _made + "FOR EACH ROW EXECUTE FUNCTION aidlink_refuse()", "postgresql")
