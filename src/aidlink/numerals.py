"""Plain characters for what people write: full-width forms narrowed, Chinese numerals as digits."""

import re
import unicodedata

_DIGITS = {sign: str(value) for value, sign in enumerate("〇一二三四五六七八九")}
_DIGITS |= {"零": "0", "○": "0", "O": "0", "o": "0", "两": "2"}
_TENS = {"十": 1, "廿": 2, "卅": 3}
_SIGN = "〇零○一二两三四五六七八九十廿卅百"
_NUMERAL = re.compile(rf"[{_SIGN}](?:[{_SIGN}]|[Oo](?=[{_SIGN}Oo年./-]))*")  # 二O二六: O is typed for 〇
_NOTHING = frozenset(
    ("", "无", "没有", "不详", "未知", "不明", "未填", "空", "空白", "暂无", "待补", "待查", "同上",
     "-", "--", "—", "——", "/", "\\", "NULL", "NONE", "NAN", "NAT", "N/A", "#N/A")
)  # fmt: skip
_INVISIBLE = dict.fromkeys(
    (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
)


def plain(text: str) -> str:
    """Narrow full-width characters, strip blanks and quotes, drop what has no width; "nothing" becomes "".

    >>> plain("　２０２４－１－５ "), plain("无"), plain("'12")
    ('2024-1-5', '', '12')
    """
    narrow = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).strip(" \t\r\n'’\"")
    return "" if narrow.upper() in _NOTHING else narrow


def digits_for_numerals(text: str) -> str:
    """Write Chinese numerals below a thousand, and years written digit by digit, as digits.

    >>> digits_for_numerals("二〇二四年十二月三十一日"), digits_for_numerals("七十八岁")
    ('2024年12月31日', '78岁')
    """
    return _NUMERAL.sub(_as_digits, text)


def _as_digits(match: re.Match[str]) -> str:
    hundreds, hundred, rest = match[0].rpartition("百")
    small = rest.lstrip("零〇")
    if not hundred:
        return _below_hundred(rest)
    if hundreds not in _DIGITS or (small == rest != "" and "十" not in rest):  # 一百二 is 120
        return match[0]
    return str(int(_DIGITS[hundreds]) * 100 + int(_below_hundred(small) or 0))


def _below_hundred(numeral: str) -> str:
    for sign, tens in _TENS.items():
        before, ten, after = numeral.partition(sign)
        if ten:
            first = int(_DIGITS[before]) if before in _DIGITS else tens
            return str(first * 10 + int(_DIGITS.get(after, "0")))
    return "".join(_DIGITS[sign] for sign in numeral)
