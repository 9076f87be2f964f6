from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from senseindex.corpus import raw_text
from senseindex.corpus.documents import RawDocument, Sentence
from senseindex.corpus.readers import read_documents
from senseindex.corpus.segmentation import Segmenter
from senseindex.errors import CorpusError, UsageError

ENGLISH = Segmenter("en")
GERMAN = Segmenter("de")


def by_form(sentence: Sentence, column: str) -> dict[str, object]:
    return dict(zip(sentence.forms, getattr(sentence, column), strict=True))


def check_offsets(text: str, sentences: tuple[Sentence, ...]) -> None:
    position = 0
    for sentence in sentences:
        assert len(sentence) > 0
        assert (sentence.start, sentence.end) == (sentence.starts[0], sentence.ends[-1])
        for form, start, end in zip(sentence.forms, sentence.starts, sentence.ends, strict=True):
            assert text[start:end] == form
            assert not text[position:start].strip()
            position = end
    assert not text[position:].strip()


def test_sentences_have_lemmas_content_words_and_no_parts_of_speech() -> None:
    [first, second] = ENGLISH.sentences("The banks didn't fail in May 1972. Will US interest rise?")

    assert first.forms == ("The", "banks", "did", "n't", "fail", "in", "May", "1972", ".")
    assert first.lemmas == ("the", "bank", "do", "not", "fail", "in", "may", "1972", ".")
    assert [form for form, content in by_form(first, "content").items() if content] == ["banks", "fail", "May"]
    assert [form for form, content in by_form(second, "content").items() if content] == ["US", "interest", "rise"]
    assert by_form(second, "lemmas")["US"] == "US"
    assert set(first.pos) == {""}


def test_capitals_mean_nothing_among_capitals() -> None:
    [sentence] = ENGLISH.sentences("GIVE US THE WORLD BANK NOW")

    assert sentence.lemmas == ("give", "we", "the", "world", "bank", "now")
    assert [form for form, content in by_form(sentence, "content").items() if content] == ["GIVE", "WORLD", "BANK"]


def test_german_capitals_are_read_by_their_place() -> None:
    [sentence] = GERMAN.sentences("Gehen die Banken zum Essen?")

    assert sentence.lemmas[:3] == ("gehen", "der", "Bank")
    assert sentence.lemmas[4] == "Essen"
    assert [form for form, content in by_form(sentence, "content").items() if content] == ["Gehen", "Banken", "Essen"]


def test_windows_line_ends_tabs_emoji_and_combining_characters_keep_their_offsets() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    text = f"\ufeff  Die Ku\u0308ste\t\U0001f30a ist\r\nweit. {family} Ende\u00a0gut.\r\n\r\n\r\nNeu\u3000hier "

    sentences = GERMAN.sentences(text)
    check_offsets(text, sentences)
    assert [text[sentence.start : sentence.end] for sentence in sentences][-1] == "Neu\u3000hier"
    assert "Küste" in sentences[0].lemmas


@settings(deadline=None, max_examples=200)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_is_covered_by_its_tokens(text: str) -> None:
    check_offsets(text, ENGLISH.sentences(text))


def test_tokens_are_those_of_spacy() -> None:
    text = (
        "Mr. O'Neil's well-known café (est. 1990) isn't open; e-mail me@home.org, see https://x.org/a?b=1.\n"
        "„Und“ so—weiter… I'm gonna pay $5.50/kg :-) and/or 10% U.K.-based 3rd-rate stuff!!! _bank_ rock'n'roll"
    )
    for language in ("en", "de", "fr", "xx"):
        tokens = [token.text for token in spacy.blank(language)(text) if not token.is_space]
        assert [form for sentence in Segmenter(language).sentences(text) for form in sentence.forms] == tokens


def test_a_long_text_is_taken_in_stretches_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(0)
    text = " ".join(
        " ".join(chance.choices(["river", "bank", "the", "water", "5"], k=12)).capitalize() + "." for _ in range(300)
    )
    whole = ENGLISH.sentences(text)
    monkeypatch.setattr(raw_text, "LONGEST_STRETCH", 500)

    assert ENGLISH.sentences(text) == whole
    check_offsets(text, whole)


def test_text_without_punctuation_is_cut_into_bounded_sentences() -> None:
    text = "word " * 1001

    sentences = ENGLISH.sentences(text)
    assert [len(sentence) for sentence in sentences] == [200] * 5 + [1]
    check_offsets(text, sentences)
    check_offsets("x" * 250_000, ENGLISH.sentences("x" * 250_000))


def test_starting_afresh_when_spacy_knows_too_many_forms_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    segmenter = Segmenter("en")
    before = segmenter.sentences("The banks fail.")
    monkeypatch.setattr(raw_text, "LARGEST_VOCABULARY", 0)
    monkeypatch.setattr(raw_text, "_CACHED_CHUNKS", 1)

    assert segmenter.sentences("The banks fail.") == before


def test_documents_come_out_in_order_one_by_one() -> None:
    taken = []

    def raws() -> Iterator[RawDocument]:
        for number in range(3):
            taken.append(number)
            yield RawDocument(str(number), "Banks fail.", {"n": number})

    documents = ENGLISH.documents(raws())
    first = next(documents)
    assert taken == [0]
    assert (first.id, first.text, first.metadata, len(first.sentences)) == ("0", "Banks fail.", {"n": 0}, 1)
    assert [document.id for document in documents] == ["1", "2"]


def test_an_empty_text_has_no_sentences() -> None:
    assert ENGLISH.sentences("") == ENGLISH.sentences(" \n\n\t ") == ()


CONLLU = """\
1	Die	der	DET	_	_	0	_	_	_
2	Banken	_	NOUN	_	_	0	_	_	_
3	haben	haben	AUX	_	_	0	_	_	_
4	1972	1972	NOUN	_	_	0	_	_	_
5	verloren	_	_	_	_	0	_	_	_
6	oder	_	_	_	_	0	_	_	SpaceAfter=No
7	.	.	PUNCT	_	_	0	_	_	_
"""


def test_given_sentences_keep_their_annotation_and_get_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "a.conllu").write_text(CONLLU)
    [raw] = read_documents(tmp_path)
    assert raw.sentences is not None

    [document] = GERMAN.documents([raw])
    [sentence] = document.sentences
    assert sentence.lemmas == ("der", "Bank", "haben", "1972", GERMAN.sentences("verloren")[0].lemmas[0], "oder", ".")
    assert sentence.content == (False, True, False, False, True, False, False)
    assert (sentence.forms, sentence.starts, sentence.pos) == (
        raw.sentences[0].forms,
        raw.sentences[0].starts,
        raw.sentences[0].pos,
    )


def test_all_tokens_makes_everything_a_content_word(tmp_path: Path) -> None:
    (tmp_path / "a.conllu").write_text(CONLLU)
    segmenter = Segmenter("de", all_tokens=True)

    [document] = segmenter.documents(read_documents(tmp_path))
    assert all(document.sentences[0].content)
    assert all(segmenter.sentences("Und das, nicht 1972.")[0].content)


def test_a_language_nobody_knows_is_told_when_text_comes_or_when_asked() -> None:
    segmenter = Segmenter("klingon")

    with pytest.raises(UsageError, match="no tokenizer for language 'klingon': give a code such as en, de, fr, or xx"):
        segmenter.prepare()
    with pytest.raises(UsageError):
        list(segmenter.documents([RawDocument("a", "tlhIngan")]))


def test_a_language_whose_tokenizer_needs_a_package_names_it() -> None:
    with pytest.raises(CorpusError, match=r"'ja' needs another package: .*SudachiPy"):
        Segmenter("ja").prepare()


def test_regions_are_taken_off_the_language() -> None:
    assert Segmenter("en-GB").language == "en"
    assert Segmenter("en_GB").sentences("Banks fail.") == ENGLISH.sentences("Banks fail.")
