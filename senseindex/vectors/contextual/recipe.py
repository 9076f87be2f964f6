"""The sense vector recipe: what a sense vector is made of, as plain data.

An index stores the recipe that its occurrences were encoded with, and a query is encoded with the recipe of
the index that it asks. A recipe is valid by construction. No torch is imported here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from senseindex.errors import UsageError
from senseindex.vectors.contextual.layers import check_layers
from senseindex.vectors.contextual.model_names import DEFAULT_MODEL, FAST, GOOD, named_model

LAYER_OPERATIONS: Final = ("sum", "mean", "concat")
PASSAGE_BOUNDS: Final = ("paragraph", "document")
PIECE_POOLINGS: Final = ("mean", "first", "last")
CODECS: Final = ("sq4", "sq8", "fp16", "rabitq")


def check_choice(name: str, value: str, allowed: Sequence[str]) -> None:
    """Raise UsageError unless `value` is one of the allowed ones."""
    if value not in allowed:
        raise UsageError(f"{name} {value!r} is unknown: choose one of {', '.join(allowed)}")


@dataclass(frozen=True, slots=True)
class SenseVectorRecipe:
    """How a sense vector is made and stored.

    `model` is an encoder by name (see `contextual.model_names`) or folder. `layers` (see `contextual.layers`),
    `layer_operation` and `piece_pooling` make one vector of each word. A sense vector is then three parts, each
    L2-normalised and multiplied by its weight (a part of weight 0 is left out): the word itself, the mean
    of the words up to `window` places to its left and right in its sentence (without the word), and the mean
    of all words of the sentence. The whole is projected to `dimension` dimensions (0 keeps all of them) and
    L2-normalised. `codec` is how a cell stores it: 4 or 8 bits a dimension, half-precision floats, or these behind one
    bit a dimension that is searched first (rabitq).

    Consecutive sentences of a paragraph, or of the document (`passage_within`), are read together, up to `passage`
    words; 0 reads each alone.

    The defaults suit `fast`; `recipe_for` knows what suits other encoders.
    """

    model: str = FAST
    layers: str = "-1"
    layer_operation: str = "mean"
    piece_pooling: str = "mean"
    window: int = 5
    token_weight: float = 1.0
    window_weight: float = 1.0
    sentence_weight: float = 1.0
    passage: int = 60
    passage_within: str = "paragraph"
    dimension: int = 256
    codec: str = "sq4"

    def __post_init__(self) -> None:
        if not isinstance(self.model, str) or not self.model:
            raise UsageError("the recipe names no model: give a model name or a folder")
        named = named_model(self.model)
        if named is not None:
            object.__setattr__(self, "model", named.name)
        object.__setattr__(self, "layers", check_layers(self.layers))
        for name, allowed in (
            ("layer_operation", LAYER_OPERATIONS),
            ("piece_pooling", PIECE_POOLINGS),
            ("codec", CODECS),
            ("passage_within", PASSAGE_BOUNDS),
        ):
            check_choice(name, getattr(self, name), allowed)
        for name in ("window", "passage", "dimension"):
            number = getattr(self, name)
            if not isinstance(number, int) or isinstance(number, bool) or number < 0:
                raise UsageError(f"{name} {number!r} is not a whole number from 0")
        for name in ("token_weight", "window_weight", "sentence_weight"):
            weight = getattr(self, name)
            if isinstance(weight, bool) or not isinstance(weight, int | float):
                raise UsageError(f"{name} {weight!r} is not a number")
            if not math.isfinite(weight) or weight < 0:
                raise UsageError(f"{name} {weight!r} is not a weight: give a number from 0")
            object.__setattr__(self, name, float(weight))
        if self.window_weight and not self.window:
            raise UsageError("a window of 0 words around a word is empty: give window from 1, or window_weight 0")
        if not any(self.weights):
            raise UsageError("every weight of the recipe is 0: give at least one of token, window and sentence")

    @property
    def weights(self) -> tuple[float, float, float]:
        """The weights of token, window and sentence."""
        return (self.token_weight, self.window_weight, self.sentence_weight)

    def with_model(self, model: str | Path | None) -> SenseVectorRecipe:
        """The same with another encoder, by name or folder (None: no other)."""
        if model is None:
            return self
        folder = Path(model).expanduser()
        return replace(self, model=str(folder.resolve()) if folder.is_dir() else str(model))

    def same_space(self, other: SenseVectorRecipe) -> bool:
        """Whether vectors of both recipes can be compared: all is equal but the codec."""
        return replace(self, codec=other.codec) == other

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> SenseVectorRecipe:
        """The recipe in `data`, as `to_dict` gives it; absent keys keep their defaults."""
        known = {entry.name for entry in fields(cls)}
        unknown = sorted(set(data) - known)
        if unknown:
            raise UsageError(f"a sense vector recipe has no {', '.join(unknown)}: it has {', '.join(sorted(known))}")
        return cls(**data)


_SUITED: Final[Mapping[str, Mapping[str, Any]]] = {
    GOOD: {"window": 0, "window_weight": 0.0, "sentence_weight": 0.0},
}
"""Where an encoder of this name wants something else than the defaults: its word alone says more than in company."""


def recipe_for(model: str | Path | None = None, **parts: Any) -> SenseVectorRecipe:
    """The recipe that suits an encoder, by name or folder (None: the default one), with `parts` set to these values."""
    recipe = SenseVectorRecipe().with_model(DEFAULT_MODEL if model is None else model)
    return replace(recipe, **{**_SUITED.get(recipe.model, {}), **parts})
