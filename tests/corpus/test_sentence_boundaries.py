from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senseindex.corpus.raw_text import RawTextSplitter
from senseindex.corpus.sentence_boundaries import bounded_pieces, stretches
from senseindex.corpus.word_forms import WordForms

SPLITTERS = {"en": RawTextSplitter("en"), "de": RawTextSplitter("de")}


def split(text: str, language: str = "en") -> list[str]:
    return [" ".join(text[s.start : s.end].split()) for s in SPLITTERS[language].sentences(text)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Mr. Smith of the U.S. met Dr. Brown.", "They talked."],
        ["He lives in the U.S.", "The bank is near."],
        ['"Really?" she said.', "He nodded."],
        ['He said: "It is over."', "Then he left."],
        ["(It was late.)", "We went home."],
        ["Wait...", "What?!", "No!"],
        ["This is ... odd."],
        ["See No. 5 for details.", "And Vol. 2 too."],
        ["1. Open the box.", "2. Take it out."],
        ["We sold approx. five of them."],
        ["i like it here very much.", "it is quiet.", "really? yes."],
        ["First,\nit rained;\nthen it snowed.", "So be it."],
        ["A heading", "Text below it."],
        ["J. F. Kennedy spoke."],
    ],
)
def test_english_sentences_are_found(sentences: list[str]) -> None:
    joined = "".join(text + ("\n\n" if text == "A heading" else " ") for text in sentences)

    expected = [" ".join(text.split()) for text in sentences]
    if sentences[-1] == "really? yes.":
        expected[-1:] = ["really?", "yes."]
    assert split(joined) == expected


@pytest.mark.parametrize(
    "sentences",
    [
        ["Am 3. Oktober kam z.B. Dr. Müller.", "Er blieb."],
        ["Das war 1990.", "Danach kam das 19. Jahrhundert dran."],
        ["„Ja.“", "Er ging, sagte sie."],
    ],
)
def test_german_sentences_are_found(sentences: list[str]) -> None:
    assert split(" ".join(sentences), "de") == sentences


@pytest.mark.parametrize("gap", ["\n\n", "\r\n\r\n", "\r\r", "\n \t\n", "\n\n\n \n", "\u2029"])
def test_an_empty_line_ends_a_sentence(gap: str) -> None:
    assert split(f"no full stop{gap}and so on") == ["no full stop", "and so on"]


@pytest.mark.parametrize("gap", ["\n", "\r\n", "\t", "\u00a0", " \n "])
def test_a_single_line_break_does_not(gap: str) -> None:
    assert split(f"no full stop{gap}and so on") == ["no full stop and so on"]


@given(st.text(alphabet="ab. \n\r\t", max_size=80), st.integers(1, 20))
def test_stretches_are_bounded_ordered_and_lose_only_white_space(text: str, longest: int) -> None:
    position = 0
    for start, end, _ in stretches(text, longest):
        assert not text[position:start].strip()
        assert start < end <= start + longest
        position = end
    assert not text[position:].strip()


def test_a_long_paragraph_is_cut_at_a_sentence_end_else_at_white_space() -> None:
    assert ["One two. "[a:b] for a, b, _ in stretches("One two. ", 9)] == ["One two. "]
    text = "One two. Three four"
    assert [text[a:b] for a, b, _ in stretches(text, 15)] == ["One two.", " Three four"]
    assert [b - a for a, b, _ in stretches("x" * 25, 10)] == [10, 10, 5]


@given(st.lists(st.sampled_from(["a", ",", ";", "b"]), min_size=1, max_size=60), st.integers(2, 12))
def test_pieces_are_bounded_and_whole(forms: list[str], longest: int) -> None:
    known = WordForms("en")
    starts = list(range(0, 2 * len(forms), 2))
    ends = [start + 1 for start in starts]
    pieces = list(bounded_pieces([known[f] for f in forms], starts, ends, " ".join(forms), 0, len(forms), longest))

    assert [place for first, last in pieces for place in range(first, last)] == list(range(len(forms)))
    assert all(0 < last - first <= longest for first, last in pieces)


def test_a_long_sentence_is_cut_at_the_best_place() -> None:
    def pieces(text: str) -> list[str]:
        forms = text.split()
        starts = []
        position = 0
        for form in forms:
            starts.append(text.index(form, position))
            position = starts[-1] + len(form)
        ends = [start + len(form) for start, form in zip(starts, forms, strict=True)]
        known = WordForms("en")
        words = [known[form] for form in forms]
        return [" ".join(forms[a:b]) for a, b in bounded_pieces(words, starts, ends, text, 0, len(forms), 8)]

    assert pieces("a b c d e , f ; g h") == ["a b c d e , f ;", "g h"]
    assert pieces("a b c d e\nf , ; g h") == ["a b c d e", "f , ; g h"]
    assert pieces("a b c d e , f g h") == ["a b c d e ,", "f g h"]
    assert pieces("a b c d e f g h i") == ["a b c d e f g h", "i"]
