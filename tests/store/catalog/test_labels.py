"""Labels of more senses than one statement takes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.builders import make_bank_index


def test_ticks_of_more_senses_than_a_statement_takes_are_found(tmp_path: Path) -> None:
    index = make_bank_index(tmp_path / "index")
    hit = index.query(sense="bank%2", n=1).hits[0]
    index.edit.tick([hit.occurrence_id])
    catalog = index.opened.catalog
    catalog.connection.database.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 500)
    assert list(catalog.labels.ticked(range(1, 1_500)).values()) == [[hit.occurrence_id]]
