"""Resident IDs: what a number says, how far it can be trusted, and why.

`parse_resident_id` reads one for a person, `parse_resident_ids` a column; both run the same compiled rule.
"""

from aidlink.identity.account import Account, AccountColumns, AccountStatus, clean_accounts, parse_account
from aidlink.identity.columns import IdColumns, parse_resident_ids
from aidlink.identity.counties import county_name
from aidlink.identity.resident_id import (
    ResidentId,
    check_character,
    format_resident_id,
    parse_resident_id,
    repair_candidates,
)
from aidlink.identity.status import IdReason, IdStatus

__all__ = [
    "Account",
    "AccountColumns",
    "AccountStatus",
    "IdColumns",
    "IdReason",
    "IdStatus",
    "ResidentId",
    "check_character",
    "clean_accounts",
    "county_name",
    "format_resident_id",
    "parse_account",
    "parse_resident_id",
    "parse_resident_ids",
    "repair_candidates",
]
