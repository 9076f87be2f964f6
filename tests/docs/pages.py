"""The pages that people read, and what stands in them: headings, links, blocks of code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path.relative_to(REPOSITORY).as_posix()
    for pattern in ("*.md", "docs/*.md", "examples/*.md", "indexes/*.md", "senseindex/**/*.md")
    for path in REPOSITORY.glob(pattern)
)

_FENCE = re.compile(r"^(?P<mark>```+)(?P<kind>[^\n`]*)\n(?P<text>.*?)^(?P=mark)$", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"(?:^(?: {4}.*)?\n)+", re.MULTILINE)
NOT_RUN = "<!-- not run -->\n"
"""Stands before a block of Python that only has to compile."""


class Block(NamedTuple):
    kind: str
    text: str
    runs: bool


def text_of(page: str) -> str:
    return (REPOSITORY / page).read_text(encoding="utf-8")


def blocks_of(page: str) -> list[Block]:
    """Fenced blocks, and indented ones outside of lists as blocks without a kind."""
    text = text_of(page)
    fenced = [
        Block(found["kind"].strip(), found["text"], not text[: found.start()].endswith(NOT_RUN))
        for found in _FENCE.finditer(text)
    ]
    indented = [
        Block("", re.sub("^ {4}", "", each, flags=re.MULTILINE), False) for each in _INDENTED.findall(prose_of(page))
    ]
    return fenced + [each for each in indented if each.text.strip()]


def prose_of(page: str) -> str:
    """The text without fenced blocks."""
    return _FENCE.sub("", text_of(page))


def links_of(page: str) -> list[str]:
    prose = re.sub(r"`[^`\n]*`", "", prose_of(page))
    return re.findall(r"\]\(([^)\s]+)\)", prose) + re.findall(r'src="([^"]+)"', prose)


def anchors_of(page: str) -> set[str]:
    """The anchors of a page's headings, as GitHub and MyST make them."""
    headings = re.findall(r"^#{1,6} (.+)$", prose_of(page), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", re.sub(r"[`*]", "", heading).strip().lower()).replace(" ", "-") for heading in headings
    }
