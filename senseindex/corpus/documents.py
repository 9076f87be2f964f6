"""What the rooms of a corpus hand to each other: `RawDocument` (what a reader yields), `Document` (after segmentation).

All character offsets count from the start of the document's text and are half-open, as Python slices.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MetadataValue = str | int | float | None
"""What a metadata column can hold; readers turn anything else into JSON text."""

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}")


def metadata_value(text: str) -> MetadataValue:
    """A value by itself, whatever stands elsewhere in its column: 1972, -3 and 0.5 are numbers, nothing is None.

    Everything else stays text, so that no sign is lost: 007, +3, 1e5 and 1,000 are names of something.
    """
    text = text.strip()
    if not text:
        return None
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, by columns: the n-th entry of each tuple describes the n-th token.

    `pos` holds UPOS tags, "" where unknown. `content[i]` says whether token i is a content word, that is,
    whether its occurrence gets a sense vector. `starts` and `ends` are offsets in the document. Two tokens
    of one multiword token (German *zum* = *zu* + *dem*) share the offsets of the surface form. `paragraph` is the same
    number for the sentences of one paragraph of the document, and ascends.
    """

    start: int
    end: int
    forms: tuple[str, ...]
    lemmas: tuple[str, ...]
    pos: tuple[str, ...]
    content: tuple[bool, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    paragraph: int = 0

    def __len__(self) -> int:
        return len(self.forms)


@dataclass(frozen=True, slots=True)
class RawDocument:
    """What a reader yields: a document's text, and its sentences where the format brings them.

    `sentences` is None for running text, which segmentation still has to split. `location` names the place in
    the source ("speeches.jsonl.gz, line 7") for messages. `file` is the full path where the id is made of the file's
    name, so that two files of one name are told apart; "" where the document brings its own id.
    """

    id: str
    text: str
    metadata: Mapping[str, MetadataValue] = field(default_factory=dict)
    sentences: tuple[Sentence, ...] | None = None
    location: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A segmented document, ready to be encoded and stored."""

    id: str
    text: str
    metadata: Mapping[str, MetadataValue]
    sentences: tuple[Sentence, ...]
