from __future__ import annotations

from pathlib import Path

import pytest

from senseindex.corpus.documents import RawDocument
from senseindex.corpus.readers import read_documents
from senseindex.errors import CorpusError

REST = "_\t_\t0\tdep\t_"


def row(identifier: str, form: str, lemma: str = "_", pos: str = "_", misc: str = "_") -> str:
    return f"{identifier}\t{form}\t{lemma}\t{pos}\t{REST}\t{misc}\n"


def read(folder: Path, content: str) -> list[RawDocument]:
    source = folder / "sample.conllu"
    source.write_text(content, encoding="utf-8", newline="")
    return list(read_documents(source))


SENTENCE = (
    row("1", "Banks", "bank", "NOUN") + row("2", "fail", "fail", "VERB", "SpaceAfter=No") + row("3", ".", ".", "PUNCT")
)


def surfaces(document: RawDocument) -> list[list[str]]:
    assert document.sentences is not None
    return [
        [document.text[start:end] for start, end in zip(sentence.starts, sentence.ends, strict=True)]
        for sentence in document.sentences
    ]


def test_words_lemmas_and_parts_of_speech_are_the_file_s_own(tmp_path: Path) -> None:
    [document] = read(tmp_path, SENTENCE)

    assert document.id == "sample.conllu"
    assert document.text == "Banks fail."
    assert document.sentences is not None
    [sentence] = document.sentences
    assert sentence.forms == ("Banks", "fail", ".")
    assert sentence.lemmas == ("bank", "fail", ".")
    assert sentence.pos == ("NOUN", "VERB", "PUNCT")
    assert (sentence.starts, sentence.ends) == ((0, 6, 10), (5, 10, 11))
    assert (sentence.start, sentence.end) == (0, 11)


def test_documents_begin_at_newdoc_and_are_yielded_as_they_end(tmp_path: Path) -> None:
    source = tmp_path / "sample.conllu"
    source.write_text(
        f"{SENTENCE}\n# newdoc id = second\n{SENTENCE}\n# newdoc\n{SENTENCE}\n# newdoc id = last\nbroken\n"
    )
    documents = read_documents(source)

    assert [next(documents).id for _ in range(3)] == ["sample.conllu", "second", "sample.conllu:10"]
    with pytest.raises(CorpusError, match="line 16: broken CoNLL-U: 1 columns"):
        next(documents)


def test_sentences_are_joined_by_a_space_and_paragraphs_by_an_empty_line(tmp_path: Path) -> None:
    [document] = read(tmp_path, f"# newpar\n{SENTENCE}\n\n{SENTENCE}\n# newpar id = 2\n{SENTENCE}")

    assert document.text == "Banks fail. Banks fail.\n\nBanks fail."
    assert surfaces(document) == [["Banks", "fail", "."]] * 3


def test_the_words_of_a_multiword_token_share_its_offsets(tmp_path: Path) -> None:
    content = (
        row("1", "Gehen", "gehen", "VERB") + row("2-3", "zum", misc="SpaceAfter=No") + row("2", "zu", "zu", "ADP")
        + row("3", "dem", "der", "DET") + row("4", "!", "!", "PUNCT")
    )  # fmt: skip
    [document] = read(tmp_path, content)

    assert document.text == "Gehen zum!"
    assert surfaces(document) == [["Gehen", "zum", "zum", "!"]]
    assert document.sentences is not None
    assert document.sentences[0].forms == ("Gehen", "zu", "dem", "!")


def test_empty_nodes_are_left_out(tmp_path: Path) -> None:
    content = (
        row("0.1", "It") + row("1", "Sue", "Sue", "PROPN") + row("1.1", "likes") + row("1.2", "and") + row("2", "tea")
    )
    [document] = read(tmp_path, content)

    assert document.text == "Sue tea"


def test_the_text_comment_is_kept_where_it_is_made_of_the_tokens(tmp_path: Path) -> None:
    spaced = "# text = Banks\u00a0 fail .\n"
    other = "# text = Banks failed.\n"

    assert read(tmp_path, spaced + SENTENCE)[0].text == "Banks\u00a0 fail ."
    assert surfaces(read(tmp_path, spaced + SENTENCE)[0]) == [["Banks", "fail", "."]]
    assert read(tmp_path, other + SENTENCE)[0].text == "Banks fail."


def test_document_metadata_stands_beside_the_first_sentence(tmp_path: Path) -> None:
    content = (
        "# newdoc id = a\n# meta::author = Ann = Bee\n# sent_id = 1\n# text = Banks fail.\n"
        f"{SENTENCE}\n# meta::author = late\n{SENTENCE}\n# newdoc id = b\n{SENTENCE}"
    )

    assert [document.metadata for document in read(tmp_path, content)] == [{"author": "Ann = Bee"}, {}]


def test_open_lemmas_and_parts_of_speech_are_empty_but_an_underscore_is_itself(tmp_path: Path) -> None:
    [document] = read(tmp_path, row("1", "banks") + row("2", "_", "_", "PUNCT"))

    assert document.sentences is not None
    assert document.sentences[0].lemmas == ("", "_")
    assert document.sentences[0].pos == ("", "PUNCT")


def test_forms_may_hold_spaces_and_lines_may_end_as_in_windows(tmp_path: Path) -> None:
    [document] = read(tmp_path, (row("1", "10 000", "10000", "NUM") + row("2", "Euro")).replace("\n", "\r\n") + "\r\n")

    assert document.text == "10 000 Euro"
    assert surfaces(document) == [["10 000", "Euro"]]


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("1\tBanks\tbank\n", 1, "3 columns instead of 10 parted by tabs"),
        ("1 Banks bank NOUN _ _ 0 root _ _\n", 1, r"are the columns parted by spaces\?"),
        (row("1", "a") + row("3", "b"), 2, "id 3 where 2 should come"),
        (row("2", "a"), 1, "id 2 where 1 should come"),
        (row("1", "a") + row("1", "b"), 2, "id 1 where 2 should come"),
        (row("one", "a"), 1, "'one' is not an id"),
        (row("01", "a"), 1, "'01' is not an id"),
        (row("1", ""), 1, "the form is empty"),
        (row("2-3", "ab") + row("1", "a"), 1, "range 2-3 where the next word is 1"),
        (row("1", "a") + row("3-2", "ab"), 2, "range 3-2 where the next word is 2"),
        (row("1-2", "ab") + row("1", "a") + row("2-3", "bc"), 3, "range 2-3 overlaps"),
        (row("1-3", "abc") + row("1", "a") + row("2", "b") + "\n", 1, "ends at word 3, which does not come"),
        (row("1-3", "abc") + "\n", 1, "ends at word 3, which does not come"),
        (row("1.1", "a") + row("1", "b"), 1, "empty node 1.1 where 0.1 should come"),
        (row("1", "b") + row("1.2", "a"), 2, "empty node 1.2 where 1.1 should come"),
        (row("0.1", "a") + "\n" + SENTENCE, 1, "a sentence without words"),
        (row("1", "a") + "# text = b\n", 2, "a comment inside a sentence"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, content: str, line: int, message: str) -> None:
    with pytest.raises(CorpusError, match=message) as raised:
        read(tmp_path, f"# newdoc id = a\n{SENTENCE}\n{content}")
    assert raised.value.line == line + 5
    assert raised.value.path.endswith("sample.conllu")
