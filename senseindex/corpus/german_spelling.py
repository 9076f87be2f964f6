"""German of older spelling as it is written today: wußte as wusste, Schloß as Schloss, Thür as Tür.

The reform of 1996 changed ß behind a short vowel into ss. A vowel is long, and ß stays, in a diphthong and in a few
stems (groß, Fuß, Straße), which are listed. What the conference of 1901 changed (th, -iren, c, ey) is changed where
today's dictionary has the new form and not the old one; before it everybody spelt otherwise, so some words stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import simplemma

from senseindex.corpus.documents import RawDocument
from senseindex.corpus.read_options import ReadOptions

_WORD = re.compile(r"[^\W\d_]+")
_SUSPECT = re.compile(r"ß|[Tt]h|[cCyY]|ir(?:en|t|te|ten|end|st|ung)|gieb", re.IGNORECASE)
_LONG_STEMS = (
    r"gr[oöuü]|bl[oö]|st[oö]|kl[oö]|f[uü]|s[üÜ]|b[uü]|sp[aä]|str[aä]|fr[aä]|verg[aä]|gef[äÄ]|s[aä]|m[aä]"
    r"|(?<![^\W\d_])[aä]|(?<![^\W\d_])(?:aus|auf|mit|ver)[aä]"
)
_SHORT_S = re.compile(r"(?<!ei)(?<!ie)(?<!au)(?<!äu)(?<!eu)(?<!ai)(?<!ey)(?<!ay)ß", re.IGNORECASE)
_LONG = re.compile(rf"(?:{_LONG_STEMS})$", re.IGNORECASE)
_LONG_WORDS = re.compile(r"(?:Sch[oö]ße?n?s?$|Schoß|Fl[oö]ße?n?s?$|Muße|[Mm]üßig|Ruß(?![il])|[Rr]ußig|[Rr]ußt$)")
"""Words whose ß stays though that of another that looks alike does not: der Schoß, and er schoß."""
_SINCE_1901: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"th", re.IGNORECASE), lambda match: match[0][0]),
    (re.compile(r"ir(?=(?:en|t|te|ten|end|ende\w?|st|ung|ungen)$)"), lambda match: "ier"),
    (re.compile(r"c(?![hk])(?=([eiäy])?)", re.IGNORECASE), lambda match: _as_case("z" if match[1] else "k", match[0])),
    (re.compile(r"ey"), lambda match: "ei"),
    (re.compile(r"(?<=[Gg])ieb"), lambda match: "ib"),
)
_ALWAYS = {
    "thun": "tun", "thue": "tue", "thut": "tut", "thust": "tust", "that": "tat", "thaten": "taten", "thäte": "täte",
    "That": "Tat", "Thaten": "Taten", "gethan": "getan", "roth": "rot", "rothe": "rote", "rothen": "roten",
    "rother": "roter", "rothes": "rotes", "giebt": "gibt", "giebst": "gibst", "seyn": "sein", "Seyn": "Sein",
    "Werth": "Wert", "werth": "wert", "bey": "bei", "zwey": "zwei", "drey": "drei", "frey": "frei",
}  # fmt: skip
"""Words of which the dictionary knows the old form too, or not the new one."""
_CACHE_SIZE = 200_000


def modern_spelling(text: str) -> str:
    """The text with its older spellings replaced; all else stays, white space too."""
    return _WORD.sub(lambda match: _modern_word(match[0]), text)


def respelt(document: RawDocument, options: ReadOptions) -> RawDocument:
    """The document, with running text in today's spelling where that is asked for."""
    if options.modern_spelling and document.sentences is None:
        return replace(document, text=modern_spelling(document.text))
    return document


@lru_cache(_CACHE_SIZE)
def _modern_word(word: str) -> str:
    if not _SUSPECT.search(word):
        return word
    if word in _ALWAYS:
        return _ALWAYS[word]
    word = _modern_s(word)
    if not _is_known(word):
        for old, new in _SINCE_1901:
            changed = old.sub(new, word)
            if changed != word and _is_known(changed):
                return changed
    return word


def _modern_s(word: str) -> str:
    if _LONG_WORDS.search(word):
        return word
    return _SHORT_S.sub(lambda match: match[0] if _LONG.search(word[: match.start()]) else "ss", word)


def _as_case(letter: str, old: str) -> str:
    return letter.upper() if old.isupper() else letter


def _is_known(word: str) -> bool:
    return bool(simplemma.is_known(word, lang="de"))
