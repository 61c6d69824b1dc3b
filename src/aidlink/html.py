"""A few lines of HTML for a notebook: whatever is not `Html` already is shown as text, numbers masked.

>>> element("b", "<script>", class_="name")
'<b class="name">&lt;script&gt;</b>'
"""

import html
from collections.abc import Iterable, Sequence

from aidlink.masking import mask_numbers

_CERTAIN = 0.9995  # would be rounded to all
_SHORT = 18  # characters
_STYLE = """
.aidlink{font-family:"Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif;font-size:14px;
color:#222;background:#fff;padding:10px 14px;max-width:1000px;line-height:1.55}
.aidlink h4{margin:2px 0 4px;font-size:16px}.aidlink p{margin:4px 0}
.aidlink .quiet{color:#5a5a5a}
.aidlink table{border-collapse:collapse;margin:8px 0;background:#fff}
.aidlink th,.aidlink td{border:1px solid #d8d8d8;padding:4px 9px;text-align:left;
vertical-align:top;color:#222}
.aidlink th{background:#f1f3f5;font-weight:600;white-space:nowrap}
.aidlink td.short{white-space:nowrap}
.aidlink td.number{text-align:right;font-variant-numeric:tabular-nums}
.aidlink .for{background:#d9ebf7}.aidlink .against{background:#fbe3d3}.aidlink .neither{background:#f4f4f4}
.aidlink i{font-style:normal;padding:0 1px}
.aidlink i.alike{background:#fdf0b8;border-bottom:2px solid #b88a00}
.aidlink i.other{background:#fbd0b4;border-bottom:2px solid #b34700}
.aidlink i.unknown{outline:1px dashed #666;color:#666}
.aidlink .bar{display:inline-block;height:12px;vertical-align:middle}
"""


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def text(value: object) -> Html:
    """A value as HTML: what is `Html` as it is, anything else escaped and with its numbers masked."""
    if isinstance(value, Html):
        return value
    return Html(html.escape("" if value is None else mask_numbers(str(value))))


def element(tag: str, *children: object, **attributes: str) -> Html:
    """One element; `class_` is its class."""
    said = "".join(
        f' {name.rstrip("_")}="{html.escape(mask_numbers(value))}"' for name, value in attributes.items()
    )
    return Html(f"<{tag}{said}>{''.join(map(text, children))}</{tag}>")


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Html:
    """A table; numbers stand to the right."""
    lines = [element("tr", *(element("td", cell, **_aligned(cell)) for cell in row)) for row in rows]
    return element("table", element("tr", *(element("th", name) for name in header)), *lines)


def _aligned(cell: object) -> dict[str, str]:
    """Numbers to the right; what is short in one line."""
    if isinstance(cell, int | float):
        return {"class_": "number"}
    return {"class_": "short"} if isinstance(cell, str) and len(cell) <= _SHORT else {}


def likely(probability: float) -> str:
    """A probability as a figure in a table; none is shown as certain.

    >>> likely(0.8567), likely(1.0)
    ('85.7%', '99.9%以上')
    """
    return f"{probability:.1%}" if probability < _CERTAIN else "99.9%以上"


def card(title: str, *parts: object) -> str:
    """What a notebook shows of an object: its title and parts, with their style."""
    return element("div", Html(f"<style>{_STYLE}</style>"), element("h4", title), *parts, class_="aidlink")
