"""The command `export` over a small index: what it writes, and what it refuses."""

from pathlib import Path

import pytest

from tests.builders import make_bank_index


@pytest.fixture(scope="module")
def banks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("banks") / "index"
    make_bank_index(path).close()
    return path


@pytest.mark.parametrize(
    ("arguments", "told", "beginning"),
    [
        (["bank", "-o", "a.csv"], "40 hits", "occurrence_id,lemma,sense,sense_label,"),
        (["bank", "-o", "a.jsonl", "--sample", "5", "--sort", "R1"], "5 hits", '{"occurrence_id"'),
        (["--pattern", '"The" "bank"', "-o", "a.tsv"], "10 hits", "occurrence_id\tlemma"),
        (["bank", "-o", "a", "--format", "uses"], "40 hits", "lemma\tpos\tdate"),
        (["bank", "-o", "a.xml"], "1 entry", "<?xml"),
        (["--sense", "bank%1", "-o", "a.md"], "1 entry", "## bank"),
        (["--words", "words.txt", "-o", "a.ttl"], "2 entries", "@prefix"),
        (["--corpus", "-o", "a.out"], "sentences", "# newdoc id = "),
        (["--corpus", "-o", "a.vert"], "sentences", "<doc id="),
        (["bank", "-o", "a.vec"], "2 vectors", "2 16\nbank%"),
        (["--sense-vectors", "word2vec-sg", "--dimension", "7", "-o", "a.txt"], "vectors", ""),
    ],
)
def test_every_kind_of_file(run, tmp_path, banks, arguments, told, beginning):
    (tmp_path / "words.txt").write_text("bank\n\nmoney\n")
    outcome = run("export", "--index", str(banks), *arguments)
    assert (outcome.code, outcome.out) == (0, "")
    assert told in outcome.err.splitlines()[-1]
    file = tmp_path / arguments[arguments.index("-o") + 1]
    assert file.read_text("utf-8").startswith(beginning)


def test_unknown_words_of_a_list_are_told_and_left_out(run, tmp_path, banks):
    (tmp_path / "words.txt").write_text("bank\nzeppelin\n")
    outcome = run("export", "--index", str(banks), "--words", "words.txt", "-o", "a.md")
    assert outcome.code == 0 and "Left out: 'zeppelin' does not occur in this index" in outcome.err
    assert outcome.err.endswith("a.md: 1 entry\n")


def test_what_was_asked_is_written_beside_the_file_on_request(run, tmp_path, banks):
    outcome = run("export", "--index", str(banks), "bank", "-o", "a.csv", "--provenance", "file")
    assert outcome.code == 0
    assert '"command": "senseindex export bank -o a.csv' in (tmp_path / "a.csv.query.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["bank", "-o", "a.doc"], "Give --format"),
        (["bank", "-o", "a.csv", "--corpus", "--format", "csv"], "--corpus goes with"),
        (["-o", "a.conllu"], "--corpus goes with"),
        (["--corpus", "-o", "a.csv"], "--corpus goes with"),
        (["bank", "--corpus", "-o", "a.vert"], "leave out bank"),
        (["bank", "--words", "words.txt", "-o", "a.md"], "leave out bank"),
        (["bank", "-o", "a.xml", "--where", "year > 1990"], "--where asks for hits"),
        (["bank", "-o", "a.xml", "--near", "money"], "--near asks for hits"),
        (["-o", "a.md"], "an entry of which word"),
        (["--words", "words.txt", "-o", "a.csv"], "--words makes dictionary entries"),
        (["-o", "a.csv"], "what is asked for"),
        (["bank", "-o", "nowhere/a.csv"], "no such folder"),
        (["bank", "-o", "a.xlsx", "--format", "csv"], "a.xlsx would be opened as xlsx, not csv"),
        (["bank", "-o", "a.xml", "--provenance", "file"], "--provenance says how hits were asked for"),
        (["bank", "-o", "a.csv", "--sense-vectors", "fasttext", "--format", "csv"], "writes word2vec"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(run, tmp_path, banks, arguments, message):
    (tmp_path / "words.txt").write_text("bank\n")
    outcome = run("export", "--index", str(banks), *arguments)
    assert outcome.code == 2 and message in outcome.err and outcome.err.count("\n") == 1
    assert sorted(each.name for each in tmp_path.iterdir()) == ["words.txt"]
