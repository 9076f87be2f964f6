"""Folders of mixed formats: what is read, in which format, and what is told of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from senseindex.corpus.readers import ReadOptions, read_documents
from senseindex.errors import CorpusError
from tests.corpus.test_pdf import LINES, make_pdf
from tests.corpus.zipped import BOOK, LETTER, zipped

CONLLU = "# newdoc id = annotated\n1\tBanks\tbank\tNOUN\t_\t_\t0\troot\t_\t_\n\n"


def read(folder: Path, **options: str) -> tuple[list[str], list[str]]:
    """The documents, and what is told of files that are left out."""
    notes: list[str] = []
    documents = [document.id for document in read_documents(folder, ReadOptions(**options), on_note=notes.append)]
    return documents, [note for note in notes if note.startswith("Left out")]


def write(folder: Path, **contents: str) -> None:
    for name, content in contents.items():
        (folder / name.replace("_", ".")).write_text(content, encoding="utf-8")


def test_every_file_is_read_in_its_own_format(tmp_path: Path) -> None:
    write(
        tmp_path,
        a_conllu=CONLLU,
        b_jsonl='{"text": "A bank.", "id": "record"}\n',
        c_txt="A bank.",
        d_html="<p>A bank.</p>",
        e_csv="id,text\nrow,A bank.\n",
        f_vert='<doc id="vertical">\n<s>\nA\tDT\tthe\nbank\tNN\tbank\n</s>\n</doc>\n',
        g_xml='<TEI xml:id="tei"><text><body><p>A bank.</p></body></text></TEI>',
        h_sgm="<DOC><DOCNO>sgml</DOCNO><TEXT>A bank.</TEXT></DOC>",
    )
    zipped(tmp_path / "i.epub", BOOK)
    zipped(tmp_path / "j.docx", LETTER)
    make_pdf(tmp_path / "k.pdf", [LINES])

    assert read(tmp_path) == (
        ["annotated", "record", "c.txt", "d.html", "row", "vertical", "tei", "sgml", "i.epub", "j.docx", "k.pdf"],
        [],
    )
    assert read(tmp_path, format="text") == (
        ["c.txt"],
        [
            "Left out, not text by the name: "
            + ", ".join(sorted(each.name for each in tmp_path.iterdir() if each.name != "c.txt"))
        ],
    )


def test_what_is_left_out_is_listed_with_the_reason(tmp_path: Path) -> None:
    write(
        tmp_path,
        corpus_jsonl='{"text": "A bank.", "id": "record"}\n',
        LICENSE_txt="Copy it.",
        **{"README.first_html": "<p>Read me.</p>", "notes_txt": "A bank.", "old_doc": "?", "ca01": "A bank."},
        numbers_csv="word,count\nbank,3\n",
        settings_json='{"a": 1}',
    )
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\0")

    documents, told = read(tmp_path)
    assert documents == ["record", "notes.txt"]
    assert told == [
        "Left out, of no known format: ca01, picture.png",
        "Left out, an old Word document; save it as .docx or as plain text: old.doc",
        "Left out, a readme, licence or the like: LICENSE.txt, README.first.html",
        "Left out, a table without a column 'text': numbers.csv, settings.json",
    ]


def test_a_copy_in_a_poorer_format_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, a_conllu=CONLLU, a_txt="Banks", b_txt="A bank.", b_html="<p>A bank.</p>", c_html="<p>C</p>")

    assert read(tmp_path) == (
        ["annotated", "b.txt", "c.html"],
        [
            "Left out, a copy of a.conllu, as the names say: a.txt",
            "Left out, a copy of b.txt, as the names say: b.html",
        ],
    )


def test_nothing_is_left_out_where_nothing_else_is_there(tmp_path: Path) -> None:
    write(tmp_path, README_txt="Read me.", license_txt="Copy it.")
    assert read(tmp_path) == (["README.txt", "license.txt"], [])

    (tmp_path / "tables").mkdir()
    write(tmp_path / "tables", numbers_csv="word,count\nbank,3\n")
    with pytest.raises(CorpusError, match=r"numbers.csv, line 1: has no column 'text' \(it has 'word', 'count'\)"):
        read(tmp_path / "tables")


def test_a_name_without_an_ending_is_told_by_its_first_lines(tmp_path: Path) -> None:
    write(tmp_path, ft911="<DOC><DOCNO>sgml</DOCNO><TEXT>A bank.</TEXT></DOC>", ca01="A bank.", b_txt="A bank.")
    (tmp_path / "binary").write_bytes(b"\0\1\2")

    assert read(tmp_path) == (["b.txt", "sgml"], ["Left out, of no known format: binary, ca01"])


def test_many_names_are_cut_short(tmp_path: Path) -> None:
    write(tmp_path, a_txt="A bank.", **{f"p{number:02}_png": "" for number in range(12)})

    (told,) = read(tmp_path)[1]
    assert told.endswith("p08.png, p09.png and 2 more")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("letter.doc", "is an old Word document: save it as .docx or as plain text"),
        ("letter.rtf", "is an RTF document: save it"),
        ("table.XLSX", "is an Excel workbook: save the sheet as .csv"),
        ("book.azw3", "is a Kindle book: convert it to .epub"),
        ("all.tar.xz", "is a tar archive: unpack it first"),
        ("rows.parquet", "is a Parquet file: read it with pandas or polars"),
    ],
)
def test_formats_that_are_not_read_are_refused_by_name(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0 ...")

    with pytest.raises(CorpusError, match=message):
        list(read_documents(tmp_path / name))
    with pytest.raises(CorpusError, match=f"holds no file of a known name .*{message[3:]}"):
        list(read_documents(tmp_path))
