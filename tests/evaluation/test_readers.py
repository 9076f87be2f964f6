"""Every layout is read as it is written, and what is wrong with it is said in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from senseindex.errors import CorpusError
from senseindex.evaluation import pairs
from senseindex.evaluation.cases import CaseMaker
from senseindex.evaluation.coarsewsd import read_words
from senseindex.evaluation.semcor import read_lemmas
from senseindex.evaluation.wsi2010 import _read_lemmas as read_wsi2010
from senseindex.evaluation.wsi2010 import read_senses
from senseindex.evaluation.wsi2013 import _read_lemmas as read_wsi2013
from senseindex.evaluation.wsi2013 import read_graded_key
from tests.evaluation import layouts


def test_tokens_stay_as_the_set_brings_them():
    case = CaseMaker().of_tokens(["don't", "bank", "on", "it"], 1)
    assert case.form == "bank"
    assert case.sentences[0].forms == ("don't", "bank", "on", "it")
    assert case.sentences[0].lemmas[1] == "bank"
    assert [form for form, _ in case.context()] == []  # the others are function words


def test_running_text_is_split_and_the_target_found_by_its_place():
    text = "The bank was shut. We sat on the bank."
    case = CaseMaker().of_text(text, text.rindex("bank"), text.rindex("bank") + 4)
    assert (case.number, case.position, case.form) == (1, 4, "bank")
    with pytest.raises(ValueError, match="no word at"):
        CaseMaker().of_text("one  two", 3, 4)


def test_coarsewsd(tmp_path):
    (word,) = read_words(layouts.coarsewsd(tmp_path))
    assert (word.name, word.train, len(word.cases)) == ("bank", 10, 16)
    assert word.senses.tolist() == [0, 1] * 8
    assert all(case.form == "bank" for case in word.cases)
    (alone,) = read_words(tmp_path / "bank")
    assert alone.senses.tolist() == word.senses.tolist()


def test_wsi2010(tmp_path):
    layouts.wsi2010(tmp_path)
    lemmas, cases = read_wsi2010(tmp_path, read_senses(tmp_path / "keys" / "all.key"))
    assert [lemma.lemma for lemma in lemmas] == ["bank.n", "fish.v"]
    assert lemmas[1].places.tolist() == list(range(16, 32))
    assert {cases[place].form for place in lemmas[1].places} == {"fished"}
    # The sentence before the target's is part of the document.
    assert cases[0].number == 1
    assert cases[0].sentences[0].forms == ("It", "rained", ".")


def test_wsi2013(tmp_path):
    layouts.wsi2013(tmp_path)
    key = read_graded_key(tmp_path / "keys" / "gold" / "all.key")
    assert key["bank.n"]["bank.n.3"] == {"bank%0": 1.0, "bank%2": 0.25}
    (lemma,), cases = read_wsi2013(tmp_path, key)
    assert len(lemma.places) == len(cases) == 15
    assert all(case.form == "bank" for case in cases)
    assert len(set(lemma.gold.tolist())) == 3


def test_wsi2013_finds_the_token_where_places_have_shifted(tmp_path):
    layouts.wsi2013(tmp_path)
    file = tmp_path / "contexts" / "xml-format" / "bank-n.xml"
    file.write_text(file.read_text().replace('tokenStart="4"', 'tokenStart="7"'))
    _, cases = read_wsi2013(tmp_path, read_graded_key(tmp_path / "keys" / "gold" / "all.key"))
    assert all(case.form == "bank" for case in cases)


def test_semcor_takes_multiword_tokens_apart(tmp_path):
    (lemma,), cases = read_lemmas(layouts.semcor(tmp_path))
    assert (lemma.lemma, lemma.gold.tolist()) == ("bank.NN", [0, 1] * 8)
    assert all(case.form == "bank" for case in cases)
    assert any(case.sentences[0].forms[-2:] == ("credit", "card") for case in cases)


def test_marked_contexts(tmp_path):
    maker = CaseMaker()
    text = "the <strong>loan</strong> of the <strong>bank</strong>"
    assert pairs._marked_case(text, "bank", maker, tmp_path, 1).position == 4
    assert pairs._marked_case("<b> Loan </b> sharks", None, maker, tmp_path, 1).form == "Loan"
    with pytest.raises(CorpusError, match="line 7: no 'river' is marked"):
        pairs._marked_case(text, "river", maker, tmp_path, 7)


def broken(folder: Path, place: str, change: tuple[str, str]) -> None:
    file = folder / place
    text = file.read_text(encoding="utf-8")
    assert change[0] in text
    file.write_text(text.replace(*change, 1), encoding="utf-8")


BROKEN = [
    ("coarsewsd", "bank/train.data.txt", ("1\tthe bank raised", "the bank raised"), "train.data.txt, line 1: the line"),
    ("coarsewsd", "bank/train.data.txt", ("1\tthe bank raised", "99\tthe bank raised"), "line 1: there is no token 99"),
    ("coarsewsd", "bank/train.gold.txt", ("0\n", ""), "train.gold.txt: it has 9 senses for 10 lines"),
    ("coarsewsd", "bank/test.gold.txt", ("0\n", "7\n"), "the sense '7' of the test lines has no train line"),
    ("wsi2010", "keys/all.key", ("bank.n bank.n.1 ", "bank.n "), "all.key, line 1: the line is not"),
    ("wsi2010", "keys/all.key", ("bank.n.2 ", "bank.n.1 "), "all.key, line 2: the instance bank.n.1"),
    ("wsi2010", "keys/all.key", ("bank.n bank.n.1 ", "bank.n bank.n.99 "), "the instance bank.n.99 of keys/all.key is"),
    ("wsi2010", "keys/all.key", ("bank.n bank.n.1 ", "boat.n boat.n.1 "), "there is no boat.n.xml"),
    ("wsi2010", "test_data/nouns/bank.n.xml", ("</TargetSentence>", ""), "bank.n.xml, line 2: it is not well-formed"),
    ("wsi2013", "keys/gold/all.key", ("bank%0/4", "bank%0/x"), "all.key, line 1: 'bank%0/x' has no number"),
    ("wsi2013", "keys/gold/all.key", ("bank%0/4", "bank%0/0"), "line 1: the degree of 'bank%0/0' is not above 0"),
    ("wsi2013", "contexts/xml-format/bank-n.xml", ('tokenStart="4"', ""), "bank.n.1 has no tokenStart"),
    ("semcor-wsi", "semcor.csv", ("wnsn", "sense"), "semcor.csv, line 1: it has no column 'wnsn'"),
    ("semcor-wsi", "semcor.csv", ("(4, 8)", "(4, 800)"), "semcor.csv, line 2: the position"),
    ("wic", "dev/dev.gold.txt", ("T", "yes"), "dev.gold.txt, line 1: 'yes' is neither T nor F"),
    ("wic", "train/train.data.txt", ("1-6", "1/6"), "train.data.txt, line 1: the line is not"),
    ("wic", "train/train.gold.txt", ("T\n", ""), "train.gold.txt: it has 7 answers for 8 lines"),
    ("scws", "ratings.txt", ("<b>", "<i>"), "ratings.txt, line 1: no target is marked"),
    ("scws", "ratings.txt", ("\t9.0", "\thigh"), "ratings.txt, line 1: the line is not"),
    ("cosimlex", "cosimlex.csv", ("sim1", "one"), "cosimlex.csv, line 1: it has no column 'sim1'"),
    ("cosimlex", "cosimlex.csv", ("8.0", "near"), "cosimlex.csv, line 2: sim1 and sim2"),
]


@pytest.mark.parametrize(("name", "place", "change", "message"), BROKEN)
def test_what_is_wrong_is_said_with_file_and_line(run, name, place, change, message):
    folder = Path("data")
    path = layouts.LAYOUTS[name](folder)
    broken(folder, place, change)
    outcome = run("evaluate", name, str(path))
    assert outcome.code == 1
    assert outcome.out == ""
    assert message in outcome.err
    assert len(outcome.err.splitlines()) == 1


@pytest.mark.parametrize("name", [*layouts.LAYOUTS, "analogy", "similarity"])
def test_a_missing_place_is_named(run, name):
    options = ["--static-vectors", str(layouts.vectors(Path("data")))] if name in ("analogy", "similarity") else []
    outcome = run("evaluate", name, "nowhere", *options)
    assert outcome.code == 1
    assert "nowhere" in outcome.err and "there is no such" in outcome.err
    assert len(outcome.err.splitlines()) == 1


@pytest.mark.parametrize("name", layouts.LAYOUTS)
def test_an_empty_folder_is_no_data(run, name, tmp_path):
    (tmp_path / "empty").mkdir()
    outcome = run("evaluate", name, "empty")
    assert outcome.code == 1
    assert "empty" in outcome.err
    assert len(outcome.err.splitlines()) == 1
