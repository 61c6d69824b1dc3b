import pandas as pd
import pytest

import aidlink
from aidlink.synthesis import register_pair


@pytest.fixture(scope="session")
def registers():
    """A roster and a death register of one population, as frames, and the true pairs by row."""
    pair = register_pair(400, 300, seed=5, noise=2.0)
    left, right = pair.left.to_pandas(), pair.right.to_pandas()
    people = [
        side[["row", "person_id"]].rename(columns={"row": name})
        for side, name in ((left, "left_row"), (right, "right_row"))
    ]
    return left, right, people[0].merge(people[1], on="person_id")[["left_row", "right_row"]]


@pytest.fixture(scope="session")
def links(registers):
    return aidlink.link(*registers[:2])


@pytest.fixture
def roster():
    """Five records under headers of a town's own, with labels of its own."""
    return pd.DataFrame(
        {
            "谁": ["陈秀妹", "李建国", "黄大海", "陈秀妹", None],
            "号": ["440823195003151238", "440823196101010011", None, "440823195003151238", "无"],
            "村": ["石角村委会", "石角村", "大井村", "石角村", "大井村委会"],
        },
        index=pd.Index(["a", "b", "c", "d", "e"], name="who"),
    )
