"""Analogy and similarity files: the figures are gensim's on the same vectors."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from gensim.models import KeyedVectors

from senseindex.errors import StaticVectorError
from senseindex.vectors.static import (
    StaticVectors,
    evaluate_analogies,
    evaluate_pairs,
    import_static_vectors,
    train_static_vectors,
)
from senseindex.vectors.static.storage import VECTORS
from tests.vectors.static.static_examples import random_keyed_vectors, save_binary

SETTINGS = [{}, {"case_insensitive": False}, {"restrict": 700}]


@pytest.fixture(scope="module")
def speeches(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[StaticVectors, KeyedVectors]:
    """Skip-gram vectors of the first 300,000 tokens of the speeches, ours and gensim's view of the same file.

    Every seventh sentence keeps its capitals, so that a word has several spellings.
    """
    sentences: list[list[str]] = []
    tokens = 0
    with gzip.open(shared_data / "pm_transcripts" / "pm_transcripts_3m.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            for text in re.split(r"(?<=[.!?])\s", json.loads(line)["text"]):
                words = re.findall(r"[^\W\d_]+", text if len(sentences) % 7 == 0 else text.lower())
                sentences.append(words)
                tokens += len(words)
            if tokens > 300_000:
                break
    folder = tmp_path_factory.mktemp("speeches")
    ours = train_static_vectors(sentences, folder, dimension=40, epochs=3)
    theirs = KeyedVectors.load_word2vec_format(str(next(folder.glob(f"*/{VECTORS}"))), binary=True)
    return ours, theirs


@pytest.mark.parametrize("settings", SETTINGS)
def test_analogies_equal_gensim(
    speeches: tuple[StaticVectors, KeyedVectors], shared_data: Path, settings: dict[str, int]
) -> None:
    ours, theirs = speeches
    path = shared_data / "word_similarity_analogy" / "questions-words.txt"
    case_insensitive, restrict = bool(settings.get("case_insensitive", True)), settings.get("restrict", 300_000)
    report = evaluate_analogies(ours, path, restrict_vocabulary=restrict, case_insensitive=case_insensitive)
    score, sections = theirs.evaluate_word_analogies(
        str(path), restrict_vocab=restrict, case_insensitive=case_insensitive
    )
    expected = [(row["section"], len(row["correct"]), len(row["correct"]) + len(row["incorrect"])) for row in sections]
    assert [(row.name, row.correct, row.total) for row in report.sections] == expected[:-1]
    assert report.accuracy == score
    assert report.correct > 0
    assert report.total + report.skipped == 19_544


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("name", ["EN-SIMLEX-999.txt", "EN-WS-353-ALL.txt", "EN-MEN-TR-3k.txt"])
def test_similarity_files_equal_gensim(
    speeches: tuple[StaticVectors, KeyedVectors], shared_data: Path, name: str, settings: dict[str, int]
) -> None:
    ours, theirs = speeches
    path = shared_data / "word_similarity_analogy" / name
    case_insensitive, restrict = bool(settings.get("case_insensitive", True)), settings.get("restrict", 300_000)
    report = evaluate_pairs(ours, path, restrict_vocabulary=restrict, case_insensitive=case_insensitive)
    pearson, spearman, unknown = theirs.evaluate_word_pairs(
        str(path), restrict_vocab=restrict, case_insensitive=case_insensitive
    )
    assert report.pearson == pytest.approx(float(pearson[0]), abs=1e-6)
    assert report.spearman == pytest.approx(float(spearman[0]), abs=1e-6)
    assert report.out_of_vocabulary * 100 == pytest.approx(unknown)


@pytest.fixture
def small(tmp_path: Path) -> tuple[StaticVectors, KeyedVectors]:
    keyed = random_keyed_vectors(words=60, dimension=4)
    return import_static_vectors(save_binary(keyed, tmp_path / "vectors.bin"), tmp_path / "static"), keyed


def test_equal_judgments_share_a_rank(small: tuple[StaticVectors, KeyedVectors], tmp_path: Path) -> None:
    ours, theirs = small
    words = ours.words
    lines = ["# a comment", "first;second;score", "only;two", ""]
    lines += [f"{words[place]};{words[place + 20]};{place % 3}" for place in range(20)]
    lines += [f"{words[0]};neverseen;5", f"{words[3]};{words[3]};2"]
    path = tmp_path / "pairs.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    report = evaluate_pairs(ours, path, delimiter=";")
    pearson, spearman, unknown = theirs.evaluate_word_pairs(str(path), delimiter=";")
    assert report.spearman == pytest.approx(float(spearman[0]), abs=1e-9)
    assert report.pearson == pytest.approx(float(pearson[0]), abs=1e-6)
    assert report.pairs == 21 and report.out_of_vocabulary == pytest.approx(unknown / 100)
    assert str(report).startswith("Spearman ")


def test_analogies_with_repeated_words_equal_gensim(small: tuple[StaticVectors, KeyedVectors], tmp_path: Path) -> None:
    ours, theirs = small
    words = ours.words
    lines = [": one"]
    lines += [" ".join(words[(start * step) % 60] for step in (1, 2, 3, 5)) for start in range(60)]
    lines += [": empty", f"{words[0]} {words[1]} {words[2]} neverseen", "three words only"]
    path = tmp_path / "questions.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    report = evaluate_analogies(ours, path)
    _, sections = theirs.evaluate_word_analogies(str(path))
    assert [(row.name, row.correct) for row in report] == [(row["section"], len(row["correct"])) for row in sections][
        :-1
    ]
    assert report.sections[1].skipped == 1 and report.sections[1].accuracy == 0.0
    assert "left out" in str(report)


def test_files_that_cannot_be_used_say_so(small: tuple[StaticVectors, KeyedVectors], tmp_path: Path) -> None:
    ours, _ = small
    path = tmp_path / "file.txt"
    path.write_text("a b c d\n", encoding="utf-8")
    with pytest.raises(StaticVectorError, match="line 1: a question before the first section"):
        evaluate_analogies(ours, path)
    with pytest.raises(StaticVectorError, match="0 pairs, fewer than two of them with known words"):
        evaluate_pairs(ours, path)
    with pytest.raises(StaticVectorError, match="cannot be read"):
        evaluate_pairs(ours, tmp_path / "missing.txt")
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(StaticVectorError, match="not UTF-8"):
        evaluate_analogies(ours, path)
