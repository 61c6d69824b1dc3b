"""Masked forms of names, numbers and accounts: what sheets, pages, logs and reprs show."""

import re

STARS = "****"
# Fifteen digits or more, blanks and hyphens between them or not: an ID, or an account.
_NUMBER = re.compile(r"\d(?:[\s\-]?\d){14,}[\s\-]?[Xx]?")


def mask_name(name: str | None) -> str:
    """Keep the first and, from three characters on, the last.

    >>> mask_name("陈秀妹"), mask_name("陈妹"), mask_name("欧阳小妹"), mask_name(None)
    ('陈*妹', '陈*', '欧**妹', '')
    """
    if not name:
        return ""
    if len(name) <= 2:  # noqa: PLR2004 - two characters: surname and one given
        return name[0] + "*" * (len(name) - 1)
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_id(number: str | None) -> str:
    """Keep the county code and the last four characters of a number of 15 or more.

    >>> mask_id("440823198001014512"), mask_id("44082380"), mask_id(None)
    ('440823********4512', '44****80', '')
    """
    if not number:
        return ""
    if len(number) >= 15:  # noqa: PLR2004 - the old resident ID has 15 digits
        return number[:6] + "*" * (len(number) - 10) + number[-4:]
    return number[:2] + STARS + number[-2:] if len(number) > 4 else STARS  # noqa: PLR2004


def mask_account(account: str | None) -> str:
    """Keep the last four digits of an account.

    >>> mask_account("6217001234567890123"), mask_account("12"), mask_account("")
    ('****0123', '****', '')
    """
    if not account:
        return ""
    return STARS + account[-4:] if len(account) > 8 else STARS  # noqa: PLR2004


def mask_numbers(text: str) -> str:
    """Mask whatever may be an ID or an account in a text that should hold none: a header, a sheet's name.

    >>> mask_numbers("号码440823198001014512不符")
    '号码440823********4512不符'
    """
    return _NUMBER.sub(lambda found: mask_id(re.sub(r"[\s\-]", "", found[0])), text)
