"""Progress of long work on stderr: a bar on a terminal, a line now and then in a log.

A `ProgressDisplay` is a context manager and is called as the library's `Progress`: `(stage, done, total)`, total 0
where it is not known. Stages may alternate; each keeps its own line. Nothing is shown of work that is over at once.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn, TaskID

SECONDS_BETWEEN_LINES = 15.0


class ProgressDisplay:
    """Shows what the library reports while it works.

    `clock` gives seconds; it exists for tests.
    """

    def __init__(self, *, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock
        self._bars: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._started: dict[str, float] = {}
        self._last_done: dict[str, int] = {}
        self._last_line = self._last_report = 0.0

    def __enter__(self) -> ProgressDisplay:
        self._last_line = self._last_report = self._clock()
        if self._stream.isatty():
            from rich.console import Console
            from rich.progress import Progress

            self._bars = Progress(*_columns(), console=Console(file=self._stream), transient=True)
            self._bars.start()
            self._tasks[""] = self._bars.add_task("starting", total=None, share="", speed="", left="")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = self._clock()
        if stage not in self._started or done < self._last_done[stage]:
            # What a first report counts was done since the report before it.
            self._started[stage] = self._last_report if done else now
        self._last_done[stage] = done
        self._last_report = now
        if self._bars is not None:
            if stage not in self._tasks:
                if "" in self._tasks:
                    self._bars.remove_task(self._tasks.pop(""))
                self._tasks[stage] = self._bars.add_task(stage, total=None, share="", speed="", left="")
            speed, left = _pace(done, total, now - self._started[stage])
            share = f"{done / total:>5.0%}" if total else f"{done:,}" if done else ""
            # The total may be an estimate that moves, so the bar goes by shares.
            shares = {"completed": done / total, "total": 1.0} if total else {"completed": done, "total": None}
            self._bars.update(self._tasks[stage], **shares, share=share, speed=speed, left=left)
        elif now - self._last_line >= SECONDS_BETWEEN_LINES:
            self._last_line = now
            print(progress_line(stage, done, total, now - self._started[stage]), file=self._stream, flush=True)


@contextmanager
def waiting(message: str) -> Iterator[None]:
    """Show that something of unknown length goes on, on a terminal; an empty message shows nothing."""
    if not message or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(file=sys.stderr).status(message):
        yield


def progress_line(stage: str, done: int, total: int, seconds: float) -> str:
    """One line of a log: stage, share, counts, speed and time left."""
    counts = f"{stage}: {done:,} of {total:,} ({done / total:.0%})" if total else f"{stage}: {done:,}"
    return ", ".join(filter(None, (counts, *_pace(done, total, seconds))))


def _pace(done: int, total: int, seconds: float) -> tuple[str, str]:
    """Counts a second, with a decimal where they are few, and the time left; "" for what is not known."""
    from senseindex.answers.forms import human_seconds

    if not done or seconds <= 0:
        return "", ""
    speed = done / seconds
    left = f"{human_seconds((total - done) / speed)} left" if total > done else ""
    return f"{speed:,.0f}/s" if speed >= 10 else f"{speed:.1f}/s", left


def _columns() -> list[ProgressColumn]:
    """Stage, bar, share (or the count where the total is not known), speed, time left."""
    from rich.progress import BarColumn, TextColumn

    faint = [TextColumn(f"{{task.fields[{name}]}}", style="dim") for name in ("speed", "left")]
    return [TextColumn("{task.description}"), BarColumn(bar_width=30), TextColumn("{task.fields[share]}"), *faint]
