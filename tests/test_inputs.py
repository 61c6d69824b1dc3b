import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa

import aidlink
from aidlink.identity import IdStatus
from aidlink.inputs import standard_columns, standard_table
from aidlink.records import Kind

NUMBER = "440823195003151238"


def test_texts_among_numbers_keep_which_is_which():
    frame = pd.DataFrame({"姓名": ["陈秀妹"] * 4, "身份证号": [NUMBER, int(NUMBER), None, 440823500315123.0]})
    frame["身份证号"] = frame["身份证号"].astype(object)
    table = standard_table(frame)
    assert table["resident_id"].to_pylist() == [NUMBER, NUMBER, None, "440823500315123"]
    assert table["resident_id_numeric"].to_pylist() == [False, True, False, True]
    statuses = [IdStatus(status) for status in table["resident_id_status"].to_pylist()]
    spoilt = aidlink.parse_resident_id(NUMBER, numeric=True).status
    assert spoilt is not IdStatus.VALID
    assert statuses == [IdStatus.VALID, spoilt, IdStatus.MISSING, IdStatus.DERIVED]


def test_a_column_of_numbers_is_one():
    texts = standard_table(pd.DataFrame({"身份证号": [NUMBER, None]}))
    numbers = standard_table(pd.DataFrame({"身份证号": [int(NUMBER), int(NUMBER)]}))
    assert texts["resident_id_numeric"].to_pylist() == [False, False]
    assert numbers["resident_id_numeric"].to_pylist() == [True, True]
    assert numbers["resident_id"].to_pylist() == [NUMBER, NUMBER]


def test_dates_among_texts_lose_their_midnight():
    cells = [dt.datetime(1950, 3, 15), "1950.3.15", pd.Timestamp("1950-03-15"), dt.date(1950, 3, 15), np.nan]  # noqa: DTZ001 - a cell
    table = standard_table(pd.DataFrame({"姓名": ["陈秀妹"] * 5, "出生日期": pd.Series(cells, dtype=object)}))
    assert table["birth_date"].to_pylist()[:4] == ["1950-03-15", "1950.3.15", "1950-03-15", "1950-03-15"]
    assert table["birth_ymd"].to_pylist() == [19500315] * 4 + [0]


def test_ages_may_be_numbers_with_gaps():
    frame = pd.DataFrame({"姓名": ["陈秀妹"] * 3, "年龄": [76.0, np.nan, 75.5]})
    assert standard_table(frame)["age"].to_pylist() == ["76", None, "75.5"]


def test_fields_need_no_name():
    table = standard_columns({"village": pa.chunked_array([["石角村"], ["石角村委会"]])}, Kind.BENEFICIARY)
    assert table["village_code"][0] == table["village_code"][1] != 0
    assert table["row"].to_pylist() == [2, 3]
    assert table["name_chars"].to_pylist() == [0, 0]


def test_a_standard_table_is_taken_as_it_is():
    table = standard_table(pd.DataFrame({"姓名": ["陈秀妹"]}))
    assert standard_table(table) is table
    assert standard_table(table.to_pandas())["name_chars"] == table["name_chars"]
