"""Low-rank adapters of an encoder: what training changed in it, in a small file.

The weight W of a linear map becomes W + B A, with A `(rank, in)` and B `(out, rank)` (LoRA: Hu et al. 2022). The file
is safetensors; it names a map by its place below `encoder` in the whole model: `layer.3.attention.attn.q.A` is of the
fourth layer. Merged into the weights they cost nothing, and whatever runs the encoder sees weights alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from senseindex.arrays import FloatArray
from senseindex.errors import EncoderError
from senseindex.files import replace_file

ADAPTERS_VERSION: Final = 1

_PARAMETER = re.compile(r"(?:encoder\.)?layer\.(?P<layer>\d+)\.(?P<place>.+)\.(?P<factor>[AB])")


@dataclass(frozen=True, eq=False)
class Adapters:
    """The factors A `(rank, in)` and B `(out, rank)`, float32, of linear maps by their place below `encoder`.

    `model` names the encoder that they were trained for.
    """

    model: str
    factors: dict[str, tuple[FloatArray, FloatArray]]

    @property
    def rank(self) -> int:
        """Rows of A; the largest where they differ."""
        return max(len(a) for a, _ in self.factors.values())

    @property
    def layers(self) -> tuple[int, ...]:
        """The layers that are changed, counted from 1."""
        return tuple(sorted({int(place.split(".")[1]) + 1 for place in self.factors}))

    @classmethod
    def of_parameters(cls, parameters: Mapping[str, FloatArray], *, model: str, layers_below: int = 0) -> Adapters:
        """Adapters from arrays by parameter name, such as `encoder.layer.0.attention.attn.q.A` and `.B`.

        `layers_below` is how many layers were taken off below layer 0 of the network with these names. Raises
        EncoderError where a name is no adapter's, or two factors do not fit together.
        """
        halves: dict[str, dict[str, FloatArray]] = {}
        for name, values in parameters.items():
            found = _PARAMETER.fullmatch(name)
            if found is None:
                raise EncoderError(f"{name} is not the name of an adapter, such as layer.3.attention.attn.q.A")
            place = f"layer.{int(found['layer']) + layers_below}.{found['place']}"
            halves.setdefault(place, {})[found["factor"]] = np.asarray(values, dtype=np.float32)
        factors = {}
        for place, half in sorted(halves.items()):
            a, b = half.get("A"), half.get("B")
            if a is None or b is None or a.ndim != 2 or b.ndim != 2 or b.shape[1] != len(a):
                raise EncoderError(f"the adapter {place} needs A (rank, in) and B (out, rank) of one rank")
            factors[place] = (a, b)
        if not factors:
            raise EncoderError("there are no adapters among these parameters")
        return cls(model, factors)

    def save(self, path: str | Path) -> None:
        """Write a safetensors file of float16, whole or not at all."""
        from safetensors.numpy import save

        tensors = {
            f"{place}.{factor}": np.ascontiguousarray(values, dtype=np.float16)
            for place, pair in self.factors.items()
            for factor, values in zip("AB", pair, strict=True)
        }
        described = {"version": ADAPTERS_VERSION, "model": self.model, "layers": self.layers, "rank": self.rank}
        # In one entry, as several have no order and the same adapters shall be the same file.
        replace_file(Path(path), save(tensors, metadata={"adapters": json.dumps(described)}))

    @classmethod
    def load(cls, path: str | Path) -> Adapters:
        """Read what `save` wrote; raises EncoderError where it cannot be read, or is of another version."""
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(str(path), framework="np") as file:
                described = json.loads((file.metadata() or {}).get("adapters", "{}"))
                parameters = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        except (OSError, SafetensorError, ValueError) as error:
            raise EncoderError(f"{path}: the adapters cannot be read ({error})") from error
        if described.get("version") != ADAPTERS_VERSION:
            raise EncoderError(
                f"{path}: these are no adapters of version {ADAPTERS_VERSION}; make them with "
                "`senseindex train senses` of this version"
            )
        try:
            return cls.of_parameters(parameters, model=str(described.get("model", "")))
        except EncoderError as error:
            raise EncoderError(f"{path}: {error}") from error

    def merge(self, network: Any) -> None:
        """Add B A to the weights of the linear maps of a transformers encoder.

        Raises EncoderError where it has no such map, of this shape.
        """
        import torch

        with torch.no_grad():
            for place, (a, b) in self.factors.items():
                try:
                    weight = network.get_submodule(f"encoder.{place}").weight
                except AttributeError:
                    weight = None
                if weight is None or tuple(weight.shape) != (len(b), a.shape[1]):
                    raise EncoderError(
                        f"the encoder has no linear map encoder.{place} of {a.shape[1]} to {len(b)} dimensions; these "
                        f"adapters are for {self.model or 'another encoder'}"
                    )
                weight += (torch.from_numpy(b) @ torch.from_numpy(a)).to(weight)
