"""Hits by what stands at a position are what looking at every sentence gives."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from senseindex.errors import UsageError
from senseindex.search.positions import Position, position
from tests.builders import make_bank_index
from tests.gum import Gum, Tagged

VALUES = {"word": lambda token: token.word, "lemma": lambda token: token.lemma, "pos": lambda token: token.pos}


def beside(sentence: list[Tagged], node: int, place: int) -> Tagged | None:
    """The n-th word to the left or right of a node."""
    words = [at for at, token in enumerate(sentence) if any(map(str.isalnum, token.lemma))]
    found = [at for at in words if at > node] if place > 0 else [at for at in reversed(words) if at < node]
    return sentence[found[abs(place) - 1]] if len(found) >= abs(place) else None


@pytest.mark.parametrize("attribute", VALUES)
@pytest.mark.parametrize("place", [-3, -1, 1, 2])
def test_words_beside_a_hit(gum: Gum, place: int, attribute: str) -> None:
    value = VALUES[attribute]
    expected = Counter(
        "" if (token := beside(sentence, node, place)) is None else value(token)
        for sentence in gum.sentences()
        for node, found in enumerate(sentence)
        if found.lemma == "make"
    )
    assert expected.total() > 10
    by = f"{'L' if place < 0 else 'R'}{abs(place)}.{attribute}"
    groups = gum.index.hits.breakdown(by, pattern='[lemma="make"]')
    assert {group.value: group.hits for group in groups} == dict(expected)
    assert [group.hits for group in groups] == sorted(expected.values(), reverse=True)


def test_the_node_itself(gum: Gum) -> None:
    hits = gum.index.hits
    forms = Counter(token.word for token in gum.tokens() if token.lemma == "be")
    for by in ("node", "word", "node.word"):
        assert {group.value: group.hits for group in hits.breakdown(by, pattern='[lemma="be"]')} == dict(forms)
    folded = Counter(token.word.casefold() for token in gum.tokens() if token.lemma == "be")
    groups = hits.breakdown("node", pattern='[lemma="be"]', ignore_case=True)
    assert {group.value: group.hits for group in groups} == dict(folded)
    pairs = Counter(
        f"{one.lemma} {other.lemma}"
        for sentence in gum.sentences()
        for one, other in itertools.pairwise(sentence)
        if (one.pos, other.pos) == ("ADJ", "NOUN")
    )
    groups = hits.breakdown("node.lemma", pattern='[pos="ADJ"] [pos="NOUN"]')
    assert {group.value: group.hits for group in groups} == dict(pairs)


def test_two_keys_are_crossed(gum: Gum) -> None:
    expected: Counter[tuple[str, str]] = Counter()
    for name in gum.documents:
        for sentence in gum.sentences(name):
            for node, found in enumerate(sentence):
                if found.lemma == "make":
                    token = beside(sentence, node, 1)
                    expected["" if token is None else token.pos, name] += 1
    rows = gum.index.hits.crossed("R1.pos", "document", pattern='[lemma="make"]')
    assert {(row.first, row.second): row.hits for row in rows} == dict(expected)
    assert sum(row.share for row in rows) == pytest.approx(1.0)
    for row in rows:
        assert row.ipm == pytest.approx(1e6 * row.hits / len(gum.tokens(row.second)))
    some = gum.index.hits.crossed("node.pos", "L1.pos", pattern='[lemma="make"]', where="document like 'GUM_n%'")
    tokens = sum(len(gum.tokens(name)) for name in gum.documents if name.startswith("GUM_n"))
    assert [row.ipm for row in some] == pytest.approx([1e6 * row.hits / tokens for row in some])


def test_senses_at_a_position_and_of_the_node(tmp_path) -> None:
    with make_bank_index(tmp_path / "banks") as index:
        by_sense = index.hits.breakdown("sense", "bank")
        assert list(index.hits.breakdown("node.sense", "bank")) == list(by_sense)
        beside = {group.value: group.hits for group in index.hits.breakdown("L1.sense", pattern='[word="is"]')}
        number = index.hits.breakdown("L2.sense", pattern='[word="is"]')
        volumes = {group.value: group.hits for group in index.hits.breakdown("sense", "volume")}
        assert beside == {"": 20}  # the number of a volume has no sense
        assert {group.value: group.hits for group in number} == volumes
        crossing = index.hits.crossed("sense", "kind", "bank")
        assert {row.first for row in crossing} == {group.value for group in by_sense}


def test_periods_of_a_date_group_hits(tmp_path) -> None:
    with make_bank_index(tmp_path / "banks") as index:
        years = {group.value: group.hits for group in index.hits.breakdown("year", "bank")}
        by_five = {group.value: group.hits for group in index.hits.breakdown("year:5", "bank")}
        assert by_five == {
            str(start): sum(hits for year, hits in years.items() if start <= int(year) < start + 5)
            for start in (1990, 1995)
        }


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("node", Position(0, "word")),
        ("LEMMA", Position(0, "lemma")),
        ("l2.pos", Position(-2, "pos")),
        ("R10.lempos", Position(10, "lempos")),
        ("L0", None),
        ("R51", None),
        ("R1.form", None),
        ("M1", None),
    ],
)
def test_positions_are_read(key: str, place: Position | None) -> None:
    assert position(key) == place
    if place is not None:
        assert position(place.name) == place


def test_keys_that_are_none_are_refused(gum: Gum) -> None:
    hits = gum.index.hits
    for by, message in (
        ("R1.form", "cannot group by 'R1.form'"),
        ("colour:year", "'colour:year' is no metadata column"),
    ):
        with pytest.raises(UsageError, match=message):
            hits.breakdown(by, pattern='[lemma="make"]')
    with pytest.raises(UsageError, match="collocates cannot be crossed"):
        hits.crossed("collocate", "document", pattern='[lemma="make"]')
