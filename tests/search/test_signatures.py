"""What a query may say stands in the signature of everything that takes one, and nothing else is taken."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from senseindex import SenseIndex
from senseindex.errors import UsageError
from senseindex.output.exports import Exports
from senseindex.search.hit_counts import HitCounts
from senseindex.search.query import Query
from tests.builders import make_bank_index


@pytest.mark.parametrize("method", [SenseIndex.query, HitCounts.count, HitCounts.breakdown, Exports.hits])
def test_the_signature_names_every_option_with_its_default(method: Callable[..., Any]) -> None:
    parameters = inspect.signature(method).parameters

    assert {field.name for field in fields(Query)} | {"sense", "asked"} <= set(parameters)
    assert all(parameters[field.name].default == field.default for field in fields(Query))
    assert not any(each.kind is inspect.Parameter.VAR_KEYWORD for each in parameters.values())


def test_unknown_options_are_refused_with_the_likely_one(tmp_path: Path) -> None:
    with make_bank_index(tmp_path / "index") as index:
        asks: list[Callable[..., Any]] = [
            partial(index.query, "bank"),
            partial(index.hits.count, "bank"),
            partial(index.hits.breakdown, "sense", "bank"),
            partial(index.export.hits, tmp_path / "a.csv", "bank"),
        ]
        for ask in asks:
            ask()
            with pytest.raises(UsageError, match="a query has no 'wher'; did you mean where"):
                ask(wher="year = 1990")
