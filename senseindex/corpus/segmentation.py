"""The one entry from documents as they are read to documents that are ready to be encoded and stored.

Running text is split here; sentences that a format brings along are kept, and what they leave open (lemmas, which
words are content words) is decided. Documents come out one by one, in the order in which they went in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from senseindex.corpus.documents import Document, RawDocument, Sentence
from senseindex.corpus.lemmas import base_language
from senseindex.corpus.raw_text import RawTextSplitter, make_sentence
from senseindex.corpus.spacy_pipeline import PipelineSplitter
from senseindex.corpus.word_forms import WordForms, is_content_pos


class Segmenter:
    """Turns documents into sentences of tokens with lemmas.

    `language` is an ISO 639 code. `pipeline` names an installed spaCy pipeline, or the folder of one, which then
    gives sentences, lemmas and parts of speech of running text. Content words are nouns, names, verbs, adjectives
    and adverbs where parts of speech are known, else all words that are no function words; `all_tokens` makes every
    token one, punctuation too.

    spaCy is imported when the first running text comes, and errors about language or pipeline are raised then, or
    by `prepare`.
    """

    def __init__(self, language: str = "en", pipeline: str | None = None, all_tokens: bool = False) -> None:
        self._language = base_language(language)
        self._pipeline = pipeline
        self._all_tokens = all_tokens

    @property
    def language(self) -> str:
        """The language of running text: the pipeline's own if one is named, for which the pipeline is loaded."""
        splitter = self._splitter if self._pipeline else None
        return splitter.language if isinstance(splitter, PipelineSplitter) else self._language

    @property
    def settings(self) -> tuple[str, str | None, bool]:
        """What another segmenter has to be made with to do the same."""
        return self._language, self._pipeline, self._all_tokens

    def prepare(self) -> None:
        """Load what running text needs.

        Raises UsageError for a language that spaCy does not know, CorpusError for a pipeline or a package that is
        not installed.
        """
        _ = self._splitter

    def documents(self, raws: Iterable[RawDocument]) -> Iterator[Document]:
        """Segment document by document; each is yielded before the next one is asked for."""
        for raw in raws:
            sentences = (
                self.sentences(raw.text) if raw.sentences is None else tuple(map(self._completed, raw.sentences))
            )
            yield Document(raw.id, raw.text, raw.metadata, sentences)

    def sentences(self, text: str) -> tuple[Sentence, ...]:
        """The sentences of running text, with character offsets in it."""
        return tuple(self._splitter.sentences(text))

    @cached_property
    def _splitter(self) -> RawTextSplitter | PipelineSplitter:
        if self._pipeline is not None:
            return PipelineSplitter(self._pipeline, all_tokens=self._all_tokens)
        return RawTextSplitter(self._language, all_tokens=self._all_tokens)

    @cached_property
    def _forms(self) -> WordForms:
        return WordForms(self._language, all_tokens=self._all_tokens)

    def _completed(self, sentence: Sentence) -> Sentence:
        """A sentence of the source with its missing lemmas filled in and its content words marked."""
        lemmas = sentence.lemmas
        if "" in lemmas or "" in sentence.pos:
            words = [self._forms[form] for form in sentence.forms]
            own = make_sentence(words, sentence.starts, sentence.ends)
            lemmas = tuple(given or lemma for given, lemma in zip(lemmas, own.lemmas, strict=True))
            unmarked = own.content
        else:
            unmarked = sentence.content
        content = (
            self._all_tokens or (is_content_pos(form, tag) if tag else known)
            for form, tag, known in zip(sentence.forms, sentence.pos, unmarked, strict=True)
        )
        return replace(sentence, lemmas=lemmas, content=tuple(content))
