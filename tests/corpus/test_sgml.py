"""SGML in the shapes that news collections have. The texts are invented; the markup is as their readmes show it."""

from __future__ import annotations

from pathlib import Path

import pytest

from senseindex.corpus.documents import RawDocument
from senseindex.corpus.readers import ReadOptions, read_documents
from senseindex.errors import CorpusError

REUTERS = """<!DOCTYPE lewis SYSTEM "lewis.dtd">
<REUTERS TOPICS="YES" LEWISSPLIT="TRAIN" OLDID="5544" NEWID="1">
<DATE>26-FEB-1987 15:01:01.79</DATE>
<TOPICS><D>cocoa</D><D>sugar</D></TOPICS>
<PLACES><D>ghana</D></PLACES>
<PEOPLE></PEOPLE>
<UNKNOWN>
&#5;&#5;&#5;C T
</UNKNOWN>
<TEXT>&#2;
<TITLE>BANK &amp; RIVER</TITLE>
<DATELINE>    ACCRA, Feb 26 - </DATELINE><BODY>The bank lent
&lt;Cocoa Ltd> money.
    It rained.
 Reuter
&#3;</BODY></TEXT>
</REUTERS>
<REUTERS TOPICS="NO" NEWID="2">
<TEXT TYPE="UNPROC">&#2;
A second bank
</TEXT>
</REUTERS>
"""
TREC = """<DOC>
<DOCNO> FT911-3 </DOCNO>
<HEADLINE>
FT  14 MAY 91 / Banks
</HEADLINE>
<TEXT>
<P>
The first bank.
</P>
<P>The second bank.</P>
</TEXT>
<PUB>The Times</PUB>
</DOC>
<DOC>
<DOCNO>FT911-4</DOCNO>
<TEXT>More.</TEXT>
</DOC>
"""


def read(tmp_path: Path, content: str, name: str = "news.sgm", **options: str) -> list[RawDocument]:
    (tmp_path / name).write_text(content, encoding="utf-8")
    return list(read_documents(tmp_path / name, ReadOptions(**options)))


def test_reuters_is_read_story_by_story(tmp_path: Path) -> None:
    first, second = read(tmp_path, REUTERS)

    assert first.id == "1"
    assert first.text == (
        "BANK & RIVER\n\nACCRA, Feb 26 -\n\nThe bank lent\n<Cocoa Ltd> money.\n    It rained.\n Reuter"
    )
    assert first.metadata == {
        "topics": "cocoa; sugar",
        "lewissplit": "TRAIN",
        "oldid": 5544,
        "date": "26-FEB-1987 15:01:01.79",
        "places": "ghana",
        "people": None,
        "unknown": "C T",
        "title": "BANK & RIVER",
    }
    assert (second.id, second.text, second.location) == ("2", "A second bank", "news.sgm, line 18")


@pytest.mark.parametrize("name", ["ft911_1", "news.sgml", "news.SGM"])
def test_trec_is_told_by_its_first_lines(tmp_path: Path, name: str) -> None:
    first, second = read(tmp_path, TREC, name)

    assert (first.id, first.text) == ("FT911-3", "The first bank.\n\nThe second bank.")
    assert first.metadata == {"headline": "FT 14 MAY 91 / Banks", "pub": "The Times", "title": "FT 14 MAY 91 / Banks"}
    assert (second.id, second.text) == ("FT911-4", "More.")


def test_the_element_that_repeats_is_the_document(tmp_path: Path) -> None:
    documents = read(tmp_path, "<ITEM ID=a>One</ITEM>\n<ITEM ID=b>Two <HI>bold</HI></ITEM>\n")

    assert [(document.id, document.text) for document in documents] == [("a", "One"), ("b", "Two\n\nbold")]
    assert [document.id for document in read(tmp_path, "<LETTER><P>One</P><P>Two</P></LETTER>")] == ["news.sgm:1"]


def test_a_document_that_never_ends_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "news.sgm").write_text(TREC.replace("</DOC>", "", 1), encoding="utf-8")
    errors: list[CorpusError] = []

    assert [document.id for document in read_documents(tmp_path, on_error=errors.append)] == ["FT911-4"]
    assert [(error.line, "<DOC> does not end" in str(error)) for error in errors] == [(1, True)]


@pytest.mark.parametrize(
    "content", [REUTERS, TREC, "<doc>\nThe bank lent money to them.\nIt rained all day long.\n</doc>"]
)
def test_what_is_not_vertical_is_not_read_as_vertical(tmp_path: Path, content: str) -> None:
    with pytest.raises(CorpusError, match="is not vertical text, which has one token a line"):
        read(tmp_path, content, "a.vert")
    with pytest.raises(CorpusError, match="is not vertical text"):
        read(tmp_path, content, "b", format="vertical")
