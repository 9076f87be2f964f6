from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senseindex.corpus.lemmas import Lemmatizer, base_language, core, normalized

ENGLISH = Lemmatizer("en")
GERMAN = Lemmatizer("de")


@pytest.mark.parametrize(
    ("forms", "lemma"),
    [
        ("bank banks Banks BANKS bank's banks' _banks_ “banks” bank.", "bank"),
        ("go goes went gone going", "go"),
        ("grow grew growing", "grow"),
        ("fix fixed fixing fixes", "fix"),
        ("travel travelled travelling", "travel"),
        ("hope hoped hoping", "hope"),
        ("owe owed owing", "owe"),
        ("child children children's", "child"),
        ("wife wives", "wife"),
        ("defence defences", "defence"),
        ("Australian Australians", "australian"),
        ("Australia australia AUSTRALIA", "australia"),
        ("n't n’t not", "not"),
        ("ﬁnance finance", "finance"),
        ("co\u00adoperate cooperate", "cooperate"),
        ("café cafe\u0301", "café"),
    ],
)
def test_the_forms_of_an_english_word_have_one_lemma(forms: str, lemma: str) -> None:
    assert {form: ENGLISH.lemma(form) for form in forms.split()} == dict.fromkeys(forms.split(), lemma)


def test_acronyms_keep_their_capitals_and_emphasis_does_not() -> None:
    acronyms = {
        "NATO": "NATO",
        "US": "US",
        "U.S.": "US",
        "U.S": "US",
        "IT": "IT",
        "WHO": "WHO",
        "MPs": "MP",
        "GST": "GST",
    }
    words = {"VERY": "very", "MINISTERS": "minister", "us": "we", "it": "it", "XIV": "xiv", "KEATING": "keating"}

    assert {form: ENGLISH.lemma(form) for form in acronyms} == acronyms
    assert {form: ENGLISH.lemma(form) for form in words} == words
    assert ENGLISH.lemma("US", in_capitals=True) == "we"
    assert ENGLISH.lemma("NATO", in_capitals=True) == "nato"


@pytest.mark.parametrize(
    ("forms", "lemma"),
    [
        ("Bank Banken banken BANKEN", "Bank"),
        ("Haus Häuser Häusern", "Haus"),
        ("gehen ging gegangen", "gehen"),
        ("gut gutes besseren", "gut"),
        ("US", "US"),
        ("EU", "EU"),
    ],
)
def test_german_nouns_keep_their_capital(forms: str, lemma: str) -> None:
    assert {form: GERMAN.lemma(form) for form in forms.split()} == dict.fromkeys(forms.split(), lemma)


def test_a_capital_at_the_start_of_a_sentence_makes_no_noun() -> None:
    assert GERMAN.lemma("Gehen", sentence_initial=True) == "gehen"
    assert GERMAN.lemma("Essen") == "Essen"
    assert GERMAN.lemma("Häuser", sentence_initial=True) == "Haus"


def test_punctuation_numbers_and_unknown_words_are_their_own_lemma() -> None:
    assert [ENGLISH.lemma(form) for form in ("...", "—", "1,000", "Zorgblat", "\U0001f30a", "")] == [
        "...", "—", "1,000", "zorgblat", "\U0001f30a", "",
    ]  # fmt: skip


def test_other_languages_are_lemmatized_where_there_is_a_dictionary_and_lower_cased_where_not() -> None:
    assert Lemmatizer("fr").lemma("chevaux") == "cheval"
    assert Lemmatizer("fr-CA").lemma("Chevaux") == "cheval"
    assert Lemmatizer("sr").lemma("kućama") == Lemmatizer("hr").lemma("kućama") == "kuća"
    assert Lemmatizer("tlh").lemma("Qapla'") == "qapla"


@given(st.text(min_size=1, max_size=12))
def test_every_form_has_a_lemma_that_stays_the_same(form: str) -> None:
    for lemmatizer in (ENGLISH, GERMAN, Lemmatizer("tlh")):
        assert lemmatizer.lemma(form)
        assert lemmatizer.lemma(form) == lemmatizer.lemma(form)


def test_spelling_is_unified_before_the_lookup() -> None:
    assert normalized("don’t") == "don't"
    assert core("_bank_") == "bank"
    assert core("--") == ""
    assert base_language("en_GB") == base_language("EN-us") == "en"


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_query_word_is_lemmatized_without_spacy(language: str) -> None:
    code = (
        "import sys; from senseindex.corpus.lemmas import Lemmatizer;"
        "from senseindex.corpus.word_forms import WordForms;"
        f"assert Lemmatizer('{language}').lemma('banks'); assert WordForms('{language}')['x'];"
        "import senseindex.corpus.segmentation, senseindex.corpus.readers;"
        "print([name for name in ('spacy', 'torch', 'thinc') if name in sys.modules])"
    )

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
