"""What is asked of an index as a concordance: lines, counts, breakdowns, subcorpora. `SenseIndex` has these methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from senseindex.answers.concordance import Concordance
from senseindex.errors import NotFoundError, UsageError
from senseindex.index.open_index import IndexParts

if TYPE_CHECKING:
    from typing import Unpack

    from senseindex.answers.concordance import Breakdown
    from senseindex.arrays import FloatArray
    from senseindex.search.selection import Request
    from senseindex.store.catalog.lemmas import LemmaRow
    from senseindex.store.catalog.senses import SenseRow


SUBCORPORA = "subcorpora"
"""The setting that holds the named subcorpora."""


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


class Concordancing:
    """The part of `SenseIndex` that answers with hits."""

    _parts: IndexParts

    def query(self, lemma: str | None = None, **asked: Unpack[Asked]) -> Concordance:
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

        return page(self._parts.catalog, self._parts.store, self._request(lemma, **asked))

    def count(self, lemma: str | None = None, **asked: Unpack[Asked]) -> int:
        """The number of hits of a query."""
        asked["n"], asked["sort"] = 0, None
        return self.query(lemma, **asked).total

    def breakdown(self, by: str, lemma: str | None = None, **asked: Unpack[Asked]) -> Breakdown:
        """All hits of a query by `sense`, by `collocate` within `span` tokens, or by a metadata column.

        Raises UsageError for anything else to group by.
        """
        from senseindex.search.breakdown import breakdown, checked_group
        from senseindex.search.selection import select

        parts = self._parts
        checked_group(parts.catalog, by)
        request = self._request(lemma, **asked)
        question = request.question
        if question.any_word:
            raise UsageError("a search over all words cannot be grouped")
        found = select(parts.catalog, parts.store, request)
        return breakdown(
            parts.catalog, found, by, span=request.span, where=question.where, parameters=question.parameters
        )

    # -- subcorpora ----------------------------------------------------------------------------------------------

    def subcorpora(self) -> Mapping[str, str]:
        """The named subcorpora: name and condition."""
        return dict(sorted(self._parts.catalog.settings.get(SUBCORPORA, {}).items()))

    def define_subcorpus(self, name: str, where: str) -> int:
        """Name the documents that fulfil `where`, now and later; gives their number now. Replaces one of that name.

        Raises FilterError for a condition that is none, UsageError for an empty name.
        """

        if not name.strip():
            raise UsageError("a subcorpus needs a name")
        documents = len(self._parts.catalog.documents.filtered(where))
        self._save_subcorpora(lambda known: known | {name.strip(): where})
        return documents

    def remove_subcorpus(self, name: str) -> None:
        """Forget a subcorpus; its documents stay. Raises NotFoundError for a name that is not there."""
        self._subcorpus(name)
        self._save_subcorpora(lambda known: {each: where for each, where in known.items() if each != name})

    def _save_subcorpora(self, change: Callable[[dict[str, str]], dict[str, str]]) -> None:
        catalog = self._parts.catalog
        with self._parts.writing():
            changed = change(catalog.settings.get(SUBCORPORA, {}))
            with catalog.writing():
                catalog.settings.set(SUBCORPORA, changed)

    def _subcorpus(self, name: str) -> str:
        known = self.subcorpora()
        if name not in known:
            there = f"there are {', '.join(known)}" if known else "there are none yet: senseindex subcorpus define"
            raise NotFoundError(f"there is no subcorpus {name!r}; {there}")
        return known[name]

    # -- the request ---------------------------------------------------------------------------------------------

    def _request(self, lemma: str | None = None, **asked: Unpack[Asked]) -> Request:
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
        where, parameters = self._condition(
            asked.get("where"), tuple(asked.get("parameters", ())), asked.get("subcorpus")
        )
        vector: FloatArray | None = None
        rows: tuple[LemmaRow, ...] = ()
        senses: tuple[SenseRow, ...] | None = None
        if pattern is None:
            rows, senses, vector = self._looked_up(lemma, sense, context, like, any_word)
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
        self, lemma: str | None, sense: str | None, context: str | None, like: int | None, any_word: bool
    ) -> tuple[tuple[LemmaRow, ...], tuple[SenseRow, ...] | None, FloatArray | None]:
        """The lemmas and senses asked for, and the vector that their hits are compared with."""
        from senseindex.search.query import vector_of

        parts = self._parts
        if lemma is None and sense is not None:
            lemma = sense.rpartition("%")[0] or sense
        rows = tuple(parts.lemmas(lemma)) if lemma else ()
        senses = parts.sense_rows(sense, rows) if sense is not None else None
        vector: FloatArray | None = None
        if like is not None:
            liked, vector = vector_of(parts.catalog, parts.store, like)
            rows = rows or (liked,)
        elif context is not None:
            target = parts.target(context, [row.lemma for row in rows] + ([lemma] if lemma else []))
            if not rows and not any_word:
                rows = tuple(parts.lemmas(target.sentence.lemmas[target.position]))
            vector = parts.encode(target)
        elif senses is not None and len(senses) == 1:
            vector = senses[0].centre
        if not rows and not any_word:
            raise UsageError("what is asked for? Give a lemma, a sense, an example, an occurrence or a pattern")
        return rows, senses, vector

    def _condition(
        self, where: str | None, parameters: tuple[Any, ...], subcorpus: str | None
    ) -> tuple[str | None, tuple[Any, ...]]:
        """The filter and the subcorpus as one condition."""

        if subcorpus is None:
            return where, parameters
        named = self._subcorpus(subcorpus)
        if where is None:
            return named, parameters
        self._parts.catalog.documents.filtered(where, parameters)  # a condition by itself, before it stands in another
        return f"({named}) AND ({where})", parameters


def _entries(given: Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
