"""Record linkage for social-assistance data: Chinese names, resident IDs, and findings a clerk can check.

    import aidlink

    extract = aidlink.read_extract("2026-10/救助对象名册.xlsx")
    records = aidlink.standardise(extract)
    result = aidlink.run_month("2026-10", "out/2026-10")

Each name loads its module when it is first used, so that `import aidlink` itself costs nothing.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # what the names below are, for readers and type checkers
    __version__: str
    from aidlink import bridge as bridge
    from aidlink import charts as charts
    from aidlink import errors as errors
    from aidlink.extracts import Extract as Extract
    from aidlink.extracts import read_extract as read_extract
    from aidlink.extracts import read_extracts as read_extracts
    from aidlink.find import find as find
    from aidlink.findings.found import Findings as Findings
    from aidlink.identity.resident_id import parse_resident_id as parse_resident_id
    from aidlink.identity.resident_id import repair_candidates as repair_candidates
    from aidlink.labels.page import label_page as label_page
    from aidlink.labels.read import read_labels as read_labels
    from aidlink.ledger import Ledger as Ledger
    from aidlink.link import blocking_cost as blocking_cost
    from aidlink.link import link as link
    from aidlink.links import Links as Links
    from aidlink.model.weights import Model as Model
    from aidlink.monthly import run_month as run_month
    from aidlink.names import compare_names as compare_names
    from aidlink.review import review as review
    from aidlink.standardise import standardise as standardise
    from aidlink.yearly import report_months as report_months

__all__ = [
    "Extract",
    "Findings",
    "Ledger",
    "Links",
    "Model",
    "blocking_cost",
    "bridge",
    "charts",
    "compare_names",
    "errors",
    "find",
    "label_page",
    "link",
    "parse_resident_id",
    "read_extract",
    "read_extracts",
    "read_labels",
    "repair_candidates",
    "report_months",
    "review",
    "run_month",
    "standardise",
]

_HOMES = {
    "Extract": "aidlink.extracts",
    "Findings": "aidlink.findings.found",
    "Ledger": "aidlink.ledger",
    "Links": "aidlink.links",
    "Model": "aidlink.model.weights",
    "blocking_cost": "aidlink.link",
    "compare_names": "aidlink.names",
    "find": "aidlink.find",
    "label_page": "aidlink.labels.page",
    "link": "aidlink.link",
    "parse_resident_id": "aidlink.identity.resident_id",
    "read_extract": "aidlink.extracts",
    "read_extracts": "aidlink.extracts",
    "read_labels": "aidlink.labels.read",
    "repair_candidates": "aidlink.identity.resident_id",
    "report_months": "aidlink.yearly",
    "review": "aidlink.review",
    "run_month": "aidlink.monthly",
    "standardise": "aidlink.standardise",
}


_MODULES = {"bridge", "charts", "errors"}


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow, and rarely asked

    try:
        return version("aidlink")
    except PackageNotFoundError:  # a bare PYTHONPATH=src
        return "0+source"


def __getattr__(name: str) -> Any:
    value: Any
    if name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    elif name in _MODULES:
        value = import_module(f"aidlink.{name}")
    elif name == "__version__":
        value = _version()
    else:
        message = f"module 'aidlink' has no attribute {name!r}"
        raise AttributeError(message)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


class _Face(ModuleType):
    """Keeps a submodule (`aidlink.standardise`) from covering the function of the same name.

    Python binds a submodule on its package once it is imported; `from aidlink.standardise import ...`
    finds the module without that binding.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Face
