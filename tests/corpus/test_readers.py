from __future__ import annotations

import gzip
import inspect
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from senseindex.corpus import registry
from senseindex.corpus.documents import RawDocument
from senseindex.corpus.readers import ReadOptions, SourceFile, read_documents, reader_names, register_reader
from senseindex.errors import CorpusError, UsageError

CONLLU_ROW = "1\tBanks\tbank\tNOUN\t_\t_\t0\troot\t_\t_\n\n"


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def ids(source: Path, **options: str) -> list[str]:
    return [document.id for document in read_documents(source, ReadOptions(**options))]


def test_a_text_file_is_one_document_named_after_it_and_unchanged(tmp_path: Path) -> None:
    text = "Der Fluss\r\ntrat über\tdie Ufer. \U0001f30a e\u0301te\u0301\n\n"
    source = write(tmp_path / "deep" / "river.txt", text)

    assert list(read_documents(source)) == [
        RawDocument("river.txt", text, location="river.txt", file=str(source.resolve()))
    ]
    assert next(read_documents(str(source))).text == text


def test_a_folder_is_read_recursively_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "z/c.TXT", "z/y/d.txt.gz", ".hidden.txt", ".git/e.txt"):
        content = gzip.compress(b"Text.") if name.endswith(".gz") else b"Text."
        write(tmp_path / name, content)
    write(tmp_path / "picture.png", b"\x89PNG\0")

    assert ids(tmp_path) == ["a.txt", "b.txt", "z/c.TXT", "z/y/d.txt.gz"]


def test_plain_text_beside_annotated_files_is_left_out_unless_asked_for(tmp_path: Path) -> None:
    write(tmp_path / "LICENSE.txt", "You may copy this.")
    write(tmp_path / "a.conllu", CONLLU_ROW)
    write(tmp_path / "b.jsonl", '{"text": "Banks.", "id": "b"}')

    assert ids(tmp_path) == ["a.conllu", "b"]
    assert ids(tmp_path, format="text") == ["LICENSE.txt"]


def test_a_named_format_reads_files_of_any_name_where_none_is_called_so(tmp_path: Path) -> None:
    write(tmp_path / "ca01", "Text.")
    write(tmp_path / "ca02", "Text.")

    assert ids(tmp_path, format="text") == ["ca01", "ca02"]
    with pytest.raises(CorpusError, match=r"no file of a known name \(.*\.conllu.*\.txt"):
        read_documents(tmp_path)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ('{"text": "Banks.", "id": "record"}\n', "record"),
        ('\n {"text": "' + "long " * 20_000 + '", "id": "record"}\n', "record"),
        ("# newdoc id = annotated\n" + CONLLU_ROW, "annotated"),
        ("Plain text.\n", "corpus"),
        ("{not JSON}\n", "corpus"),
        ("1\tone\n2\ttwo\n", "corpus"),
    ],
)
def test_a_file_without_a_known_name_is_read_by_its_content(tmp_path: Path, content: str, found: str) -> None:
    assert ids(write(tmp_path / "corpus", content)) == [found]


def test_gzip_is_told_by_content_not_by_name(tmp_path: Path) -> None:
    assert ids(write(tmp_path / "a.jsonl", gzip.compress(b'{"text": "Banks."}'))) == ["a.jsonl:1"]
    assert ids(write(tmp_path / "b.txt.gz", "not packed")) == ["b.txt.gz"]


def test_markup_without_a_reader_is_refused_unless_called_text(tmp_path: Path) -> None:
    source = write(tmp_path / "page.xml", '<?xml version="1.0"?>\n<svg>Banks.</svg>')

    with pytest.raises(CorpusError, match=r"page.xml: is in no known format: name .*conllu, csv, docx, epub, html"):
        list(read_documents(source))
    assert ids(source, format="text") == ["page.xml"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", b"", "holds no text"),
        ("blank.txt", b" \r\n\t\n", "holds no text"),
        ("bom.txt", b"\xef\xbb\xbf", "holds no text"),
        ("empty.jsonl", b"\n\n", "holds no text"),
        ("empty.conllu", b"# newdoc id = a\n\n", "holds no text"),
        ("empty.gz", gzip.compress(b""), "holds no text"),
        ("broken.zip", b"PK\x03\x04text", r"damaged zip archive \(.*\): fetch or pack it again"),
        ("nul.txt", b"text\0text", r"is a binary file \(NUL at byte 4\)"),
        ("late_nul.txt", b"text " * 20_000 + b"\0", r"is a binary file \(NUL at byte 100000\)"),
        ("late_nul.jsonl", b'{"text": "a"}\n' * 9_000 + b"\0", r"line 9001: is a binary file"),
        ("scan", b"%PDF-1.7 text", "is a binary file: convert it to text"),
        ("broken.pdf", b"%PDF-1.7 text", "is not a PDF, or damaged"),
        ("latin.txt", "line\nKüste".encode("latin-1"), r"line 2: is not utf-8 at byte 6 \(0xFC\): .*--encoding"),
        ("latin.jsonl", '{"text": "a"}\n{"text": "Küste"}'.encode("latin-1"), r"line 2: is not utf-8 at byte 25"),
        ("cut.txt.gz", gzip.compress(b"text " * 5_000)[:-20], "damaged packed file"),
        ("odd.utf16.txt", b"\xff\xfea\0b", r"is not utf-16-le at byte 4"),
    ],
)
def test_an_unreadable_file_is_named_with_the_reason(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    source = write(tmp_path / name, content)

    with pytest.raises(CorpusError, match=message) as raised:
        list(read_documents(source))
    assert raised.value.path == str(source)
    assert "\n" not in str(raised.value)


def test_a_missing_source_an_unknown_format_and_an_unknown_encoding_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no such file or folder"):
        read_documents(tmp_path / "missing.txt")
    with pytest.raises(UsageError, match=r"unknown format 'odt': known are conllu, csv, docx, .*, vertical"):
        read_documents(tmp_path, ReadOptions(format="odt"))
    for encoding in ("latin-99", "rot13", "base64"):
        with pytest.raises(UsageError, match=f"unknown encoding '{encoding}'"):
            read_documents(tmp_path, ReadOptions(encoding=encoding))


def test_an_empty_folder_and_a_folder_of_empty_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no file of a known name"):
        read_documents(tmp_path)
    with pytest.raises(CorpusError, match="the folder holds no file"):
        read_documents(tmp_path, ReadOptions(format="text"))
    write(tmp_path / "a.txt", "")
    with pytest.raises(CorpusError, match="hold no text"):
        list(read_documents(tmp_path))


def test_empty_files_beside_others_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "")
    write(tmp_path / "b.txt", "Text.")

    assert ids(tmp_path) == ["b.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    source = write(tmp_path / "a.txt", "Text.")
    source.chmod(0)

    with pytest.raises(CorpusError, match=r"a.txt: cannot be read \(Permission denied\)"):
        list(read_documents(source))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-be"])
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_a_byte_order_mark_is_believed_and_taken_off(tmp_path: Path, encoding: str, name: str) -> None:
    text = "Die Küste \U0001f30a" if name == "a.txt" else '{"text": "Die Küste \U0001f30a"}\r\n\r\n'
    mark = "\ufeff" if encoding[-2:] in ("le", "be") else ""
    source = write(tmp_path / name, (mark + text).encode(encoding))

    for given in (None, "latin-1"):
        assert [document.text for document in read_documents(source, ReadOptions(encoding=given))] == [
            "Die Küste \U0001f30a"
        ]


@pytest.mark.parametrize("encoding", ["latin-1", "windows-1252", "shift_jis", "utf-16-be", "cp500"])
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_any_encoding_may_be_named(tmp_path: Path, encoding: str, name: str) -> None:
    text = "ソ表" if encoding == "shift_jis" else "Küste"
    content = text if name == "a.txt" else f'{{"text": "one"}}\n{{"text": "{text}"}}\n'
    source = write(tmp_path / name, content.encode(encoding))

    assert list(read_documents(source, ReadOptions(encoding=encoding)))[-1].text == text


def test_documents_are_read_one_by_one(tmp_path: Path) -> None:
    """The broken second line is not looked at before it is asked for."""
    documents = read_documents(write(tmp_path / "a.jsonl", '{"text": "one"}\nbroken\n'))

    assert inspect.isgenerator(documents)
    assert next(documents).text == "one"
    with pytest.raises(CorpusError, match="line 2"):
        next(documents)


def test_a_format_is_added_by_registering_its_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Reversed:
        name = "reversed"
        suffixes = (".rev",)

        def recognises(self, head: str) -> bool:
            return head.startswith("!")

        def read(self, source: SourceFile) -> Iterator[RawDocument]:
            for number, line in source.lines():
                yield RawDocument(f"{source.name}:{number}", line[::-1])

    monkeypatch.setattr(registry, "_READERS", dict(registry._READERS))
    register_reader(Reversed())

    assert "reversed" in reader_names()
    assert [document.text for document in read_documents(write(tmp_path / "a.rev", "ab\ncd\n"))] == ["ba", "dc"]
    assert ids(write(tmp_path / "b", "!ab")) == ["b:1"]
