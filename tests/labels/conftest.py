"""Links of two small made-up tables, with records to show."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from aidlink import link

SURNAMES, GIVEN = "陈李黄张王林吴周", "秀英建国大海小明志强丽华"


def people(number, sheet):
    """So many made-up persons; a number's last digits need not be right."""
    return pd.DataFrame(
        {
            "sheet": sheet,
            "row": range(2, 2 + number),
            "姓名": [SURNAMES[at % 8] + GIVEN[at % 12] + GIVEN[(at * 7 + 3) % 12] for at in range(number)],
            "身份证号": [f"440823{1930 + at % 60}{1 + at % 12:02d}15{at:03d}0" for at in range(number)],
            "村": [f"{'东西南北'[at % 4]}坡村" for at in range(number)],
        }
    )


@pytest.fixture(scope="session")
def linked():
    left, right = people(40, "低保"), people(40, "死亡人口")
    right.loc[::3, "姓名"] = right.loc[::3, "姓名"].str[:2] + "妹"
    return link(left, right, model="priors")


@pytest.fixture(scope="session")
def spread(linked):
    """Links of so many pairs of which the probabilities are as given."""

    def make(probability):
        rows = np.arange(len(probability)) % len(linked)
        table = linked.table.take(pa.array(rows))
        at = table.column_names.index("probability")
        return replace(linked, table=table.set_column(at, "probability", pa.array(probability)))

    return make
