"""Charts for those who look into matches: each a function, with a plain-data twin `<name>_data`.

    from aidlink import charts

    charts.waterfall(links, 12, 3)                    # why one pair has its weight
    charts.parameters(links)                          # m, u and weight of every level; of a Model too
    charts.weights(links, thresholds=(0.5, 0.9), by="weight")   # or by="probability"
    charts.precision_recall(links, truth)
    charts.calibration(links, truth)                  # tenths of the pairs, with Wilson intervals
    charts.blocking_cost(cost)                        # of aidlink.blocking_cost(...), or links
    charts.names(records, model=None, most=20)        # how common names are, here and elsewhere
    charts.id_status(extracts, as_of=None)            # one extract or several
    charts.clues(ledger)                              # per village and month

A chart is an altair chart: `chart.save("a.png", scale_factor=2)` or "a.svg" draws it on this machine, with
Chinese labels, without a network; in Jupyter it shows as such a picture. That needs
`pip install 'aidlink[charts]'`; the twins need nothing more than aidlink. A twin takes the same arguments,
less those that only say how to draw (`thresholds`), and returns the pandas frame that the chart draws.
Persons are masked in both.

`truth` is the true pairs: a DataFrame with columns left_row and right_row (left_sheet and right_sheet too
where rows alone are not enough), or a MultiIndex of such rows. With a column `match` of true and false it is
answers: only the pairs in it are judged. In place of `links` a `Ledger` can be given, without `truth`: its
villages' answers judge its clues.

Each name loads what it needs when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aidlink.charts.accuracy import calibration as calibration
    from aidlink.charts.accuracy import calibration_data as calibration_data
    from aidlink.charts.accuracy import precision_recall as precision_recall
    from aidlink.charts.accuracy import precision_recall_data as precision_recall_data
    from aidlink.charts.costs import blocking_cost as blocking_cost
    from aidlink.charts.costs import blocking_cost_data as blocking_cost_data
    from aidlink.charts.estimates import parameters as parameters
    from aidlink.charts.estimates import parameters_data as parameters_data
    from aidlink.charts.months import clues as clues
    from aidlink.charts.months import clues_data as clues_data
    from aidlink.charts.pairs import waterfall as waterfall
    from aidlink.charts.pairs import waterfall_data as waterfall_data
    from aidlink.charts.pairs import weights as weights
    from aidlink.charts.pairs import weights_data as weights_data
    from aidlink.charts.people import names as names
    from aidlink.charts.people import names_data as names_data
    from aidlink.charts.sources import id_status as id_status
    from aidlink.charts.sources import id_status_data as id_status_data

_HOMES = {
    "blocking_cost": "costs",
    "calibration": "accuracy",
    "clues": "months",
    "id_status": "sources",
    "names": "people",
    "parameters": "estimates",
    "precision_recall": "accuracy",
    "waterfall": "pairs",
    "weights": "pairs",
}

__all__ = [
    "blocking_cost",
    "blocking_cost_data",
    "calibration",
    "calibration_data",
    "clues",
    "clues_data",
    "id_status",
    "id_status_data",
    "names",
    "names_data",
    "parameters",
    "parameters_data",
    "precision_recall",
    "precision_recall_data",
    "waterfall",
    "waterfall_data",
    "weights",
    "weights_data",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name.removesuffix("_data"))
    if home is None:
        message = f"module 'aidlink.charts' has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(f"aidlink.charts.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
