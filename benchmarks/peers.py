"""The peers, set up as an able analyst would: Splink 5, recordlinkage's ECM, and equality of ID strings.

They get the columns that aidlink has cleaned (numbers, names, a pinyin column, dates, villages) and, where
they can express them, the same blocking passes; so they are compared on linking and not on cleaning.
"""

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from aidlink.compare.records import BIRTH, HIGH_SHIFT, LOW_SHIFT, pack_records
from aidlink.names.packing import PLACE_MASK

_CHECKS = np.array(list("0123456789X"))
_YEAR = 0xFFFF


def peer_frame(standard: pa.Table) -> pd.DataFrame:
    """The cleaned columns as text: number, fifteen, name, pinyin, surname, birth, year, sex and village."""
    words = pack_records(standard)
    code = standard["resident_id_code"].to_numpy()
    body = pd.Series(code // 11).astype(str).str.zfill(17)
    number = (body + pd.Series(_CHECKS[code % 11])).where(code > 0, None)
    birth = pd.Series(standard["birth_ymd"].to_numpy())
    text = birth.astype(str)
    low = (words[:, BIRTH] >> LOW_SHIFT) & _YEAR
    sound = standard["name_sound"].to_numpy()
    return pd.DataFrame(
        {
            "unique_id": np.arange(len(code)),
            "number": number,
            "fifteen": number.str[:15],
            "name": standard["name_text"].to_pandas(),
            "pinyin": pd.Series(sound)
            .where(sound != 0)
            .astype("Int64")
            .astype(object)
            .where(sound != 0, None),
            "surname": pd.Series(sound & PLACE_MASK).astype(object).where(sound != 0, None),
            "birth": (text.str[:4] + "-" + text.str[4:6] + "-" + text.str[6:]).where(birth > 0, None),
            "year": pd.Series((low + (words[:, BIRTH] >> HIGH_SHIFT)) // 2)
            .astype(object)
            .where(low > 0, None),
            "sex": pd.Series(standard["sex_code"].to_numpy().astype(int)).replace(0, np.nan).astype("Int64"),
            "village": standard["village_key"].to_pandas(),
        }
    )


#: The passes of blocking/persons.toml as far as equality of these columns can say them.
PASSES: tuple[tuple[str, ...], ...] = (
    ("number",), ("fifteen",), ("pinyin", "village"), ("pinyin", "year"), ("pinyin", "sex"),
    ("birth", "surname"), ("birth", "village"), ("village", "surname", "year"),
)  # fmt: skip


def splink_linker(
    left: pd.DataFrame, right: pd.DataFrame, passes: tuple[tuple[str, ...], ...] = PASSES
) -> Any:
    """A Splink 5 linker on DuckDB with term frequencies, not yet trained."""
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    number = cl.CustomComparison(
        output_column_name="number",
        comparison_levels=[
            cll.NullLevel("number"),
            cll.ExactMatchLevel("number"),
            cll.DamerauLevenshteinLevel("number", 1),
            cll.CustomLevel("fifteen_l = fifteen_r", "first fifteen"),
            cll.ElseLevel(),
        ],
    )
    name = cl.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            cll.NullLevel("name"),
            cll.ExactMatchLevel("name", term_frequency_adjustments=True),
            cll.ExactMatchLevel("pinyin", term_frequency_adjustments=True),
            cll.ExactMatchLevel("surname"),
            cll.ElseLevel(),
        ],
    )
    birth = cl.CustomComparison(
        output_column_name="birth",
        comparison_levels=[
            cll.CustomLevel("year_l IS NULL OR year_r IS NULL", "null").configure(is_null_level=True),
            cll.ExactMatchLevel("birth"),
            cll.DamerauLevenshteinLevel("birth", 1),
            cll.CustomLevel("year_l = year_r", "same year"),
            cll.CustomLevel("abs(year_l - year_r) <= 2", "near"),
            cll.ElseLevel(),
        ],
    )
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[number, name, birth, cl.ExactMatch("sex"), cl.ExactMatch("village")],
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in passes],
        retain_matching_columns=False,
    )
    database = DuckDBAPI()
    tables = [
        database.register(frame, dataset_display_name=name)
        for frame, name in ((left, "left_table"), (right, "right_table"))
    ]
    return Linker(tables, settings, log_level=40)


def train_splink(linker: Any, *, pairs: float = 2e6) -> None:
    """Train as documented: lambda from sure rules, u by random sampling, m by EM on two blockings."""
    from splink import block_on

    linker.training.estimate_probability_two_random_records_match(
        [block_on("number"), block_on("name", "birth")], recall=0.9
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=pairs, seed=1)
    for columns in (("number",), ("pinyin", "village")):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))


def splink_pairs(linker: Any, threshold: float) -> pd.DataFrame:
    """Predict: left, right (positions) and probability."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = linker.inference.predict(threshold_match_probability=threshold).as_pandas_dataframe()
    turned = found["source_dataset_l"].eq("right_table")
    left = found["unique_id_l"].where(~turned, found["unique_id_r"])
    right = found["unique_id_r"].where(~turned, found["unique_id_l"])
    pairs = {"left": left, "right": right, "probability": found["match_probability"]}
    return pd.DataFrame(pairs)


def ecm_pairs(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """recordlinkage: the same passes, binary comparisons, ECM; left, right and probability."""
    import recordlinkage

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        index = recordlinkage.Index()
        for columns in PASSES:
            index.block(list(columns))
        pairs = index.index(left, right)
        compare = recordlinkage.Compare()
        for column in ("number", "fifteen", "name", "pinyin", "birth", "year", "sex", "village"):
            compare.exact(column, column, label=column)
        vectors = compare.compute(pairs, left, right)
        model = recordlinkage.ECMClassifier(binarize=0.5)
        model.fit(vectors)
        probability = model.prob(vectors)
    found = pairs.to_frame(index=False, name=["left", "right"])
    found["probability"] = probability.to_numpy()
    return pd.DataFrame(found)


def equal_id_pairs(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """What the office does in Excel: equal ID strings."""
    sides = [frame.loc[frame["number"].notna(), ["unique_id", "number"]] for frame in (left, right)]
    found = sides[0].merge(sides[1], on="number")
    return pd.DataFrame({"left": found["unique_id_x"], "right": found["unique_id_y"], "probability": 1.0})
