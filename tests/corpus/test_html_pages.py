from __future__ import annotations

from pathlib import Path

import pytest

from senseindex.corpus.documents import RawDocument
from senseindex.corpus.readers import ReadOptions, read_documents
from senseindex.errors import CorpusError

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>The  river
bank</title><meta name="author" content="Ada"><META NAME="Date" CONTENT="1972"><meta name="viewport" content="w">
<style>p { color: red }</style></head>
<body><!-- a remark --><nav><a href="/">Home</a> <a href="/x">Banks</a></nav>
<h1>Floods</h1>
<p>The <b>ri</b>ver
burst &amp; its&nbsp;banks.<script>var bank = 1;</script> Nobody<br>slept.</p>
<ul><li>One</li><li>Two<p>Inside</p>tail</li></ul>
<table><tr><td>1</td><td>bank</td></tr></table>
<pre>as it
stands</pre>
</body></html>
"""


def page(tmp_path: Path, content: str | bytes, name: str = "page.html", **options: str) -> RawDocument:
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    (document,) = read_documents(tmp_path / name, ReadOptions(**options))
    return document


def test_a_page_is_what_it_shows_paragraph_by_paragraph(tmp_path: Path) -> None:
    document = page(tmp_path, PAGE)

    assert document.text.split("\n\n") == [
        "Home Banks",
        "Floods",
        "The river burst & its banks. Nobody\nslept.",
        "One",
        "Two",
        "Inside",
        "tail",
        "1",
        "bank",
        "as it\nstands",
    ]
    assert document.id == "page.html"
    assert document.metadata == {"title": "The river bank", "language": "en", "author": "Ada", "date": 1972}


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="iso-8859-1">', "windows-1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r"),
        ("", "utf-8"),
    ],
)
def test_the_page_says_its_encoding(tmp_path: Path, head: str, encoding: str) -> None:
    text = "Берег" if encoding == "koi8-r" else "Küste – Ufer"

    assert page(tmp_path, f"<html><head>{head}</head><body>{text}</body></html>".encode(encoding)).text == text
    assert page(tmp_path, f"<html><body>{text}</body></html>".encode(encoding), encoding=encoding).text == text


def test_xhtml_fragments_and_broken_markup_are_read(tmp_path: Path) -> None:
    xhtml = '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>Ufer</p></body></html>'

    assert page(tmp_path, xhtml, "a.xml").text == "Ufer"
    assert page(tmp_path, "<p>One<p>Two <b>three").text == "One\n\nTwo three"
    assert page(tmp_path, "<html>Unnamed.", "page").text == "Unnamed."
    with pytest.raises(CorpusError, match="holds no text"):
        page(tmp_path, "<html><body><script>1</script></body></html>")


def test_an_entity_of_a_doctype_is_not_expanded(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    text = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><html><body>a &x; b</body></html>'

    assert "secret" not in page(tmp_path, text).text.replace(str(tmp_path), "")
