from __future__ import annotations

from pathlib import Path

import pytest

from senseindex.corpus.readers import ReadOptions, read_documents
from senseindex.errors import CorpusError

JSONL = '{"text": "A bank.", "speaker": "Ada", "year": 1}'


def corpus(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"The text of {name}.", encoding="utf-8")
    return folder


def joined(source: Path, metadata: Path | None = None) -> tuple[dict[str, dict[str, object]], list[str]]:
    notes: list[str] = []
    documents = read_documents(source, ReadOptions(metadata=metadata), on_note=notes.append)
    return {document.id: dict(document.metadata) for document in documents}, notes


@pytest.mark.parametrize(
    "names",
    [
        ("a.txt", "b.txt", "deep/c.txt"),
        ("A.txt", "b.txt", "c"),
        ("a", "b", "c"),
        ("A.TXT", "B", "deep/c"),
        ("a", "b", "c.txt"),
    ],
)
def test_the_table_beside_the_files_is_found_and_joined_on_their_names(tmp_path: Path, names: tuple[str, ...]) -> None:
    corpus(tmp_path, "a.txt", "b.txt", "deep/c.txt")
    rows = "\n".join(f"{place},{name},19{place}0" for place, name in enumerate(names, 7))
    (tmp_path / "about.csv").write_text(f"number,file,year\n{rows}\n", encoding="utf-8")

    found, notes = joined(tmp_path)
    assert found == {
        "a.txt": {"number": 7, "year": 1970},
        "b.txt": {"number": 8, "year": 1980},
        "deep/c.txt": {"number": 9, "year": 1990},
    }
    assert notes == ["metadata comes from about.csv, column 'file'"]


def test_rows_and_files_without_their_other_half_are_told(tmp_path: Path) -> None:
    corpus(tmp_path, "a.txt", "b.txt", "c.txt")
    (tmp_path / "about.tsv").write_text("name\tyear\na\t1\nb\t2\nx\t3\ny\t4\n", encoding="utf-8")

    found, notes = joined(tmp_path)
    assert found == {"a.txt": {"year": 1}, "b.txt": {"year": 2}, "c.txt": {}}
    assert notes[1:] == ["1 file without a row in about.tsv: c.txt", "2 rows of about.tsv without a file: x, y"]


def test_a_table_elsewhere_is_named(tmp_path: Path) -> None:
    corpus(tmp_path / "texts", "a.txt", "b.txt.gz", "b.txt")
    (tmp_path / "texts" / "b.txt.gz").unlink()
    table = tmp_path / "table.csv"
    table.write_text("file;year\nb.txt;1\na.txt;2\n", encoding="utf-8")

    assert joined(tmp_path / "texts", table)[0] == {"a.txt": {"year": 2}, "b.txt": {"year": 1}}
    assert joined(tmp_path / "texts" / "a.txt", table)[0] == {"a.txt": {"year": 2}}
    assert joined(tmp_path / "texts")[0] == {"a.txt": {}, "b.txt": {}}


def test_the_table_has_the_last_word_on_every_document_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(f"{JSONL}\n{JSONL}\n")
    (tmp_path / "about.csv").write_text("file,year\na.jsonl,1999\n")

    found, _ = joined(tmp_path)
    assert found == {"a.jsonl:1": {"speaker": "Ada", "year": 1999}, "a.jsonl:2": {"speaker": "Ada", "year": 1999}}


def test_a_table_that_names_no_file_is_refused_or_a_corpus_of_its_own(tmp_path: Path) -> None:
    corpus(tmp_path, "a.txt", "b.txt", "readme.txt")
    table = tmp_path / "speeches.csv"
    table.write_text("who,text\nAda,A bank.\nBo,Another bank.\n", encoding="utf-8")

    assert list(joined(tmp_path)[0]) == ["a.txt", "b.txt", "speeches.csv:2", "speeches.csv:3"]
    with pytest.raises(
        CorpusError, match=r"no column holds the names of the files, such as 'a.txt' \(columns: who, text"
    ):
        joined(tmp_path, table)
    with pytest.raises(CorpusError, match="no such file: --metadata names a CSV or TSV table"):
        joined(tmp_path, tmp_path / "none.csv")


def test_doubt_is_an_error(tmp_path: Path) -> None:
    corpus(tmp_path, "a.txt", "b.txt")
    (tmp_path / "one.csv").write_text("file,year\na,1\nb,2\n")
    (tmp_path / "two.csv").write_text("file,year\na,1\nb,2\n")
    with pytest.raises(CorpusError, match=r"one.csv and two.csv both describe the files .* --metadata"):
        joined(tmp_path)
    (tmp_path / "two.csv").unlink()
    (tmp_path / "one.csv").write_text("file,year\na,1\nb,2\na,3\n")
    with pytest.raises(CorpusError, match=r"two rows of the column 'file' name the file a.txt"):
        joined(tmp_path)


def test_a_damaged_row_is_damage(tmp_path: Path) -> None:
    corpus(tmp_path, "a.txt", "b.txt", "c.txt")
    (tmp_path / "about.csv").write_text("file,year\na,1\nb\nc,3\n")
    with pytest.raises(CorpusError, match=r"about\.csv, line 3: the row has 1 cells, the header 2"):
        read_documents(tmp_path)
    errors: list[CorpusError] = []
    documents = list(read_documents(tmp_path, on_error=errors.append))

    assert [document.metadata for document in documents] == [{"year": 1}, {}, {"year": 3}]
    assert len(errors) == 1


def test_the_table_may_be_in_another_encoding_than_the_texts(tmp_path: Path) -> None:
    for texts, table in (("latin-1", "utf-8"), ("latin-1", "latin-1")):
        (tmp_path / "a.txt").write_bytes("Die Küste.".encode(texts))
        (tmp_path / "about.csv").write_bytes("file,place\na,Köln\n".encode(table))
        [document] = read_documents(tmp_path, ReadOptions(encoding=texts))

        assert (document.text, document.metadata) == ("Die Küste.", {"place": "Köln"})


def test_eltec_novels_get_their_row(shared_data: Path) -> None:
    folder = shared_data / "eltec_eng"
    found, notes = joined(folder / "level1", folder / "ELTeC-eng_metadata.tsv")

    assert len(found) == 8
    assert {metadata["corpus-id"] for metadata in found.values()} == {"ELTeC-eng"}
    assert found["ENG18652"]["author-birth"] == 1832
    assert notes == [
        "92 rows of ELTeC-eng_metadata.tsv without a file: ENG18410_Sinclair, ENG18440_Disraeli, ENG18411_Tupper, ..."
    ]
