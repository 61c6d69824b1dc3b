import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from aidlink.identity import AccountStatus, clean_accounts, parse_account

USABLE = {AccountStatus.OK, AccountStatus.LUHN_OK}
cards = st.from_regex(r"62[0-9]{16}[1-9]", fullmatch=True).filter(lambda digits: digits[15:] != "0000")


@given(cards)
def test_luhn_agrees_with_stdnum(digits):
    expected = AccountStatus.LUHN_OK if luhn.is_valid(digits) else AccountStatus.OK
    assert parse_account(digits) == (digits, expected)


@given(cards)
def test_dressed_accounts_are_the_account(digits):
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in digits)
    spaced = " ".join(digits[at : at + 4] for at in range(0, 19, 4))
    for text in (
        f"'{digits}",
        f" {spaced}\t",
        wide,
        f"账号：{digits}（邮储银行）",
        digits.replace("0", "\u200b0"),
    ):
        assert parse_account(text).digits == digits


@given(cards)
def test_numbers_lose_their_tail(digits):
    assert parse_account(str(int(float(digits))), numeric=True).status in {
        AccountStatus.NUMERIC_CELL,
        AccountStatus.TRUNCATED,
    }
    assert parse_account(digits[:15] + "0000").status is AccountStatus.TRUNCATED
    assert parse_account(f"{float(digits):.5E}").status is AccountStatus.SCIENTIFIC


@pytest.mark.parametrize("digits", ["12345678", "80020000012345678", "801011234567890123456", "1" + "2" * 31])
def test_passbooks_without_luhn_are_usable(digits):
    assert parse_account(digits) == (digits, AccountStatus.OK)


def test_fifteen_digits_survive_a_numeric_cell():
    assert parse_account("123456789012345", numeric=True) == ("123456789012345", AccountStatus.OK)
    assert parse_account("123456789012345.0") == ("123456789012345", AccountStatus.OK)
    assert parse_account("1234567890123450", numeric=True).status is AccountStatus.TRUNCATED
    assert parse_account("1234567890123450").status is AccountStatus.OK


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (None, AccountStatus.MISSING),
        (" ", AccountStatus.MISSING),
        ("无", AccountStatus.MISSING),
        ("0000000000000000", AccountStatus.MISSING),
        ("6217****1234", AccountStatus.MASKED),
        ("6217xxxxxxxx1234", AccountStatus.MASKED),
        ("1234567", AccountStatus.TOO_SHORT),
        ("6,222,021,234,567,890,128", AccountStatus.TOO_SHORT),
        ("12" * 17, AccountStatus.TOO_LONG),
        ("6217A00222212345", AccountStatus.CHARACTERS),
        ("6217000000000000001、6217000000000000002", AccountStatus.SEVERAL),
    ],
)
def test_unusable_accounts_say_why(text, status):
    found = parse_account(text)
    assert found == (None, status)
    assert found.status.sentence


@given(st.lists(st.one_of(st.none(), cards, st.text(max_size=30)), max_size=10))
def test_a_column_says_what_its_cells_say(texts):
    columns = clean_accounts(pa.array(texts, pa.string()))
    assert len(columns.digits) == len(texts)
    for row, text in enumerate(texts):
        assert (columns.digits[row].as_py(), columns.status[row]) == tuple(parse_account(text))
        assert (columns.digits[row].as_py() is not None) == (columns.status[row] in USABLE)


def test_reprs_are_masked():
    digits = "6222021234567890128"
    assert digits not in repr(parse_account(digits))
    assert digits not in repr(clean_accounts([digits]))
