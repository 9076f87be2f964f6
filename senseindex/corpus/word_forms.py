"""What can be said about a token from its form alone: lemma, content word or not, punctuation, capitals.

Each distinct form is looked at once, however often it comes. Where the answer depends on the place, all answers are
kept: at the start of a sentence, where a capital says nothing, and among words in capitals, where capitals say nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from senseindex.corpus.function_words import ACRONYMS, NAMES_IN_CAPITALS, NUMBERS, function_words
from senseindex.corpus.lemmas import Lemmatizer, core, normalized

CONTENT_POS = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV"})
"""The parts of speech (UPOS) of content words."""

_TERMINAL = frozenset(".!?…‼⁇⁈⁉。．！？｡։؟۔܀܁܂߹।॥၊။።፧፨᙮᜵᜶᠃᠉᥄᥅᪨᪩᪪᪫᭚᭛᭞᭟᰻᰼᱾᱿꓿꘎꘏꛳꛷꡶꡷꣎꣏꤯꧈꧉꩝꩞꩟꫰꫱꯫")
_CLOSERS = frozenset("\"'”’»«“‘›)]}）」』】") | {"''", "``"}
_ONLY_CLOSE = frozenset("”»)]}）」』】") | {"''"}


_SMALL_ROMAN_NUMERAL = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_MOST_FORMS = 1_000_000


def is_content_pos(form: str, pos: str) -> bool:
    """Whether a word of this part of speech is a content word: never without a letter."""
    return pos in CONTENT_POS and any(map(str.isalpha, form))


@dataclass(frozen=True, slots=True)
class Word:
    """A form and what follows from it.

    `initial_*` holds at the start of a sentence, `capitals_*` among words in capitals. `letters` counts letters.
    """

    form: str
    lemma: str
    initial_lemma: str
    capitals_lemma: str
    content: bool
    initial_content: bool
    capitals_content: bool
    letters: int
    in_capitals: bool
    is_punctuation: bool
    terminal: bool
    closer: bool
    only_closes: bool
    abbreviation: bool

    @property
    def lower_start(self) -> bool:
        return self.form[:1].islower()


class WordForms(dict[str, Word]):
    """The words of a language by form; asking for a form that is not there yet makes it.

    `all_tokens` makes everything a content word, also punctuation.
    """

    def __init__(self, language: str, *, all_tokens: bool = False) -> None:
        super().__init__()
        self.lemmatizer = Lemmatizer(language)
        self._language = self.lemmatizer.language
        self._all_tokens = all_tokens
        self._not_content = function_words(self._language) | NUMBERS.get(self._language, frozenset())
        self._names = NAMES_IN_CAPITALS.get(self._language, frozenset())
        self._acronyms = ACRONYMS.get(self._language, frozenset())

    def __missing__(self, form: str) -> Word:
        if len(self) >= _MOST_FORMS:
            self.clear()
        word = self[form] = self._word(form)
        return word

    def _word(self, form: str) -> Word:
        letters = sum(map(str.isalpha, form))
        first = next(filter(str.isalnum, form), "")
        lemma = self.lemmatizer.lemma
        last = form[-1:]
        return Word(
            form=form,
            lemma=lemma(form),
            initial_lemma=lemma(form, sentence_initial=True),
            capitals_lemma=lemma(form, in_capitals=True),
            content=self._is_content(form, first, letters, acronym_possible=True, name_possible=True),
            initial_content=self._is_content(form, first, letters, acronym_possible=True, name_possible=False),
            capitals_content=self._is_content(form, first, letters, acronym_possible=False, name_possible=False),
            letters=letters,
            in_capitals=letters > 1 and form.isupper(),
            is_punctuation=not first,
            terminal=bool(form) and all(character in _TERMINAL for character in form),
            closer=form in _CLOSERS,
            only_closes=form in _ONLY_CLOSE,
            abbreviation=last == "." and bool(first),
        )

    def _is_content(self, form: str, first: str, letters: int, *, acronym_possible: bool, name_possible: bool) -> bool:
        """Whether the form is a content word: letters, at least two in scripts with capitals, begun by a letter, no
        address, no function word and no number."""
        if self._all_tokens:
            return True
        if not letters or not first.isalpha() or "://" in form or "@" in form or form[:4].lower() == "www.":
            return False
        if letters == 1 and first.lower() != first.upper():
            return False
        if letters == len(form) > 1 and _SMALL_ROMAN_NUMERAL.fullmatch(form):
            return False
        if acronym_possible and form in self._acronyms:
            return True
        word = normalized(form).lower()
        if name_possible and first.isupper() and word in self._names:
            return True
        return word not in self._not_content and core(word) not in self._not_content
