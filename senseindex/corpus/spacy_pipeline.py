"""Running text to sentences with a trained spaCy pipeline that the user has installed.

Sentences, lemmas and parts of speech (UPOS) are the pipeline's; where it does not give one of them, the rules for
raw text stand in. Paragraph ends and the bound on a sentence's length hold as for raw text, so that a document of
any length can be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from senseindex.corpus.documents import Sentence
from senseindex.corpus.function_words import SENTENCE_OPENERS
from senseindex.corpus.lemmas import base_language
from senseindex.corpus.raw_text import LARGEST_VOCABULARY, LONGEST_SENTENCE, make_sentence
from senseindex.corpus.sentence_boundaries import bounded_pieces, sentence_ends, stretches
from senseindex.corpus.word_forms import WordForms, is_content_pos
from senseindex.errors import CorpusError

LONGEST_STRETCH = 20_000
"""Characters that go through the pipeline as one text: a parser's memory grows with them."""

_NOT_NEEDED = ("ner", "entity_linker", "entity_ruler", "span_ruler", "spancat", "textcat", "textcat_multilabel")


def load_pipeline(name: str) -> Any:
    """Load a spaCy pipeline by package name or folder, without the components that nothing here reads.

    Raises CorpusError where it is not installed or does not load.
    """
    import spacy

    try:
        return spacy.load(name, exclude=_NOT_NEEDED)
    except (OSError, ImportError, ValueError, KeyError, TypeError) as error:
        message = str(error).strip().split("\n")[0]
        if "E050" in message:
            raise CorpusError(
                f"spaCy pipeline {name!r} is not installed: install it with `python -m spacy download {name}`, "
                "or give the folder of a pipeline"
            ) from error
        raise CorpusError(f"spaCy pipeline {name!r} cannot be loaded: {message}") from error


class PipelineSplitter:
    """Splits running text into sentences with the spaCy pipeline `name`."""

    def __init__(self, name: str, *, all_tokens: bool = False) -> None:
        self._name = name
        self._all_tokens = all_tokens
        self._start_afresh()

    def _start_afresh(self) -> None:
        self._nlp = load_pipeline(self._name)
        self._vocabulary = len(self._nlp.vocab)
        self.language = base_language(self._nlp.lang)
        self._forms = WordForms(self.language, all_tokens=self._all_tokens)
        self._openers = SENTENCE_OPENERS.get(self.language, frozenset())

    def sentences(self, text: str) -> Iterator[Sentence]:
        """The sentences of `text`, in order."""
        if len(self._nlp.vocab) - self._vocabulary > LARGEST_VOCABULARY:
            self._start_afresh()
        texts = ((text[start:end], (start, paragraph)) for start, end, paragraph in stretches(text, LONGEST_STRETCH))
        for parsed, (offset, paragraph) in self._nlp.pipe(texts, as_tuples=True, batch_size=16):
            yield from self._parsed_sentences(parsed, text, offset, paragraph)

    def _parsed_sentences(self, parsed: Any, text: str, offset: int, paragraph: int) -> Iterator[Sentence]:
        tokens = [token for token in parsed if not token.is_space]
        words = [self._forms[token.text] for token in tokens]
        starts = [offset + token.idx for token in tokens]
        ends = [start + len(token) for start, token in zip(starts, tokens, strict=True)]
        if parsed.has_annotation("SENT_START"):
            breaks = [place for place in range(1, len(tokens)) if tokens[place].sent != tokens[place - 1].sent]
            lasts = [*breaks, len(tokens)] if tokens else []
        else:
            lasts = sentence_ends(words, starts, ends, self._openers)
        first = 0
        for last in lasts:
            for begin, end in bounded_pieces(words, starts, ends, text, first, last, LONGEST_SENTENCE):
                sentence = make_sentence(words[begin:end], starts[begin:end], ends[begin:end], paragraph)
                yield self._annotated(sentence, tokens[begin:end])
            first = last

    def _annotated(self, sentence: Sentence, tokens: list[Any]) -> Sentence:
        """The sentence with the pipeline's lemmas and parts of speech where it has them."""
        pos = tuple(token.pos_ for token in tokens)
        lemmas = zip(tokens, sentence.lemmas, strict=True)
        content = zip(sentence.forms, pos, sentence.content, strict=True)
        return replace(
            sentence,
            lemmas=tuple(token.lemma_ or lemma for token, lemma in lemmas),
            pos=pos,
            content=tuple(
                self._all_tokens or (is_content_pos(form, tag) if tag else known) for form, tag, known in content
            ),
        )
