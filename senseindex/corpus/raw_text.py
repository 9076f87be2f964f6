"""Running text to sentences with a blank spaCy pipeline: its tokenizer, and the sentence rules of this package.

Offsets are those of the text. White space is no token. A text is taken stretch by stretch, so neither its length
nor spaCy's limits matter, and what is known about a form is computed once and looked up afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any

from senseindex.corpus.documents import Sentence
from senseindex.corpus.function_words import SENTENCE_OPENERS
from senseindex.corpus.lemmas import base_language
from senseindex.corpus.sentence_boundaries import bounded_pieces, sentence_ends, stretches
from senseindex.corpus.word_forms import Word, WordForms
from senseindex.errors import CorpusError, UsageError

LONGEST_SENTENCE = 200
"""Tokens. Longer "sentences" are tables, OCR or text without punctuation."""

LONGEST_STRETCH = 100_000
"""Characters that are tokenized at once."""

LARGEST_VOCABULARY = 1_000_000
"""Forms after which spaCy, which never forgets one, is started afresh: memory must not grow with the corpus."""

_CHUNK = re.compile(r"\S+")
_CACHED_CHUNKS = 500_000
_LONGEST_CACHED = 40

_form = attrgetter("form")
_lemma = attrgetter("lemma")
_content = attrgetter("content")


def blank_pipeline(language: str) -> Any:
    """A spaCy pipeline with nothing but the language's tokenizer.

    Raises UsageError for a language that spaCy does not know, CorpusError where its tokenizer needs a package.
    """
    import spacy

    try:
        return spacy.blank(language)
    except (ImportError, ValueError) as error:
        message = str(error).split("\n")[0]
        if "E048" in message:
            raise UsageError(
                f"no tokenizer for language {language!r}: give a code such as en, de, fr, or xx for any other language"
            ) from error
        raise CorpusError(f"the tokenizer for language {language!r} needs another package: {message}") from error


class RawTextSplitter:
    """Splits running text of one language into sentences."""

    def __init__(self, language: str, *, all_tokens: bool = False) -> None:
        self._language = {"no": "nb"}.get(base_language(language), base_language(language))
        self._all_tokens = all_tokens
        self._openers = SENTENCE_OPENERS.get(self._language, frozenset())
        self._start_afresh()

    def _start_afresh(self) -> None:
        self._nlp = blank_pipeline(self._language)
        self._forms = WordForms(self._language, all_tokens=self._all_tokens)
        self._chunks: dict[str, tuple[tuple[Word, ...], tuple[int, ...]]] = {}

    def sentences(self, text: str) -> Iterator[Sentence]:
        """The sentences of `text`, in order."""
        if len(self._nlp.vocab) > LARGEST_VOCABULARY:
            self._start_afresh()
        for start, end, paragraph in stretches(text, LONGEST_STRETCH):
            yield from self._stretch_sentences(text, start, end, paragraph)

    def _stretch_sentences(self, text: str, stretch_start: int, stretch_end: int, paragraph: int) -> Iterator[Sentence]:
        known = self._chunks
        words: list[Word] = []
        starts: list[int] = []
        for match in _CHUNK.finditer(text, stretch_start, stretch_end):
            chunk = match[0]
            start = match.start()
            chunk_words, places = known.get(chunk) or self._tokenized(chunk)
            words += chunk_words
            if len(places) == 1:
                starts.append(start)
            else:
                starts += [start + place for place in places]
        ends = [start + len(word.form) for start, word in zip(starts, words, strict=True)]
        first = 0
        for last in sentence_ends(words, starts, ends, self._openers):
            for begin, end in bounded_pieces(words, starts, ends, text, first, last, LONGEST_SENTENCE):
                yield make_sentence(words[begin:end], starts[begin:end], ends[begin:end], paragraph)
            first = last

    def _tokenized(self, chunk: str) -> tuple[tuple[Word, ...], tuple[int, ...]]:
        """The tokens of a stretch without white space, and where each starts in it.

        spaCy's tokenizer never joins two of them, but caches few: most of its time is saved by remembering all.
        """
        tokens = list(self._nlp.tokenizer(chunk))
        entry = (tuple(self._forms[token.text] for token in tokens), tuple(token.idx for token in tokens))
        if len(chunk) <= _LONGEST_CACHED:
            if len(self._chunks) >= _CACHED_CHUNKS:
                self._chunks.clear()
            self._chunks[chunk] = entry
        return entry


def make_sentence(words: Sequence[Word], starts: Sequence[int], ends: Sequence[int], paragraph: int = 0) -> Sentence:
    """A sentence of these words, with lemmas and content words as their places ask for; `pos` stays empty."""
    lemmas = list(map(_lemma, words))
    content = list(map(_content, words))
    initial = next((place for place, word in enumerate(words) if word.letters), None)
    if initial is not None:
        lemmas[initial] = words[initial].initial_lemma
        content[initial] = words[initial].initial_content
    capitals = [place for place, word in enumerate(words) if word.in_capitals]
    if capitals and _mostly_capitals(words, len(capitals)):
        for place in capitals:
            lemmas[place] = words[place].capitals_lemma
            content[place] = words[place].capitals_content
    return Sentence(
        start=starts[0],
        end=ends[-1],
        forms=tuple(map(_form, words)),
        lemmas=tuple(lemmas),
        pos=("",) * len(words),
        content=tuple(content),
        starts=tuple(starts),
        ends=tuple(ends),
        paragraph=paragraph,
    )


def _mostly_capitals(words: Sequence[Word], capitals: int) -> bool:
    """Whether at least half of the other words are in capitals, seen from a word in capitals."""
    others = sum(word.letters > 1 for word in words) - 1
    return others > 0 and 2 * (capitals - 1) >= others
