"""Dictionary forms of words, without a part of speech and without spaCy.

simplemma (https://github.com/adbar/simplemma) does the work; this module decides about case, acronyms and spelling,
and mends what simplemma's English dictionary gets wrong for frequent words. Lemmas are in lower case, except for
acronyms (NATO, US) and for German and Luxembourgish nouns (Bank). A language that simplemma does not know gets the
lower-cased form. The same form always gets the same lemma, so a query word finds what ingest has stored.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import simplemma
from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

from senseindex.corpus.function_words import ACRONYMS

_CACHE_SIZE = 200_000

_SIMPLEMMA_NAMES = {"hr": "hbs", "sr": "hbs", "bs": "hbs", "no": "nb"}
_NOUNS_IN_CAPITALS = frozenset({"de", "lb"})
_LONGEST_ACRONYM = 5

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_APOSTROPHES = str.maketrans("\u2019\u02bc\u2018", "'''")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_DOTTED_CAPITALS = re.compile(r"(?:[A-Z]\.){1,}[A-Z]\.?")
_ACRONYM_PLURAL = re.compile(r"[A-Z]{2,4}(?:'?s)")
_ROMAN_NUMERAL = re.compile(r"(?=[MDCLXVI])M{0,4}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")

_ENGLISH_POSSESSIVE = re.compile(r"(?<=\w\w)'s?$")
_ENGLISH_PEOPLE = re.compile(r"\w{3,}(?:ian|ican)s")
_NO_ENGLISH_STEM = re.compile(r"\w*(?:x|ow|[aeo]y|nk|[lnr]d|ft|ai[lmn]|ea[dnr]|oup)e")
"""No English verb ends like this (*growe*, *fixe*, *thinke*): simplemma cuts *growing* one letter too late."""
_STEMS_LIKE_THAT = frozenset({"axe", "eye", "owe"})

_MENDED = """
an:a n't:not nt:not 's:'s 'd:'d 'll:will 've:have 're:be 'm:be ca:can wo:will sha:shall ai:be gone:go laid:lay
lay:lay lays:lay laying:lay wives:wife housewives:housewife midwives:midwife bloke:bloke blokes:bloke worse:bad
least:least united:united wales:wales cairns:cairns indies:indies media:media opera:opera operas:opera
capita:capita ltd:ltd inc:inc etc:etc cal:cal cf:cf km:km kms:km cm:cm ml:ml mm:mm defence:defence
kilometre:kilometre millimetre:millimetre centimetre:centimetre outlay:outlay outlays:outlay bare:bare span:span
spans:span spanning:span spanned:span greed:greed untold:untold unpaid:unpaid unwilling:unwilling
unqualified:unqualified unchecked:unchecked unfettered:unfettered seventh:seventh negatively:negatively ani:ani
holden:holden vis:vis aunty:aunty trivia:trivia cola:cola developed:develop developing:develop travelling:travel
travelled:travel modelling:model modelled:model preferred:prefer preferring:prefer cancelled:cancel
cancelling:cancel signalled:signal signalling:signal labelled:label labelling:label determining:determine
dispelled:dispel dispelling:dispel extolling:extol extolled:extol mimicking:mimic mimicked:mimic
deposited:deposit depositing:deposit singing:sing swinging:swing springing:spring wringing:wring
stringing:string clinging:cling flinging:fling stinging:sting bringing:bring clothed:clothe
understandings:understanding iraqis:iraqi israelis:israeli pakistanis:pakistani bangladeshis:bangladeshi
germans:german greeks:greek kiwis:kiwi cubans:cuban danes:dane poles:pole turks:turk texans:texan
americans:american africans:african mexicans:mexican afghans:afghan koreans:korean europeans:european
chileans:chilean singaporeans:singaporean asses:ass
"""
_ENGLISH = dict(pair.split(":") for pair in _MENDED.split())
"""Frequent English forms where simplemma's dictionary is wrong or would join two words."""


def base_language(language: str) -> str:
    """The language code without region and in lower case: "en" for "en-GB"."""
    return language.strip().lower().replace("_", "-").split("-")[0]


def normalized(form: str) -> str:
    """The form with compatibility characters (ligatures, full width) resolved, straight apostrophes and without
    invisible characters, so that one word has one spelling. The case stays."""
    if form.isascii():
        return form
    return unicodedata.normalize("NFKC", form).translate(_INVISIBLE).translate(_APOSTROPHES)


def core(form: str) -> str:
    """The normalized form without the punctuation at its edges (`_bank_`, `it~`); "" for punctuation alone."""
    return _EDGES.sub("", normalized(form))


class Lemmatizer:
    """Gives the dictionary form of a word in one language.

    `language` is an ISO 639 code such as "en"; a region behind it ("en-GB") makes no difference.
    """

    def __init__(self, language: str) -> None:
        self.language = base_language(language)
        self._nouns_in_capitals = self.language in _NOUNS_IN_CAPITALS
        self._acronyms = ACRONYMS.get(self.language, frozenset())
        name = _SIMPLEMMA_NAMES.get(self.language, self.language)
        self._dictionary = name if name in SUPPORTED_LANGUAGES else None
        self._known_lemma = lru_cache(_CACHE_SIZE)(self._lemma)

    def lemma(self, form: str, *, sentence_initial: bool = False, in_capitals: bool = False) -> str:
        """The lemma of `form`, never empty unless `form` is.

        `sentence_initial`: its capital may be that of the sentence, which matters for German. `in_capitals`: the
        words around it are in capitals too, so capitals do not make it an acronym.
        """
        return self._known_lemma(form, sentence_initial, in_capitals)

    def acronym(self, form: str) -> str | None:
        """The acronym that `form` is (`U.S.` is *US*, `MPs` is *MP*), None where it is a word in capitals.

        Capitals are an acronym where the dictionary knows no such word, or where the language is known to have
        both (*US* and *us*).
        """
        if len(form) < 2 or not form[0].isupper():
            return None
        if _DOTTED_CAPITALS.fullmatch(form):
            return form.replace(".", "")
        if _ACRONYM_PLURAL.fullmatch(form):
            form = form.rstrip("s").rstrip("'")
        if form in self._acronyms:
            return form
        if not (form.isupper() and form.isalpha() and len(form) <= _LONGEST_ACRONYM) or _ROMAN_NUMERAL.fullmatch(form):
            return None
        return None if self._is_known(form.lower()) or self._is_known(form.capitalize()) else form

    def _lemma(self, form: str, sentence_initial: bool, in_capitals: bool) -> str:
        word = normalized(form)
        if self.language == "en" and word.startswith("'") and (contraction := _ENGLISH.get(word.lower())):
            return contraction
        if not _DOTTED_CAPITALS.fullmatch(word):
            word = _EDGES.sub("", word)
        if not word:
            return normalized(form).lower() or form
        if not in_capitals and (acronym := self.acronym(word)) is not None:
            return acronym
        if self._nouns_in_capitals:
            return self._cased_lemma(word, sentence_initial)
        if self.language == "en":
            return self._english_lemma(word.lower())
        return self._dictionary_form(word.lower()).lower()

    def _english_lemma(self, word: str) -> str:
        word = _ENGLISH_POSSESSIVE.sub("", word)
        if word in _ENGLISH:
            return _ENGLISH[word]
        if _ENGLISH_PEOPLE.fullmatch(word):
            return word[:-1]
        lemma = self._dictionary_form(word).lower()
        if lemma in _STEMS_LIKE_THAT or not _NO_ENGLISH_STEM.fullmatch(lemma):
            return lemma
        stem = lemma[:-1]
        return stem if word in (stem + "ing", stem + "ed") or (word == stem + "es" and stem[-1] == "x") else lemma

    def _cased_lemma(self, word: str, sentence_initial: bool) -> str:
        """The lemma where capitals mark nouns; simplemma answers in the case of the dictionary."""
        if len(word) > 1 and word.isupper():
            word, sentence_initial = word.capitalize(), True
        lower = word.lower()
        if not sentence_initial or word == lower or not self._is_known(lower):
            return self._dictionary_form(word)
        return self._dictionary_form(lower)

    def _dictionary_form(self, word: str) -> str:
        if self._dictionary is None:
            return word.lower()
        return str(simplemma.lemmatize(word, lang=self._dictionary)) or word

    def _is_known(self, word: str) -> bool:
        return self._dictionary is not None and bool(simplemma.is_known(word, lang=self._dictionary))
