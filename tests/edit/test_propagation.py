"""A few labelled lines correct the others, against the truth."""

from __future__ import annotations

import numpy as np
import pytest

from senseindex import SenseIndex
from senseindex.errors import UsageError
from tests.edit.state import check, rows, senses_of_lines


def truth(index: SenseIndex) -> dict[int, str]:
    return {hit.occurrence_id: hit.metadata["kind"] for hit in index.query("bank", n=100).hits}


def ids_of(kinds: dict[int, str], kind: str) -> list[int]:
    return [each for each in sorted(kinds) if kinds[each] == kind]


def one_of_each_wrong(index: SenseIndex, count: int = 6) -> dict[int, str]:
    """All lines stand in bank%1 but a few of money in a sense of their own; then `count` of each kind are labelled."""
    kinds = truth(index)
    index.edit.merge("bank%1", "bank%2")
    money = ids_of(kinds, "money")
    assert index.edit.create("bank", occurrences=money[:2], margin=10.0).made == ("bank%3",)
    index.edit.move(ids_of(kinds, "river")[:count], "bank%1")
    index.edit.move(money[2 : 2 + count], "bank%3")
    return kinds


def test_labels_mend_what_stands_wrong_and_say_so_before(index: SenseIndex) -> None:
    kinds = one_of_each_wrong(index)
    before = rows(index)
    plan = index.labels.propagate("bank", dry_run=True)
    assert rows(index) == before and plan.dry_run
    assert (plan.labels, plan.senses, plan.looked_at) == (14, 2, 26)
    # Six lines of rivers stood right, six of money wrong; the two that the sense was made of say nothing of it.
    assert (plan.judged, plan.stood, plan.mended, plan.spoilt, plan.refused) == (12, 0.5, 6, 0, "")
    assert plan.moves == (("bank%1", "bank%3", 12),) and plan.moved == 12
    assert dict(plan.sizes)["bank%1"] == 20 and dict(plan.sizes)["bank%3"] == 20
    assert "12 would move\n  12 from bank%1 to bank%3" in plan.caption()
    report = index.labels.propagate("bank")
    assert (report.moves, report.sizes, report.moved) == (plan.moves, plan.sizes, 12) and not report.dry_run
    assert report.accuracy == 1.0 and 0.6 < report.low < 1.0 and report.high == pytest.approx(1.0)
    found = senses_of_lines(index)
    assert all(found[each] == ("bank%3" if kind == "money" else "bank%1") for each, kind in kinds.items())
    check(index)
    index.edit.undo()
    assert index.edit.history(n=2)[1].state == "undone"
    assert rows(index)["occurrence"] == before["occurrence"]


def test_labels_that_know_no_better_move_nothing(index: SenseIndex) -> None:
    kinds = truth(index)
    found = senses_of_lines(index)
    for kind in ("river", "money"):
        for each in ids_of(kinds, kind)[:7]:  # all as they stand
            index.edit.move([each], str(found[each]))
    before, edits = rows(index), index.edit.history()
    report = index.labels.propagate("bank")
    assert (report.judged, report.stood, report.mended, report.moved) == (14, 1.0, 0, 0)
    assert "would mend 0 and spoil 0 of the 14 labelled lines" in report.refused
    assert f"nothing moves: {report.refused}" in report.caption()
    assert rows(index) == before and index.edit.history() == edits


def test_labels_without_sense_do_no_harm(index: SenseIndex) -> None:
    """Somebody labels by something that the vectors do not hold: what stands stays."""
    kinds, random = truth(index), np.random.default_rng(0)
    lines = random.permutation(sorted(kinds))[:14].tolist()
    for number, each in enumerate(lines):
        index.edit.move([each], f"bank%{1 + number % 2}")
    before = senses_of_lines(index)
    report = index.labels.propagate("bank")
    assert report.refused and report.moved == 0 and senses_of_lines(index) == before


def test_locked_senses_and_labels_stay(index: SenseIndex) -> None:
    kinds = one_of_each_wrong(index)
    labelled = [*ids_of(kinds, "river")[:6], *ids_of(kinds, "money")[:8]]
    said = {each: senses_of_lines(index)[each] for each in labelled}
    index.edit.lock("bank%1")
    report = index.labels.propagate("bank")
    assert report.moved == 0 and report.looked_at == 0
    index.edit.lock("bank%1", unlock=True)
    assert index.labels.propagate("bank").moved == 12
    after = senses_of_lines(index)
    assert {each: after[each] for each in labelled} == said


def test_a_sense_without_a_label_keeps_its_lines(index: SenseIndex) -> None:
    kinds = one_of_each_wrong(index)
    third = [each for each in ids_of(kinds, "money")[8:] if senses_of_lines(index)[each] == "bank%1"][:3]
    with index.opened.catalog.writing(), index.opened.catalog.edits.recording("nobody", "test", 1) as edit:
        sense_id, name = index.opened.catalog.senses.add(index.opened.one_lemma("bank"))
        edit.move(np.array(third), sense_id, 90)
    report = index.labels.propagate("bank")
    assert all(senses_of_lines(index)[each] == name for each in third)
    assert report.kept == 3 and report.looked_at == 40 - 14 - 3 and report.moved == 9
    assert "3 stay in senses without a label" in report.caption()


def test_the_least_certain_come_first(index: SenseIndex) -> None:
    lines = sorted((hit.confidence, hit.occurrence_id) for hit in index.query("bank", n=100))
    ids = [occurrence_id for _, occurrence_id in lines]
    assert [hit.occurrence_id for hit in index.labels.review("bank", 5).hits] == ids[:5]
    index.edit.move(ids[:1], "bank%1")
    found = index.labels.review("bank", 5)
    assert [hit.occurrence_id for hit in found.hits] == ids[1:6] and found.total == 39


def test_two_senses_must_be_labelled(index: SenseIndex) -> None:
    with pytest.raises(UsageError, match="has 0 labelled lines of 0 senses"):
        index.labels.propagate("bank")
    index.edit.move([min(senses_of_lines(index))], "bank%1")
    with pytest.raises(UsageError, match="has 1 labelled lines of 1 senses"):
        index.labels.propagate("bank")
    with pytest.raises(UsageError, match="no senses to choose from"):
        index.labels.session("interest")
