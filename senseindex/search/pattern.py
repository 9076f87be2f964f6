"""Where a pattern over tokens fits: tests become arrays over all tokens, and a match grows over all starts at once.

Only sentences that can hold a match are read, told by the rarest token that the pattern asks for. A match lies in one
sentence; of those that start at the same token the longest counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence as Several

import numpy as np
import numpy.typing as npt

from senseindex.answers.senses import UNCLEAR
from senseindex.arrays import BoolArray, IntArray
from senseindex.errors import NotFoundError, UsageError
from senseindex.search.cql import All, Any, Choice, Compare, Node, Not, Sequence, Test, Token, parse, required
from senseindex.search.hits import Hits
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import lempos_of
from senseindex.store.catalog.token_table import TokenTable

FEW_OCCURRENCES = 50_000
MOST_PARTIAL_MATCHES = 20_000_000
_LOOKS_AROUND = re.compile(r"[\\^$]|\(\?")
"""In a pattern with none of these a match does not depend on what stands beside it."""


def find_matches(catalog: Catalog, pattern: str) -> Hits:
    """All matches of a pattern, in corpus order.

    Raises UsageError for one that cannot be read or that fits far too much, NotFoundError for an unknown sense.
    """
    node = parse(pattern)
    vocabulary = _Vocabulary(catalog)
    tests = required(node)
    table = _sentences_to_read(catalog, vocabulary, tests)
    tokens = _Tests(catalog, vocabulary, table)
    candidates = _candidates(tokens, tests)
    starts, ends = _Matcher(tokens, candidates).spans(node)
    order = np.lexsort((-ends, starts))
    starts, ends = starts[order], ends[order]
    longest = np.flatnonzero(np.diff(starts, prepend=-1))
    starts, ends = starts[longest], ends[longest]
    rows = table.rows_of(starts)
    begins = table.starts[rows]
    return Hits(table.sentences[rows], table.documents[rows], starts - begins, ends - 1 - begins, of_pattern=True)


class _Vocabulary:
    """What a test of lemma, pos, lempos or sense says of whole lemmas: arrays `(lemma ids + 1,)`."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        table = catalog.lemmas.table()
        self.size = int(table.ids.max(initial=0)) + 1
        self.ids = table.ids
        self.values: dict[str, Several[str]] = {
            "lemma": table.lemmas,
            "pos": table.tags,
            "lempos": list(map(lempos_of, table.lemmas, table.tags)),
        }
        self.frequency = np.zeros(self.size, dtype=np.int64)
        self.frequency[self.ids] = table.frequencies
        self.silent = np.zeros(self.size, dtype=np.bool_)
        self.silent[self.ids] = table.frequencies != table.occurrences
        self._known: dict[Compare, BoolArray] = {}
        self._senses: list[tuple[int, str, str, int]] | None = None

    def fitting(self, test: Compare) -> BoolArray:
        """`fits[lemma id]`, for a comparison of a lemma's own attribute."""
        if test not in self._known:
            values = self.values[test.attribute]
            if test.attribute == "pos" and not any(values):
                raise UsageError("this index has no parts of speech; leave pos out, or ingest with --pipeline")
            fits = {value: test.pattern.fullmatch(value) is not None for value in set(values)}
            found = np.zeros(self.size, dtype=np.bool_)
            found[self.ids] = np.array([fits[value] for value in values], dtype=np.bool_) != test.negated
            self._known[test] = found
        return self._known[test]

    def senses(self, test: Compare) -> list[tuple[int, int]]:
        """Ids and lemma ids of the senses whose name, or that of whose main sense, fits the pattern of the test.

        Negated or not. Unclear occurrences (`bank%0`) are also called `unclear`. Raises NotFoundError where none fits.
        """
        if self._senses is None:
            self._senses = self.catalog.senses.living_names()
        fits = test.pattern.fullmatch
        unclear = fits(UNCLEAR) is not None
        found = [
            (sense, lemma)
            for sense, name, main, lemma in self._senses
            if fits(name) or (main != name and fits(main)) or (unclear and name.endswith("%0"))
        ]
        if not found and not fits(""):
            raise NotFoundError(f"no sense is called {test.pattern.pattern!r}; senses are called bank%1, bank%2, ...")
        return found

    def bound(self, test: Test) -> tuple[BoolArray, bool]:
        """The lemmas that a fitting token can have, and whether every token of these lemmas fits."""
        if isinstance(test, Compare):
            if test.attribute in self.values:
                return self.fitting(test), True
            found = np.ones(self.size, dtype=np.bool_)
            if test.attribute == "sense" and not test.negated and not test.pattern.fullmatch(""):
                found[:] = False
                found[[lemma for _, lemma in self.senses(test)]] = True
            return found, False
        if isinstance(test, Not):
            found, exact = self.bound(test.test)
            return (~found, True) if exact else (np.ones(self.size, dtype=np.bool_), False)
        parts = [self.bound(each) for each in test.tests]
        found = np.full(self.size, isinstance(test, All), dtype=np.bool_)
        for mask, _ in parts:
            found = found & mask if isinstance(test, All) else found | mask
        return found, all(exact for _, exact in parts)


def _sentences_to_read(catalog: Catalog, vocabulary: _Vocabulary, tests: Several[Test]) -> TokenTable:
    """The tokens of the sentences with the rarest lemma asked for, or with a form asked for, else of all."""
    bounds = [vocabulary.bound(test)[0] for test in tests]
    sizes = [int(vocabulary.frequency[bound].sum()) for bound in bounds]
    rarest = bounds[int(np.argmin(sizes))] if sizes else None
    if rarest is not None and min(sizes) <= FEW_OCCURRENCES and not vocabulary.silent[rarest].any():
        lemma_ids = np.flatnonzero(rarest & (vocabulary.frequency > 0))
        return catalog.sentences.tokens(catalog.occurrences.sentences_of(lemma_ids.tolist()))
    forms = [pattern for test in tests if (pattern := _form_pattern(test)) is not None]
    if forms:
        found = max(forms, key=lambda pattern: len(pattern.pattern)).search
        return catalog.sentences.tokens(catalog.sentences.with_text(found))
    return catalog.sentences.tokens()


def _form_pattern(test: Test) -> re.Pattern[str] | None:
    """A pattern that is found in the text of every sentence with a fitting token, None where none can be told."""
    if isinstance(test, All):
        patterns = [pattern for each in test.tests if (pattern := _form_pattern(each)) is not None]
        return max(patterns, key=lambda pattern: len(pattern.pattern), default=None)
    if not isinstance(test, Compare) or test.attribute != "word" or test.negated:
        return None
    return None if _LOOKS_AROUND.search(test.pattern.pattern) else test.pattern


def _candidates(tokens: _Tests, tests: Several[Test]) -> BoolArray:
    """`(tokens,)`: whether the token's sentence has, for each test, a token whose lemma may fulfil it."""
    table = tokens.table
    counts = np.diff(table.starts)
    kept = counts > 0
    for test in tests:
        bound, _ = tokens.vocabulary.bound(test)
        if not bound.all():
            rows = table.rows_of(np.flatnonzero(bound[table.lemmas]))
            kept &= np.bincount(rows, minlength=len(counts)) > 0
    found: BoolArray = np.repeat(kept, counts)
    return found


class _Tests:
    """Answers tests for the tokens of a table."""

    def __init__(self, catalog: Catalog, vocabulary: _Vocabulary, table: TokenTable) -> None:
        self.catalog, self.vocabulary, self.table = catalog, vocabulary, table

    def fulfilled(self, test: Test, among: BoolArray) -> BoolArray:
        """`(tokens,)`: which of the tokens `among` these fulfil the test."""
        if isinstance(test, Compare):
            return self._compared(test, among)
        if isinstance(test, Not):
            return among & ~self.fulfilled(test.test, among)
        if isinstance(test, Any):
            found = np.zeros_like(among)
            for each in test.tests:
                found |= self.fulfilled(each, among & ~found)
            return found
        # Forms come last, as they have to be cut out of the text.
        for each in sorted(test.tests, key=_costs_text):
            among = self.fulfilled(each, among)
        return among

    def _compared(self, test: Compare, among: BoolArray) -> BoolArray:
        if test.attribute in self.vocabulary.values:
            return among & self.table.marked_by_lemma(self.vocabulary.fitting(test))
        if test.attribute == "sense":
            inside = self._in_sense(test)
            return among & (~inside if test.negated else inside)
        places = np.flatnonzero(among)
        forms = self.table.forms(places)
        fits = {form: (test.pattern.fullmatch(form) is not None) != test.negated for form in set(forms)}
        kept = np.array([fits[form] for form in forms], dtype=np.bool_)
        found = np.zeros_like(among)
        found[places[kept]] = True
        return found

    def _in_sense(self, test: Compare) -> BoolArray:
        table = self.table
        senses = self.vocabulary.senses(test)
        found = np.zeros(len(table), dtype=np.bool_)
        if len(senses) > 500 or test.pattern.fullmatch(""):
            wanted = np.zeros(max([sense for sense, _ in senses], default=0) + 1, dtype=np.bool_)
            wanted[[sense for sense, _ in senses]] = True
            own = table.senses()
            inside = own < len(wanted)
            found[inside] = wanted[own[inside]]
            found |= (own == 0) & (test.pattern.fullmatch("") is not None)
            return found
        lemma_ids = sorted({lemma for _, lemma in senses})
        places = self.catalog.occurrences.places_in(lemma_ids, [sense for sense, _ in senses])
        places = places[np.isin(places[:, 0], table.sentences)]
        found[table.places(places[:, 0], places[:, 1])] = True
        return found


def _costs_text(test: Test) -> bool:
    if isinstance(test, Compare):
        return test.attribute == "word"
    if isinstance(test, Not):
        return _costs_text(test.test)
    return any(_costs_text(each) for each in test.tests)


class _Matcher:
    """Grows spans from all starts at once. A span is a start and an end (not included), two arrays `(n,)`."""

    def __init__(self, tokens: _Tests, candidates: BoolArray) -> None:
        self._tokens = tokens
        self._candidates = candidates
        counts = np.diff(tokens.table.starts)
        self._sentence_end = np.repeat(tokens.table.starts[1:], counts)
        self._known: dict[int, BoolArray] = {}

    def spans(self, node: Node) -> tuple[IntArray, IntArray]:
        """All spans that the pattern fits."""
        starts = np.flatnonzero(self._candidates)
        return self._grown(node, starts, starts)

    def _grown(self, node: Node, starts: IntArray, ends: IntArray) -> tuple[IntArray, IntArray]:
        """The spans made longer by what the pattern fits."""
        if isinstance(node, Token):
            # A match of several tokens must not run into the next sentence.
            open_ended = ends < self._sentence_end[starts] if len(starts) else np.zeros(0, dtype=np.bool_)
            starts, ends = starts[open_ended], ends[open_ended]
            fits = self._fits(node)[ends]
            return starts[fits], ends[fits] + 1
        if isinstance(node, Sequence):
            for each in node.nodes:
                starts, ends = self._grown(each, starts, ends)
            return starts, ends
        if isinstance(node, Choice):
            return self._joined([self._grown(each, starts, ends) for each in node.alternatives])
        found = [(starts, ends)] if node.least == 0 else []
        # Repeated single tokens of one span a start cannot come to the same end twice.
        distinct = isinstance(node.node, Token) and bool((np.diff(starts) > 0).all())
        total = 0
        for times in range(1, node.most + 1):
            starts, ends = self._grown(node.node, starts, ends)
            if not len(starts):
                break
            if times >= node.least:
                found.append((starts, ends))
                total += len(starts)
                self._check(total)
        return self._joined(found, distinct)

    def _fits(self, node: Token) -> BoolArray:
        if id(node) not in self._known:
            self._known[id(node)] = self._tokens.fulfilled(node.test, self._candidates)
        return self._known[id(node)]

    def _joined(self, spans: Several[tuple[IntArray, IntArray]], distinct: bool = False) -> tuple[IntArray, IntArray]:
        if len(spans) == 1:
            return spans[0]
        if not spans:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        starts = np.concatenate([each[0] for each in spans])
        ends = np.concatenate([each[1] for each in spans])
        self._check(len(starts))
        if distinct:
            return starts, ends
        size = len(self._candidates) + 1
        keys: npt.NDArray[np.int64] = np.unique(starts * size + ends)
        return keys // size, keys % size

    def _check(self, spans: int) -> None:
        if spans > MOST_PARTIAL_MATCHES:
            raise UsageError("the pattern fits too much to be looked for; name a lemma, or bound its repetitions")
