"""From the symbols of a number to its verdict: the one definition that both faces use.

A verdict is a tuple of integers (numba carries it without an allocation), in the order of `IdColumns`:
key, code, fifteen, status, reason, repairs, birth_ymd, sex.
"""

import numpy as np
import numpy.typing as npt

from aidlink.identity.counties import PERMITS
from aidlink.identity.numbers import (
    BODY_LENGTH,
    CHECK_X,
    COUNTY_SHARE,
    FULL_LENGTH,
    OLD_LENGTH,
    SEQUENCE,
    birth_of,
    check_value,
    county_of,
    is_birth_date,
    sex_of,
    survives_float,
)
from aidlink.identity.reading import (
    ROOM,
    Run,
    all_same,
    count_digits,
    date_is_readable,
    digit_of,
    is_masked,
    join_readable,
    old_foreign_key,
    scientific,
    without_decimals,
)
from aidlink.identity.repairs import TAIL_ENDINGS, Ground, code_repairs, count_known, erasure_repairs
from aidlink.identity.status import IdReason, IdStatus
from aidlink.identity.symbols import HIDDEN, LETTER_N, LETTER_X
from aidlink.kernels import kernel

Verdict = tuple[int, int, int, int, int, int, int, int]
Symbols = npt.NDArray[np.uint8]

# Plain integers: compiled code then stores them in uint8 columns without a conversion.
_VALID, _DERIVED, _TRUNCATED = int(IdStatus.VALID), int(IdStatus.DERIVED), int(IdStatus.TRUNCATED)
_INVALID, _PSEUDO, _FOREIGN, _PERMIT = (
    int(status) for status in (IdStatus.INVALID, IdStatus.PSEUDO, IdStatus.FOREIGN, IdStatus.PERMIT)
)
_OK, _UPGRADED, _CENTENARIAN = int(IdReason.OK), int(IdReason.UPGRADED), int(IdReason.CENTENARIAN)
_EXCEL, _NUMERIC, _SCIENTIFIC = (
    int(reason) for reason in (IdReason.EXCEL_TRUNCATED, IdReason.NUMERIC_CELL, IdReason.SCIENTIFIC)
)
_CHECK, _LENGTH, _CHARACTERS = int(IdReason.CHECK_DIGIT), int(IdReason.LENGTH), int(IdReason.CHARACTERS)
_NO_DATE, _FUTURE = int(IdReason.IMPOSSIBLE_DATE), int(IdReason.FUTURE_DATE)
_MASKED, _SEVERAL, _PLACEHOLDER = int(IdReason.MASKED), int(IdReason.SEVERAL), int(IdReason.PLACEHOLDER)
_SYSTEM, _CARD, _OLD_CARD = (
    int(reason) for reason in (IdReason.SYSTEM_MADE, IdReason.FOREIGN_CARD, IdReason.OLD_FOREIGN_CARD)
)
_RESIDENCE = int(IdReason.RESIDENCE_PERMIT)

_PERMITS = tuple(PERMITS)
_CENTENARIANS = 996  # 15-digit sequences 996 to 999 were kept for people born in the century before
_FOREIGN_DIGIT = 9
_ROUND = 1000  # a spreadsheet keeps fifteen of eighteen digits
_FLOAT_EXPONENT = 17
_UNSET = -1


@kernel
def _unusable(status: int, reason: int, birth: int) -> Verdict:
    return 0, 0, 0, status, reason, 0, birth, 0


@kernel
def _date_fault(ymd: int, latest: int) -> int:
    """Say what is wrong with a birth date: a reason, or 0."""
    if not is_birth_date(ymd):
        return _NO_DATE
    return _FUTURE if ymd > latest else 0


@kernel
def _real_birth(ymd: int, latest: int) -> int:
    return 0 if _date_fault(ymd, latest) else ymd


@kernel
def judge(symbols: Symbols, run: Run, numeric: bool, ground: Ground) -> Verdict:
    """Judge the symbols that `read_symbols` found.

    Args:
        symbols: the number's symbols, at the beginning.
        run: how many they are, and what else is in the cell.
        numeric: whether the cell was stored as a number.
        ground: what numbers are judged against.
    """
    if run.candidates > 1 or (run.length < ROOM and count_digits(symbols, run.length) >= 2 * OLD_LENGTH):
        return _unusable(_INVALID, _SEVERAL, 0)  # a blank or a line's end may be all that parts them
    whole = without_decimals(symbols, run.length)
    if run.length == 0 or (run.elsewhere == 0 and all_same(symbols, whole)):
        return _unusable(0, _PLACEHOLDER, 0)
    value, digits, exponent = scientific(symbols, whole)
    if exponent >= 0:
        return _judge_scientific(value, digits, exponent, numeric, ground.latest)
    if whole == OLD_LENGTH and run.elsewhere == 0:
        old = _judge_fifteen(symbols, ground.latest)
        if old[3] != _UNSET:
            return old
    if whole == FULL_LENGTH:
        full = _judge_eighteen(symbols, numeric, whole < run.length, ground)
        if full[3] != _UNSET:
            return full
    return _judge_misfit(symbols, whole, ground)


@kernel
def _judge_eighteen(symbols: Symbols, numeric: bool, decimals: bool, ground: Ground) -> Verdict:
    """Judge 18 symbols; status _UNSET if they are not 17 digits and a check character."""
    body = 0
    for place in range(BODY_LENGTH):
        digit = digit_of(symbols[place])
        if digit < 0:
            return _unusable(_UNSET, 0, 0)
        body = body * 10 + digit
    last = int(symbols[BODY_LENGTH])
    if last == LETTER_N:
        return _unusable(_PSEUDO, _SYSTEM, _real_birth(birth_of(body), ground.latest))
    check = digit_of(last)
    if last == LETTER_X or (last == HIDDEN and check_value(body) == CHECK_X):
        check = CHECK_X  # a star at the end is an X where the sum calls for one
    if check < 0:
        return _unusable(_UNSET, 0, 0)
    value = body * 10 + check
    if check != CHECK_X and (numeric or (decimals and survives_float(value))):
        return _judge_float(value, _NUMERIC, ground.latest)
    return judge_number(body, check, ground)


@kernel
def judge_number(body: int, check: int, ground: Ground) -> Verdict:
    """Judge 17 digits and a check value that stand as somebody wrote them."""
    ymd = birth_of(body)
    code, fifteen = body * 11 + check, body // 100
    fault = _date_fault(ymd, ground.latest)
    birth = 0 if fault else ymd
    if fault == 0 and check == 0 and body % 100 == 0:
        return 0, code, fifteen, _TRUNCATED, _EXCEL, TAIL_ENDINGS, birth, 0
    if fault == 0 and check != check_value(body):
        fault = _CHECK
    if fault:
        repairs = count_known(ground, code_repairs(code, ground))
        return 0, code, fifteen, _INVALID, fault, repairs, birth, sex_of(body)
    status, reason = _VALID, _OK
    county = county_of(body)
    if county in _PERMITS:
        status, reason = _PERMIT, _RESIDENCE
    elif body // 10**16 == _FOREIGN_DIGIT:
        status, reason = _FOREIGN, _CARD
    return body, code, fifteen, status, reason, 0, birth, sex_of(body)


@kernel
def _judge_float(value: int, reason: int, latest: int) -> Verdict:
    """Judge an 18-digit number that went through a float: never valid, its first fifteen digits at best.

    If it is the float nearest to a round thousand, a spreadsheet cut it to fifteen digits (or, in one case of
    thirty, it was near by chance and the fifteenth digit may be one too high). If not, a round thousand was
    not between the original and this, and the first fifteen digits are the original's.
    """
    rounded = (value + _ROUND // 2) // _ROUND * _ROUND
    fifteen = value // _ROUND
    if np.float64(rounded) == np.float64(value):
        fifteen = rounded // _ROUND
        reason = _EXCEL if reason == _NUMERIC else reason
    code = value // 10 * 11 + value % 10
    birth = fifteen // 10 % 10**8
    fault = _date_fault(birth, latest)
    if fault:
        return 0, code, fifteen, _INVALID, fault, 0, 0, 0
    return 0, code, fifteen, _TRUNCATED, reason, TAIL_ENDINGS, birth, 0


@kernel
def _judge_scientific(value: int, digits: int, exponent: int, numeric: bool, latest: int) -> Verdict:
    """Judge 4.40823196001014E+17: fifteen digits and more still say whose it may be.

    With fewer, a text was rounded for display; a stored number only lost the zeros at its end.
    """
    if exponent != _FLOAT_EXPONENT or (digits < OLD_LENGTH and not numeric):
        return _unusable(_INVALID, _SCIENTIFIC, 0)
    for _ in range(FULL_LENGTH - digits):
        value *= 10
    return _judge_float(value, _SCIENTIFIC, latest)


@kernel
def _judge_fifteen(symbols: Symbols, latest: int) -> Verdict:
    """Judge 15 symbols: an old number, upgraded, or an old foreign card; status _UNSET if neither."""
    key = old_foreign_key(symbols)
    if key:
        return key, 0, 0, _FOREIGN, _OLD_CARD, 0, 0, 0
    value = 0
    for place in range(OLD_LENGTH):
        digit = digit_of(symbols[place])
        if digit < 0:
            return _unusable(_UNSET, 0, 0)
        value = value * 10 + digit
    sequence = value % SEQUENCE
    century, reason = (18, _CENTENARIAN) if sequence >= _CENTENARIANS else (19, _UPGRADED)
    ymd = century * 10**6 + value // SEQUENCE % 10**6
    fault = _date_fault(ymd, latest)
    body = value // 10**9 * COUNTY_SHARE + ymd * SEQUENCE + sequence
    code = body * 11 + check_value(body)
    if fault:
        return 0, code, body // 100, _INVALID, fault, 0, 0, sex_of(body)
    return body, code, body // 100, _DERIVED, reason, 0, ymd, sex_of(body)


@kernel
def _judge_misfit(symbols: Symbols, length: int, ground: Ground) -> Verdict:
    """Judge what is no number: say why, and keep the birth date if its eight digits stand in their place."""
    code, unread, hidden = join_readable(symbols, length)
    reason = _LENGTH
    if unread:
        reason = _MASKED if is_masked(symbols, length) else _CHARACTERS
    if length not in (BODY_LENGTH, FULL_LENGTH):
        return _unusable(_INVALID, reason, 0)
    birth = 0
    if date_is_readable(symbols):
        birth = _real_birth(birth_of(code // 11), ground.latest)
    repairs = 0
    if length == FULL_LENGTH and unread == 1:
        repairs = count_known(ground, erasure_repairs(code, hidden, ground))
    return 0, 0, 0, _INVALID, reason, repairs, birth, 0
