"""Whose number it may be that stands beside another's name in a register of the dead."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from aidlink.findings.columns import Flags, integers, says
from aidlink.findings.death_policy import DeathPolicy
from aidlink.findings.registers import Tables
from aidlink.masking import mask_name
from aidlink.records import Kind


def whose_number(
    tables: Tables, listed: Mapping[str, Any], said: Mapping[str, Any], policy: DeathPolicy
) -> list[str]:
    """Say what the household register, the roster and the row's applicant tell of a number with another name.

    Args:
        tables: the month's registers.
        listed: the roster row that the number is found by.
        said: the register's row.
        policy: the words for "dead".
    """
    lines = []
    own, name = listed["resident_id_key"], said["name_chars"]
    if said["applicant_id_key"] and said["applicant_id_key"] == own:
        lines.append("登记中申报人的身份证号与此号码相同，可能把申报人的号码填进了死者一栏")
    elif said["applicant_name_chars"] and said["applicant_name_chars"] == listed["name_chars"]:
        lines.append("登记中的申报人与救助对象同名，可能把申报人的号码填进了死者一栏")
    household = tables[Kind.HOUSEHOLD]
    mine = (integers(household, "resident_id_key") == own) & (
        integers(household, "name_chars") == listed["name_chars"]
    )
    alive = mine & ~says(household["registration_status"], policy.dead)
    if own and alive.any():
        lines.append(f"户籍册中此号码属于{mask_name(listed['name_text'])}，没有死亡注销，可能仍在世")
    homes = set(household.filter(pa.array(mine))["household_id"].to_pylist()) | {listed["household_id"]}
    for table in (household, tables[Kind.BENEFICIARY]):
        others = _of_homes(table, homes) & (integers(table, "name_chars") == name) & bool(name)
        others &= integers(table, "resident_id_key") != own
        if others.any():
            relation = table["relation"][int(np.flatnonzero(others)[0])].as_py()
            role = f"（{relation}）" if relation else ""
            lines.append(f"死者姓名与同户另一成员{role}相同，可能是同户成员死亡、号码填错")
            break
    return lines


def _of_homes(table: pa.Table, homes: set[str | None]) -> Flags:
    flags: Flags = np.isin(table["household_id"].to_numpy(), [home for home in homes if home])
    return flags
