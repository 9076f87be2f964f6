from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import senseindex.corpus.segment_ahead as segment_ahead
from senseindex.corpus.documents import RawDocument
from senseindex.corpus.segment_ahead import segmented_ahead
from senseindex.corpus.segmentation import Segmenter
from senseindex.errors import CorpusError, UsageError


def documents(count: int) -> list[RawDocument]:
    return [
        RawDocument(f"d{number}", f"Lamp {number} glows. It is {number} years old, Dr. Vell says.", {"year": number})
        for number in range(count)
    ]


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment_ahead, "BATCH_CHARACTERS", 150)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("workers", [0, 1, 2])
def test_documents_are_those_of_the_segmenter_in_order(workers: int) -> None:
    segmenter = Segmenter("en")
    raws = documents(40)
    assert list(segmented_ahead(segmenter, raws, workers)) == list(segmenter.documents(raws))


@pytest.mark.usefixtures("small_batches")
def test_reading_runs_ahead_by_a_few_batches_only() -> None:
    read = []

    def counted() -> Iterator[RawDocument]:
        for document in documents(200):
            read.append(document.id)
            yield document

    stream = segmented_ahead(Segmenter("en"), counted(), 1)
    next(stream)
    assert len(read) < 40
    stream.close()  # type: ignore[attr-defined]


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("workers", [0, 1])
def test_an_error_of_the_reading_comes_after_the_documents_before_it(workers: int) -> None:
    def broken() -> Iterator[RawDocument]:
        yield from documents(7)
        raise CorpusError("broken", path="corpus.jsonl", line=8)

    found = []
    with pytest.raises(CorpusError, match=r"corpus\.jsonl"):
        for document in segmented_ahead(Segmenter("en"), broken(), workers):
            found.append(document.id)
    assert found == [f"d{number}" for number in range(7)]


def test_an_error_of_the_segmentation_reaches_the_caller() -> None:
    with pytest.raises(UsageError, match="no tokenizer for language"):
        list(segmented_ahead(Segmenter("qq"), documents(1), 1))


def test_a_script_without_a_main_guard_can_use_workers(tmp_path: Path) -> None:
    import subprocess
    import sys

    script = tmp_path / "script.py"
    script.write_text(
        "from senseindex.corpus.segment_ahead import segmented_ahead\n"
        "from senseindex.corpus.segmentation import Segmenter\n"
        "from senseindex.corpus.documents import RawDocument\n"
        "print(len(list(segmented_ahead(Segmenter('en'), [RawDocument('d', 'A lamp. A door.')], 1))))\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")
