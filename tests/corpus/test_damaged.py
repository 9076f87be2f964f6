"""Damage in any format: reported with its place, left out whole, and what can still be read is read."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from senseindex.corpus.readers import read_documents
from senseindex.errors import CorpusError


def conllu(name: str, rows: int = 2) -> str:
    words = "".join(f"{number}\tbank\tbank\tNOUN\t_\t_\t0\t_\t_\t_\n" for number in range(1, rows + 1))
    return f"# newdoc id = {name}\n{words}\n{words}\n"


def vertical(name: str) -> str:
    return f'<doc id="{name}">\n<s>\nbank\tNN\tbank\n</s>\n<s>\nbank\tNN\tbank\n</s>\n</doc>\n'


GOOD_CONLLU = conllu("a") + "{}" + conllu("c")
CASES: dict[str, tuple[str, bytes, list[str], list[int]]] = {
    # name: file name, content, the documents that remain, the lines of the errors
    "JSON": (
        "x.jsonl",
        b'{"id": "a", "text": "A"}\nbroken\n{"text": 1}\n{"text": "\xc3\xbc\xe4"}\n{"id": "c", "text": "C"}',
        ["a", "c"],
        [2, 3, 4],
    ),
    "CSV": ("x.csv", b"id,text\na,A\nb\nc,C\n", ["a", "c"], [3]),
    "CoNLL-U row": (
        "x.conllu",
        GOOD_CONLLU.format(conllu("b").replace("2\tbank\tbank\tNOUN\t_", "2\tbank", 1)).encode(),
        ["a", "c"],
        [10],
    ),
    "CoNLL-U second sentence": (
        "x.conllu",
        GOOD_CONLLU.format(conllu("b").replace("\n\n1\tbank", "\n\n7\tbank", 1)).encode(),
        ["a", "c"],
        [12],
    ),
    "CoNLL-U bytes": (
        "x.conllu",
        GOOD_CONLLU.format(conllu("b")).encode().replace(b"id = b\n1\tbank", b"id = b\n1\tb\xe4nk"),
        ["a", "c"],
        [9],
    ),
    "CoNLL-U without an empty line": (
        "x.conllu",
        (conllu("a") + conllu("b").rstrip() + "\n" + conllu("lost") + conllu("c")).encode(),
        ["a", "c"],
        [14],
    ),
    "vertical": (
        "x.vert",
        (
            vertical("a") + vertical("b").replace("bank\tNN\tbank\n</s>\n<s>", "\t\t\n</s>\n<s>") + vertical("c")
        ).encode(),
        ["a", "c"],
        [11],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_damaged_document_is_reported_and_left_out_whole(tmp_path: Path, case: str) -> None:
    name, content, remaining, lines = CASES[case]
    (tmp_path / name).write_bytes(content)
    errors: list[CorpusError] = []

    documents = list(read_documents(tmp_path, on_error=errors.append))
    assert [document.id for document in documents] == remaining
    assert [error.line for error in errors] == lines
    assert all(error.path == str(tmp_path / name) and "\n" not in str(error) for error in errors)


def is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize("case", [case for case, (_, content, *_) in CASES.items() if is_text(content)])
def test_without_skipping_the_documents_before_the_damage_come_and_then_the_error(tmp_path: Path, case: str) -> None:
    name, content, remaining, lines = CASES[case]
    (tmp_path / name).write_bytes(content)
    documents = read_documents(tmp_path)

    assert next(documents).id == remaining[0]
    with pytest.raises(CorpusError) as raised:
        next(documents)
    assert raised.value.line == lines[0]


def test_without_skipping_bytes_that_are_no_text_are_told_before_the_first_document(tmp_path: Path) -> None:
    for name in ("a.txt", "b.jsonl", "c.html", "d.sgm", "e.vert"):
        (tmp_path / name).write_text('{"text": "A bank."}' if name == "b.jsonl" else "A bank.")
    (tmp_path / "f.conllu").write_bytes(CASES["CoNLL-U bytes"][1])
    (tmp_path / "g.txt").write_text("Never looked at.")

    with pytest.raises(CorpusError, match="is not utf-8") as raised:
        read_documents(tmp_path)
    assert (Path(raised.value.path).name, raised.value.line) == ("f.conllu", 9)


def test_a_damaged_file_is_left_out_and_the_next_one_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A bank.")
    (tmp_path / "b.txt").write_bytes(b"bank\0bank")
    (tmp_path / "c.txt.gz").write_bytes(gzip.compress(b"bank " * 1000)[:-9])
    (tmp_path / "d.txt").write_bytes("Küste".encode("latin-1"))
    (tmp_path / "e.txt").write_text("Another bank.")
    errors: list[CorpusError] = []

    assert [document.id for document in read_documents(tmp_path, on_error=errors.append)] == ["a.txt", "e.txt"]
    assert [Path(error.path).name for error in errors] == ["b.txt", "c.txt.gz", "d.txt"]


def test_a_packed_file_that_breaks_off_keeps_its_whole_documents(tmp_path: Path) -> None:
    lines = "".join(f'{{"id": "{number}", "text": "bank {number * 7919}"}}\n' for number in range(50_000))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines.encode())[:-5000])
    errors: list[CorpusError] = []

    documents = list(read_documents(tmp_path, on_error=errors.append))
    assert 30_000 < len(documents) < 50_000
    assert [document.text for document in documents] == [f"bank {number * 7919}" for number in range(len(documents))]
    assert len(errors) == 1


def test_nothing_but_damage_is_no_further_error(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("broken\n")
    errors: list[CorpusError] = []

    assert list(read_documents(tmp_path, on_error=errors.append)) == []
    assert len(errors) == 1
