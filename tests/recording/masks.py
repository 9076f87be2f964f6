"""What differs between two recordings of the same program and means nothing: clock, disk and folder."""

from __future__ import annotations

import re
from pathlib import Path

_SECONDS = r"(?:\d+ h )?(?:\d+ min )?\d+(?:\.\d)?(?: s| min)\b"
_SIZE = r"[\d,]+(?:\.\d)? (?:[kMGT]B|B)\b"
MASKS = (
    # the clock
    (re.compile(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:\+00:00|Z)"), "<time>"),
    (re.compile(rf", in {_SECONDS}(?:, [\d,]+ tokens/s)?$", re.MULTILINE), ", in <seconds>"),
    (
        re.compile(r"^time: (?:.*\n){1,3}?(?=on disk: )", re.MULTILINE),
        "",
    ),  # stages below 0.1 s are left out, all of them at times
    (re.compile(r"^(lemmas\t.*\tseconds\n(?:\d+\t)+)[\d.]+$", re.MULTILINE), r"\1<seconds>"),
    (re.compile(r"^[a-z][a-z ]*: [\d,]+(?: of [\d,]+ \(\d+%\))?, [\d,.]+/s(?:, .* left)?\n", re.MULTILINE), ""),
    (re.compile(r'("seconds": )[\d.]+'), r"\1<seconds>"),
    (re.compile(r'("seconds_by_stage": )\{[^{}]*\}'), r"\1<stages>"),
    (re.compile(r"(\((?:fast|all-MiniLM-L6-v2)(?:, full precision)?, )\d+ s\)"), r"\1<seconds>)"),
    # the disk
    (re.compile(rf"^on disk: .*{_SIZE}$", re.MULTILINE), "on disk: <sizes>"),
    (re.compile(rf"^(bytes +){_SIZE}$", re.MULTILINE), r"\1<size>"),
    (re.compile(r"^(bytes[,\t])\d+$", re.MULTILINE), r"\1<size>"),
    (re.compile(r'("bytes": )\d+'), r"\1<size>"),
    (re.compile(r'("bytes_by_part": )\{[^{}]*\}'), r"\1<sizes>"),
    (re.compile(rf"(segments? became \d+: ){_SIZE} before, {_SIZE} now"), r"\1<size> before, <size> now"),
    (re.compile(rf"(\d files, ){_SIZE}"), r"\1<size>"),
)
_LONG = re.compile(r"-?(?<![\d.])\d+\.(?:\d{5,}(?:e[-+]?\d+)?|\d+e[-+]?\d+)")


def masked(text: str, folder: Path) -> str:
    """`text` without what varies: `folder` is that of the work, and numbers keep four decimals."""
    for path in sorted({str(folder), str(folder.resolve())}, key=len, reverse=True):
        text = text.replace(path, "<folder>")
    for pattern, instead in MASKS:
        text = pattern.sub(instead, text)
    return _LONG.sub(_rounded, text)


def _rounded(number: re.Match[str]) -> str:
    rounded = f"{float(number[0]):.4f}"
    return "0.0000" if rounded == "-0.0000" else rounded
