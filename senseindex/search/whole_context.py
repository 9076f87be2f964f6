"""One hit in as much of its document as is wanted: some sentences on either side, or all."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from senseindex.answers.concordance import HitInDocument
from senseindex.errors import UsageError
from senseindex.search.kwic import occurrence_hits
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.occurrences import Occurrence
from senseindex.store.catalog.sentences import SentenceRow


def hit_in_document(catalog: Catalog, occurrence: Occurrence, sentences: int | None) -> HitInDocument:
    """An occurrence with so many sentences before and after its own, None for the whole document.

    Raises NotFoundError for an occurrence that is not there, UsageError for a negative number.
    """
    if sentences is not None and sentences < 0:
        raise UsageError("sentences are a whole number from 0, or None for the whole document")
    (occurrence_id,) = catalog.occurrences.find([occurrence])
    (hit,) = occurrence_hits(catalog, [occurrence_id], 0)
    sentence_id, _ = catalog.occurrences.places_of([occurrence_id])[occurrence_id]
    rows = catalog.sentences.around(sentence_id, sentences)
    begin, text = rows[0].start, _text(rows)
    left, right = text[: hit.start - begin], text[hit.end - begin :]
    return HitInDocument(replace(hit, left=left, right=right), len(rows))


def _text(rows: Sequence[SentenceRow]) -> str:
    """The text of sentences that follow each other, every character where it stands in the document.

    What stands between two sentences is not stored: one character is a blank, more are line ends.
    """
    pieces = [rows[0].text]
    for before, after in itertools.pairwise(rows):
        gap = after.start - before.start - len(before.text)
        pieces += [" " if gap == 1 else "\n" * gap, after.text]
    return "".join(pieces)
