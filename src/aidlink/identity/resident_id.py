"""Resident IDs (公民身份号码) one at a time, for people; `columns` holds the same rule for a column.

>>> parse_resident_id("11010519491231002X").status.name, check_character("44052418800101001")
('VALID', '4')
>>> parse_resident_id("440524188001010014")
ResidentId(440524********0014, VALID: 号码正确)
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from aidlink.buffers import whole_characters
from aidlink.errors import UsageError
from aidlink.identity.columns import as_ymd, ground_at, parse_resident_ids
from aidlink.identity.counties import county_name, retired_year
from aidlink.identity.numbers import BODY_LENGTH, COUNTY_SHARE, FULL_LENGTH, SEQUENCE, check_value
from aidlink.identity.reading import ROOM, join_readable, read_symbols
from aidlink.identity.repairs import Ground, code_repairs, endings_of, erasure_repairs
from aidlink.identity.status import IdReason, IdStatus
from aidlink.identity.symbols import symbol_table
from aidlink.masking import mask_id

_CHECKS = "0123456789X"
_NOTE_UNKNOWN = "前6位行政区划代码不在已知名单中（不影响号码有效）"
_NOTE_RETIRED = "前6位行政区划代码已于{}年停用（不影响号码有效）"
_NOTE_TIDIED = "读取时作了整理（全角、空格、形近字符等）"
_NOTE_ROUND = "校验码恰好相符，也可能原号就以000结尾"


@dataclass(frozen=True, slots=True)
class ResidentId:
    """One number, understood as far as it can be. Its repr is masked; `text` is not."""

    text: str
    """The number in canonical form (15 digits as their upgrade); the tidied text where there is none."""
    status: IdStatus
    reason: IdReason
    notes: tuple[str, ...] = ()
    """Remarks that are no error, in Chinese."""
    birth_date: date | None = None
    sex: int = 0
    """1 male, 2 female, 0 unknown."""
    county: str | None = None
    """Six digits: where the holder was registered when numbered."""
    county_name: str | None = None
    sequence: int | None = None
    centenarian: bool = False
    """Upgraded from a 15-digit number of somebody born in the century before."""

    def __repr__(self) -> str:
        shown = (
            mask_id(self.text) if self.text.isalnum() and self.text.isascii() else ""
        )  # may be anybody's words
        return f"ResidentId({shown}, {self.status.name}: {self.reason.sentence})"


def parse_resident_id(text: str | None, *, numeric: bool = False, as_of: date | None = None) -> ResidentId:
    """Understand one ID as written; nothing raises.

    Args:
        text: the cell's text.
        numeric: whether the cell was stored as a number, which spoils an 18-digit ID.
        as_of: the data's date, today if not given; a birth after it is an error.
    """
    column = parse_resident_ids([text], np.array([numeric]), as_of=as_of)
    status, reason = IdStatus(int(column.status[0])), IdReason(int(column.reason[0]))
    code, ymd = int(column.code[0]), int(column.birth_ymd[0])
    tidy = (text or "").strip()
    if not code:
        canonical = _old_card(int(column.key[0])) or tidy
        return ResidentId(canonical, status, reason, birth_date=_day(ymd), sex=int(column.sex[0]))
    canonical = _written(code)
    county = canonical[:6]
    return ResidentId(
        canonical,
        status,
        reason,
        _notes(canonical, tidy, status),
        _day(ymd),
        int(column.sex[0]),
        county,
        county_name(county),
        int(canonical[14:BODY_LENGTH]),
        reason is IdReason.CENTENARIAN,
    )


def repair_candidates(text: str, *, as_of: date | None = None) -> list[str]:
    """List the numbers that a failing one may have been; those of known counties first.

    One wrong character, two swapped neighbours, or one unreadable character are undone; a truncated number
    gives the hundred numbers with its fifteen digits. On average a failing number has 16 one-character
    repairs, 10 with a real birth date and 5 a known county too: a candidate is a question, never an answer.
    A number that is right, or too damaged, gives an empty list.
    """
    column = parse_resident_ids([text], as_of=as_of)
    status, code = column.status[0], int(column.code[0])
    ground = ground_at(as_of)
    count = 0
    if status == IdStatus.TRUNCATED:
        count = endings_of(int(column.fifteen[0]), ground)
    elif status == IdStatus.INVALID and code:
        count = code_repairs(code, ground)
    elif status == IdStatus.INVALID:
        count = _erased(text, ground)
    numbers = [_written(int(code)) for code in ground.found[:count]]
    return sorted(numbers, key=lambda number: (not ground.known[int(number[:6])], number))


def check_character(first17: str) -> str:
    """Give the check character that 17 digits call for: 0 to 9, or X.

    Raises:
        UsageError: not 17 digits.
    """
    if len(first17) != BODY_LENGTH or not (first17.isascii() and first17.isdigit()):
        message = "check_character wants 17 digits"
        raise UsageError(message)
    return _CHECKS[check_value(int(first17))]


def format_resident_id(county: int | str, birth_date: date, sequence: int) -> str:
    """Write the 18-character number of a county code, a birth date and a sequence (0..999, odd = male).

    >>> parsed = parse_resident_id(format_resident_id(440823, date(1960, 1, 1), 451))
    >>> parsed.status.name, parsed.county, parsed.birth_date, parsed.sequence, parsed.sex
    ('VALID', '440823', datetime.date(1960, 1, 1), 451, 1)

    Raises:
        UsageError: a county code of more than six digits, or a sequence of more than three.
    """
    if not (0 <= int(county) < 10**6 and 0 <= sequence < SEQUENCE):
        message = "a county code has six digits and a sequence three"
        raise UsageError(message)
    return _written_body(int(county) * COUNTY_SHARE + as_ymd(birth_date) * SEQUENCE + sequence)


def _written_body(body: int) -> str:
    return f"{body:017d}{_CHECKS[check_value(body)]}"


def _written(code: int) -> str:
    return f"{code // 11:017d}{_CHECKS[code % 11]}"


def _day(ymd: int) -> date | None:
    return date(ymd // 10000, ymd // 100 % 100, ymd % 100) if ymd else None


def _old_card(key: int) -> str:
    if key >= 0:
        return ""
    letters, digits = divmod(-key - 1, 10**12)
    return "".join(chr(ord("A") + letters // 26**place % 26) for place in (2, 1, 0)) + f"{digits:012d}"


def _notes(canonical: str, tidy: str, status: IdStatus) -> tuple[str, ...]:
    notes = []
    name, retired = county_name(canonical[:6]), retired_year(canonical[:6])
    if name is None and status is not IdStatus.FOREIGN:
        notes.append(_NOTE_UNKNOWN)
    if retired:
        notes.append(_NOTE_RETIRED.format(retired))
    if status is not IdStatus.DERIVED and canonical != tidy:
        notes.append(_NOTE_TIDIED)
    if status is IdStatus.TRUNCATED and check_character(canonical[:BODY_LENGTH]) == canonical[-1]:
        notes.append(_NOTE_ROUND)
    return tuple(notes)


def _erased(text: str, ground: Ground) -> int:
    symbols = np.zeros(ROOM, np.uint8)
    run = read_symbols(np.frombuffer(whole_characters(text).encode(), np.uint8), symbol_table(), symbols)
    code, unread, hidden = join_readable(symbols, run.length)
    if run.length != FULL_LENGTH or unread != 1:
        return 0
    return erasure_repairs(code, hidden, ground)
