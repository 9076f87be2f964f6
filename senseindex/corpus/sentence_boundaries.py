"""Where paragraphs and sentences of running text end.

Paragraphs end at an empty line, never at a single line break, so hard-wrapped text stays whole. Sentences end at
terminal punctuation and what closes it, with the rules of `sentence_ends` for abbreviations and list numbers. A
sentence that would exceed a bound (no punctuation, OCR) is cut at the best place before it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from senseindex.corpus.word_forms import Word

_LINE_BREAK = r"(?>\r\n|[\n\r\x85\u2028])"  # atomic: a Windows line end is never taken for two
_PARAGRAPH_BREAK = re.compile(rf"{_LINE_BREAK}[^\S\n\r\x85\u2028]*{_LINE_BREAK}\s*|\u2029\s*")
_STRETCH_END = re.compile(r"[.!?…。！？](?=\s)|\n")
_NUMBERED = "no nos nr art sec vol pp p fig figs ch para cl pt abb bd kap abs"
_BEFORE_NUMBERS = frozenset(_NUMBERED.split())
_LONG_ABBREVIATIONS = frozenset(
    {"approx", "assn", "corp", "dept", "esp", "excl", "govt", "incl", "intl", "misc", "resp", "univ"}
)
_CLAUSE_END = frozenset({";", ":", "–", "—", "--", ")", "]", "|"})


def stretches(text: str, longest: int) -> Iterator[tuple[int, int, int]]:
    """Cut `text` into paragraphs, and a paragraph of more than `longest` characters at sentence ends or white space.

    Yields `(start, end, paragraph)`, paragraphs counted from 0; together they hold all that is not white space.
    """
    start = paragraph = 0
    for match in _PARAGRAPH_BREAK.finditer(text):
        yield from ((*piece, paragraph) for piece in _bounded(text, start, match.start(), longest))
        start = match.end()
        paragraph += 1
    yield from ((*piece, paragraph) for piece in _bounded(text, start, len(text), longest))


def _bounded(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    while end - start > longest:
        cut = start + longest
        near = max(start + longest // 2, cut - 5000)
        place = -1
        for match in _STRETCH_END.finditer(text, near, cut):
            place = match.end()
        if place < 0:
            place = next((at for at in range(cut, start, -1) if text[at].isspace()), cut)
        yield start, place
        start = place
    if end > start:
        yield start, end


def sentence_ends(
    words: Sequence[Word], starts: Sequence[int], ends: Sequence[int], openers: Collection[str]
) -> list[int]:
    """The token numbers (exclusive) where sentences end, the last one `len(words)`.

    Terminal punctuation takes along the closing quotes and brackets behind it. It ends no sentence before further
    punctuation, behind a list number that opens the sentence (`7.`), or behind *No.* and its like before a digit.
    Before a lower-case word a full stop ends one only behind a word too long for an unknown abbreviation, `...`
    never does. A token that ends in a full stop (an abbreviation or an ordinal to the tokenizer) ends one where the
    next word is capitalised and in `openers`.
    """
    count = len(words)
    found: list[int] = []
    sentence_start = 0
    for at in [at for at, word in enumerate(words) if word.terminal or word.abbreviation]:
        if at < sentence_start:
            continue
        behind = at + 1
        if words[at].terminal:
            while behind < count:
                word = words[behind]
                attached = starts[behind] == ends[behind - 1]
                if not (((word.terminal or word.closer) and attached) or word.only_closes):
                    break
                behind += 1
            if behind < count and not _ends_here(words, at, behind, sentence_start):
                continue
        elif behind == count or words[behind].lower_start or words[behind].form.lower() not in openers:
            continue
        found.append(behind)
        sentence_start = behind
    if sentence_start < count:
        found.append(count)
    return found


def _ends_here(words: Sequence[Word], at: int, behind: int, sentence_start: int) -> bool:
    following = words[behind]
    if following.lower_start:
        if words[behind - 1].closer:  # "Really?" she said
            return False
        before = words[at - 1]
        long_word_before = (
            at >= sentence_start + 3
            and before.lower_start
            and before.letters >= 4
            and before.form not in _LONG_ABBREVIATIONS
        )
        return words[at].form[0] in "?!" or (words[at].form == "." and long_word_before)
    if following.is_punctuation and not following.closer and following.form[0] in ",;:)/-–—":
        return False
    if words[at].form != ".":
        return True
    if at == sentence_start + 1 and words[sentence_start].letters <= 1:
        return words[sentence_start].is_punctuation
    return not (following.form[:1].isdigit() and words[at - 1].form.lower() in _BEFORE_NUMBERS)


def bounded_pieces(
    words: Sequence[Word], starts: Sequence[int], ends: Sequence[int], text: str, first: int, last: int, longest: int
) -> Iterator[tuple[int, int]]:
    """Cut the tokens `first` to `last` (exclusive) into pieces of at most `longest` tokens.

    Each cut is at the last line break, else clause end, else comma, else anywhere, in the second half of the
    tokens that may stay together. `text` holds what `starts` and `ends` count in.
    """
    while last - first > longest:
        ranks = [0] * longest
        for place in range(first + longest // 2, first + longest):
            form = words[place].form
            if "\n" in text[ends[place] : starts[place + 1]]:
                rank = 3
            elif form in _CLAUSE_END:
                rank = 2
            else:
                rank = int(form == ",")
            ranks[place - first] = rank
        best = max(ranks)
        cut = first + longest if not best else first + longest - ranks[::-1].index(best)
        yield first, cut
        first = cut
    if last > first:
        yield first, last
