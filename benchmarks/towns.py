"""What the benchmarks of findings share: which towns are made, and where their tables are written."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from aidlink.synthesis import Town, make_town

DOCS = Path(__file__).parents[1] / "docs" / "findings.md"


def options(purpose: str | None, seeds: list[int], harsh: list[int]) -> argparse.Namespace:
    """Read the command line; `seeds` and `harsh` are the towns of the two error models by default."""
    parser = argparse.ArgumentParser(description=purpose.splitlines()[0] if purpose else None)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, nargs="*", default=seeds)
    parser.add_argument("--harsh", type=int, nargs="*", default=harsh)
    parser.add_argument("--write", action="store_true")
    return parser.parse_args()


def towns(asked: argparse.Namespace) -> Iterator[tuple[str, Iterator[Town]]]:
    """Give each error model's heading and its towns, each made when it is asked for."""
    for model, seeds in (("default", asked.seeds), ("harsh", asked.harsh)):
        heading = f"差错模型 {model}，每镇 {asked.people} 人，种子 {'、'.join(map(str, seeds))}"
        yield heading, (make_town(asked.people, seed=seed, error_model=model) for seed in seeds)


def write(name: str, text: str) -> None:
    """Put a table into docs/findings.md, between the marks that name it."""
    page = DOCS.read_text("utf-8")
    start, end = (f"<!-- {name}: {word} -->" for word in ("measured", "end"))
    before, _, rest = page.partition(start)
    _, _, after = rest.partition(end)
    DOCS.write_text(f"{before}{start}\n\n{text}\n{end}{after}", "utf-8")
