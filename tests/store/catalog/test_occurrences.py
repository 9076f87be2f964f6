"""Occurrences by what they are known by."""

import pytest

from senseindex.errors import NotFoundError
from tests.builders import TinyIndex


def test_any_number_of_occurrences_is_found_in_few_statements(tiny: TinyIndex) -> None:
    ids = sorted(tiny.vectors)
    statements: list[str] = []
    tiny.catalog.connection.database.set_trace_callback(statements.append)
    assert tiny.catalog.occurrences.find([*ids, *ids]) == [*ids, *ids]
    tiny.catalog.connection.database.set_trace_callback(None)
    assert 0 < len(statements) <= 1 + len(ids) // 500


@pytest.mark.parametrize("stranger", [0, -1, 10**6, 2**63, 10**30])
def test_the_one_that_is_not_there_is_named(tiny: TinyIndex, stranger: int) -> None:
    first = min(tiny.vectors)
    with pytest.raises(NotFoundError, match=f"no occurrence {stranger};"):
        tiny.catalog.occurrences.find([first, stranger])
