"""A walk through lines to label: what is shown, skipped, taken back."""

from __future__ import annotations

import pytest

from senseindex import SenseIndex
from senseindex.errors import UsageError
from tests.edit.state import senses_of_lines


def test_a_session_remembers_skips_and_undoes(index: SenseIndex) -> None:
    session = index.labels.session("bank")
    first = session.next()
    assert first is not None and session.next() == first
    session.skip(first.occurrence_id)
    second = session.next()
    assert second is not None and second != first
    session.unclear(second.occurrence_id)
    assert session.labelled == 1 and senses_of_lines(index)[second.occurrence_id] == "bank%0"
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


def test_a_session_takes_nothing_back_that_somebody_else_did_meanwhile(index: SenseIndex) -> None:
    session = index.labels.session("bank")
    line = session.next()
    assert line is not None
    assert session.label(line.occurrence_id, "bank%1").action == "label"
    with SenseIndex.open(index.path) as other:
        other.edit.rename("bank%2", "money")
    with pytest.raises(UsageError, match="is not the newest edit any more"):
        session.undo()
    assert [each.state for each in index.edit.history()] == ["", ""]
