"""A bridge to `recordlinkage` and scikit-learn, for those who work with these.

    import aidlink.bridge as bridge, recordlinkage

    pairs = recordlinkage.Index([bridge.Passes()]).index(roster, deaths)
    compare = recordlinkage.Compare([bridge.Name("姓名", "死者姓名"), bridge.Birth("生日", "出生日期")])
    features = compare.compute(pairs, roster, deaths)

* `Passes`, `Keys`: our blocking passes as index algorithms.
* `Name`, `ResidentId`, `Birth`, `Sex`, `Village`, `Head`, `Account`, `Person`: our comparisons as compare
  features.
* `VALUES`: the number that each level yields.
* `write_annotation`, `read_annotation`: pairs to label by hand, in `recordlinkage`'s format.
* `training_data`, `level_vectors`, `match_labels`: X and y from `Links`, for scikit-learn.
* `LevelClassifier`: a supervised Fellegi-Sunter model with scikit-learn's face.

Frames are ordinary pandas frames with raw cells, under any column names and with any unique index. Features,
passes and annotations need `pip install 'aidlink[bridge]'`; the rest needs nothing more.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from aidlink.errors import UsageError

if TYPE_CHECKING:
    from aidlink.bridge.annotations import read_annotation as read_annotation
    from aidlink.bridge.annotations import write_annotation as write_annotation
    from aidlink.bridge.classifier import LevelClassifier as LevelClassifier
    from aidlink.bridge.features import Account as Account
    from aidlink.bridge.features import Birth as Birth
    from aidlink.bridge.features import Head as Head
    from aidlink.bridge.features import Name as Name
    from aidlink.bridge.features import Person as Person
    from aidlink.bridge.features import ResidentId as ResidentId
    from aidlink.bridge.features import Sex as Sex
    from aidlink.bridge.features import Village as Village
    from aidlink.bridge.passes import Keys as Keys
    from aidlink.bridge.passes import Passes as Passes
    from aidlink.bridge.values import VALUES as VALUES
    from aidlink.bridge.vectors import level_vectors as level_vectors
    from aidlink.bridge.vectors import match_labels as match_labels
    from aidlink.bridge.vectors import training_data as training_data

_HOMES = {
    "Account": "features",
    "Birth": "features",
    "Head": "features",
    "Keys": "passes",
    "LevelClassifier": "classifier",
    "Name": "features",
    "Passes": "passes",
    "Person": "features",
    "ResidentId": "features",
    "Sex": "features",
    "VALUES": "values",
    "Village": "features",
    "level_vectors": "vectors",
    "match_labels": "vectors",
    "training_data": "vectors",
    "read_annotation": "annotations",
    "write_annotation": "annotations",
}
_ON_RECORDLINKAGE = {"features", "passes", "annotations"}

__all__ = [
    "VALUES",
    "Account",
    "Birth",
    "Head",
    "Keys",
    "LevelClassifier",
    "Name",
    "Passes",
    "Person",
    "ResidentId",
    "Sex",
    "Village",
    "level_vectors",
    "match_labels",
    "read_annotation",
    "training_data",
    "write_annotation",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        message = f"module 'aidlink.bridge' has no attribute {name!r}"
        raise AttributeError(message)
    if _HOMES[name] in _ON_RECORDLINKAGE and find_spec("recordlinkage") is None:
        message = (
            "没有安装 recordlinkage，aidlink.bridge 的这一部分用不了。请运行：pip install 'aidlink[bridge]'"
        )
        raise UsageError(message)
    value = getattr(import_module(f"aidlink.bridge.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
