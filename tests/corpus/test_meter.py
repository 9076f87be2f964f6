from __future__ import annotations

import gzip
from pathlib import Path

from senseindex.corpus.readers import Meter, read_documents


def test_a_meter_counts_the_bytes_on_the_disk_and_ends_at_the_total(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Die Küste.", encoding="utf-8")
    packed = gzip.compress(b'{"text": "Banks."}\n' * 50_000)
    (tmp_path / "b.jsonl.gz").write_bytes(packed)
    meter = Meter()

    lines = read_documents(tmp_path / "b.jsonl.gz", meter=meter)
    text = read_documents(tmp_path / "a.txt", meter=meter)

    assert (meter.total, meter.done) == (len(packed) + len("Die Küste.".encode()), 0)
    assert sum(1 for _ in lines) == 50_000
    assert meter.done == len(packed)
    assert len(list(text)) == 1
    assert meter.done == meter.total


def test_a_meter_grows_while_a_file_is_read(tmp_path: Path) -> None:
    lines = 30_000
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "Banks and rivers."}\n' * lines)
    meter = Meter()

    shares = []
    for number, _ in enumerate(read_documents(tmp_path / "a.jsonl", meter=meter)):
        if number == lines // 2:
            shares.append(meter.done / meter.total)
    assert 0.45 < shares[0] < 0.6


def test_a_folder_is_as_large_as_the_files_that_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "Banks."}')
    (tmp_path / "LICENSE.txt").write_text("You may copy this.")
    meter = Meter()

    assert len(list(read_documents(tmp_path, meter=meter))) == 1
    assert meter.total == meter.done == len('{"text": "Banks."}')
