"""A few labelled lines assign the others, against the truth."""

from __future__ import annotations

import pytest

from senseindex import SenseIndex
from senseindex.errors import UsageError
from tests.edit.state import senses_of_lines


def truth(index: SenseIndex) -> dict[int, str]:
    return {hit.occurrence_id: hit.metadata["kind"] for hit in index.query("bank", n=100).hits}


def test_six_labels_assign_all_lines(index: SenseIndex) -> None:
    kinds = truth(index)
    wrong = [each for each, sense in senses_of_lines(index).items() if sense == "bank%1"][:12]
    index.edit.move(wrong, "bank%2")
    index.edit.undo()
    index.edit.merge("bank%1", "bank%2")
    index.edit.split("bank%1", 2)  # so that there are two senses without a label
    session = index.labels.session("bank")
    names = dict(zip(("river", "money"), (sense.name for sense in session.senses), strict=True))
    for _ in range(8):
        hit = session.next()
        assert hit is not None
        session.label(hit.occurrence_id, names[kinds[hit.occurrence_id]])
    report = index.labels.propagate("bank")
    assert (report.labels, report.senses, report.assigned) == (8, 2, 32)
    assert report.accuracy == 1.0 and 0.6 < report.low < 1.0 and report.high == pytest.approx(1.0)
    found = senses_of_lines(index)
    clear = {each: sense for each, sense in found.items() if sense != "bank%0"}
    assert len(clear) > 30
    assert all(sense == names[kinds[each]] for each, sense in clear.items())
    assert dict(report.sizes) == {name: list(found.values()).count(name) for name, _ in report.sizes}
    index.edit.undo()
    assert index.edit.history(n=2)[1].state == "undone"


def test_locked_senses_and_labels_stay(index: SenseIndex) -> None:
    own = [each for each, sense in senses_of_lines(index).items() if sense == "bank%1"]
    other = [each for each, sense in senses_of_lines(index).items() if sense == "bank%2"]
    index.edit.move(own[:3], "bank%1")
    index.edit.move(own[3:5] + other[:1], "bank%2")
    index.edit.lock("bank%2")
    locked = {each for each, sense in senses_of_lines(index).items() if sense == "bank%2"}
    index.labels.propagate("bank")
    after = senses_of_lines(index)
    assert {each for each in after if after[each] == "bank%2"} >= locked
    assert all(after[each] == "bank%1" for each in own[:3])


def test_a_sense_without_a_label_keeps_its_lines(index: SenseIndex) -> None:
    index.edit.split("bank%2", 2)
    before = senses_of_lines(index)
    own = {each for each, sense in before.items() if sense == "bank%3"}
    for sense in ("bank%1", "bank%2"):
        index.edit.move([each for each in before if before[each] == sense][:2], sense)
    report = index.labels.propagate("bank")
    assert {each for each, sense in senses_of_lines(index).items() if sense == "bank%3"} == own
    assert report.kept == len(own) and report.assigned == 40 - 4 - len(own)
    assert f"{len(own)} stay in senses without a label" in str(report.caption())


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
