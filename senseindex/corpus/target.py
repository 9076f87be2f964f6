"""Find the word that an example sentence is about: marked in square brackets, or by its lemma."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from senseindex.corpus.documents import Sentence
from senseindex.errors import UsageError

_MARKED = re.compile(r"\[([^\[\]]+)\]")


@dataclass(frozen=True, slots=True)
class Target:
    """Word `position` of sentence `number` of an example, whose text is without brackets."""

    text: str
    sentences: tuple[Sentence, ...]
    number: int
    position: int

    @property
    def sentence(self) -> Sentence:
        return self.sentences[self.number]

    @property
    def node(self) -> str:
        return self.text[self.sentence.starts[self.position] : self.sentence.ends[self.position]]

    def marked(self) -> str:
        """The sentence with the target in brackets."""
        start, end = self.sentence.starts[self.position], self.sentence.ends[self.position]
        left, right = self.text[self.sentence.start : start], self.text[end : self.sentence.end]
        return f"{left}[{self.text[start:end]}]{right}"


def find_target(text: str, lemmas: Collection[str], split: Callable[[str], Sequence[Sentence]]) -> Target:
    """The token of `text` marked as `[bank]`, else the first one whose lemma or form is in `lemmas`.

    `split` makes sentences of a text. Raises UsageError when there is no such token, or more than one is marked.
    """
    marks = list(_MARKED.finditer(text))
    if len(marks) > 1:
        raise UsageError(f"more than one word is marked in {text!r}; put square brackets around one")
    if marks:
        start = marks[0].start()
        plain = text[:start] + marks[0][1] + text[marks[0].end() :]
        inside = marks[0][1]
        first = start + len(inside) - len(inside.lstrip())
        sentences = tuple(split(plain))
        for number, position, sentence in _tokens(sentences):
            if sentence.starts[position] <= first < sentence.ends[position]:
                return Target(plain, sentences, number, position)
        raise UsageError(f"no word stands in the brackets of {text!r}")
    wanted = {lemma.lower() for lemma in lemmas}
    sentences = tuple(split(text))
    for number, position, sentence in _tokens(sentences):
        if sentence.lemmas[position].lower() in wanted or sentence.forms[position].lower() in wanted:
            return Target(text, sentences, number, position)
    word = sorted(lemmas)[0] if lemmas else ""
    if not word:
        raise UsageError(f"which word is meant in {text!r}? Mark it, as in: We sat on the [bank]")
    raise UsageError(f"{word!r} does not occur in {text!r}; mark the word meant, as in: We sat on the [bank]")


def _tokens(sentences: Sequence[Sentence]) -> Iterator[tuple[int, int, Sentence]]:
    return ((number, place, sentence) for number, sentence in enumerate(sentences) for place in range(len(sentence)))
