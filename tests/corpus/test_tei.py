from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from senseindex.corpus import tei as tei_module
from senseindex.corpus.documents import RawDocument
from senseindex.corpus.readers import ReadOptions, read_documents
from senseindex.errors import CorpusError

NAMESPACE = 'xmlns="http://www.tei-c.org/ns/1.0"'


def tei(body: str, header: str = "", attributes: str = 'xml:id="a"') -> str:
    return (
        f"<TEI {NAMESPACE} {attributes}><teiHeader>{header}</teiHeader>"
        f"<text><front><p>Title page</p></front><body>{body}</body><back><p>Index</p></back></text></TEI>"
    )


def read(folder: Path, content: str | bytes, name: str = "a.xml") -> list[RawDocument]:
    source = folder / name
    source.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_documents(source))


def text(folder: Path, body: str) -> str:
    [document] = read(folder, tei(body))
    return document.text


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<p>The <hi>bank</hi>\n   was <emph>closed</emph>.</p>", "The bank was closed."),
        ("<head>I</head><p>One.</p>\n  <p>Two.</p>", "I\n\nOne.\n\nTwo."),
        ("<lg><l>Reeds grew </l>\n<l> and boats.</l></lg><p>End.</p>", "Reeds grew\nand boats.\n\nEnd."),
        ("<p>The bank<note>which one?</note> of the river.</p>", "The bank of the river."),
        ("<p>dis<pb n='7'/>tressed <pb n='8'/> and</p>", "distressed and"),
        ("<p>one<lb/>two dis<lb break='no'/>tressed</p>", "one\ntwo distressed"),
        ("<p>the <choice><sic>bnak</sic> <corr>bank</corr></choice>.</p>", "the bank."),
        ("<p><choice><orig>vpon</orig><reg>upon</reg></choice> <choice><abbr>Mr</abbr></choice></p>", "upon Mr"),
        ("<p>a <app><lem>bank</lem><rdg>rank</rdg></app> b <subst><del>x</del><add>y</add></subst></p>", "a bank b y"),
        ("<sp><speaker>ADA</speaker><p>Come.</p><stage>Exit</stage></sp>", "Come.\n\nExit"),
        ("<u><seg>One.</seg> <seg>Two.</seg></u><note>noise</note>", "One.\n\nTwo."),
        ("<p>A&#160;bank&#xFC; &amp; &lt;b&gt;<!-- no --><?no no?></p>", "A\u00a0bank\u00fc & <b>"),
        ("<p>“<q>Why?</q>” she <fw>RUNNING HEAD</fw>asked</p>", "“Why?” she asked"),
    ],
)
def test_running_text_is_what_the_author_wrote(tmp_path: Path, body: str, found: str) -> None:
    assert text(tmp_path, body) == found


def forms(document: RawDocument) -> list[list[tuple[str, str, str]]]:
    return [
        list(zip(sentence.forms, sentence.lemmas, sentence.pos, strict=True)) for sentence in document.sentences or ()
    ]


def test_words_keep_lemma_and_part_of_speech(tmp_path: Path) -> None:
    body = """<head><s><w lemma="bank" pos="NNS">Banks</w></s></head>
    <p><s xml:id="s1"><w lemma="we" pos="PRP">We</w> <hi><w lemma="sit" pos="VBD">sat</w></hi><pc pos=".">.</pc></s>
    <s><w lemma="&lt;unknown&gt;" pos="NN">Reeds</w> <w lemma="grow|grew" pos="VBD">grew</w> loose</s></p>"""
    [document] = read(tmp_path, tei(body))

    assert document.text == "Banks\n\nWe sat. Reeds grew loose"
    assert forms(document) == [
        [("Banks", "bank", "NOUN")],
        [("We", "we", "PRON"), ("sat", "sit", "VERB"), (".", "", "PUNCT")],
        [("Reeds", "", "NOUN"), ("grew", "grow", "VERB"), ("loose", "", "")],
    ]


@pytest.mark.parametrize(
    "between",
    [
        "<w>The</w><c> </c><w>bank</w><pc>,</pc><c> </c><w>do</w><w>n't</w>",
        "<w>The</w> <w>bank</w><pc>,</pc>\n<w>do</w><w>n't</w>",
        '<w>The</w><w join="right">bank</w><pc>,</pc><w join="right">do</w><w>n\'t</w>',
        '<w>The</w> <w>bank</w> <pc join="left">,</pc> <w>do</w> <w join="left">n\'t</w>',
    ],
)
def test_spaces_between_tokens(tmp_path: Path, between: str) -> None:
    assert text(tmp_path, f"<p><s>{between}</s></p>") == "The bank, don't"


def test_spaces_that_got_lost_are_put_back(tmp_path: Path) -> None:
    words = "".join(f"<w>{word}</w>" for word in ("so", "with", "that", "our", "tongues"))

    assert (
        text(tmp_path, f"<p><s>{words}</s> <s><w>Two</w><w>words</w></s></p>") == "so with that our tongues Two words"
    )
    assert text(tmp_path, f"<p><s>{words}</s><s><w>do</w><w>n't</w> <w>go</w></s></p>") == (
        "so with that our tongues don't go"
    )


def test_tags_may_stand_in_msd_or_ana_and_words_in_words(tmp_path: Path) -> None:
    body = """<p><s><w lemma="biti" msd="UPosTag=AUX|Mood=Ind">je</w> <w ana="mte:Ncmsn" lemma="zbor">zbor</w>
    <w>zum<w norm="zu" lemma="zu" msd="UPosTag=ADP"/><w norm="dem" lemma="der" msd="UPosTag=DET"/></w></s></p>"""
    [document] = read(tmp_path, tei(body.replace('ana="mte:Ncmsn"', 'msd="UPosTag=NOUN"')))
    [sentence] = document.sentences or ()

    assert sentence.forms == ("je", "zbor", "zu", "dem")
    assert sentence.pos == ("AUX", "NOUN", "ADP", "DET")
    assert [document.text[a:b] for a, b in zip(sentence.starts, sentence.ends, strict=True)] == [
        "je", "zbor", "zum", "zum",
    ]  # fmt: skip
    [document] = read(tmp_path, tei('<p><s><w ana="mte:Ncmsn">zbor</w></s></p>'))
    assert (document.sentences or ())[0].pos == ("NOUN",)


def test_sentences_without_markup_end_at_full_stops_and_paragraphs(tmp_path: Path) -> None:
    words = " ".join(f"<w>{word}</w>" for word in ("He", "left", ".", "She"))
    [document] = read(tmp_path, tei(f"<p>{words}</p><p>{words}</p>"))

    assert [[form for form, _, _ in sentence] for sentence in forms(document)] == [["He", "left", "."], ["She"]] * 2


HEADER = """
<fileDesc><titleStmt><title>The Bank</title><title type="sub">A <hi>Story</hi></title>
<title xml:lang="de">Die Bank</title><author>Ada  Ash</author><author>Bo Birch</author></titleStmt>
<publicationStmt><publisher><orgName>House</orgName><ref>x</ref></publisher><idno>7</idno><date when="2021"/>
</publicationStmt>
<sourceDesc><bibl><date>1902</date></bibl><bibl type="firstEdition"><date>1865</date></bibl></sourceDesc></fileDesc>
<profileDesc><langUsage><language ident="eng"/></langUsage><textClass><keywords><term>novel</term></keywords>
</textClass><textDesc><size xmlns="http://example.org" key="short"/></textDesc></profileDesc>"""


def test_the_header_becomes_metadata(tmp_path: Path) -> None:
    [document] = read(tmp_path, tei("<p>A bank.</p>", HEADER, 'xml:id="a" xml:lang="en"'))

    assert document.metadata == {
        "title": "The Bank; A Story",
        "author": "Ada Ash; Bo Birch",
        "publisher": "House",
        "idno": 7,
        "language": "en",
        "keywords": "novel",
        "date": 1865,
        "size": "short",
    }


def test_a_corpus_holds_many_documents_and_a_nameless_one_is_called_after_the_file(tmp_path: Path) -> None:
    texts = "".join(tei(f"<p>{number}</p>", attributes=f'xml:id="t{number}"') for number in range(5))
    inner = f"<teiCorpus>{tei('<p>In</p>', attributes='')}</teiCorpus>"
    corpus = f"<teiCorpus {NAMESPACE}><teiHeader/>{texts}{inner}</teiCorpus>"

    assert [document.id for document in read(tmp_path, corpus)] == ["t0", "t1", "t2", "t3", "t4", "a.xml:6"]
    assert [document.id for document in read(tmp_path, tei("<p>One</p>", attributes=""))] == ["a.xml"]
    assert read(tmp_path, tei("<p>One</p>").replace(NAMESPACE, ""))[0].text == "One"


def test_ids_inside_texts_may_be_repeated(tmp_path: Path) -> None:
    texts = "".join(tei('<p xml:id="p1">One</p>', attributes=f'xml:id="t{number}"') for number in range(2))

    assert len(read(tmp_path, f"<teiCorpus {NAMESPACE}>{texts}</teiCorpus>")) == 2


def test_texts_in_a_group_are_read(tmp_path: Path) -> None:
    group = (
        "<text><front/><group><text><body><p>One</p></body></text><text><body><p>Two</p></body></text></group></text>"
    )

    assert read(tmp_path, f"<TEI {NAMESPACE}>{group}</TEI>")[0].text == "One\n\nTwo"


def test_included_files_are_not_followed_but_told(tmp_path: Path) -> None:
    notes: list[str] = []
    (tmp_path / "a.xml").write_text(tei("<p>One</p>"))
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="a.xml"/>'
    (tmp_path / "all.xml").write_text(f"<teiCorpus {NAMESPACE}><teiHeader/>{include}</teiCorpus>")

    assert [document.id for document in read_documents(tmp_path, on_note=notes.append)] == ["a"]
    assert "xi:include" in notes[0]


BILLION_LAUGHS = (
    '<!DOCTYPE TEI [<!ENTITY l0 "ha">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
    + tei("<p>&l9;</p>")
)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (BILLION_LAUGHS, "declares XML entities, which are never expanded"),
        (f'<!DOCTYPE TEI [<!ENTITY x SYSTEM "file:///etc/passwd">]>{tei("<p>&x;</p>")}', "declares XML entities"),
        (
            f'<!DOCTYPE TEI [<!ENTITY x SYSTEM "http://x/y">]>{tei("<p/>", "", "n=&#39;&x;&#39;")}',
            "broken XML|declares",
        ),
        (f'<!DOCTYPE TEI SYSTEM "none.dtd">{tei("<p>a&mdash;b</p>")}', "entity|Entity"),
        (tei("<p>cut")[:-40], "broken XML"),
        (tei("<p>a</q>"), "broken XML .*mismatch"),
        (tei("<p>\x01</p>"), "broken XML"),
    ],
)
def test_what_is_dangerous_or_broken_is_refused_in_one_line(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(CorpusError, match=message) as raised:
        read(tmp_path, content)
    assert "\n" not in str(raised.value)
    assert str(raised.value).startswith(str(tmp_path / "a.xml"))
    errors: list[CorpusError] = []
    (tmp_path / "b.xml").write_text(tei("<p>fine</p>"))
    assert [document.text for document in read_documents(tmp_path, on_error=errors.append)] == ["fine"]
    assert len(errors) == 1


def test_an_external_dtd_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "own.dtd").write_text('<!ENTITY bank "secret">')
    documents = read(tmp_path, f'<!DOCTYPE TEI SYSTEM "own.dtd">{tei("<p>A bank.</p>")}')

    assert [document.text for document in documents] == ["A bank."]


def test_damage_inside_a_corpus_keeps_the_documents_before_it(tmp_path: Path) -> None:
    texts = "".join(tei(f"<p>{number}</p>", attributes=f'xml:id="t{number}"') for number in range(3))
    (tmp_path / "a.xml").write_text(f"<teiCorpus {NAMESPACE}>{texts.replace('<p>2', '<p>2</q>')}</teiCorpus>")
    errors: list[CorpusError] = []

    assert [document.id for document in read_documents(tmp_path, on_error=errors.append)] == ["t0", "t1"]
    assert len(errors) == 1


@pytest.mark.parametrize(
    ("declaration", "encoding", "named"),
    [
        ('<?xml version="1.0" encoding="ISO-8859-1"?>', "latin-1", None),
        ('<?xml version="1.0" encoding="UTF-16"?>', "utf-16", None),
        ("", "utf-8-sig", None),
        ('<?xml version="1.0"?>', "windows-1252", "windows-1252"),
        ("", "windows-1252", None),
        ("", "mac-roman", "mac-roman"),
        ("", "utf-16-le", "utf-16-le"),
        ('<?xml version="1.0" encoding="utf-8"?>', "latin-1", "latin-1"),
        ("", "utf-8-sig", "latin-1"),
    ],
)
def test_encodings(tmp_path: Path, declaration: str, encoding: str, named: str | None) -> None:
    words = (
        "Die Küste war schön, und über dem Fluß lagen dünne Nebel. Später gingen wir müde nach Haus, für größere Mühe."
    )
    (tmp_path / "a.xml").write_bytes((declaration + tei(f"<p>{words}</p>")).encode(encoding))

    [document] = read_documents(tmp_path / "a.xml", ReadOptions(encoding=named))
    assert document.text == words


def test_the_tree_of_a_document_is_freed_before_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []
    forget = tei_module._forget

    def counting(element: Any) -> None:
        sizes.append(sum(1 for _ in element.getroottree().iter()))
        forget(element)

    monkeypatch.setattr(tei_module, "_forget", counting)
    texts = "".join(tei("<p>A bank.</p>" * 20, attributes=f'xml:id="t{number}"') for number in range(300))

    assert len(read(tmp_path, f"<teiCorpus {NAMESPACE}>{texts}</teiCorpus>")) == 300
    assert max(sizes) < 3000 < 300 * 20  # lxml reads 32 KiB ahead
