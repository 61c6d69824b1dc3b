"""统计表 and 整改台账: a month's and a year's figures by village and programme, and what became of each clue.

books = open_books(rosters, payments, 202610)
table = month_statistics(books, clues, as_of)       # one month
year = pa.concat_tables([...])                      # 1-12月: the months' tables under each other
ledger = rectification(clues, as_of)
"""

from aidlink.statistics.clues import RECTIFICATION, clue_counts, rectification
from aidlink.statistics.monthly import STATISTICS, month_statistics, spread, with_clues

__all__ = [
    "RECTIFICATION",
    "STATISTICS",
    "clue_counts",
    "month_statistics",
    "rectification",
    "spread",
    "with_clues",
]
