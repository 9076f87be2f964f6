"""Pretrained files: what gensim writes is read back as it is, what is broken is named by file and line."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors
from gensim.models.fasttext import load_facebook_model, load_facebook_vectors, save_facebook_model

from senseindex.errors import StaticVectorError
from senseindex.vectors.static import StaticVectors, import_static_vectors
from senseindex.vectors.static.storage import SUBWORDS, VECTORS
from tests.vectors.static.static_examples import random_keyed_vectors, save_binary, small_fasttext


@pytest.fixture(scope="module")
def keyed() -> KeyedVectors:
    return random_keyed_vectors(words=1200, dimension=7)


def generation(folder: Path) -> Path:
    return next(path for path in folder.iterdir() if path.is_dir())


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("kind", ["text", "binary", "glove"])
def test_files_written_by_gensim_come_back_exactly(
    keyed: KeyedVectors, tmp_path: Path, kind: str, packed: bool
) -> None:
    path = tmp_path / "vectors.any"
    keyed.save_word2vec_format(str(path), binary=kind == "binary", write_header=kind != "glove")
    if packed:
        path.write_bytes(gzip.compress(path.read_bytes()))
    vectors = import_static_vectors(path, tmp_path / "static")
    assert list(vectors.words) == keyed.index_to_key
    np.testing.assert_array_equal([vectors.vector(word) for word in vectors.words], keyed.vectors)
    assert vectors.counts is None
    assert vectors.info.method == "pretrained" and vectors.info.unit == "form"
    assert vectors.info.source == str(path)


@pytest.mark.parametrize("packed", [False, True])
def test_a_fasttext_file_of_gensim_comes_back_with_its_subwords(tmp_path: Path, packed: bool) -> None:
    model = small_fasttext()
    path = tmp_path / "model.bin"
    save_facebook_model(model, str(path))
    if packed:
        path.write_bytes(gzip.compress(path.read_bytes()))
    vectors = import_static_vectors(path, tmp_path / "static")
    assert list(vectors.words) == model.wv.index_to_key
    assert vectors.counts is not None
    assert vectors.counts.tolist() == [model.wv.get_vecattr(word, "count") for word in vectors.words]
    np.testing.assert_allclose([vectors.vector(word) for word in vectors.words], model.wv.vectors, atol=1e-6)
    np.testing.assert_allclose(vectors.vector("unbekannt"), model.wv["unbekannt"], atol=1e-6)


@pytest.mark.parametrize("settings", [{"buckets": 0}, {"max_n": 0, "min_n": 0}])
def test_a_fasttext_file_without_subwords_is_closed_vocabulary(tmp_path: Path, settings: dict[str, int]) -> None:
    model = small_fasttext(**settings)
    save_facebook_model(model, str(tmp_path / "model.bin"))
    vectors = import_static_vectors(tmp_path / "model.bin", tmp_path / "static")
    np.testing.assert_array_equal([vectors.vector(word) for word in vectors.words], model.wv.vectors)
    assert "unbekannt" not in vectors
    assert not (generation(tmp_path / "static") / SUBWORDS).exists()


def test_gensim_reads_what_is_stored(keyed: KeyedVectors, tmp_path: Path) -> None:
    import_static_vectors(save_binary(keyed, tmp_path / "vectors.bin"), tmp_path / "static")
    again = KeyedVectors.load_word2vec_format(str(generation(tmp_path / "static") / VECTORS), binary=True)
    assert again.index_to_key == keyed.index_to_key
    np.testing.assert_array_equal(again.vectors, keyed.vectors)


def test_gensim_reads_the_stored_subwords(tmp_path: Path) -> None:
    model = small_fasttext()
    save_facebook_model(model, str(tmp_path / "model.bin"))
    import_static_vectors(tmp_path / "model.bin", tmp_path / "static")
    stored = str(generation(tmp_path / "static") / SUBWORDS)
    for again in (load_facebook_vectors(stored), load_facebook_model(stored).wv):
        assert again.index_to_key == model.wv.index_to_key
        np.testing.assert_array_equal(again.vectors_ngrams, model.wv.vectors_ngrams)
        np.testing.assert_array_equal(again["unbekannt"], model.wv["unbekannt"])


def test_a_word_that_comes_twice_keeps_its_first_vector(tmp_path: Path) -> None:
    vectors = imported("3 2\nbank 1 2\nriver 3 4\nbank 5 6\n", tmp_path)
    assert vectors.words == ("bank", "river")
    assert vectors.vector("bank").tolist() == [1, 2]


def test_text_as_other_programs_write_it(tmp_path: Path) -> None:
    # fastText ends lines with a space, Windows with \r\n, some files with blank lines; words hold odd spaces.
    vectors = imported("\ufeff4 2\r\nbank 1 2 \r\nthin\u00a0space\t3 4\r\n5 5 5\r\n. . . -1e-3 .5\r\n\r\n\n", tmp_path)
    assert vectors.words == ("bank", "thin\u00a0space", "5", "._._.")
    assert vectors.vector(". . .").tolist() == [np.float32(-1e-3), np.float32(0.5)]


def test_a_word2vec_binary_with_newlines_after_the_vectors(tmp_path: Path) -> None:
    path = tmp_path / "vectors.bin"
    path.write_bytes(b"2 3\nbank " + struct.pack("<3f", 1, 2, 3) + b"\nriver " + struct.pack("<3f", 4, 5, 6) + b"\n")
    vectors = import_static_vectors(path, tmp_path / "static")
    assert vectors.words == ("bank", "river")
    assert vectors.vector("river").tolist() == [4, 5, 6]


def test_a_word_cut_within_a_character_is_kept_readably(tmp_path: Path) -> None:
    lines = [b"word%d 1 2" % number for number in range(40)]
    path = tmp_path / "vectors.txt"
    path.write_bytes(b"\n".join([*lines, b"caf\xc3 3 4"]))
    assert import_static_vectors(path, tmp_path / "static").words[-1] == "caf\\xc3"


def test_progress_counts_words(keyed: KeyedVectors, tmp_path: Path) -> None:
    calls: list[tuple[str, int, int]] = []
    path = save_binary(keyed, tmp_path / "vectors.bin")
    import_static_vectors(path, tmp_path / "static", progress=lambda *call: calls.append(call))
    assert calls == [("import static vectors", 1024, 1200), ("import static vectors", 1200, 1200)]


def imported(text: str, tmp_path: Path) -> StaticVectors:
    path = tmp_path / "vectors.txt"
    path.write_text(text, encoding="utf-8", newline="")
    return import_static_vectors(path, tmp_path / "static")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("\n\n", "line 1: neither"),
        ("bank\nriver\n", "line 1: neither"),
        ("A sentence of plain text, no vectors.\n", "line 1: neither"),
        ("bank 1 2\nriver 3\nlake 4 5\n", r"line 2: 1 numbers, not 2 as the first line has"),
        ("bank 1 2\nriver 3 4 5\n", r"line 2: 3 numbers, not 2 as the first line has"),
        ("bank 1 2\nriver 3 x4\n", r"line 2: 'x4' is not a finite number"),
        ("bank 1 2\n\nriver 3 4\n", "line 2: is empty"),
        ("bank 1 2\nriver 3 nan\n", r"line 2: 'nan' is not a finite number"),
        ("bank 1 2\nriver 3 1e300\n", r"line 2: '1e300' is not a finite number"),
        ("bank 1 2\nriver 3 9e38\n", r"the vector of 'river' has a number that is not finite"),
        ("2 3\nbank 1 2\nriver 3 4\n", r"line 2: 2 numbers, not 3 as the header says"),
        ("3 2\nbank 1 2\nriver 3 4\n", r"promises 3 words, but the file ends after 2"),
        ("1 2\nbank 1 2\nriver 3 4\n", r"line 3: the header promises 1 words, but the file goes on"),
        ("0 2\n", "line 1: the header promises 0 words"),
        ("2 0\nbank\nriver\n", "line 1: the header promises 2 words of 0 dimensions"),
        ("2 2\n", r"promises 2 words, but the file ends after 0"),
    ],
)
def test_broken_text_names_the_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(StaticVectorError, match=message) as caught:
        imported(text, tmp_path)
    assert str(caught.value).startswith(str(tmp_path / "vectors.txt"))
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "static").exists()


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vectors.txt"
    path.write_bytes("Straße 1 2\nMühle 3 4\nBank 5 6\n".encode("latin-1"))
    with pytest.raises(StaticVectorError, match="2 of 3 words are not UTF-8"):
        import_static_vectors(path, tmp_path / "static")


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.999])
def test_a_truncated_binary_says_where_it_ends(keyed: KeyedVectors, tmp_path: Path, keep: float) -> None:
    path = save_binary(keyed, tmp_path / "vectors.bin")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    with pytest.raises(StaticVectorError, match=r"promises 1,200 words, but the file ends within word [\d,]+"):
        import_static_vectors(path, tmp_path / "static")


def test_a_binary_header_that_lies(keyed: KeyedVectors, tmp_path: Path) -> None:
    path = save_binary(keyed, tmp_path / "vectors.bin")
    data = path.read_bytes()
    for header, message in ((b"1199 7\n", "the file goes on"), (b"1201 7\n", "ends within word 1,201")):
        path.write_bytes(header + data.partition(b"\n")[2])
        with pytest.raises(StaticVectorError, match=message):
            import_static_vectors(path, tmp_path / "static")


@pytest.mark.parametrize("keep", [0.001, 0.02, 0.3, 0.6])
def test_a_truncated_fasttext_file_is_refused(tmp_path: Path, keep: float) -> None:
    path = tmp_path / "model.bin"
    save_facebook_model(small_fasttext(), str(path))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    with pytest.raises(StaticVectorError, match="cut off"):
        import_static_vectors(path, tmp_path / "static")
    assert not (tmp_path / "static").exists()


@pytest.mark.parametrize(
    ("offset", "value", "message"),
    [
        (8 + 7 * 4, struct.pack("<i", 3), "of kind supervised"),
        (8, struct.pack("<i", -5), "-5 dimensions"),
        (8 + 12 * 4 + 8 + 8, struct.pack("<i", 2), "supervised fastText model \\(2 labels\\)"),
        (8 + 12 * 4 + 8, struct.pack("<i", 0), "dictionary of 0 words"),
        (8 + 12 * 4 + 8 + 12 + 8, struct.pack("<q", 7), "pruned fastText model"),
        (8 + 8 * 4, struct.pack("<i", 7), "a matrix of 560 x 16 for 60 words and 7 buckets"),
    ],
)
def test_fasttext_models_without_word_vectors_are_refused(
    tmp_path: Path, offset: int, value: bytes, message: str
) -> None:
    path = tmp_path / "model.bin"
    save_facebook_model(small_fasttext(), str(path))
    data = bytearray(path.read_bytes())
    data[offset : offset + len(value)] = value
    path.write_bytes(data)
    with pytest.raises(StaticVectorError, match=message):
        import_static_vectors(path, tmp_path / "static")


def test_what_gensim_alone_finds_is_told_in_a_line(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    model = small_fasttext()
    save_facebook_model(model, str(path))
    second = model.wv.index_to_key[1]
    twice = next(word for word in model.wv.index_to_key[2:] if len(word.encode()) == len(second.encode()))
    path.write_bytes(path.read_bytes().replace(b"\0" + second.encode() + b"\0", b"\0" + twice.encode() + b"\0"))
    with pytest.raises(StaticVectorError, match=r"model\.bin: gensim cannot read it \(.*\); copy or download it again"):
        import_static_vectors(path, tmp_path / "static")
    assert not (tmp_path / "static").exists()


def test_a_binary_vector_that_is_not_finite_is_named(tmp_path: Path) -> None:
    path = tmp_path / "vectors.bin"
    path.write_bytes(b"2 2\nbank " + struct.pack("<2f", 1, 2) + b"river " + struct.pack("<2f", 3, float("nan")))
    with pytest.raises(StaticVectorError, match="the vector of 'river' has a number that is not finite"):
        import_static_vectors(path, tmp_path / "static")


@pytest.mark.parametrize("kind", ["text", "binary"])
def test_the_name_of_a_file_says_nothing_about_its_format(keyed: KeyedVectors, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "vectors"
    keyed.save_word2vec_format(str(path), binary=kind == "binary")
    path = path.rename(tmp_path / "vectors.gz")
    assert list(import_static_vectors(path, tmp_path / "static").words) == keyed.index_to_key


def test_files_that_cannot_be_read_say_so(tmp_path: Path) -> None:
    with pytest.raises(StaticVectorError, match="no such file"):
        import_static_vectors(tmp_path / "missing.txt", tmp_path / "static")
    with pytest.raises(StaticVectorError, match="is a folder"):
        import_static_vectors(tmp_path, tmp_path / "static")
    path = tmp_path / "vectors.gz"
    path.write_bytes(gzip.compress(b"bank 1 2\nriver 3 4\n" * 9)[:-12])
    with pytest.raises(StaticVectorError, match="gzip data is damaged or cut off"):
        import_static_vectors(path, tmp_path / "static")
    path.write_bytes(gzip.compress(b""))
    with pytest.raises(StaticVectorError, match="is empty"):
        import_static_vectors(path, tmp_path / "static")
    path.write_bytes(b"PK\x03\x04" + bytes(30))
    with pytest.raises(StaticVectorError, match="packed with zip; unpack it"):
        import_static_vectors(path, tmp_path / "static")
    path.write_bytes(bytes(range(256)) * 9)
    with pytest.raises(StaticVectorError, match="neither the header of word2vec nor"):
        import_static_vectors(path, tmp_path / "static")


def test_a_broken_file_leaves_the_old_vectors(tmp_path: Path) -> None:
    imported("bank 1 2\nriver 3 4\n", tmp_path)
    with pytest.raises(StaticVectorError):
        imported("bank 9 9\nriver\n", tmp_path)
    vectors = StaticVectors.open(tmp_path / "static")
    assert vectors.vector("bank").tolist() == [1, 2]
