"""Label a few lines, let them assign the others: by hand, from a pipe, and against the truth."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from senseindex import SenseIndex
from senseindex.cli.main import main
from senseindex.errors import UsageError
from tests.builders import make_bank_index


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SenseIndex]:
    with make_bank_index(tmp_path / "index") as index:
        yield index


def truth(index: SenseIndex) -> dict[int, str]:
    return {hit.occurrence_id: hit.metadata["kind"] for hit in index.query("bank", n=100).hits}


def senses(index: SenseIndex) -> dict[int, str | None]:
    return {hit.occurrence_id: hit.sense for hit in index.query("bank", n=100).hits}


def test_six_labels_assign_all_lines(index: SenseIndex) -> None:
    kinds = truth(index)
    wrong = [each for each, sense in senses(index).items() if sense == "bank%1"][:12]
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
    found = senses(index)
    clear = {each: sense for each, sense in found.items() if sense != "bank%0"}
    assert len(clear) > 30
    assert all(sense == names[kinds[each]] for each, sense in clear.items())
    assert dict(report.sizes) == {name: list(found.values()).count(name) for name, _ in report.sizes}
    index.edit.undo()
    assert index.edit.history(n=2)[1].state == "undone"


def test_a_session_remembers_skips_and_undoes(index: SenseIndex) -> None:
    session = index.labels.session("bank")
    first = session.next()
    assert first is not None and session.next() == first
    session.skip(first.occurrence_id)
    second = session.next()
    assert second is not None and second != first
    session.unclear(second.occurrence_id)
    assert session.labelled == 1 and senses(index)[second.occurrence_id] == "bank%0"
    assert session.undo() == second.occurrence_id
    assert session.undo() == first.occurrence_id
    assert session.undo() is None
    assert session.next() == first and session.labelled == 0


def test_a_session_undoes_its_own_labels_alone(index: SenseIndex) -> None:
    index.edit.rename("bank%2", "money")
    session = index.labels.session("bank")
    line = session.next()
    assert line is not None
    session.label(line.occurrence_id, "bank%1")
    index.edit.rename("bank%1", "shore")
    with pytest.raises(UsageError, match=f"occurrence {line.occurrence_id} is not the newest edit any more"):
        session.undo()
    index.edit.undo()
    assert session.undo() == line.occurrence_id and session.labelled == 0
    assert session.undo() is None
    assert [change.state for change in index.edit.history().items if change.summary.startswith("rename bank%2")] == [""]


def test_a_label_that_changes_nothing_takes_nothing_else_back(
    index: SenseIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("senseindex.store.catalog.labels.now", lambda: "2020-01-01T00:00:00+00:00")
    session = index.labels.session("bank")
    line = session.next()
    assert line is not None
    session.label(line.occurrence_id, "bank%1")
    session.label(line.occurrence_id, "bank%1")
    assert session.undo() == line.occurrence_id and session.labelled == 1
    assert session.undo() == line.occurrence_id and session.labelled == 0


def test_locked_senses_and_labels_stay(index: SenseIndex) -> None:
    own = [each for each, sense in senses(index).items() if sense == "bank%1"]
    other = [each for each, sense in senses(index).items() if sense == "bank%2"]
    index.edit.move(own[:3], "bank%1")
    index.edit.move(own[3:5] + other[:1], "bank%2")
    index.edit.lock("bank%2")
    locked = {each for each, sense in senses(index).items() if sense == "bank%2"}
    index.labels.propagate("bank")
    after = senses(index)
    assert {each for each in after if after[each] == "bank%2"} >= locked
    assert all(after[each] == "bank%1" for each in own[:3])


def test_a_sense_without_a_label_keeps_its_lines(index: SenseIndex) -> None:
    index.edit.split("bank%2", 2)
    before = senses(index)
    own = {each for each, sense in before.items() if sense == "bank%3"}
    for sense in ("bank%1", "bank%2"):
        index.edit.move([each for each in before if before[each] == sense][:2], sense)
    report = index.labels.propagate("bank")
    assert {each for each, sense in senses(index).items() if sense == "bank%3"} == own
    assert report.kept == len(own) and report.assigned == 40 - 4 - len(own)
    assert f"{len(own)} stay in senses without a label" in str(report.caption())


def test_the_least_certain_come_first(index: SenseIndex) -> None:
    rows = index.opened.catalog.rows(
        "SELECT occurrence.id, confidence FROM occurrence JOIN lemma ON lemma.id = lemma_id WHERE lemma = 'bank' "
        "ORDER BY confidence, occurrence.id"
    )
    assert [hit.occurrence_id for hit in index.labels.review("bank", 5).hits] == [row[0] for row in rows[:5]]
    index.edit.move([rows[0][0]], "bank%1")
    found = index.labels.review("bank", 5)
    assert [hit.occurrence_id for hit in found.hits] == [row[0] for row in rows[1:6]] and found.total == 39


def test_two_senses_must_be_labelled(index: SenseIndex) -> None:
    with pytest.raises(UsageError, match="has 0 labelled lines of 0 senses"):
        index.labels.propagate("bank")
    index.edit.move([min(senses(index))], "bank%1")
    with pytest.raises(UsageError, match="has 1 labelled lines of 1 senses"):
        index.labels.propagate("bank")
    with pytest.raises(UsageError, match="no senses to choose from"):
        index.labels.session("interest")


def test_keys_from_a_pipe(
    index: SenseIndex, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(keys: str, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(keys))
        code = main([*arguments, "--index", str(index.path)])
        return code, *capsys.readouterr()

    index.close()
    code, out, _ = run("1 2s\nu2z 1", "label", "bank", "--author", "the author")
    assert code == 0 and "4 lines labelled, 4 in all" in out
    code, out, _ = run("", "history", "--format", "json")
    assert out.count('"action": "label"') == 5 and out.count("undone for good") == 1
    code, out, err = run("1x", "label", "bank")
    assert code == 2 and "there is no key 'x': use 1 to 2, u, s, z or q" in err
    code, out, _ = run("12121212q1", "label", "bank", "-n", "3")
    assert "3 lines labelled, 8 in all" in out
    code, out, _ = run("", "label", "bank", "--propagate")
    assert code == 0 and "cross-validated accuracy" in out
    code, out, _ = run("", "review", "bank", "-n", "2")
    assert code == 0 and "2 shown" in out
