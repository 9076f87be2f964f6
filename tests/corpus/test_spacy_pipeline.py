from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import spacy

from senseindex.corpus.segmentation import Segmenter
from senseindex.errors import CorpusError

TEXT = "The river banks failed.\n\nMr. Bank\nfailed; he did fail. Banks"
TAGS = {"banks": "NOUN", "river": "NOUN", "failed": "VERB", "fail": "VERB", "the": "DET", "did": "AUX", "mr.": "PROPN"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pipeline with sentences, parts of speech by rule, and lemmas from a lookup table that knows two words."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    ruler: Any = nlp.add_pipe("attribute_ruler")
    for word, tag in TAGS.items():
        ruler.add(patterns=[[{"LOWER": word}]], attrs={"POS": tag})
    ruler.add(patterns=[[{"IS_PUNCT": True}]], attrs={"POS": "PUNCT"})
    lemmatizer: Any = nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    lemmatizer.lookups.add_table("lemma_lookup", {"banks": "bank!", "failed": "fail!"})
    path = tmp_path_factory.mktemp("pipelines") / "small"
    nlp.to_disk(path)
    return path


def test_a_pipeline_gives_sentences_lemmas_and_parts_of_speech(folder: Path) -> None:
    sentences = Segmenter("en", pipeline=str(folder)).sentences(TEXT)

    assert [TEXT[sentence.start : sentence.end] for sentence in sentences] == [
        "The river banks failed.", "Mr. Bank\nfailed; he did fail.", "Banks",
    ]  # fmt: skip
    assert sentences[0].lemmas == ("The", "river", "bank!", "fail!", ".")
    assert sentences[0].pos == ("DET", "NOUN", "NOUN", "VERB", "PUNCT")
    assert sentences[0].content == (False, True, True, True, False)
    for sentence in sentences:
        for form, start, end in zip(sentence.forms, sentence.starts, sentence.ends, strict=True):
            assert TEXT[start:end] == form


def test_what_a_pipeline_does_not_give_comes_from_the_rules_for_raw_text(tmp_path: Path) -> None:
    spacy.blank("de").to_disk(tmp_path / "bare")
    bare = Segmenter("en", pipeline=str(tmp_path / "bare"))
    text = "Die Banken fehlen. Dr. Müller geht zum Essen!"

    assert bare.language == "de"
    assert bare.sentences(text) == Segmenter("de").sentences(text)


def test_a_word_without_part_of_speech_is_judged_by_its_form(folder: Path) -> None:
    [sentence] = Segmenter(pipeline=str(folder)).sentences("Of course she knows")

    assert sentence.content == (False, True, False, True)


def test_all_tokens_holds_for_a_pipeline_too(folder: Path) -> None:
    assert all(Segmenter(pipeline=str(folder), all_tokens=True).sentences(TEXT)[0].content)


def test_long_texts_and_endless_sentences_pass_a_pipeline(folder: Path) -> None:
    sentences = Segmenter(pipeline=str(folder)).sentences("word " * 10_000)

    assert sum(map(len, sentences)) == 10_000
    assert max(map(len, sentences)) == 200
    assert sentences[-1].end == 49_999


def test_a_pipeline_that_is_not_installed_is_told_how_to_get() -> None:
    with pytest.raises(
        CorpusError, match=r"'xx_no_such_model' is not installed: .*python -m spacy download xx_no_such"
    ):
        Segmenter(pipeline="xx_no_such_model").prepare()


def test_a_folder_that_is_no_pipeline_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.cfg").write_text("[nlp]\nlang = 'klingon'")

    with pytest.raises(CorpusError, match="cannot be loaded") as raised:
        Segmenter(pipeline=str(tmp_path)).prepare()
    assert "\n" not in str(raised.value)
