"""Many questions at once: `query_many` and `assign`. `SenseIndex` has these methods from here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from senseindex.errors import UsageError
from senseindex.index.open_index import IndexParts

if TYPE_CHECKING:
    from senseindex.answers.concordance import Concordance
    from senseindex.answers.senses import WordSenses


class Batches:
    """The part of `SenseIndex` that answers in batches: texts are encoded together, vectors are read once."""

    _parts: IndexParts

    def query_many(
        self,
        contexts: Sequence[str] = (),
        *,
        lemma: str | None = None,
        likes: Sequence[int] = (),
        n: int = 20,
        offset: int = 0,
        window: int = 10,
    ) -> list[Concordance]:
        """What `query` answers for every example sentence of `contexts`, or every occurrence of `likes`, in order.

        `lemma` is the word that all examples are of; without it each says its own, as `query` has it. Scores may differ
        in the last digits, as sentences are encoded together. Raises what `query` raises, for the first bad example.
        """
        from senseindex.search.query import Question, vectors_of
        from senseindex.search.query_many import answer_many

        if n < 0 or offset < 0 or window < 0:
            raise UsageError("n, offset and window are whole numbers from 0")
        if contexts and likes:
            raise UsageError("give example sentences or occurrences to be like, not both")
        if isinstance(contexts, str):
            raise UsageError("contexts is a list of sentences; `query` takes a single one")
        parts = self._parts
        rows = tuple(parts.lemmas(lemma)) if lemma else ()
        words = [row.lemma for row in rows] + ([lemma] if lemma else [])
        targets = [parts.target(context, words) for context in contexts]
        asked = list(zip([rows] * len(targets), [0] * len(targets), strict=True))
        if likes:
            own, vectors = vectors_of(parts.catalog, parts.store, likes)
            asked = [(rows or (row,), like) for row, like in zip(own, likes, strict=True)]
        elif targets:
            vectors = parts.text_encoder.encode_words(targets)
            meant = [target.sentence.lemmas[target.position] for target in targets]
            known = {word: rows or tuple(parts.lemmas(word)) for word in dict.fromkeys(meant)}
            asked = [(known[word], 0) for word in meant]
        questions = [
            Question(
                lemma or own_rows[0].lempos,
                own_rows,
                vector=vector,
                example=True,
                exclude=exclude,
                count=n,
                offset=offset,
                window=window,
            )
            for (own_rows, exclude), vector in zip(asked, vectors if asked else (), strict=True)
        ]
        return answer_many(parts.catalog, parts.store, questions)

    def assign(self, text: str) -> WordSenses:
        """The senses of all content words of a new text, as an ingest of it would give them; nothing is kept."""
        from senseindex.senses.assign_text import assign_text

        parts = self._parts
        sentences = tuple(parts.segmenter.sentences(text))
        return assign_text(parts.catalog, parts.text_encoder, text, sentences)
