"""The tagged corpus: against one written the plain way, and read back by our own readers and by a CoNLL-U parser.

The tests of our readers compare them with real files.
"""

import tempfile
from pathlib import Path

import conllu
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from senseindex import SenseIndex
from senseindex.corpus.documents import Document, Sentence
from senseindex.corpus.readers import ReadOptions, read_documents
from senseindex.output.files.corpus import VERTICAL_COLUMNS, write_corpus
from tests.builders import TinyIndex
from tests.output.files.plain_corpus import plain_conllu, plain_sentences, plain_vertical


def tokens(index: SenseIndex) -> list[tuple[str, str, str]]:
    """Document, form and sense of every token, asked of the index itself."""
    return [
        (sentence.document, token.form, token.sense or "")
        for sentence in plain_sentences(index.opened.catalog)
        for token in sentence.tokens
    ]


def test_conllu_reads_back(index: SenseIndex, tmp_path: Path) -> None:
    sentences = index.export.corpus(tmp_path / "a.conllu")
    documents = list(read_documents(tmp_path / "a.conllu"))
    info = index.info()
    assert len(documents) == info.documents and sentences == info.sentences
    read = [
        (document.id, sentence.forms, sentence.lemmas)
        for document in documents
        for sentence in document.sentences or ()
    ]
    stored = [
        (sentence.document, tuple(each.form for each in sentence.tokens), tuple(each.lemma for each in sentence.tokens))
        for sentence in plain_sentences(index.opened.catalog)
    ]
    assert read == stored
    assert {(str(each.metadata["kind"]), each.metadata["year"]) for each in documents} >= {("river", 1990)}


def test_every_sense_stands_in_the_files(index: SenseIndex, tmp_path: Path) -> None:
    index.export.corpus(tmp_path / "a.conllu")
    index.export.corpus(tmp_path / "a.vert", format="vertical")
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
    index.export.corpus(tmp_path / "a.vert", format="vertical")
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
    assert write_corpus(tmp_path / "a.conllu", "conllu", odd.catalog) == 1
    write_corpus(tmp_path / "a.vert", "vertical", odd.catalog)
    lines = (tmp_path / "a.conllu").read_text("utf-8").splitlines()
    assert "3-4\tzum\t_\t_\t_\t_\t_\t_\t_\t_" in lines
    assert "4\tder\tder\tDET\t_\t_\t_\t_\t_\t_" in lines
    assert "5\tA&B<x>\ta&b\tPROPN\t_\t_\t_\t_\t_\tSpaceAfter=No" in lines
    vertical = (tmp_path / "a.vert").read_text("utf-8").splitlines()
    assert vertical[0] == '<doc id=\'d "1"\' _2_keys=\'a "b" &lt;c&gt;\' _id="x">'
    assert "zum\tzu+der\tADP\t-\t-" in vertical and "A&amp;B&lt;x&gt;\ta&amp;b\tPROPN\t-\t-" in vertical
    (again,) = read_documents(tmp_path / "a.conllu")
    assert again.sentences is not None and again.text == "Er geht zum A&B<x>."
    assert again.sentences[0].lemmas[:4] == ("er", "gehen", "zu", "der")


def test_a_conllu_parser_reads_it(index: SenseIndex, odd: TinyIndex, tmp_path: Path) -> None:
    for name, catalog in (("banks", index.opened.catalog), ("odd", odd.catalog)):
        write_corpus(tmp_path / name, "conllu", catalog)
        parsed = conllu.parse((tmp_path / name).read_text("utf-8"))
        for sentence, own in zip(parsed, plain_sentences(catalog), strict=True):
            assert sentence.metadata["sent_id"] == str(own.id)
            words = [token for token in sentence if isinstance(token["id"], int)]
            assert [word["id"] for word in words] == list(range(1, len(own.tokens) + 1))
            assert [word["lemma"] for word in words] == [token.lemma or "_" for token in own.tokens]
            assert [(word["misc"] or {}).get("Sense") for word in words] == [token.sense for token in own.tokens]


FORMS = st.text(st.sampled_from("abcÄß字😀&<>'| \t\u3000"), min_size=0, max_size=5)


@st.composite
def sentences(draw: st.DrawFn) -> tuple[str, list[tuple[str, str, str, int, int]]]:
    """A text and its words: form, lemma, part of speech, start, end; some share their place with the one before."""
    text, words = "", []
    for _ in range(draw(st.integers(0, 6))):
        text += draw(st.sampled_from(["", " ", "  "]))
        form = draw(FORMS)
        for _ in range(draw(st.sampled_from([1, 1, 1, 2, 3]))):
            lemma = draw(st.sampled_from(["", "a", "b&", "c d", "ü|e"]))
            words.append((form, lemma, draw(st.sampled_from(["", "NOUN"])), len(text), len(text) + len(form)))
        text += form
    return text, words


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(sentences(), min_size=1, max_size=4), min_size=1, max_size=3),
    st.sampled_from([1, 2, 4000]),
    st.randoms(use_true_random=False),
)
def test_it_is_what_the_plain_way_writes(documents, at_once: int, random) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("senseindex.store.catalog.tagged_corpus.SENTENCES_AT_ONCE", at_once)
        tiny = TinyIndex(Path(folder) / "tiny")
        for number, given_sentences in enumerate(documents):
            text, built = "x ", [Sentence(0, 1, ("x",), ("x",), ("",), (True,), (0,), (1,))]  # a segment has a vector
            for own, words in given_sentences:
                forms, lemmas, pos, starts, ends = zip(*words, strict=True) if words else ((),) * 5
                place = len(text)
                content = tuple(random.random() < 0.7 for _ in words)
                shifted = [tuple(place + each for each in places) for places in (starts, ends)]
                built.append(Sentence(place, place + len(own), forms, lemmas, pos, content, *shifted))
                text += own + "\n"
            tiny.add(Document(f"d{number}", text, {"a key": random.choice(["v<", None]), "n": number}, tuple(built)))
        with tiny.catalog.writing():
            connection = tiny.catalog.connection
            for number, name in enumerate(["a%1", "b|%2", "c<%3"], start=1):
                connection.execute(
                    "INSERT INTO sense (id, name, lemma_id, number, label) VALUES (?, ?, 1, ?, '')",
                    (number, name, number),
                )
            for (occurrence,) in tiny.catalog.connection.rows("SELECT id FROM occurrence"):
                given_sense = (random.choice([None, 1, 2, 3]), random.choice([None, 0, 7, 100]), occurrence)
                connection.execute("UPDATE occurrence SET sense_id = ?, confidence = ? WHERE id = ?", given_sense)
        for format, plain in (("conllu", plain_conllu), ("vertical", plain_vertical)):
            file = Path(folder) / format
            assert write_corpus(file, format, tiny.catalog) == len(documents) + sum(map(len, documents))
            assert file.read_bytes().decode() == plain(tiny.catalog)
        tiny.close()
