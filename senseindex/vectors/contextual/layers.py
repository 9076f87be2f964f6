"""Layer specifications: which hidden states of an encoder go into a vector.

An encoder with L layers has L + 1 hidden states: number 0 is the input embeddings, number n the output of
layer n. A specification is read as Python reads indexes and slices over that sequence, half-open:

    -1          the last hidden state            -4:        the last four
    -4:-1       the three before the last        0:13       the first thirteen
    1,2,5       these three, in this order       all        every one

No torch is imported here: a recipe is checked without a model.
"""

from __future__ import annotations

import re

from senseindex.errors import UsageError

_PART = re.compile(r"(?P<index>-?\d+)|(?P<start>-?\d+)?:(?P<stop>-?\d+)?(?::(?P<step>-?\d+)?)?")
_EXAMPLES = "write for example -1, -4:, 0:13, 1,2,5 or all"


def check_layers(specification: str) -> str:
    """Return `specification` without blanks; raise UsageError where it is none."""
    compact = "".join(str(specification).split())
    _parts(compact)
    return compact


def resolve_layers(specification: str, hidden_states: int) -> tuple[int, ...]:
    """The numbers (from 0) of the hidden states that `specification` takes out of `hidden_states`.

    The order is that of the specification. Raises UsageError for a single number out of range and where
    nothing is selected; a slice may reach beyond the ends, as in Python.
    """
    count = f"the model has {hidden_states} hidden states, numbered 0 to {hidden_states - 1}"
    numbers: list[int] = []
    for part in _parts(specification):
        if isinstance(part, slice):
            numbers.extend(range(hidden_states)[part])
        elif -hidden_states <= part < hidden_states:
            numbers.append(part % hidden_states)
        else:
            raise UsageError(f"layer {part} of {specification!r} does not exist: {count}; -1 is the last")
    if not numbers:
        raise UsageError(f"layers {specification!r} select nothing: {count}; the end of a slice is left out")
    return tuple(numbers)


def _parts(specification: str) -> list[int | slice]:
    """The comma-separated indexes and slices of `specification`."""
    compact = "".join(specification.split())
    if compact == "all":
        return [slice(None)]
    parts: list[int | slice] = []
    for text in compact.split(","):
        match = _PART.fullmatch(text)
        if match is None:
            raise UsageError(f"{specification!r} is not a layer specification: {_EXAMPLES}")
        if match["index"] is not None:
            parts.append(int(match["index"]))
            continue
        start, stop, step = (None if match[name] is None else int(match[name]) for name in ("start", "stop", "step"))
        if step == 0:
            raise UsageError(f"{specification!r} is not a layer specification: the step of a slice cannot be 0")
        parts.append(slice(start, stop, step))
    return parts
