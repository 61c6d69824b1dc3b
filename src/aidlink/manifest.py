"""What a run was made from and what came out: enough to tell whether two runs must agree.

No clock is read, so that the same input gives the same manifest.
"""

from collections import Counter
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pyarrow as pa

from aidlink import __version__
from aidlink.extracts import Extract
from aidlink.extracts.columns import MAPPED
from aidlink.publish import sha256
from aidlink.reports.month import Month
from aidlink.rules import rules_digest

SCHEMA_VERSION = 1
# The libraries whose release can change a result: reading, joining, compiling, spelling, writing.
LIBRARIES = (
    "duckdb", "jellyfish", "numba", "numpy", "opencc", "pandas", "pyarrow", "pypinyin", "python-calamine",
    "scikit-learn", "sqlalchemy", "xlsxwriter",
)  # fmt: skip


def manifest(month: Month, *, as_of_from: str, outputs: Mapping[str, Path]) -> dict[str, Any]:
    """Describe a run.

    Args:
        month: what was read and found.
        as_of_from: where `month.as_of` comes from: "caller", "folder" or "data".
        outputs: the files written, by their place in the output folder; their digests
            guard them against being written over once filled in.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "as_of": month.as_of.isoformat(),
        "as_of_from": as_of_from,
        "inputs": [_input(source.extract) for source in month.sources],
        "earlier": [_input(source.extract) for source in month.earlier],
        "unread": [{"file": name, "reason": reason} for name, reason in month.unread],
        "findings": counts(month.findings),
        "rules_sha256": rules_digest(),
        "aidlink": __version__,
        "libraries": {name: _version(name) for name in LIBRARIES},
        "outputs": {name: sha256(path) for name, path in outputs.items()},
    }


def counts(findings: pa.Table) -> dict[str, dict[str, int]]:
    """How many findings there are of each kind and grade."""
    found = Counter(zip(findings["kind"].to_pylist(), findings["grade"].to_pylist(), strict=True))
    result: dict[str, dict[str, int]] = {}
    for (kind, grade), number in sorted(found.items()):
        result.setdefault(kind, {})[grade] = number
    return result


def _input(extract: Extract) -> Mapping[str, Any]:
    return {
        "file": extract.source,
        "sha256": extract.sha256,
        "kind": str(extract.kind),
        "rows": extract.rows_in_file,
        "used": extract.table.num_rows,
        "set_aside": extract.rejected.num_rows,
        "mapped": {match.header: match.field for match in extract.headers if match.why == MAPPED},
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
