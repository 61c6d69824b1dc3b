"""The registers that speak of deaths, and which of their rows count."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aidlink.findings.columns import Flags, integers, says
from aidlink.findings.death_policy import DeathPolicy
from aidlink.findings.registers import Tables
from aidlink.records import Kind


@dataclass(frozen=True, slots=True)
class DeathRegister:
    """One register's rows about the dead.

    Args:
        kind: what it is a list of.
        label: what sentences call it.
        table: its rows, with the columns of `aidlink.findings.registers.COLUMNS`.
        cancelled: a flag a row: the certificate was cancelled, or the row taken back.
        lent: a flag a row: the number is the applicant's, and the dead person's own is not known.
    """

    kind: Kind
    label: str
    table: pa.Table
    cancelled: Flags
    lent: Flags


def death_registers(tables: Tables, policy: DeathPolicy) -> Iterator[DeathRegister]:
    """Give the registers that have any row about a death, the best witness first."""
    household = tables[Kind.HOUSEHOLD]
    gone = household.filter(pa.array(says(household["registration_status"], policy.dead)))
    for kind, label, table in (
        (Kind.DEATH, "死亡人口登记", tables[Kind.DEATH]),
        (Kind.CREMATION, "火化台账", tables[Kind.CREMATION]),
        (Kind.HOUSEHOLD, "户籍册", gone),
    ):
        if table.num_rows:
            # A registration status says what is; only certificates are cancelled.
            certified = kind is not Kind.HOUSEHOLD
            cancelled = _cancelled(table, policy) if certified else np.zeros(len(table), np.bool_)
            own, applicant = (integers(table, f"{name}_key") for name in ("resident_id", "applicant_id"))
            yield DeathRegister(kind, label, table, cancelled, (own != 0) & (own == applicant))


def _cancelled(table: pa.Table, policy: DeathPolicy) -> Flags:
    """A row is cancelled by its own status or remark, or by a row that names its certificate as void."""
    status = table["status"]
    own = says(status, policy.cancelled) & ~says(status, policy.reissued)
    # In a register of deaths 注销 may be the person's registration, which the death ends, and no certificate.
    closed = says(status, policy.closed) & ~says(status, policy.registered)
    closed &= (integers(table, "cancel_date_day") == 0) & ~says(status, policy.reissued)
    numbers, void = (
        pc.utf8_trim_whitespace(table[name]) for name in ("certificate", "cancelled_certificate")
    )
    # Where a row names its own number as void, its status says so too.
    void = pc.if_else(pc.equal(numbers, void), None, void)
    named = pc.is_in(numbers, pc.drop_null(void)).to_numpy()
    flags: Flags = own | closed | says(table["remark"], policy.retracted) | named.astype(np.bool_)
    return flags
