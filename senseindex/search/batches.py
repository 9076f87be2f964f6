"""Many questions at once: texts are encoded together, vectors are read once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from senseindex.errors import UsageError

if TYPE_CHECKING:
    from senseindex.answers.concordance import Concordance
    from senseindex.index.open_index import OpenIndex


def query_many(
    index: OpenIndex,
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
    rows = tuple(index.lemmas(lemma)) if lemma else ()
    words = [row.lemma for row in rows] + ([lemma] if lemma else [])
    targets = [index.models.target(context, words) for context in contexts]
    asked = list(zip([rows] * len(targets), [0] * len(targets), strict=True))
    if likes:
        own, vectors = vectors_of(index.catalog, index.store, likes)
        asked = [(rows or (row,), like) for row, like in zip(own, likes, strict=True)]
    elif targets:
        vectors = index.models.text_encoder.encode_words(targets)
        meant = [target.sentence.lemmas[target.position] for target in targets]
        known = {word: rows or tuple(index.lemmas(word)) for word in dict.fromkeys(meant)}
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
    return answer_many(index.catalog, index.store, questions)
