"""Link two tables of persons, or one with itself: standardise, block, compare, score."""

import os
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa

from aidlink.beside import beside
from aidlink.block.passes import PassCost, PassPlanner
from aidlink.block.repair import only_repairs
from aidlink.compare.levels import COMPARISONS
from aidlink.compare.records import REPAIR, Columns, Records, Words, by_row, record_columns
from aidlink.compare.walk import Blocks, Side
from aidlink.engines import Engine, open_engine
from aidlink.errors import UsageError
from aidlink.facing import SHOWN
from aidlink.inputs import Data, standard_table
from aidlink.links import FREQUENCY, Links, level_column, pass_column
from aidlink.model.weights import Model, check_levels, check_model
from aidlink.rules import Blocking, Matcher, load_blocking, load_matcher
from aidlink.score import Ground, Scored, Task, score

PRIORS = "priors"


def link(
    left: Data,
    right: Data | None = None,
    *,
    matcher: str | Path = "suspected_death",
    blocking: str | Path | None = None,
    model: Model | str | None = None,
    engine: str = "duckdb",
    threads: int | None = None,
    as_of: date | None = None,
) -> Links:
    """Find the rows of `left` and `right` that may be one person.

    Args:
        left: an `Extract`, a standard table, or a DataFrame or Arrow table with canonical or Chinese headers
            (its first record is then row 2, as under one header line).
        right: the other table; None links `left` to itself.
        matcher: a shipped matcher's name, or the path of a rule file.
        blocking: the same for the blocking passes; the matcher's own by default.
        model: estimates to use as they are; "priors" for the rule file's m; None to learn from these tables.
        engine: what sorts the records of equal keys.
        threads: how many threads compare; all cores by default. The answer does not depend on it.
        as_of: the date of data that is not standardised yet; today if not given, so give it where the same
            input must always give the same output.

    Returns:
        Pairs above the matcher's floor, in a fixed order.

    Raises:
        RuleError: a rule file is wrong, or the model is not one of this matcher.
        UsageError: an engine or a needed column does not exist, or `model` is another word than "priors".
    """
    policy = load_matcher(matcher)
    check_levels(policy)
    known = _known_model(model, policy)
    passes = load_blocking(policy.blocking if blocking is None else blocking)
    tables = [standard_table(each, as_of) for each in (left, right) if each is not None]
    number = threads or os.cpu_count() or 1
    with open_engine(engine, threads=number) as opened:
        words, ground, costs, blocks = _prepared(
            opened, passes, tables, policy, estimate=known is None, threads=number
        )
    sides = Side.pair(*words, blocks)
    task = Task(sides[0], None if right is None else sides[1], blocks, policy, number)
    scored = score(task, ground, known, learn=model != PRIORS)
    pairs = _table(scored, tables, policy, passes)
    shown = [table.select([name for name in SHOWN if name in table.column_names]) for table in tables]
    return Links(pairs, policy, scored.model, tuple(costs), right is None, shown[0], shown[-1])


def blocking_cost(
    left: Data,
    right: Data | None = None,
    *,
    blocking: str | Path = "persons",
    engine: str = "duckdb",
    as_of: date | None = None,
) -> pd.DataFrame:
    """Count, before anything is compared, the pairs that each pass would make.

    Args:
        left: as in `link`.
        right: as in `link`.
        blocking: the name or path of the passes.
        engine: what finds the pairs that a table linked to itself makes twice.
        as_of: the date of data that is not standardised yet, as in `link`.

    Returns:
        One row a pass, in order: name, pairs (exact), largest (pairs of the largest block), split_keys,
        split_pairs, unsplit (see `PassCost`), why.
    """
    passes = load_blocking(blocking)
    tables = [standard_table(each, as_of) for each in (left, right) if each is not None]
    with open_engine(engine) as opened:
        costs = PassPlanner(opened, passes, *paired_columns(tables)).costs()
    fields = list(PassCost.__dataclass_fields__)
    return pd.DataFrame([[getattr(cost, field) for field in fields] for cost in costs], columns=fields)


def _prepared(
    engine: Engine, passes: Blocking, tables: list[pa.Table], policy: Matcher, *,
    estimate: bool, threads: int,
) -> tuple[tuple[Words, Words | None], Ground, list[PassCost], list[Blocks]]:  # fmt: skip
    """Pack the records, plan the passes and look at the ground; what is by column is let go of with it."""
    columns, others = paired_columns(tables)
    with beside() as pool:  # both leave a core idle half of the time, each where the other does not
        planned = pool.submit(PassPlanner(engine, passes, columns, others).plan)
        left = Records(by_row(columns), columns)
        right = None if others is None else Records(by_row(others), others)
        ground = Ground.of(left, right, policy, estimate=estimate, threads=threads)
        costs, blocks = planned.result()
    return (left.rows, None if right is None else right.rows), ground, costs, blocks


def paired_columns(tables: list[pa.Table]) -> tuple[Columns, Columns | None]:
    """One or two standard tables as columns of words, wrong numbers' repairs in the other one found."""
    columns = [record_columns(table) for table in tables]
    repairs = [only_repairs(each, other) for each, other in zip(columns, columns[::-1], strict=True)]
    for each, found in zip(columns, repairs, strict=True):
        each[REPAIR] = found
    return columns[0], columns[1] if len(columns) > 1 else None


def _known_model(model: Model | str | None, matcher: Matcher) -> Model | None:
    if isinstance(model, Model):
        check_model(model, matcher)
        return model
    if model not in (None, PRIORS):
        message = f"no model {model!r}: give a Model, {PRIORS!r} or None"
        raise UsageError(message)
    return None


def _table(scored: Scored, tables: list[pa.Table], matcher: Matcher, passes: Blocking) -> pa.Table:
    left, right = pa.array(scored.left), pa.array(scored.right)
    lefts, rights = tables[0], tables[-1]
    names = list(COMPARISONS)
    columns: dict[str, pa.Array | pa.ChunkedArray] = {
        "left_record": left,
        "right_record": right,
        "left_sheet": lefts["sheet"].take(left),
        "left_row": lefts["row"].take(left),
        "right_sheet": rights["sheet"].take(right),
        "right_row": rights["row"].take(right),
        "weight": pa.array(scored.weight),
        "probability": pa.array(scored.probability),
        "passes": pass_column(scored.passes, tuple(each.name for each in passes.passes)),
    }
    for comparison in matcher.comparisons:
        columns[comparison.name] = level_column(
            comparison.name, scored.digits[:, names.index(comparison.name)]
        )
    columns[FREQUENCY] = pa.array(scored.frequency)
    return pa.table(columns).combine_chunks()
