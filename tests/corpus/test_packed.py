"""Packed files, archives and streams give what the plain files give."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from senseindex.corpus.readers import Meter, ReadOptions, read_documents
from senseindex.errors import CorpusError

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "xz": lzma.compress,
    "zst": zstd.compress,
    "bz2": bz2.compress,
}
LINES = "".join(
    f'{{"id": "{number}", "text": "The boat {number} left the bank."}}\n' for number in range(3000)
).encode()


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return path


def ids(source: Path, meter: Meter | None = None) -> list[str]:
    return [document.id for document in read_documents(source, meter=meter)]


@pytest.mark.parametrize("packer", PACKERS)
def test_every_packer_is_told_by_the_first_bytes_whatever_the_name(tmp_path: Path, packer: str) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "a.jsonl").write_bytes(LINES)
    packed = PACKERS[packer](LINES)
    for name in (f"a.jsonl.{packer}", "a.jsonl", "nameless"):
        (tmp_path / name).write_bytes(packed)
        meter = Meter()
        documents = list(read_documents(tmp_path / name, meter=meter))

        plain = read_documents(tmp_path / "plain" / "a.jsonl")
        assert [(each.id, each.text) for each in documents] == [(each.id, each.text) for each in plain]
        assert meter.total == meter.done == len(packed)


@pytest.mark.parametrize("packer", PACKERS)
def test_a_packed_file_of_several_parts_is_read_to_its_end(tmp_path: Path, packer: str) -> None:
    pack = PACKERS[packer]
    (tmp_path / f"a.txt.{packer}").write_bytes(pack(b"One bank. ") + pack(b"Another bank."))

    assert [document.text for document in read_documents(tmp_path)] == ["One bank. Another bank."]


@pytest.mark.parametrize("packer", PACKERS)
def test_a_packed_file_that_breaks_off_is_named(tmp_path: Path, packer: str) -> None:
    source = tmp_path / f"a.txt.{packer}"
    source.write_bytes(PACKERS[packer](LINES)[:-30])

    with pytest.raises(CorpusError, match=rf"a\.txt\.{packer}: damaged packed file \(.*\): fetch or pack it again"):
        list(read_documents(source))


@pytest.mark.parametrize("packer", PACKERS)
def test_a_folder_takes_packed_files_by_name(tmp_path: Path, packer: str) -> None:
    (tmp_path / f"a.TXT.{packer}").write_bytes(PACKERS[packer](b"A bank."))
    (tmp_path / "notes.md").write_text("Not read.")

    assert ids(tmp_path) == [f"a.TXT.{packer}"]


def test_a_zip_archive_is_a_folder_of_its_members(tmp_path: Path) -> None:
    members = {
        "b.txt": b"B.",
        "a.txt": b"A.",
        "deep/c.txt.gz": gzip.compress(b"C."),
        ".hidden.txt": b"no",
        "__MACOSX/a.txt": b"no",
        "picture.png": b"\x89PNG",
    }
    source = archive(tmp_path / "texts.zip", members)
    meter = Meter()

    assert ids(source, meter) == ["a.txt", "b.txt", "deep/c.txt.gz"]
    assert meter.done == meter.total > 0
    assert ids(tmp_path) == ["texts.zip/a.txt", "texts.zip/b.txt", "texts.zip/deep/c.txt.gz"]
    assert next(read_documents(source)).file == f"{source.resolve()}/a.txt"


def test_a_meter_grows_while_a_member_is_read(tmp_path: Path) -> None:
    meter = Meter()
    documents = read_documents(archive(tmp_path / "a.zip", {"a.jsonl": LINES * 40}), meter=meter)
    shares = [meter.done / meter.total for number, _ in enumerate(documents) if number == 60_000]

    assert 0.4 < shares[0] < 0.65
    assert meter.done == meter.total


def test_archives_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    source = archive(tmp_path / "a.zip", {"a.txt": b"A bank by the river. " * 50})
    whole = source.read_bytes()
    central = whole.index(b"PK\x01\x02")
    locked = bytearray(whole)
    locked[6] |= 1
    locked[central + 8] |= 1
    damaged = bytearray(whole)
    damaged[40] ^= 0xFF
    for content, message in (
        (bytes(locked), r"a\.zip/a\.txt: is encrypted: unpack the archive with its password first"),
        (bytes(damaged), r"a\.zip/a\.txt: damaged packed file"),
        (whole[:-10], r"a\.zip: damaged zip archive"),
    ):
        source.write_bytes(content)
        with pytest.raises(CorpusError, match=message) as raised:
            list(read_documents(source))
        assert "\n" not in str(raised.value)


def test_archives_inside_archives_and_office_documents_are_refused(tmp_path: Path) -> None:
    inner = archive(tmp_path / "inner.zip", {"a.txt": b"A."}).read_bytes()
    with pytest.raises(CorpusError, match=r"outer\.zip/inner\.txt: is a zip archive inside another file"):
        ids(archive(tmp_path / "outer.zip", {"inner.txt": inner}))
    with pytest.raises(CorpusError, match="is an office document or an e-book"):
        ids(archive(tmp_path / "letter.zip", {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}))


def test_a_damaged_archive_in_a_folder_can_be_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 nothing more")
    (tmp_path / "b.txt").write_text("A bank.")
    errors: list[CorpusError] = []

    assert [document.id for document in read_documents(tmp_path, on_error=errors.append)] == ["b.txt"]
    assert [error.path for error in errors] == [str(tmp_path / "a.zip")]
    with pytest.raises(CorpusError, match="damaged zip archive"):
        read_documents(tmp_path)


@pytest.mark.parametrize("pack", [bytes, *PACKERS.values()])
def test_standard_input_is_read_like_a_file(monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(pack(LINES))))
    meter = Meter()
    documents = list(read_documents("-", meter=meter))

    assert [document.id for document in documents] == [str(number) for number in range(3000)]
    assert (meter.total, documents[0].file) == (0, "")


def test_standard_input_may_be_named_a_format_and_is_refused_as_an_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def given(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    given(b'{"text": "one"}')
    assert [document.id for document in read_documents("-", ReadOptions(format="text"))] == ["stdin"]
    given(b"")
    with pytest.raises(CorpusError, match="standard input: holds no text"):
        list(read_documents("-"))
    given(archive(tmp_path / "a.zip", {"a.txt": b"A."}).read_bytes())
    with pytest.raises(CorpusError, match="standard input: is a zip archive inside another file, or in a stream"):
        list(read_documents("-"))


def test_a_named_pipe_is_read_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(LINES,))
    writer.start()
    found = len(list(read_documents(pipe)))
    writer.join()

    assert found == 3000
