from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from senseindex.corpus.documents import RawDocument
from senseindex.corpus.readers import ReadOptions, read_documents
from senseindex.errors import CorpusError, UsageError

TAGGED = [
    ("The", "DT", "the"),
    ("boats", "NNS", "boat"),
    ("left", "VBD", "leave"),
    ("the", "DT", "the"),
    ("muddy", "JJ", "muddy"),
    ("banks", "NNS", "bank"),
    ("of", "IN", "of"),
    ("two", "CD", "two"),
    ("old", "JJ", "old"),
    ("rivers", "NNS", "river"),
    ("slowly", "RB", "slowly"),
    ("and", "CC", "and"),
    ("went", "VBD", "go"),
    ("home", "RB", "home"),
    (".", ".", "."),
]


def rows(order: str, tokens: list[tuple[str, str, str]] = TAGGED) -> str:
    """The tokens with their columns in an order such as "word pos lemma"."""
    table = [dict(zip(("word", "pos", "lemma"), token, strict=True)) | {"_": "x"} for token in tokens]
    return "".join("\t".join(row[name] for name in order.split()) + "\n" for row in table)


def read(
    folder: Path, content: str, columns: str | None = None, name: str = "a.vert", notes: list[str] | None = None
) -> list[RawDocument]:
    source = folder / name
    source.write_text(content, encoding="utf-8", newline="")
    options = ReadOptions(columns=tuple(columns.split(",")) if columns else None)
    return list(read_documents(source, options, on_note=None if notes is None else notes.append))


def tokens(document: RawDocument) -> list[tuple[str, str, str]]:
    return [
        token
        for sentence in document.sentences or ()
        for token in zip(sentence.forms, sentence.lemmas, sentence.pos, strict=True)
    ]


def test_structures_become_documents_paragraphs_and_sentences(tmp_path: Path) -> None:
    content = """<?xml version="1.0"?>
<corpus name="x">
<doc id="first" year="1972" title='A "bank" &amp; more' empty="">
<p>
<s>
The\tDT\tthe
<name type="x">
bank\tNN\tbank
</name>
<g/>
.\t.\t.
</s>
<s n="2">
We\tPRP\twe
</s>
</p>
<!-- a remark -->
<p>
<s>
&lt;&amp;&#252;&#x30;\tNN\t&amp;c&copy;
</s>
</doc>
<doc>
Bare\tJJ\tbare
</doc>
</corpus>
"""
    first, second = read(tmp_path, content, "word,pos,lemma")

    assert (first.id, first.text) == ("first", "The bank. We\n\n<&ü0")
    assert first.metadata == {"year": 1972, "title": 'A "bank" & more', "empty": None}
    assert [sentence.forms for sentence in first.sentences or ()] == [("The", "bank", "."), ("We",), ("<&ü0",)]
    assert (first.sentences or ())[2].lemmas == ("&c&copy;",)
    assert (second.id, second.text, second.metadata) == ("a.vert:23", "Bare", {})
    assert (second.sentences or ())[0].starts == (0,)


@pytest.mark.parametrize(
    ("attributes", "found"),
    [
        ('id="a" url="http://x/?a=b&c=d&odd=1"', {"url": "http://x/?a=b&c=d&odd=1"}),
        ('id=a  title="He said "no" to it"', {"title": 'He said "no" to it'}),
        ("id='a' x=\"it's\" y='say \"x\"'", {"x": "it's", "y": 'say "x"'}),
        ('id="a" when="<1900>" n="007"', {"when": "<1900>", "n": "007"}),
        ('xml:id="a" a="" b="x"', {"a": None, "b": "x"}),
    ],
)
def test_attributes_are_read_in_whatever_quotes(tmp_path: Path, attributes: str, found: dict[str, str]) -> None:
    [document] = read(tmp_path, f"<text {attributes}>\nbank\n</text>\n")

    assert (document.id, document.metadata) == ("a", found)


@pytest.mark.parametrize("tag", ["doc", "text", "session", "file"])
def test_the_outermost_structure_is_the_document(tmp_path: Path, tag: str) -> None:
    content = "".join(f'<{tag} id="{name}">\n<speech who="x">\n<p>\nbank\n</p>\n</speech>\n</{tag}>\n' for name in "ab")

    assert [document.id for document in read(tmp_path, content)] == ["a", "b"]


def test_a_file_without_document_structure_is_one_document(tmp_path: Path) -> None:
    [document] = read(tmp_path, "<s>\nA\nbank\n</s>\n<s>\nBanks\n</s>\n")

    assert (document.id, document.text) == ("a.vert", "A bank Banks")


def test_sentences_end_at_full_stops_where_none_are_marked(tmp_path: Path) -> None:
    words = ["He", "left", ".", "She", "asked", ":", '"', "Why", "?", '"', "Nobody"] + ["word"] * 450
    [document] = read(tmp_path, "<text>\n" + "\n".join(words) + "\n</text>\n")

    forms = [" ".join(sentence.forms) for sentence in document.sentences or ()]
    assert forms[:2] == ["He left .", 'She asked : " Why ? "']
    assert [len(sentence) for sentence in document.sentences or ()][2:] == [200, 200, 51]


def test_nothing_stands_between_the_parts_of_a_joined_word(tmp_path: Path) -> None:
    [document] = read(tmp_path, "<text>\n<s>\nThe\n<w>\nMake\n-\nA\n-\nWish\n</w>\nbank\n</s>\n</text>\n")

    assert document.text == "The Make-A-Wish bank"


def test_a_literal_angle_bracket_is_a_token(tmp_path: Path) -> None:
    [document] = read(tmp_path, "<text>\n<\tSYM\n<3\tSYM\n<b>\tX\n>\tSYM\n</text>\n")

    assert document.text == "< <3 <b> >"


@pytest.mark.parametrize(
    "order", ["word pos lemma", "word lemma pos", "word _ lemma pos", "word _ _ pos lemma", "word lemma"]
)
def test_the_order_of_the_columns_is_found_out_and_told(tmp_path: Path, order: str) -> None:
    notes: list[str] = []
    [document] = read(tmp_path, f"<text>\n<s>\n{rows(order)}</s>\n</text>\n", notes=notes)
    named = order.replace(" ", ",")

    assert notes == [f"the columns of a.vert are taken as {named}; --columns names them otherwise"]
    assert [lemma for _, lemma, _ in tokens(document)] == [lemma for _, _, lemma in TAGGED]
    if "pos" in order:
        assert tokens(document)[1] == ("boats", "boat", "NOUN")
        assert [tag for _, _, tag in tokens(document)][-3:] == ["VERB", "ADV", "PUNCT"]
    assert [tokens(document)] == [tokens(each) for each in read(tmp_path, (tmp_path / "a.vert").read_text(), named)]


def test_lempos_is_lemma_and_letter(tmp_path: Path) -> None:
    letters = {"N": "n", "V": "v", "J": "j"}
    lines = "".join(f"{word}\t{lemma}-{letters.get(tag[0], 'x')}\n" for word, tag, lemma in TAGGED)
    notes: list[str] = []
    [document] = read(tmp_path, f"<text>\n{lines}</text>\n", notes=notes)

    assert "word,lempos" in notes[0]
    assert tokens(document)[1:3] == [("boats", "boat", "NOUN"), ("left", "leave", "VERB")]
    assert tokens(document)[-1] == (".", ".", "")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ("word,lemma,pos", "column 2 is named lemma but holds DT, NNS, VBD"),
        ("word,_,pos", "column 3 is named pos but has 13 entries such as the, boat, leave"),
        ("word,upos,lemma", "column 2 is named upos but holds DT, NNS, VBD"),
        ("pos,word,lemma", "column 2 is named word but holds DT, NNS, VBD"),
        ("word,lempos", "column 2 is named lempos but holds DT, NNS, VBD"),
    ],
)
def test_a_wrong_order_is_explained_in_one_line(tmp_path: Path, columns: str, message: str) -> None:
    with pytest.raises(CorpusError) as raised:
        read(tmp_path, f"<text>\n{rows('word pos lemma')}</text>\n", columns)

    assert message in str(raised.value)
    assert str(raised.value).endswith("the order that fits is --columns word,pos,lemma")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("columns", "message"), [("lemma,pos", "which column is the word"), ("word,pos,pos", "names pos twice")]
)
def test_names_that_are_no_order_are_refused_at_once(tmp_path: Path, columns: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_documents(tmp_path, ReadOptions(columns=tuple(columns.split(","))))


def test_tags_of_no_known_set_are_left_out_and_told(tmp_path: Path) -> None:
    notes: list[str] = []
    lines = "".join(f"{word}\tq{place % 3}\n" for place, (word, _, _) in enumerate(TAGGED))
    [document] = read(tmp_path, f"<text>\n{lines}</text>\n", "word,pos", notes=notes)

    assert notes == ["the tags in column 2 of a.vert are of no known tag set and left out"]
    assert {tag for _, _, tag in tokens(document)} == {""}


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (b"bank\tNN\n", "line 9: 2 columns where 3 are needed: is a tab missing?"),
        (b"\tNN\tbank\n", "line 9: the word is empty"),
        (b"b\xe4nk\tNN\tbank\n", "line 9: is not utf-8"),
    ],
)
def test_a_damaged_document_is_left_out_as_a_whole(tmp_path: Path, bad: bytes, message: str) -> None:
    row = "Brücke\tNN\tbridge\n".encode()
    documents = [b'<doc id="%s">\n<s>\n%s</s>\n</doc>\n' % (name, row) for name in (b"a", b"b", b"c")]
    documents[1] = documents[1].replace(row, row + bad + row + bad)
    source = tmp_path / "a.vert"
    source.write_bytes(b"".join(documents))
    options = ReadOptions(columns=("word", "pos", "lemma"))
    errors: list[CorpusError] = []

    assert [each.id for each in read_documents(source, options, on_error=errors.append)] == ["a", "c"]
    assert len(errors) == 1
    assert message in str(errors[0])
    with pytest.raises(CorpusError, match=message.replace("?", r"\?")):
        list(read_documents(source, options))


def test_a_token_between_documents_is_damage(tmp_path: Path) -> None:
    (tmp_path / "a.vert").write_text('<doc id="a">\nbank\n</doc>\nlost\nlost\n<doc id="b">\nbank\n</doc>\n')
    errors: list[CorpusError] = []

    assert [each.id for each in read_documents(tmp_path, on_error=errors.append)] == ["a", "b"]
    assert [str(error) for error in errors] == [f"{tmp_path / 'a.vert'}, line 4: a token outside <doc>"]


def test_a_document_that_never_ends_is_damaged(tmp_path: Path) -> None:
    content = '<doc id="a">\nbank\n</doc>\n<doc id="b">\nriver\n'
    with pytest.raises(CorpusError, match=r"a\.vert, line 4: <doc> does not end: is the file cut off\?"):
        read(tmp_path, content)
    errors: list[CorpusError] = []
    assert [each.id for each in read_documents(tmp_path / "a.vert", on_error=errors.append)] == ["a"]
    assert len(errors) == 1


def test_vertical_xml_is_told_from_tei(tmp_path: Path) -> None:
    read(tmp_path, f"<text id='a'>\n<s>\n{rows('word pos lemma')}</s>\n</text>\n", name="a.xml")
    (tmp_path / "b.xml").write_text('<TEI xml:id="b"><text><body><p>A bank.</p></body></text></TEI>')
    (tmp_path / "c.xml").write_text("<svg><text>No.</text></svg>")

    assert [document.id for document in read_documents(tmp_path)] == ["a", "b"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1).filter(lambda form: form[0] != "<"),
            st.booleans(),
        ),
        min_size=1,
    )
)
def test_any_tokens_are_found_at_their_offsets(tmp_path: Path, words: list[tuple[str, bool]]) -> None:
    escaped = [(form.replace("&", "&amp;"), glued) for form, glued in words]
    content = "".join(f"{form}\tx\n" + ("<g/>\n" if glued else "") for form, glued in escaped)
    [document] = read(tmp_path, f"<doc>\n<s>\n{content}</s>\n</doc>\n", "word")
    [sentence] = document.sentences or ()

    assert sentence.forms == tuple(form for form, _ in words)
    assert [document.text[a:b] for a, b in zip(sentence.starts, sentence.ends, strict=True)] == [w for w, _ in words]
    assert document.text == "".join(form + ("" if glued else " ") for form, glued in words[:-1]) + words[-1][0]
