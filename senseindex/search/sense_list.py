"""The senses of a word, each with lines that show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from senseindex.answers.senses import Sense, SenseList
from senseindex.search.query import Question
from senseindex.search.typical import typical_lines
from senseindex.store.catalog.connection import placeholders
from senseindex.store.catalog.senses import UNCLEAR_NUMBER

if TYPE_CHECKING:
    from senseindex.index.open_index import OpenIndex


def sense_list(index: OpenIndex, lemma: str, *, examples: int = 3, window: int = 10) -> SenseList:
    """The senses of a lemma, largest first, each with typical lines, ticked ones first. Empty before induction."""
    rows = index.lemmas(lemma)
    tokens = max(index.catalog.documents.tokens(), 1)
    found = index.catalog.senses.of([row.id for row in rows])
    total = max(sum(sense.size for sense in found), 1)
    lempos = {row.id: row.lempos for row in rows}
    ticks = index.catalog.labels.ticked([sense.id for sense in found])
    senses = []
    for sense in found:
        if sense.number == UNCLEAR_NUMBER and not sense.size:
            continue
        own = tuple(row for row in rows if row.id == sense.lemma_id)
        ticked = ticks.get(sense.id, [])
        question = Question(lemma, own, (sense,), sense.centre, count=examples, window=window)
        senses.append(
            Sense(
                sense.name,
                lempos[sense.lemma_id],
                sense.label,
                sense.size,
                sense.size / total,
                1e6 * sense.size / tokens,
                sense.confidence,
                sense.context_words,
                sense.similar_words,
                typical_lines(index.catalog, index.store, question, ticked),
                definition=sense.definition,
                locked=sense.locked,
                ticked=len(ticked),
            )
        )
    return SenseList(rows[0].lemma, tuple(senses), _separability(index, [row.id for row in rows]))


def _separability(index: OpenIndex, lemma_ids: Sequence[int]) -> float | None:
    """How clearly the senses of a word lie apart; of several parts of speech the clearest."""
    sql = f"SELECT max(separability) FROM lemma WHERE id IN ({placeholders(lemma_ids)})"
    value: float | None = index.catalog.rows(sql, lemma_ids)[0][0]
    return value
