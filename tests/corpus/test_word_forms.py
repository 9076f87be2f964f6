from __future__ import annotations

import pytest

from senseindex.corpus.function_words import function_words
from senseindex.corpus.word_forms import WordForms, is_content_pos


def content(language: str, forms: str) -> list[str]:
    words = WordForms(language)
    return [form for form in forms.split() if words[form].content]


def test_function_words_hold_no_word_with_senses() -> None:
    senses = "call show side bottom name move bank interest full make part well like give take see back mine"

    assert not set(senses.split()) & function_words("en")
    assert not {"bank", "seite", "teil", "machen", "geben", "nehmen", "gut"} & function_words("de")


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", "the of and n't 's ’s 'll Don't would his which themselves The THEIR wo~ -it"),
        ("de", "der zum und nicht würde ihrer Ihnen welche darüber Die"),
        ("fr", "le des et nous Les"),
    ],
)
def test_function_words_are_no_content_words(language: str, forms: str) -> None:
    assert content(language, forms) == []


def test_numbers_letters_addresses_and_punctuation_are_no_content_words() -> None:
    assert (
        content(
            "en", "1972 2nd 15-year 1990s seven II XIV x J. ... — $ 5% me@home.org https://x.org www.x.org \U0001f30a"
        )
        == []
    )


def test_words_of_any_script_are_content_words() -> None:
    assert content("en", "bank Bank's U.S. naïve café e-mail _bank_ #tag") == [
        "bank", "Bank's", "U.S.", "naïve", "café", "e-mail", "_bank_", "#tag",
    ]  # fmt: skip
    assert content("zh", "河 银行") == ["河", "银行"]


def test_a_capital_inside_a_sentence_tells_names_and_acronyms_from_function_words() -> None:
    words = WordForms("en")

    assert not words["may"].content and not words["will"].content and not words["it"].content
    assert words["May"].content and words["Will"].content and words["IT"].content
    assert not words["May"].initial_content and not words["Will"].initial_content
    assert not words["IT"].capitals_content and not words["MAY"].capitals_content
    assert WordForms("de")["Würde"].content and not WordForms("de")["Würde"].initial_content


def test_with_all_tokens_everything_is_content() -> None:
    words = WordForms("en", all_tokens=True)

    assert words["the"].content and words["."].capitals_content and words["7"].initial_content


def test_parts_of_speech_decide_where_they_are_known() -> None:
    assert is_content_pos("bank", "NOUN") and is_content_pos("well", "ADV")
    assert not is_content_pos("is", "AUX") and not is_content_pos("1972", "NOUN") and not is_content_pos("x", "X")
