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
from senseindex.vectors.contextual.marked_models import MARKS, marked_model
from senseindex.vectors.contextual.model_names import DEFAULT_MODEL, FAST, named_model

LAYER_OPERATIONS: Final = ("sum", "mean", "concat")
PASSAGE_BOUNDS: Final = ("paragraph", "document")
PIECE_POOLINGS: Final = ("mean", "first", "last")
CODECS: Final = ("sq4", "sq8", "fp16", "rabitq")
SENTENCE_POOLINGS: Final = ("mean", "cls", "max", "weightedmean", "lasttoken")
RECIPE_KINDS: Final = ("words", "marked")


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

    With `marks`, an opening and a closing one with a blank between, the recipe is another: every usage is an input of
    its own, its word in these marks, with up to `window` words of the passage on either side (0: all of them). Its
    sense vector is the vector of the whole input, pooled over all pieces as `pooling` says ("": as the files of the
    model say, else their mean); the three weights do not count.

    The defaults suit `fast`, whose words say more in company; `recipe_for` knows what suits other encoders.
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
    marks: str = ""
    pooling: str = ""
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
        if not isinstance(self.marks, str) or len(self.marks.split()) not in (0, 2):
            raise UsageError(f"marks {self.marks!r} are not an opening and a closing one with a blank between")
        object.__setattr__(self, "marks", " ".join(self.marks.split()))
        if self.pooling or not isinstance(self.pooling, str):
            check_choice("pooling", self.pooling, SENTENCE_POOLINGS)
            if not self.marks:
                raise UsageError(f"pooling {self.pooling!r} is of a whole input: give marks too, or no pooling")
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

    @property
    def kind(self) -> str:
        """One of `RECIPE_KINDS`: passages serve all their words, or every usage is an input with its word marked."""
        return "marked" if self.marks else "words"

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


_ALONE: Final[Mapping[str, Any]] = {"window": 0, "window_weight": 0.0, "sentence_weight": 0.0, "dimension": 384}
"""What suits all encoders but `fast`: the word alone says more than in company."""

_MARKED: Final[Mapping[str, Any]] = {**_ALONE, "marks": MARKS, "window": 50, "passage": 0}
"""Sentences alone, as these encoders were trained; long ones are cut, for every word is paid for once a usage."""


def recipe_for(model: str | Path | None = None, kind: str | None = None, **parts: Any) -> SenseVectorRecipe:
    """The recipe that suits an encoder, by name or folder (None: the default one), with `parts` set to these values.

    `kind` is one of `RECIPE_KINDS`; None is `marked` for the encoders that are known for it (`marked_models`).
    """
    recipe = SenseVectorRecipe().with_model(DEFAULT_MODEL if model is None else model)
    if kind is None:
        kind = "words" if marked_model(recipe.model) is None else "marked"
    check_choice("recipe", kind, RECIPE_KINDS)
    suited = _MARKED if kind == "marked" else {} if recipe.model == FAST else _ALONE
    return replace(recipe, **{**suited, **parts})


def asked_recipe(model: str | Path | None, kind: str | None, codec: str | None) -> SenseVectorRecipe | None:
    """The recipe that suits an encoder, of this kind and with this codec; None where neither was asked for."""
    if kind is None and codec is None:
        return None
    return recipe_for(model, kind, **({} if codec is None else {"codec": codec}))
