"""Layer specifications mean what Python's indexes and slices mean."""

from __future__ import annotations

import pytest

from senseindex.errors import UsageError
from senseindex.vectors.contextual.layers import check_layers, resolve_layers

STATES = 13


@pytest.mark.parametrize(
    ("specification", "python"),
    [
        ("-4:-1", slice(-4, -1)),
        ("-4:", slice(-4, None)),
        ("0:13", slice(0, 13)),
        (":3", slice(3)),
        ("5:99", slice(5, 99)),
        ("0:13:4", slice(0, 13, 4)),
        ("::-1", slice(None, None, -1)),
        (":", slice(None)),
    ],
)
def test_slice_is_a_python_slice(specification: str, python: slice) -> None:
    assert resolve_layers(specification, STATES) == tuple(range(STATES))[python]


@pytest.mark.parametrize(
    ("specification", "expected"),
    [("-1", (12,)), ("0", (0,)), ("3", (3,)), ("1,2,5", (1, 2, 5)), ("5, 1", (5, 1)), ("0,-2:", (0, 11, 12))],
)
def test_single_numbers_keep_their_order(specification: str, expected: tuple[int, ...]) -> None:
    assert resolve_layers(specification, STATES) == expected


def test_all_is_every_hidden_state() -> None:
    assert resolve_layers("all", 7) == tuple(range(7))


@pytest.mark.parametrize("specification", ["13", "-14", "1,40", "5:5", "20:30", "-1:-4"])
def test_nothing_selected_names_the_number_of_hidden_states(specification: str) -> None:
    with pytest.raises(UsageError, match="13 hidden states"):
        resolve_layers(specification, STATES)


@pytest.mark.parametrize("specification", ["", "last", "1-3", "1,", "1.5", "1::0", "+1"])
def test_other_text_is_refused(specification: str) -> None:
    with pytest.raises(UsageError, match="not a layer specification"):
        check_layers(specification)
