"""Metadata from formats that know only text: which of it is a number."""

from __future__ import annotations

import re

from senseindex.corpus.documents import MetadataValue

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
