"""A question to an open index: what may be asked, checked and looked up, and the page of lines that answers it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from senseindex.answers.concordance import Concordance
from senseindex.errors import UsageError
from senseindex.search.subcorpora import condition_of

if TYPE_CHECKING:
    from typing import Unpack

    from senseindex.arrays import FloatArray
    from senseindex.index.open_index import OpenIndex
    from senseindex.search.selection import Request
    from senseindex.store.catalog.lemmas import LemmaRow
    from senseindex.store.catalog.senses import SenseRow


class Asked(TypedDict, total=False):
    """What a query may say; see `SenseIndex.query`."""

    sense: str | None
    context: str | None
    like: int | None
    any_word: bool
    where: str | None
    parameters: Sequence[Any]
    n: int
    offset: int
    window: int
    sort: str | None
    seed: int | None
    pattern: str | None
    near: Sequence[str]
    without: Sequence[str]
    span: int
    sample: int | None
    subcorpus: str | None


def query(index: OpenIndex, lemma: str | None = None, **asked: Unpack[Asked]) -> Concordance:
    """Concordance lines of a word, in one sense, like an example, or of a pattern over tokens; under filters.

    - `lemma`: any form of the word, or a lempos (`bank-n`).
    - `sense`: an id such as `bank%1`; lines nearest to the sense's centre come first.
    - `context`: an example sentence; the word is found in it, or marked as in `We sat on the [bank]`.
    - `like`: the id of an occurrence to be like. `any_word`: search all words but this one.
    - `pattern`: instead of all these, a pattern over tokens, see `senseindex.search.cql`.
    - `where`: an SQL condition on metadata columns, its `?` bound to `parameters`. `subcorpus`: a named one.
    - `near`, `without`: context filters within `span` tokens (5), see `senseindex.search.context`.
    - `sample`: so many hits, drawn by `seed` (0), are all that is left. `seed` alone: `n` random hits.
    - `sort`: keys as in `senseindex.search.sorting`, such as `R1,L1` or `-date`. All hits take part, over all words
      the best `n`.
    - `n` (20), `offset`, `window` (10 tokens a side): the page.

    Raises NotFoundError for a word, sense or occurrence that is not there, UsageError for a contradiction.
    """
    from senseindex.search.selection import page

    return page(index.catalog, index.store, request_of(index, lemma, **asked))


def request_of(index: OpenIndex, lemma: str | None = None, **asked: Unpack[Asked]) -> Request:
    """What was asked for, checked and looked up."""
    from senseindex.search.query import Question
    from senseindex.search.selection import Request

    sense, context, like = asked.get("sense"), asked.get("context"), asked.get("like")
    any_word, pattern, seed = asked.get("any_word", False), asked.get("pattern"), asked.get("seed")
    near, without = _entries(asked.get("near", ())), _entries(asked.get("without", ()))
    n, offset, window, span = (
        asked.get("n", 20),
        asked.get("offset", 0),
        asked.get("window", 10),
        asked.get("span", 5),
    )
    sample = asked.get("sample")
    if n < 0 or offset < 0 or window < 0:
        raise UsageError("n, offset and window are whole numbers from 0")
    if span < 1 or (sample is not None and sample < 1):
        raise UsageError("span and sample are whole numbers from 1")
    if context is not None and like is not None:
        raise UsageError("give an example sentence or an occurrence to be like, not both")
    if seed is not None and sample is None and (context is not None or like is not None):
        raise UsageError(
            "a random sample of lines takes no example: give a seed, or a context or occurrence to be like; "
            "with the size of a sample both go together"
        )
    if any_word and (sense is not None or seed is not None or sample is not None or near or without):
        raise UsageError("a search over all words takes no sense, no sample and no context filter")
    if pattern is not None and (any_word or any(each is not None for each in (lemma, sense, context, like))):
        raise UsageError("a pattern says itself what is looked for; leave out the word, the sense and the example")
    where, parameters = condition_of(
        index, asked.get("where"), tuple(asked.get("parameters", ())), asked.get("subcorpus")
    )
    vector: FloatArray | None = None
    rows: tuple[LemmaRow, ...] = ()
    senses: tuple[SenseRow, ...] | None = None
    if pattern is None:
        rows, senses, vector = _looked_up(index, lemma, sense, context, like, any_word)
    question = Question(
        pattern or lemma or (sense or "").rpartition("%")[0] or (rows[0].lempos if rows and not any_word else ""),
        rows,
        senses,
        vector,
        context is not None or like is not None,
        any_word,
        like or 0,
        where,
        parameters,
        n,
        offset,
        window,
        seed if sample is None else None,
    )
    return Request(question, pattern, near, without, span, sample, seed or 0, asked.get("sort"))


def _looked_up(
    index: OpenIndex, lemma: str | None, sense: str | None, context: str | None, like: int | None, any_word: bool
) -> tuple[tuple[LemmaRow, ...], tuple[SenseRow, ...] | None, FloatArray | None]:
    """The lemmas and senses asked for, and the vector that their hits are compared with."""
    from senseindex.search.query import vector_of

    if lemma is None and sense is not None:
        lemma = sense.rpartition("%")[0] or sense
    rows = tuple(index.lemmas(lemma)) if lemma else ()
    senses = index.sense_rows(sense, rows) if sense is not None else None
    vector: FloatArray | None = None
    if like is not None:
        liked, vector = vector_of(index.catalog, index.store, like)
        rows = rows or (liked,)
    elif context is not None:
        target = index.models.target(context, [row.lemma for row in rows] + ([lemma] if lemma else []))
        if not rows and not any_word:
            rows = tuple(index.lemmas(target.sentence.lemmas[target.position]))
        vector = index.models.text_encoder.encode_words([target])[0]
    elif senses is not None and len(senses) == 1:
        vector = senses[0].centre
    if not rows and not any_word:
        raise UsageError("what is asked for? Give a lemma, a sense, an example, an occurrence or a pattern")
    return rows, senses, vector


def _entries(given: Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
