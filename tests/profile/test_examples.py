from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from senseindex import SenseIndex
from senseindex.answers.profile import PARTS
from senseindex.errors import UsageError
from senseindex.profile.example_rules import ExampleRules
from senseindex.profile.examples import is_whole, sentence_scores
from tests.builders import DIMENSION, TinyIndex, document

RULES = ExampleRules.load()
GOOD = "The small bank on the corner lends money to farmers who want new land."


def parts_of(text: str, rare: set[str] = frozenset()) -> dict[str, float]:
    forms = text.replace(".", " .").replace(":", " :").split()
    return sentence_scores(forms, [form in rare for form in forms], RULES)


def test_a_good_sentence_is_good_in_every_part():
    assert set(parts_of(GOOD).values()) == {1.0}


@pytest.mark.parametrize(
    ("part", "text", "value"),
    [
        ("length", "A bank lends money to farmers here.", 0.7),  # 7 words, 3 short of 10
        ("length", "Bank.", 0.1),
        ("length", GOOD.replace("farmers", " ".join(["farmers"] * 40)), 0.0),
        ("common", GOOD.replace("farmers", "fermiers"), 0.5),
        ("common", GOOD.replace("farmers", "fermiers").replace("money", "fermiers"), 1 / 3),
        ("start", GOOD.replace("The small bank", "It is the bank that"), 0.0),
        ("start", "But " + GOOD, 0.0),
        ("clean", GOOD.replace("farmers", "FARMERS"), 0.5),
        ("clean", GOOD.replace("farmers", "2,000"), 0.5),
        ("clean", "Speaker: " + GOOD, 0.5),
        ("clean", GOOD.replace("farmers", "far~mers"), 0.5),
    ],
)
def test_each_part_sees_its_own_fault(part, text, value):
    found = parts_of(text, {"fermiers"})
    assert found[part] == pytest.approx(value)
    assert all(found[other] == 1.0 for other in found if other not in (part, "length"))


@given(st.lists(st.text(max_size=8), max_size=40), st.data())
@settings(deadline=None)
def test_parts_and_score_are_from_0_to_1(forms, data):
    rare = data.draw(st.lists(st.booleans(), min_size=len(forms), max_size=len(forms)))
    parts = {**sentence_scores(forms, rare, RULES), "typical": data.draw(st.floats(0, 1))}
    assert set(parts) == set(PARTS)
    assert all(0.0 <= value <= 1.0 for value in parts.values())
    assert 0.0 <= RULES.score(parts) <= 1.0 + 1e-9


@pytest.mark.parametrize(
    "text", ["A bank.", "“A bank?”", "(A bank!)", "Über die Bank.", "1972 was good.", 'He said "no".']
)
def test_whole_sentences(text):
    assert is_whole(text)


@pytest.mark.parametrize("text", ["a bank.", "A bank", "of the bank.", "A (bank.", 'He said "no.', "", "..."])
def test_what_is_no_whole_sentence(text):
    assert not is_whole(text)


Build = Callable[..., SenseIndex]


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Build]:
    """An index of one sentence a document; `angles` are those of the bank's vectors to a common direction."""
    opened = []

    def make(*texts: str, angles: tuple[float, ...] = ()) -> SenseIndex:
        tiny = TinyIndex(tmp_path / f"examples{len(opened)}")
        turned = dict(zip((f"d{number}" for number in range(len(texts))), angles or [0.0] * len(texts), strict=True))

        def vector(name: str, lemma: str) -> np.ndarray:
            return np.cos(turned[name]) * np.eye(DIMENSION)[0] + np.sin(turned[name]) * np.eye(DIMENSION)[1]

        tiny.add(*(document(f"d{number}", text) for number, text in enumerate(texts)), vector=vector)
        tiny.complete()
        tiny.close()
        opened.append(SenseIndex.open(tiny.path))
        return opened[-1]

    yield make
    for index in opened:
        index.close()


OTHER = "Farmers who want new land borrow from the old bank in town every spring."
FAULTY = [
    "bank notes of several old farmers were found near the broken gate yesterday morning",
    "It is the bank where people of our street used to keep their small savings.",
    "They say SOMETHING about a bank with 300 rooms @ home.",
]


def test_whole_sentences_come_first_then_the_order_of_scores(build):
    index = build(*FAULTY, GOOD, OTHER, angles=(0.9, 0.5, -0.6, 0.0, -0.1))
    found = index.profiles.best_examples("bank", config=None)
    assert [row.document for row in found][-1] == "d0"
    assert [row.whole for row in found] == [True] * 4 + [False]
    assert {row.document for row in found[:2]} == {"d3", "d4"}
    assert {row.document for row in found[2:4]} == {"d1", "d2"}
    for row in found:
        assert row.score == pytest.approx(RULES.score(row.parts))
        assert row.text[row.node_start : row.node_end].lower() == "bank"
        assert f"[{row.node}]" in str(row)


def test_typical_is_the_rank_by_nearness_to_the_middle(build):
    texts = [GOOD.replace("farmers", word) for word in ("farmers", "bakers", "miners", "tailors", "sailors")]
    angles = (0.0, 0.05, -0.1, 0.3, 0.9)
    index = build(*texts, angles=angles)
    rules = {
        "weights": dict.fromkeys(PARTS, 0.0) | {"typical": 1.0},
        "variety": {"near_duplicate": 1.0, "relevance": 1.0},
    }
    found = index.profiles.best_examples("bank", config=toml(index.path.parent / "typical.toml", rules))
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    order = np.argsort(-(vectors @ vectors.mean(axis=0)))
    assert [row.document for row in found] == [f"d{place}" for place in order]
    assert [row.score for row in found] == pytest.approx([1.0, 0.75, 0.5, 0.25, 0.0])


def test_near_duplicates_are_left_out(build):
    index = build(GOOD, GOOD.replace("new", "more"), GOOD, OTHER)
    assert sorted(row.document for row in index.profiles.best_examples("bank"))[-1] == "d3"
    assert len(index.profiles.best_examples("bank")) == 2


def test_variety_takes_what_is_unlike_the_chosen(build):
    third = "Every spring people sit by the river and look at boats near a bank."
    index = build(GOOD, OTHER, third, angles=(0.0, 0.02, 1.2))
    weights = dict.fromkeys(PARTS, 0.0) | {"clean": 1.0}
    varied = toml(index.path.parent / "varied.toml", {"weights": weights, "variety": {"relevance": 0.5}})
    plain = toml(index.path.parent / "plain.toml", {"weights": weights, "variety": {"relevance": 1.0}})
    assert [row.document for row in index.profiles.best_examples("bank", n=2, config=varied)] == ["d0", "d2"]
    assert [row.document for row in index.profiles.best_examples("bank", n=2, config=plain)] == ["d0", "d1"]


def test_examples_of_a_sense_are_of_it(banks):
    for sense in ("bank%1", "bank%2"):
        found = banks.profiles.best_examples(sense=sense, n=3)
        assert found.items and {row.sense for row in found} == {sense}
    assert len(banks.profiles.best_examples("bank", n=1, where="kind = 'river'")) == 1
    assert "river" in banks.profiles.best_examples("bank", n=1, where="kind = 'river'")[0].document


def test_offsets_give_back_the_word(tiny, index):
    for row in index.profiles.best_examples("bank", n=20):
        assert tiny.documents[row.document].text[row.start : row.end].lower() == "bank"


def toml(path: Path, tables: dict[str, dict[str, float]]) -> Path:
    lines = [
        f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in table.items()) for name, table in tables.items()
    ]
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[weights\n", "is not TOML"),
        ("length = 3\n", "outside of a table"),
        ("[wait]\nlength = 3\n", r"no table \[wait\]"),
        ("[weights]\nbeauty = 3\n", r"\[weights\] has no 'beauty'"),
        ("[weights]\nlength = 'long'\n", "weights.length is a number from 0, not 'long'"),
        ("[weights]\nlength = true\n", "not True"),
        ("[length]\nshortest = 2.5\n", "a whole number"),
        ("[length]\nshortest = 30\n", "shortest is greater"),
        ("[start]\nwords = [1]\n", "a list of words"),
        ("[variety]\nrelevance = 2\n", "from 0 to 1"),
        ("[weights]\nlength=0\ncommon=0\nstart=0\nclean=0\ntypical=0\n", "above 0"),
    ],
)
def test_rules_that_are_wrong_say_where(tmp_path, text, message):
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message) as caught:
        ExampleRules.load(path)
    assert str(path) in str(caught.value)


def test_a_rules_file_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        ExampleRules.load(tmp_path / "none.toml")
