"""E-books and Word files: EPUB, DOCX."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from senseindex.corpus.readers import ReadOptions, read_documents
from senseindex.errors import CorpusError
from tests.corpus.zipped import BOOK, CONTAINER, LETTER, zipped

ENCRYPTED = '<encryption xmlns="urn:x"><CipherReference URI="OEBPS/{}"/></encryption>'


def test_a_book_is_one_document_in_the_order_of_its_spine(tmp_path: Path) -> None:
    (document,) = read_documents(zipped(tmp_path / "banks.epub", BOOK))

    assert document.text == "I\n\nThe bank – Küste.\n\nThe end."
    assert document.id == "banks.epub"
    assert document.file == str((tmp_path / "banks.epub").resolve())
    assert document.metadata == {"title": "Banks", "author": "Ada; Bo", "date": 1851, "language": "en"}


def test_a_word_file_is_one_document_paragraph_by_paragraph(tmp_path: Path) -> None:
    (document,) = read_documents(zipped(tmp_path / "letter.docx", LETTER))

    assert document.text.split("\n\n") == ["The river\tbank\nbroke.", "left", "right", "Box", "Outside"]
    assert document.metadata == {"title": "Report", "author": "Ada", "date": "2021-05-04"}


def test_they_are_read_inside_folders_and_archives_and_by_format(tmp_path: Path) -> None:
    letter = zipped(tmp_path / "letter.docx", LETTER)
    book = zipped(tmp_path / "banks.epub", BOOK)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(letter, "in/letter.docx")
        archive.write(book, "banks.epub")

    assert [document.id for document in read_documents(tmp_path)] == [
        "all.zip/banks.epub",
        "all.zip/in/letter.docx",
        "banks.epub",
        "letter.docx",
    ]
    assert [document.id for document in read_documents(tmp_path, ReadOptions(format="epub"))] == [
        "all.zip/banks.epub",
        "banks.epub",
    ]


def without(parts: dict[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in parts.items() if key != name}


@pytest.mark.parametrize(
    ("name", "parts", "message"),
    [
        ("a.epub", BOOK | {"META-INF/encryption.xml": ENCRYPTED.format("ch1.xhtml")}, r"is encrypted \(DRM\)"),
        ("a.epub", without(BOOK, "META-INF/container.xml"), "is not an EPUB: it has no META-INF/container.xml"),
        ("a.epub", without(BOOK, "OEBPS/content.opf"), "is not an EPUB: it has no OEBPS/content.opf"),
        ("a.epub", BOOK | {"META-INF/container.xml": CONTAINER[:-9]}, "its part META-INF/container.xml is broken XML"),
        ("a.docx", without(LETTER, "word/document.xml"), "is not a DOCX: it has no word/document.xml"),
        ("a.zip", LETTER, "is an office document or an e-book: name it .docx or .epub if it is one"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(
    tmp_path: Path, name: str, parts: dict[str, str], message: str
) -> None:
    with pytest.raises(CorpusError, match=message) as raised:
        list(read_documents(zipped(tmp_path / name, parts)))
    assert "\n" not in str(raised.value)


def test_obfuscated_fonts_do_no_harm_and_no_entity_is_expanded(tmp_path: Path) -> None:
    fonts = BOOK | {"META-INF/encryption.xml": ENCRYPTED.format("fonts/a.otf")}
    assert [document.id for document in read_documents(zipped(tmp_path / "a.epub", fonts))] == ["a.epub"]

    (tmp_path / "secret").write_text("secret")
    declared = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    trap = LETTER | {"word/document.xml": declared + LETTER["word/document.xml"].replace("left", "&x;")}
    (document,) = read_documents(zipped(tmp_path / "b.docx", trap))
    assert "secret" not in document.text


def test_no_zip_at_all_is_refused(tmp_path: Path) -> None:
    for name in ("a.epub", "a.docx"):
        (tmp_path / name).write_text("text")
        with pytest.raises(CorpusError, match=r"is not an? (EPUB|DOCX), or damaged"):
            list(read_documents(tmp_path / name))
