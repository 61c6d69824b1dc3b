"""How the command line shows that work goes on: a bar on a terminal, plain lines elsewhere, or nothing."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class Report:
    """Shows progress on standard error, so that standard output holds results alone."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._bar: Progress | None = None
        if not quiet and sys.stderr.isatty():
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task("准备", total=None)

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def progress(self, step: str, done: int, total: int) -> None:
        """Say which step begins, after `done` of `total` steps."""
        if self._bar:
            # A file's name may hold brackets, which are no mark-up.
            self._bar.update(self._task, description=step.replace("[", r"\["), completed=done, total=total)
        elif not self._quiet:
            print(f"[{done + 1}/{total}] {step}", file=sys.stderr, flush=True)  # noqa: T201 - its purpose

    def say(self, line: str) -> None:
        """Print one line of the result."""
        if not self._quiet:
            print(line)  # noqa: T201 - its purpose
