"""One file from a page's parts: markup, style, script and data, sealed against anything from elsewhere.

The page's policy lets the two inline parts run by their digests and nothing else: no network, no font, no
image, no form. The data stand in a block that no browser executes, so nothing in them is ever markup or
script; the scripts show them as text alone.
"""

import base64
import hashlib
import html
import json
from importlib.resources import files
from typing import Any

_STATIC = files("aidlink.reports.page") / "static"
_POLICY = "default-src 'none'; script-src {script}; style-src {style}; base-uri 'none'; form-action 'none'"
# Each page's scripts, in their order: they are one script in the page.
_SCRIPTS = {
    "report": ("common", "report-choice", "report-list", "report-overview", "report"),
    "label": ("common", "label"),
}
# What could end a data block, or what a script's reader might take for a line's end.
_ESCAPES = (
    ("<", "\\u003c"),
    (">", "\\u003e"),
    ("&", "\\u0026"),
    ("\u2028", "\\u2028"),
    ("\u2029", "\\u2029"),
)


def page(name: str, title: str, data: Any) -> bytes:
    """A whole page as UTF-8; the same data give the same bytes.

    Args:
        name: of the page: NAME.html in static/ (what stands in the body), NAME.css and its scripts.
        title: the document's title.
        data: what the script reads, of JSON's types.
    """
    style = _part("common.css") + _part(f"{name}.css")
    script = "".join(_part(f"{each}.js") for each in _SCRIPTS[name])
    policy = _POLICY.format(script=_digest(script), style=_digest(style))
    parts = (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        '<meta name="referrer" content="no-referrer">\n',
        f"<title>{html.escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n",
        _part(f"{name}.html"),
        f'<script type="application/json" id="data">{_json(data)}</script>\n',
        f"<script>{script}</script>\n</body>\n</html>\n",
    )
    return "".join(parts).encode()


def _part(name: str) -> str:
    return (_STATIC / name).read_text("utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _json(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character, escape in _ESCAPES:
        text = text.replace(character, escape)
    return text
