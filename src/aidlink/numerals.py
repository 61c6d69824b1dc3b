"""Plain characters for what people write: full-width forms narrowed, Chinese numerals as digits."""

import re
import unicodedata

_DIGITS = {sign: str(value) for value, sign in enumerate("〇一二三四五六七八九")}
_DIGITS |= {"零": "0", "○": "0", "两": "2"}
_TENS = {"十": 1, "廿": 2, "卅": 3}
_NUMERAL = re.compile(r"[〇零○一二两三四五六七八九十廿卅]+")
_NOTHING = frozenset(
    (
        "",
        *[
            "无",
            "没有",
            "不详",
            "未知",
            "不明",
            "未填",
            "空",
            "-",
            "--",
            "—",
            "/",
            "\\",
            "null",
            "None",
            "nan",
        ],
    )
)


def plain(text: str) -> str:
    """Narrow full-width characters and strip blanks and quotes; what means "nothing" becomes "".

    >>> plain("　２０２４－１－５ "), plain("无"), plain("'12")
    ('2024-1-5', '', '12')
    """
    narrow = unicodedata.normalize("NFKC", text).strip(" \t\r\n'’\"\u200b\ufeff")
    return "" if narrow in _NOTHING else narrow


def digits_for_numerals(text: str) -> str:
    """Write Chinese numerals below a hundred, and years written digit by digit, as digits.

    >>> digits_for_numerals("二〇二四年十二月三十一日"), digits_for_numerals("七十八岁")
    ('2024年12月31日', '78岁')
    """
    return _NUMERAL.sub(_as_digits, text)


def _as_digits(match: re.Match[str]) -> str:
    numeral = match[0]
    for sign, tens in _TENS.items():
        before, ten, after = numeral.partition(sign)
        if ten:
            first = int(_DIGITS[before]) if before in _DIGITS else tens
            return str(first * 10 + int(_DIGITS.get(after, "0")))
    return "".join(_DIGITS[sign] for sign in numeral)
