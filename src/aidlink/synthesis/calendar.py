"""The months of a town's run."""

import re
from dataclasses import dataclass

import numpy as np

from aidlink.errors import UsageError
from aidlink.synthesis.tables import Ints


@dataclass(frozen=True, slots=True)
class Calendar:
    """`months` months from `start` ("2026-08"); a month is known by its place, 0 for the first."""

    start: str
    months: int

    def __post_init__(self) -> None:
        if not re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", self.start) or self.months < 1:
            msg = "起始月份要写成 2026-08 这样，至少一个月"
            raise UsageError(msg)

    def label(self, month: int) -> str:
        """Give a month as "2026-08"."""
        return str(np.datetime64(self.start, "M") + month)

    def chinese(self, month: int) -> str:
        """Give a month as "2026年8月"."""
        year, number = self.label(month).split("-")
        return f"{year}年{int(number)}月"

    def first_day(self, month: int) -> int:
        """Give a month's first day in days since 1970-01-01; `months` gives the day after the last."""
        return int((np.datetime64(self.start, "M") + month).astype("datetime64[D]").astype(np.int64))

    @property
    def end(self) -> int:
        """The day after the last month."""
        return self.first_day(self.months)

    def month_of(self, day: Ints) -> Ints:
        """Give each day's month: negative before the first, `months` and more after the last."""
        month = day.astype("datetime64[D]").astype("datetime64[M]") - np.datetime64(self.start, "M")
        return month.astype(np.int64)
