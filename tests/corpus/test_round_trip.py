"""Every format: what an index says of a hit's place gives back the node, exactly, from the source's text."""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from senseindex.corpus.documents import Document
from senseindex.corpus.readers import ReadOptions, read_documents
from senseindex.corpus.segmentation import Segmenter
from senseindex.search.kwic import occurrence_hits
from tests.builders import TinyIndex

TEXT = (
    "The muddy bank, über dem Fluß, lay in the sun \U0001f30a.\n\nHer bank – “Grey & Sons” – didn’t lend cafe\u0301 "
    "owners a pound.\r\nShe left <that> bank after work."
)
WORDS = [
    "The",
    "muddy",
    "bank",
    ",",
    "über",
    "Fluß",
    "\U0001f30a",
    "“",
    "Grey",
    "&",
    "Sons",
    "”",
    "cafe\u0301",
    "<that>",
    "bank",
    ".",
]


def escaped(word: str) -> str:
    return word.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def text_folder(folder: Path) -> Path:
    (folder / "a.txt").write_text(TEXT, encoding="utf-8", newline="")
    (folder / "b.txt.gz").write_bytes(gzip.compress(TEXT.encode("utf-16")))
    (folder / "about.csv").write_text("file,year\na,1\nb,2\n")
    return folder


def zip_archive(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("a.txt", TEXT.encode())
    return folder / "a.zip"


def jsonl(folder: Path) -> Path:
    import json

    (folder / "a.jsonl").write_text(json.dumps({"text": TEXT}) + "\n" + json.dumps({"text": TEXT}, ensure_ascii=False))
    return folder


def table(folder: Path) -> Path:
    import csv

    with (folder / "a.tsv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t").writerows([["id", "text"], ["x", TEXT]])
    return folder


def conllu(folder: Path) -> Path:
    rows = [f"{n}\t{word}\t_\tNOUN\t_\t_\t0\t_\t_\t_" for n, word in enumerate(WORDS, 1)]
    rows[3:3] = ["4-5\tzum\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No"]
    (folder / "a.conllu").write_text("\n".join([*rows, "", *rows, "", ""]), encoding="utf-8")
    return folder


def vertical(folder: Path) -> Path:
    rows = "".join(f"{escaped(word)}\tNN\t{escaped(word.lower())}\n" for word in WORDS)
    content = f'<doc id="x">\n<p>\n<s>\n{rows}<g/>\n{rows}</s>\n</p>\n<p>\n<s>\n{rows}</s>\n</p>\n</doc>\n'
    (folder / "a.vrt").write_text(content, encoding="utf-8")
    return folder


def tei_text(folder: Path) -> Path:
    body = f"<head>Bank</head><p>{escaped(TEXT)}</p><lg><l>{escaped(TEXT)}</l></lg>"
    (folder / "a.xml").write_text(f"<TEI><text><body>{body}</body></text></TEI>", encoding="utf-8")
    return folder


def tei_words(folder: Path) -> Path:
    words = " ".join(f'<w pos="NOUN" lemma="{escaped(word.lower())}">{escaped(word)}</w>' for word in WORDS)
    double = '<w>zum<w norm="zu" pos="NOUN"/><w norm="dem" pos="NOUN"/></w>'
    body = f"<p><s>{words} {double}<w>bank</w></s></p><p>{words}</p>"
    (folder / "a.tei").write_text(f"<TEI><text><body>{body}</body></text></TEI>", encoding="utf-8")
    return folder


def data_set(folder: Path) -> Path:
    datasets = pytest.importorskip("datasets")
    datasets.Dataset.from_dict({"text": [TEXT]}).save_to_disk(folder / "set")
    return folder / "set"


FORMATS: list[Callable[[Path], Path]] = [
    text_folder,
    zip_archive,
    jsonl,
    table,
    conllu,
    vertical,
    tei_text,
    tei_words,
    data_set,
]


def check_every_content_token(documents: list[Document]) -> None:
    """text[start:end] is the form, or the surface of the multiword token that the form is a part of."""
    for document in documents:
        for sentence in document.sentences:
            assert document.text[sentence.start : sentence.end].strip() == document.text[sentence.start : sentence.end]
            for place in range(len(sentence)):
                start, end = sentence.starts[place], sentence.ends[place]
                assert sentence.start <= start < end <= sentence.end
                shared = (start, end) in {
                    (sentence.starts[other], sentence.ends[other])
                    for other in (place - 1, place + 1)
                    if 0 <= other < len(sentence)
                }
                assert shared or document.text[start:end] == sentence.forms[place]


def check_every_hit(folder: Path, documents: list[Document]) -> int:
    """A line's document, start and end give its node; all occurrences have a line."""
    index = TinyIndex(folder)
    index.add(*documents)
    texts = {document.id: document.text for document in documents}
    ids = [row[0] for row in index.catalog.connection.rows("SELECT id FROM occurrence ORDER BY id")]
    for line in occurrence_hits(index.catalog, ids, 5):
        assert line.node
        assert texts[line.document][line.start : line.end] == line.node
    index.close()
    return len(ids)


def segmented(source: str | Path, language: str = "en", options: ReadOptions | None = None) -> list[Document]:
    return list(Segmenter(language).documents(read_documents(source, options)))


@pytest.mark.parametrize("make", FORMATS)
def test_places_give_back_the_nodes(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    (tmp_path / "corpus").mkdir()
    documents = segmented(make(tmp_path / "corpus"))
    forms = [form for document in documents for sentence in document.sentences for form in sentence.forms]

    assert forms.count("bank") >= 2
    assert "Fluß" in forms
    assert "cafe\u0301" in forms
    check_every_content_token(documents)
    content = sum(sum(sentence.content) for document in documents for sentence in document.sentences)
    assert check_every_hit(tmp_path / "index", documents) == content >= 8


def test_running_text_is_the_file_itself(tmp_path: Path) -> None:
    for make in (text_folder, zip_archive, jsonl, table):
        folder = tmp_path / make.__name__
        folder.mkdir()
        assert {document.text for document in read_documents(make(folder))} == {TEXT}


def test_standard_input_gives_back_the_nodes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    documents = segmented("-")

    assert [document.text for document in documents] == [TEXT]
    check_every_content_token(documents)
    assert check_every_hit(tmp_path / "index", documents) >= 8


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("gum/vertical", "en"),
        ("parla_clarin_sample/siParl.vert/SDT2", "sl"),
        ("parla_clarin_sample/siParl.tei", "sl"),
        ("parla_clarin_sample/siParl.conllu", "sl"),
        ("eltec_eng/level1/ENG18872_Lyall.xml", "en"),
        ("eltec_eng/level2/ENG18872_Lyall.xml", "en"),
        ("ud_english_ewt", "en"),
    ],
)
def test_places_in_real_corpora_give_back_the_nodes(
    tmp_path: Path, shared_data: Path, source: str, language: str
) -> None:
    documents = segmented(shared_data / source, language)

    check_every_content_token(documents)
    content = sum(sum(sentence.content) for document in documents for sentence in document.sentences)
    assert check_every_hit(tmp_path / "index", documents) == content > 1000
