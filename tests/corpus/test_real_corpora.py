"""Readers, lemmas and segmentation on real corpora, against the annotation that comes with them."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

import pytest
from lxml import etree

from senseindex.corpus.documents import Document, RawDocument, Sentence
from senseindex.corpus.lemmas import Lemmatizer
from senseindex.corpus.readers import ReadOptions, read_documents
from senseindex.corpus.segmentation import Segmenter
from senseindex.corpus.word_forms import is_content_pos
from senseindex.errors import CorpusError


def annotated(folder: Path) -> list[RawDocument]:
    return list(read_documents(folder))


def sentences(documents: list[RawDocument] | list[Document]) -> list[Sentence]:
    return [sentence for document in documents for sentence in document.sentences or ()]


@pytest.mark.parametrize(
    ("name", "language", "document_count", "sentence_count", "word_count"),
    [
        ("ud_english_ewt", "en", 634, 4078, 50241),
        ("ud_german", "de", 399, 2776, 50311),
        ("parla_clarin_sample/siParl.conllu", "sl", 3, 295, 4984),
    ],
)
def test_treebanks_keep_every_sentence_word_and_lemma(
    shared_data: Path, name: str, language: str, document_count: int, sentence_count: int, word_count: int
) -> None:
    raws = annotated(shared_data / name)
    documents = list(Segmenter(language).documents(raws))

    assert len(documents) == document_count
    assert len(sentences(documents)) == sentence_count
    assert sum(map(len, sentences(documents))) == word_count
    files = sorted((shared_data / name).rglob("*.conllu"))
    rows = [
        line.split("\t")
        for file in files
        for line in file.read_text(encoding="utf-8").split("\n")
        if re.match(r"[0-9]+\t", line)
    ]
    given = [(row[1], row[2], "" if row[3] == "_" else row[3]) for row in rows]
    read = [
        word
        for sentence in sentences(documents)
        for word in zip(sentence.forms, sentence.lemmas, sentence.pos, strict=True)
    ]
    assert [word for word, row in zip(read, given, strict=True) if word != row and row[1] != "_"] == []


@pytest.mark.parametrize(
    ("name", "document_count"), [("gum/vertical", 20), ("parla_clarin_sample/siParl.vert/SDT2", 3)]
)
def test_vertical_corpora_keep_every_sentence_and_word(shared_data: Path, name: str, document_count: int) -> None:
    lines = [
        line.split("\t")
        for file in sorted((shared_data / name).iterdir())
        for line in file.read_text(encoding="utf-8").split("\n")
        if line
    ]
    rows = [line for line in lines if len(line) > 1]
    documents = annotated(shared_data / name)
    read = [
        word
        for sentence in sentences(documents)
        for word in zip(sentence.forms, sentence.lemmas, sentence.pos, strict=True)
    ]

    assert len(documents) == document_count
    assert len(sentences(documents)) == sum(re.match(r"<s[ >]", line[0]) is not None for line in lines)
    unescape = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
    assert [form for form, _, _ in read] == [unescape.get(row[0], row[0]) for row in rows]
    lemma_place = 2 if name.startswith("gum") else 1
    for (_, lemma, pos), row in zip(read, rows, strict=True):
        if lemma and pos:  # the words of some documents of GUM are masked, and nothing is known of their columns
            given = row[lemma_place] if lemma_place == 2 else row[1].rpartition("-")[0]
            assert (lemma, pos) in ((unescape.get(given, given), row[4]), (given.split("|")[0], row[4]))
    assert sum(bool(lemma) and bool(pos) for _, lemma, pos in read) / len(read) > (0.89 if lemma_place == 2 else 0.999)


def test_three_formats_of_one_corpus_agree(shared_data: Path) -> None:
    """The vertical files of siParl lack one word, which is a sentence by itself, of the CoNLL-U and TEI files."""
    folder = shared_data / "parla_clarin_sample"
    conllu = {document.id: document for document in annotated(folder / "siParl.conllu")}
    vertical = {document.id: document for document in annotated(folder / "siParl.vert" / "SDT2")}
    tei = {document.id: document for document in annotated(folder / "siParl.tei")}

    assert len(conllu) == 3
    assert {name: document.text for name, document in conllu.items()} == {
        name: document.text for name, document in tei.items()
    }
    assert [len(sentences(list(corpus.values()))) for corpus in (conllu, vertical)] == [295, 294]
    assert [sum(map(len, sentences(list(corpus.values())))) for corpus in (conllu, vertical)] == [4984, 4983]
    for name in conllu:
        if not name.startswith("KPZONOJFSPD"):
            assert vertical[name].text == conllu[name].text
            for mine, theirs in zip(sentences([vertical[name]]), sentences([conllu[name]]), strict=True):
                assert (mine.forms, mine.pos, mine.starts) == (theirs.forms, theirs.pos, theirs.starts)


def test_two_levels_of_annotation_of_one_novel_agree(shared_data: Path) -> None:
    """Plain and annotated TEI of the same novel have the same characters, but for white space."""
    plain = {document.id: document.text for document in annotated(shared_data / "eltec_eng" / "level1")}
    tagged = annotated(shared_data / "eltec_eng" / "level2")

    assert len(plain) == 8
    assert [document.id for document in tagged] == ["ENG18872", "ENG18950"]
    for document in tagged:
        assert "".join(document.text.split()) == "".join(plain[document.id].split())
    words = (
        word
        for file in sorted((shared_data / "eltec_eng" / "level2").iterdir())
        for body in etree.parse(file).iter("{*}body")
        for word in body.iter("{*}w", "{*}pc")
    )
    assert sum(map(len, sentences(tagged))) == sum(1 for _ in words)


@pytest.mark.parametrize(
    ("file", "columns"),
    [
        ("gum/vertical/GUM_news_expo.xml", "word,lemma,pos"),
        ("gum/vertical/GUM_news_expo.xml", "lemma,pos,word"),
        ("gum/vertical/GUM_speech_nixon.xml", "word,pos,_,_,upos,lemma"),
        ("parla_clarin_sample/siParl.vert/siparl20-sample.vert", "word,pos,lempos"),
        ("parla_clarin_sample/siParl.vert/siparl20-sample.vert", "word,_,lemma"),
    ],
)
def test_a_wrong_order_of_columns_is_found_out_in_real_files(shared_data: Path, file: str, columns: str) -> None:
    with pytest.raises(CorpusError, match=r"the order that fits is --columns word,(pos,lemma|lempos,pos),_,upos"):
        list(read_documents(shared_data / file, ReadOptions(columns=tuple(columns.split(",")))))


@pytest.mark.parametrize("name", ["ud_english_ewt", "ud_german"])
def test_offsets_of_a_treebank_give_the_surface_of_every_token(shared_data: Path, name: str) -> None:
    """The distinct offsets of a document, in order, are the surface tokens of the file."""
    surfaces = []
    for document in annotated(shared_data / name):
        for sentence in document.sentences or ():
            places = dict.fromkeys(zip(sentence.starts, sentence.ends, strict=True))
            surfaces += [document.text[start:end] for start, end in places]
    expected = []
    for file in sorted((shared_data / name).glob("*.conllu")):
        inside = 0
        for line in file.read_text(encoding="utf-8").split("\n"):
            identifier, _, rest = line.partition("\t")
            if spanned := re.fullmatch(r"[0-9]+-([0-9]+)", identifier):
                inside = int(spanned[1])
                expected.append(rest.split("\t")[0])
            elif identifier.isdigit():
                if int(identifier) > inside:
                    expected.append(rest.split("\t")[0])
            elif not line:
                inside = 0
    assert surfaces == expected


@pytest.mark.parametrize(
    ("file", "language", "at_least"),
    [
        ("ud_english_ewt/en_ewt-ud-dev.conllu", "en", 0.955),
        ("ud_german/de_gsd-ud-dev.conllu", "de", 0.948),
        ("ud_german/de_pud-ud-test.conllu", "de", 0.925),
    ],
)
def test_lemmas_without_parts_of_speech_agree_with_a_treebank(
    shared_data: Path, file: str, language: str, at_least: float
) -> None:
    lemmatizer = Lemmatizer(language)
    right = total = 0
    for sentence in sentences(annotated(shared_data / file)):
        first = next((place for place, pos in enumerate(sentence.pos) if pos != "PUNCT"), 0)
        for place, (form, lemma, pos) in enumerate(zip(sentence.forms, sentence.lemmas, sentence.pos, strict=True)):
            if lemma and is_content_pos(form, pos):
                found = lemmatizer.lemma(form, sentence_initial=place == first)
                right += found.lower() == lemma.lower()
                total += 1
    assert total > 5000
    assert right / total >= at_least


@pytest.mark.parametrize(
    ("file", "language", "precision", "recall"),
    [
        ("ud_english_ewt/en_ewt-ud-dev.conllu", "en", 0.98, 0.87),
        ("ud_german/de_gsd-ud-dev.conllu", "de", 0.99, 0.96),
        ("ud_german/de_pud-ud-test.conllu", "de", 0.99, 0.99),
    ],
)
def test_sentences_of_raw_text_agree_with_a_treebank(
    shared_data: Path, file: str, language: str, precision: float, recall: float
) -> None:
    segmenter = Segmenter(language)
    common = found = expected = 0
    for document in annotated(shared_data / file):
        mine = {sentence.start for sentence in segmenter.sentences(document.text)}
        given = {sentence.start for sentence in document.sentences or ()}
        common += len(mine & given)
        found += len(mine)
        expected += len(given)
    assert common / found >= precision
    assert common / expected >= recall


def test_speeches_are_covered_by_their_tokens(shared_data: Path) -> None:
    speeches = read_documents(shared_data / "pm_transcripts" / "pm_transcripts_3m.jsonl.gz")
    raws = list(islice(speeches, 60))
    speeches.close()  # type: ignore[attr-defined]

    assert raws[0].id == "4"
    assert set(raws[0].metadata) == {"title", "speaker", "date", "type"}
    for document in Segmenter("en").documents(raws):
        position = 0
        for sentence in document.sentences:
            assert 0 < len(sentence) <= 200
            for form, start, end in zip(sentence.forms, sentence.starts, sentence.ends, strict=True):
                assert document.text[start:end] == form
                assert not document.text[position:start].strip()
                position = end
        assert not document.text[position:].strip()
