"""What a notebook shows of a ledger: months and counts, nobody's name."""

from collections.abc import Sequence

import pandas as pd

from aidlink.findings.frame import FindingKind
from aidlink.html import card, element, table
from aidlink.ledger.state import Status


def show_ledger(name: str, months: Sequence[int], clues: pd.DataFrame) -> str:
    """The ledger as HTML: its months, its clues by kind and status, and when the next are due."""
    title = f"台账 {name}"
    if not months:
        return card(title, element("p", "还没有记过月份。"))
    said = f"记了 {len(months)} 个月：{_month(months[0])} 至 {_month(months[-1])}。线索 {len(clues):,} 条。"
    parts = [element("p", said)]
    if len(clues):
        counts = pd.crosstab(clues["kind"], clues["status"])
        counts = counts.reindex(index=list(FindingKind), columns=list(Status), fill_value=0)
        answered = clues.dropna(subset=["answer"])["kind"].value_counts()
        rows = [
            (kind.label, *map(int, counts.loc[kind]), int(answered.get(kind, 0)))
            for kind in FindingKind
            if counts.loc[kind].any()
        ]
        parts.append(table(("类别", *(status.label for status in Status), "已有答复"), rows))
        if due := sorted(clues.loc[clues["status"] != Status.CLEARED, "due"]):
            parts.append(element("p", f"未办结 {len(due):,} 条，最早的应于 {due[0]} 前办结。"))
    return card(title, *parts)


def _month(month: int) -> str:
    return f"{month // 100}年{month % 100}月"
