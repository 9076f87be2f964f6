from __future__ import annotations

import sys
from pathlib import Path

import pytest

from senseindex.corpus.readers import read_documents
from senseindex.errors import CorpusError

LINES = ("The river burst its", "banks and in-", "undated the fields.", "A well-known bank.")


def make_pdf(path: Path, pages: list[tuple[str, ...]]) -> Path:
    """A PDF by hand, with a line of Helvetica a line."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, lines in enumerate(pages):
        stream = "BT /F1 12 Tf 72 720 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects.append("<< /Title (Floods) /Author (Ada) /CreationDate (D:20210504120000Z) >>")
    content, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    content += (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>\n"
        f"startxref\n{len(content)}\n%%EOF\n"
    )
    path.write_text(content, encoding="latin-1")
    return path


def test_a_pdf_is_the_text_of_its_pages_with_divided_words_joined(tmp_path: Path) -> None:
    (document,) = read_documents(make_pdf(tmp_path / "floods.pdf", [LINES, ("The end.",)]))

    assert document.text == ("The river burst its\nbanks and inundated the fields.\nA well-known bank.\n\nThe end.")
    assert (document.id, document.location) == ("floods.pdf", "floods.pdf")
    assert document.metadata == {"title": "Floods", "author": "Ada", "date": "2021-05-04"}


def test_a_scan_and_a_damaged_pdf_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="has no text, only pictures: is it a scan"):
        list(read_documents(make_pdf(tmp_path / "scan.pdf", [()])))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    with pytest.raises(CorpusError, match="is not a PDF, or damaged"):
        list(read_documents(tmp_path / "broken.pdf"))


def test_without_the_package_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(CorpusError, match=r"pip install 'senseindex\[pdf\]'"):
        list(read_documents(make_pdf(tmp_path / "a.pdf", [LINES])))
