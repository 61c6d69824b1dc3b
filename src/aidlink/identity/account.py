"""Bank accounts: the digits, and whether they can be compared.

Cards of 16 and 19 digits end in a Luhn check digit; passbooks of rural banks often do not. So Luhn is a hint
in favour and never a fault.
"""

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aidlink.buffers import StringBuffers, string_buffers
from aidlink.identity.reading import (
    ROOM,
    Run,
    all_same,
    count_digits,
    is_masked,
    read_symbols,
    scientific,
    without_decimals,
)
from aidlink.identity.symbols import SKIP, symbol_table
from aidlink.kernels import kernel
from aidlink.masking import mask_account

Bytes = npt.NDArray[np.uint8]

KEPT_DIGITS = 15
"""What a spreadsheet keeps of a number; a float holds no more for certain."""
FEWEST, MOST = 8, 32
_CARDS = (16, 19)
_ZERO_TAIL = 3


class AccountStatus(IntEnum):
    """Whether an account can be compared (OK, LUHN_OK), and if not, why; `sentence` says it in Chinese."""

    MISSING = 0
    OK = 1
    LUHN_OK = 2
    """A card number whose check digit is right."""
    NUMERIC_CELL = 3
    SCIENTIFIC = 4
    TRUNCATED = 5
    MASKED = 6
    TOO_SHORT = 7
    TOO_LONG = 8
    CHARACTERS = 9
    SEVERAL = 10

    @property
    def sentence(self) -> str:
        """The status as a clerk would say it."""
        return _SENTENCES[self]


_SENTENCES = {
    AccountStatus.MISSING: "未填银行账号",
    AccountStatus.OK: "账号可用",
    AccountStatus.LUHN_OK: "账号可用，校验位相符",
    AccountStatus.NUMERIC_CELL: "单元格存成了数字，末几位可能已改变；请把该列设为文本格式后重新导出",
    AccountStatus.SCIENTIFIC: "账号变成了科学计数法，末几位已丢失；请把该列设为文本格式后重新导出",
    AccountStatus.TRUNCATED: "第15位以后全是0，应是被表格软件截去；请把该列设为文本格式后重新填写",
    AccountStatus.MASKED: "账号被遮盖，无法比对；请提供完整账号",
    AccountStatus.TOO_SHORT: "账号位数太少，请补正",
    AccountStatus.TOO_LONG: "账号位数太多，请核对是否填了多个账号",
    AccountStatus.CHARACTERS: "含有账号中不应有的字符，请改正",
    AccountStatus.SEVERAL: "一格内有多个账号，请每格只填一个",
}

# Plain integers: compiled code stores them in a uint8 column as they are.
_OK, _LUHN_OK, _NUMERIC = int(AccountStatus.OK), int(AccountStatus.LUHN_OK), int(AccountStatus.NUMERIC_CELL)
_SCIENTIFIC, _TRUNCATED = int(AccountStatus.SCIENTIFIC), int(AccountStatus.TRUNCATED)
_MASKED, _CHARACTERS = int(AccountStatus.MASKED), int(AccountStatus.CHARACTERS)
_SHORT, _LONG, _SEVERAL = (
    int(status) for status in (AccountStatus.TOO_SHORT, AccountStatus.TOO_LONG, AccountStatus.SEVERAL)
)


class AccountColumns(NamedTuple):
    """What a column of accounts says, one entry a row."""

    digits: pa.Array
    """string; null where the account cannot be compared."""
    status: Bytes
    """AccountStatus."""

    def __repr__(self) -> str:
        return f"AccountColumns({len(self.status)} accounts)"


class Account(NamedTuple):
    """One account; its repr is masked."""

    digits: str | None
    status: AccountStatus

    def __repr__(self) -> str:
        return f"Account({mask_account(self.digits)}, {self.status.name}: {self.status.sentence})"


def parse_account(text: str | None, *, numeric: bool = False) -> Account:
    """Understand one account; nothing raises.

    >>> parse_account("6222 0200 0000 0000 003").status.name, parse_account("6217****1234").status.name
    ('OK', 'MASKED')
    """
    columns = clean_accounts([text], np.array([numeric]))
    return Account(columns.digits[0].as_py(), AccountStatus(int(columns.status[0])))


def clean_accounts(texts: Any, numeric: npt.NDArray[np.bool_] | None = None) -> AccountColumns:
    """Judge a column of accounts.

    Args:
        texts: Arrow strings, or a sequence of `str | None`.
        numeric: bool a row, true where the cell was stored as a number.
    """
    buffers = string_buffers(texts)
    rows = len(buffers.valid)
    flags = np.zeros(rows, np.bool_) if numeric is None else np.asarray(numeric, np.bool_)
    status = np.zeros(rows, np.uint8)
    data = np.empty(int(buffers.offsets[-1] - buffers.offsets[0]) + 1, np.uint8)
    offsets = np.zeros(rows + 1, np.int64)
    symbols = np.full(ROOM, SKIP, np.uint8)
    _clean_column(buffers, flags, symbol_table(), symbols, status, (data, offsets))
    usable = pa.array((status == _OK) | (status == _LUHN_OK)).buffers()[1]
    large = pa.LargeStringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(data), usable)
    return AccountColumns(large.cast(pa.string()), status)


@kernel
def luhn_holds(symbols: Bytes, length: int) -> bool:
    """Whether the last of `length` digits is the Luhn check digit of the others."""
    total = 0
    for index in range(length):
        digit = int(symbols[length - 1 - index])
        doubled = digit * 2 if index % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004 - two digits are summed
    return total % 10 == 0


@kernel
def zero_tail(symbols: Bytes, length: int) -> bool:
    """Whether all digits after the fifteenth are 0."""
    end = length
    while end > KEPT_DIGITS and symbols[end - 1] == 0:
        end -= 1
    return end == KEPT_DIGITS


@kernel
def _judge_digits(symbols: Bytes, length: int, numeric: bool) -> int:
    if length < FEWEST or length > MOST:
        return _SHORT if length < FEWEST else _LONG
    lost = length - KEPT_DIGITS  # digits that a spreadsheet cannot keep
    if zero_tail(symbols, length) and lost >= (1 if numeric else _ZERO_TAIL):
        return _TRUNCATED
    if numeric and lost > 0:
        return _NUMERIC
    return _LUHN_OK if length in _CARDS and luhn_holds(symbols, length) else _OK


@kernel
def _judge_account(symbols: Bytes, run: Run, length: int, numeric: bool) -> int:
    """Judge the symbols that `read_symbols` found, without the decimals of a float."""
    if length == 0 or (run.elsewhere == 0 and all_same(symbols, length)):
        return 0
    if run.candidates > 1:
        return _SEVERAL
    if count_digits(symbols, length) == length:
        return _judge_digits(symbols, length, numeric)
    if scientific(symbols, length)[2] >= 0:
        return _SCIENTIFIC
    return _MASKED if is_masked(symbols, length) else _CHARACTERS


@kernel
def _clean_column(
    buffers: StringBuffers,
    numeric: npt.NDArray[np.bool_],
    table: Bytes,
    symbols: Bytes,
    status: Bytes,
    out: tuple[Bytes, npt.NDArray[np.int64]],
) -> None:
    """Write out each account that can be used; `symbols` is where the symbols of one cell are laid out."""
    data, offsets = out
    end = 0
    for row in range(len(numeric)):
        if buffers.valid[row]:
            cell = buffers.data[buffers.offsets[row] : buffers.offsets[row + 1]]
            run = read_symbols(cell, table, symbols)
            length = without_decimals(symbols, run.length)
            status[row] = _judge_account(symbols, run, length, numeric[row] or length < run.length)
            if status[row] in (_OK, _LUHN_OK):
                for index in range(length):
                    data[end + index] = 48 + symbols[index]  # the ASCII digit
                end += length
        offsets[row + 1] = end
