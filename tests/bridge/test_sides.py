import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlink.bridge.sides import different_records

rows = st.lists(st.tuples(*[st.sampled_from(["甲", "乙", 7, None])] * 3), min_size=1, max_size=30)


@given(rows)
@settings(max_examples=60, deadline=None)
def test_each_different_record_is_read_once(cells):
    columns = [pd.Series(column, dtype=object) for column in zip(*cells, strict=True)]
    first, which = different_records(columns)
    assert [cells[place] for place in first] == list(dict.fromkeys(cells))
    assert [cells[first[record]] for record in which] == cells
