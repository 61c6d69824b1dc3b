"""The level of two resident IDs, from packed numbers."""

from aidlink.compare.levels import IdLevel
from aidlink.compare.slips import digits_slip
from aidlink.kernels import inlined, kernel

# Plain integers: an enum costs a compiled kernel its speed.
DERIVED, TRUNCATED, INVALID = 2, 3, 4  # aidlink.identity.IdStatus
CONFIRMED, DOUBTED = 1, 2  # aidlink.births.IdTrust
_CHECK = 11  # a code is the first 17 digits times 11 plus the check character's value, 0 to 10
_PLACES = 18

MISSING = int(IdLevel.MISSING)
EQUAL = int(IdLevel.EQUAL)
UPGRADED = int(IdLevel.UPGRADED)
DIFFERENT = int(IdLevel.DIFFERENT)
CONFIRMED_DIFFERENT = int(IdLevel.CONFIRMED_DIFFERENT)
CONFIRMED_EQUAL = int(IdLevel.CONFIRMED_EQUAL)
DOUBTED_EQUAL = int(IdLevel.DOUBTED_EQUAL)
DOUBTED_DIFFERENT = int(IdLevel.DOUBTED_DIFFERENT)
SAME_FIFTEEN = int(IdLevel.TRUNCATED)
OTHER_FIFTEEN = int(IdLevel.TRUNCATED_DIFFERENT)
SAME_DAMAGED = int(IdLevel.SAME_DAMAGED)
REPAIRED = int(IdLevel.REPAIRED)
ONE_OFF = int(IdLevel.ONE_OFF)
DAMAGED_DIFFERENT = int(IdLevel.DAMAGED_DIFFERENT)


@kernel
def one_edit(a: int, b: int) -> bool:
    """Whether two packed numbers differ in one character, or in one swap of two neighbours.

    Args:
        a: 17 digits * 11 + the check character's value (0 to 10).
        b: the same of the other number.
    """
    return a != b and digits_slip(a, b, _CHECK, _PLACES)


@inlined
def _usable_level(equal: bool, status_a: int, trust_a: int, status_b: int, trust_b: int) -> int:
    """The level of two numbers that are keys."""
    if DOUBTED in (trust_a, trust_b):
        return DOUBTED_EQUAL if equal else DOUBTED_DIFFERENT
    confirmed = trust_a == CONFIRMED and trust_b == CONFIRMED
    if not equal:
        return CONFIRMED_DIFFERENT if confirmed else DIFFERENT
    if DERIVED in (status_a, status_b):
        return UPGRADED
    return CONFIRMED_EQUAL if confirmed else EQUAL


@inlined
def id_level(
    key_a: int, code_a: int, fifteen_a: int, status_a: int, trust_a: int, repair_a: int,
    key_b: int, code_b: int, fifteen_b: int, status_b: int, trust_b: int, repair_b: int,
) -> int:  # fmt: skip
    """The `IdLevel` of two resident IDs.

    Args:
        key_a: the number as a key across registers, 0 where it cannot be one.
        code_a: any well-formed 18-character number, valid or not; 0 none.
        fifteen_a: its first 15 characters, 0 none.
        status_a: its `IdStatus`.
        trust_a: its `IdTrust`.
        repair_a: the only repair of an invalid number that the other register holds, 0 none.
        key_b: the same six of the other record.
        code_b: see `code_a`.
        fifteen_b: see `fifteen_a`.
        status_b: see `status_a`.
        trust_b: see `trust_a`.
        repair_b: see `repair_a`.
    """
    if key_a != 0 and key_b != 0:
        return _usable_level(key_a == key_b, status_a, trust_a, status_b, trust_b)
    if TRUNCATED in (status_a, status_b):
        if fifteen_a == 0 or fifteen_b == 0:
            return MISSING
        return SAME_FIFTEEN if fifteen_a == fifteen_b else OTHER_FIFTEEN
    if code_a == 0 or code_b == 0:
        return MISSING
    if code_a == code_b:
        return SAME_DAMAGED
    if (repair_a != 0 and repair_a == key_b) or (repair_b != 0 and repair_b == key_a):
        return REPAIRED
    if one_edit(code_a, code_b):
        return ONE_OFF
    # A number that went through a float keeps its first fifteen digits, like one that was cut off.
    return SAME_FIFTEEN if fifteen_a == fifteen_b else DAMAGED_DIFFERENT
