"""The tagged corpus, read back by our own readers, whose tests compare them with real files."""

from pathlib import Path

import pytest

from senseindex import SenseIndex
from senseindex.corpus.readers import ReadOptions, read_documents
from senseindex.export.corpus import VERTICAL_COLUMNS, conllu_lines, vertical_lines
from senseindex.records import Document, Sentence
from senseindex.store.tagged_corpus import tagged_documents
from tests.builders import TinyIndex


def tokens(index: SenseIndex) -> list[tuple[str, str, str]]:
    """Document, form and sense of every token, asked of the index itself."""
    return [
        (document.name, token.form, token.sense or "")
        for document in tagged_documents(index._parts.catalog)
        for sentence in document.sentences
        for token in sentence.tokens
    ]


def test_conllu_reads_back(index: SenseIndex, tmp_path: Path) -> None:
    sentences = index.export_corpus(tmp_path / "a.conllu")
    documents = list(read_documents(tmp_path / "a.conllu"))
    info = index.info()
    assert len(documents) == info.documents and sentences == info.sentences
    read = [
        (document.id, sentence.forms, sentence.lemmas)
        for document in documents
        for sentence in document.sentences or ()
    ]
    stored = [
        (document.name, tuple(each.form for each in sentence.tokens), tuple(each.lemma for each in sentence.tokens))
        for document in tagged_documents(index._parts.catalog)
        for sentence in document.sentences
    ]
    assert read == stored
    assert {(str(each.metadata["kind"]), each.metadata["year"]) for each in documents} >= {("river", 1990)}


def test_every_sense_stands_in_the_files(index: SenseIndex, tmp_path: Path) -> None:
    index.export_corpus(tmp_path / "a.conllu")
    index.export_corpus(tmp_path / "a.vert", format="vertical")
    rows = [line.split("\t") for line in (tmp_path / "a.conllu").read_text("utf-8").splitlines() if "\t" in line]
    misc = [dict(each.split("=", 1) for each in row[9].split("|") if "=" in each) for row in rows]
    vertical = [line.split("\t") for line in (tmp_path / "a.vert").read_text("utf-8").splitlines() if "\t" in line]
    expected = tokens(index)
    assert [(row[1], each.get("Sense", "")) for row, each in zip(rows, misc, strict=True)] == [
        (form, sense) for _, form, sense in expected
    ]
    assert [(row[0], row[3].replace("-", "")) for row in vertical] == [(form, sense) for _, form, sense in expected]
    sizes = {sense.id: sense.size for sense in index.senses("bank", examples=0)}
    for name, size in sizes.items():
        assert sum(each.get("Sense") == name for each in misc) == size
    scores = {float(each["SenseScore"]) for each in misc if "SenseScore" in each}
    assert scores and all(0 <= score <= 1 for score in scores)


def test_vertical_reads_back(index: SenseIndex, tmp_path: Path) -> None:
    index.export_corpus(tmp_path / "a.vert", format="vertical")
    options = ReadOptions(columns=(*VERTICAL_COLUMNS[:2], "_", "_", "_"))
    documents = list(read_documents(tmp_path / "a.vert", options))
    assert [each.id for each in documents] == list(dict.fromkeys(name for name, *_ in tokens(index)))
    forms = [form for each in documents for sentence in each.sentences or () for form in sentence.forms]
    assert forms == [form for _, form, _ in tokens(index)]
    assert documents[0].metadata["year"] == 1990


@pytest.fixture
def odd(tmp_path: Path):
    """A document with a multiword token, markup in its text and a metadata key that is no XML name."""
    text = "Er geht\tzum A&B<x>."
    sentence = Sentence(
        0,
        len(text),
        ("Er", "geht", "zum", "zum", "A&B<x>", "."),
        ("er", "gehen", "zu", "der", "a&b", ""),
        ("PRON", "VERB", "ADP", "DET", "PROPN", "PUNCT"),
        (False, True, False, False, True, False),
        (0, 3, 8, 8, 12, 18),
        (2, 7, 11, 11, 18, 19),
    )
    tiny = TinyIndex(tmp_path / "tiny")
    tiny.add(Document('d "1"', text, {"2 keys": 'a "b" <c>\n', "id": "x"}, (sentence,)))
    yield tiny
    tiny.close()


def test_multiword_tokens_markup_and_odd_names(odd: TinyIndex, tmp_path: Path) -> None:
    (document,) = tagged_documents(odd.catalog)
    conllu = list(conllu_lines(document))
    assert "3-4\tzum\t_\t_\t_\t_\t_\t_\t_\t_" in conllu
    assert "4\tder\tder\tDET\t_\t_\t_\t_\t_\t_" in conllu
    assert "5\tA&B<x>\ta&b\tPROPN\t_\t_\t_\t_\t_\tSpaceAfter=No" in conllu
    vertical = list(vertical_lines(document))
    assert vertical[0] == '<doc id=\'d "1"\' _2_keys=\'a "b" &lt;c&gt; \' _id="x">'
    assert "zum\tzu+der\tADP\t-\t-" in vertical and "A&amp;B&lt;x&gt;\ta&amp;b\tPROPN\t-\t-" in vertical
    (tmp_path / "a.conllu").write_text("\n".join(conllu) + "\n", encoding="utf-8")
    (again,) = read_documents(tmp_path / "a.conllu")
    assert again.sentences is not None and again.text == "Er geht zum A&B<x>."
    assert again.sentences[0].lemmas[:4] == ("er", "gehen", "zu", "der")
