from pathlib import Path

import pytest

from senseindex.answers.reports import IngestReport
from senseindex.corpus.read_options import ReadOptions
from senseindex.errors import CorpusError
from senseindex.vectors.contextual.recipe import recipe_for


def call(index, name):
    (found,) = [each for each in index.calls if each[0] == name]
    return found


def test_a_new_index_is_made_with_what_was_chosen_and_filled(run, index, tmp_path):
    outcome = run(
        "ingest", "a.txt", "b/", "--index", "new", "--model", "m", "--language", "de", "--pipeline", "p",
        "--codec", "sq8", "--all-tokens", "--format", "vertical", "--encoding", "latin-1", "--columns", "word,pos",
        "--text-column", "body", "--metadata", "m.csv", "--on-error", "skip", "--static", "fasttext",
        "--min-frequency", "5", "--device", "cpu",
    )  # fmt: skip
    assert outcome.code == 0
    assert call(index, "create")[2] == {
        "model": "m",
        "recipe": recipe_for("m", codec="sq8"),
        "language": "de",
        "pipeline": "p",
        "all_tokens": True,
    }
    settings = call(index, "ingest")[2]
    for hook in ("progress", "on_error", "on_note"):
        assert callable(settings.pop(hook))
    assert settings == {
        "options": ReadOptions("vertical", "latin-1", ("word", "pos"), "body", Path("m.csv")),
        "static": "fasttext",
        "static_vectors": None,
        "min_frequency": 5,
        "device": "cpu",
        "backend": "auto",
        "workers": None,
    }
    assert [str(source) for source in call(index, "ingest")[1][0]] == ["a.txt", "b"]
    assert outcome.out.startswith("1 document added: 2 sentences, 30 tokens")
    assert "senseindex induce --index new" in outcome.err


@pytest.mark.parametrize(
    ("model", "options", "marks"),
    [("m", ["--recipe", "marked"], "<t> </t>"), ("pierluigic/xl-lexeme", ["--recipe", "words"], "")],
)
def test_the_recipe_of_a_new_index_is_of_the_kind_that_was_chosen(run, index, model, options, marks):
    assert run("ingest", "a.txt", "--index", "new", "--model", model, *options).code == 0
    recipe = call(index, "create")[2]["recipe"]
    assert (recipe.model, recipe.marks) == (model, marks)


def test_an_index_that_is_there_is_opened_and_filled_further(run, index):
    assert run("ingest", "a.txt").code == 0
    assert [each[0] for each in index.calls] == ["open", "ingest", "close"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--passage", "0"], "was made with --passage 60, so --passage 0 does not fit"),
        (["--model", "other"], "was made with --model fast, so --model other does not fit"),
        (["--language", "de"], "was made with --language en"),
        (["--codec", "sq8"], "was made with --codec sq4"),
        (["--recipe", "marked"], "was made with --recipe words, so --recipe marked does not fit"),
        (["--pipeline", "p"], "was made with no --pipeline"),
        (["--all-tokens"], "was made without --all-tokens"),
    ],
)
def test_choices_that_contradict_the_index_are_refused(run, index, arguments, message):
    outcome = run("ingest", "a.txt", *arguments)
    assert outcome.code == 2
    assert message in outcome.err
    assert "ingest" not in [each[0] for each in index.calls]


def test_choices_that_agree_with_the_index_are_fine(run, index):
    assert run("ingest", "a.txt", "--model", "all-MiniLM-L6-v2", "--language", "en").code == 0


@pytest.mark.parametrize("failure", [CorpusError("there is no such file", path="a.txt"), KeyboardInterrupt()])
def test_a_new_index_that_nothing_came_into_is_removed_again(run, index, tmp_path, failure):
    index.failure = failure
    assert run("ingest", "a.txt", "--index", "new").code in (1, 130)
    assert not (tmp_path / "new").exists()


def test_an_index_that_was_there_stays_when_ingest_fails(run, index, tmp_path):
    index.failure = CorpusError("is empty", path="a.txt")
    outcome = run("ingest", "a.txt")
    assert outcome.err == "Error: a.txt: is empty\n"
    assert (tmp_path / "indexes" / "default" / "catalog.db").exists()


def test_induce_after_ingest_shows_both_reports(run, index):
    outcome = run("ingest", "a.txt", "--induce")
    assert outcome.out.splitlines()[1].startswith("2 senses of 1 word")
    assert outcome.err == ""


def test_induce_passes_words_and_frequency_on(run, index):
    assert run("induce", "bank", "interest", "--seed", "7").code == 0
    _, arguments, settings = call(index, "induce")
    assert arguments == (("bank", "interest"),)
    assert (settings["seed"], settings["min_frequency"]) == (7, None)
    index.calls.clear()
    assert run("induce", "--min-frequency", "3").code == 0
    assert call(index, "induce")[1] == (None,)


def test_induce_passes_algorithm_and_parameters_on(run, index):
    assert run("induce").code == 0
    settings = call(index, "induce")[2]
    assert (settings["algorithm"], settings["parameters"], settings["seed"]) == (None, None, None)
    index.calls.clear()
    given = ("rate=0.5", "count=3", "exact=true", "kind=a b", 'name="3"', "path=x=y")
    assert run("induce", "--algorithm", "mine:own", *(f"--parameter={each}" for each in given)).code == 0
    settings = call(index, "induce")[2]
    assert settings["algorithm"] == "mine:own"
    expected = {"rate": 0.5, "count": 3, "exact": True, "kind": "a b", "name": "3", "path": "x=y"}
    assert settings["parameters"] == expected


def test_damage_is_an_error_unless_it_is_to_be_skipped_and_then_each_is_told(run, index):
    assert run("ingest", "a.txt").code == 0
    assert call(index, "ingest")[2]["on_error"] is None
    index.calls.clear()
    assert run("ingest", "a.txt", "--on-error", "skip").code == 0
    assert run("ingest", "a.txt", "--on-error", "other").code == 2


def test_messages_about_damage_and_guesses_go_to_stderr(run, index, monkeypatch):
    def ingest(self, source, *, on_error, on_note, **settings):
        on_note("a.txt is read as windows-1252")
        on_error(CorpusError("broken JSON", path="a.txt", line=2))
        return IngestReport(1, 0, 0, 2, 30, 10, 0.5, damaged=1)

    monkeypatch.setattr(index, "ingest", ingest)
    outcome = run("ingest", "a.txt", "--on-error", "skip")
    assert outcome.err.splitlines()[:2] == [
        "a.txt is read as windows-1252",
        "Skipped: a.txt, line 2: broken JSON",
    ]
    assert "1 damaged and left out" in outcome.out


def test_passages_are_chosen_when_an_index_is_made(run, index):
    assert run("ingest", "a.txt", "--index", "new", "--passage", "0").code == 0
    assert call(index, "create")[2]["passage"] == 0


def test_auto_leaves_the_choice_to_the_first_ingest(run, index):
    assert run("ingest", "a.txt", "--index", "new", "--passage", "auto").code == 0
    assert "passage" not in call(index, "create")[2]


def test_a_passage_is_auto_or_a_number(run, index):
    outcome = run("ingest", "a.txt", "--index", "new", "--passage", "long")
    assert outcome.code == 2 and "neither auto nor a whole number" in outcome.err
