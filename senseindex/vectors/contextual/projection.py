"""The projection of sense vectors to few dimensions, and the ranges in which a codec stores them.

Principal components of a sample (mean taken off), then unit norm; where the scatter within known senses was given, it
is whitened in part before. The ranges are of the
projected unit vectors. An index keeps its projection for good, so that segments of different days share one
space and one set of codes. Files are safetensors. No torch here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from senseindex.arrays import DoubleArray, FloatArray
from senseindex.errors import StoreError, UsageError
from senseindex.files import replace_file
from senseindex.vectors.contextual.model_names import NAMED_MODELS
from senseindex.vectors.contextual.recipe import CODECS, SenseVectorRecipe, check_choice

SHIPPED_PROJECTIONS: Final = {name: Path(__file__).with_name(f"{name}_projection.safetensors") for name in NAMED_MODELS}
"""The projections that come with senseindex, by the name of their encoder; not every one has its own."""

_SPREADS: Final = {"sq4": 2.75, "sq8": 4.5}
"""How many standard deviations a codec's range reaches to each side of a dimension's mean; beyond, values clip.

Measured with the default encoder on 8,000 held-out occurrences, mean cosine of a vector and its code: sq4 0.994
(0.993 at 3.0, 0.988 at 4.0: the steps grow coarser), sq8 0.99995 (0.9998 at 3.0: too much is clipped)."""

_LEAST_DEVIATION: Final = 0.3
"""The least standard deviation, in units of 1 / sqrt(k), the spread of a coordinate of a random unit vector.

A small sample may have no spread in a dimension where later vectors have some."""

_ROWS: Final = 8_192


@dataclass(frozen=True, eq=False)
class Projection:
    """An affine map to fewer dimensions, followed by normalisation.

    `mean` (D,) is taken off; `matrix` (D, k) gives most variance first, has orthonormal columns where nothing is
    whitened, and is None where all dimensions are kept. `ranges` has for sq4 and sq8 the lower bounds and the widths,
    (2, k). All float32.
    `recipe` is that of the vectors it was fitted on, where known.
    """

    mean: FloatArray
    matrix: FloatArray | None
    ranges: dict[str, FloatArray]
    recipe: SenseVectorRecipe | None = None

    @classmethod
    def fit(
        cls,
        vectors: FloatArray,
        dimension: int,
        *,
        recipe: SenseVectorRecipe | None = None,
        within: DoubleArray | None = None,
    ) -> Projection:
        """Fit to (n, D) float32 raw sense vectors of unit norm; `dimension` 0, or D and more, keeps all dimensions.

        The components are the leading eigenvectors of the covariance matrix; there are always as many as asked
        for, however few the vectors. `within` (D, D), the covariance of usages within senses, is whitened first, by
        half and shrunk by half towards a sphere (as within-class covariance normalisation: Hatch, Kajarekar & Stolcke
        2006): directions in which usages of one sense differ count less.
        """
        if vectors.ndim != 2 or not len(vectors):
            raise UsageError("a projection needs at least one vector to be fitted on; give a corpus with content words")
        mean = vectors.mean(axis=0, dtype=np.float64)
        matrix = None
        if 0 < dimension < vectors.shape[1]:
            covariance = np.zeros((vectors.shape[1], vectors.shape[1]))
            for begin in range(0, len(vectors), _ROWS):
                block = vectors[begin : begin + _ROWS] - mean
                covariance += block.T @ block
            whitening = np.eye(len(covariance)) if within is None else _half_whitening(within)
            _, components = np.linalg.eigh(whitening.T @ covariance @ whitening)
            matrix = np.ascontiguousarray(whitening @ components[:, ::-1][:, :dimension], dtype=np.float32)
        bare = cls(mean.astype(np.float32), matrix, {}, recipe)
        return replace(bare, ranges=_ranges(bare.apply(vectors)))

    @property
    def input_dimension(self) -> int:
        """D, the dimensions of a raw vector."""
        return len(self.mean)

    @property
    def dimension(self) -> int:
        """k, the dimensions of a projected vector."""
        return len(self.mean) if self.matrix is None else int(self.matrix.shape[1])

    @cached_property
    def shift(self) -> FloatArray:
        """The projected mean (k,), which is taken off after the product."""
        return self.mean if self.matrix is None else self.mean @ self.matrix

    def apply(self, vectors: FloatArray) -> FloatArray:
        """Project (n, D) raw vectors to (n, k) float32 of unit norm; a vector at the mean stays zero."""
        projected = (vectors if self.matrix is None else vectors @ self.matrix) - self.shift
        norms = np.linalg.norm(projected, axis=1, keepdims=True)
        result: FloatArray = (projected / np.maximum(norms, 1e-12)).astype(np.float32, copy=False)
        return result

    def codec_range(self, codec: str) -> FloatArray | None:
        """What faiss keeps in `ScalarQuantizer.trained` for a codec of one range a dimension: (2 * k,) float32.

        First the k lower bounds, then the k widths. None for fp16 and rabitq, which need none.
        """
        check_choice("codec", codec, CODECS)
        return self.ranges[codec].ravel().copy() if codec in self.ranges else None

    def save(self, path: str | Path, *, half: bool = False) -> None:
        """Write a safetensors file, whole or not at all; `half` keeps mean and matrix as float16, at half the size."""
        replace_file(Path(path), self.pack(half=half))

    def pack(self, *, half: bool = False) -> bytes:
        """The same as bytes."""
        from safetensors.numpy import save

        dtype = np.float16 if half else np.float32
        tensors = {"mean": self.mean.astype(dtype)}
        if self.matrix is not None:
            tensors["matrix"] = self.matrix.astype(dtype)
        tensors.update({f"range_{codec}": values for codec, values in self.ranges.items()})
        metadata = None if self.recipe is None else {"recipe": json.dumps(self.recipe.to_dict())}
        return save(tensors, metadata=metadata)

    @classmethod
    def load(cls, path: str | Path) -> Projection:
        """Read what `save` wrote; raises StoreError where the file is missing or damaged."""
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(str(path), framework="np") as file:
                tensors = {name: np.asarray(file.get_tensor(name), dtype=np.float32) for name in file.keys()}  # noqa: SIM118
                recipe = (file.metadata() or {}).get("recipe")
            mean, matrix = tensors["mean"], tensors.get("matrix")
            width = mean.shape[0] if matrix is None else matrix.shape[1]
            ranges = {codec: tensors[f"range_{codec}"] for codec in _SPREADS}
            if (matrix is not None and matrix.shape[0] != mean.shape[0]) or any(
                values.shape != (2, width) for values in ranges.values()
            ):
                raise ValueError("the shapes do not fit together")
            return cls(
                mean, matrix, ranges, None if recipe is None else SenseVectorRecipe.from_dict(json.loads(recipe))
            )
        except (OSError, SafetensorError, KeyError, IndexError, ValueError, UsageError) as error:
            raise StoreError(
                f"{path}: the projection cannot be read ({error}); restore it or build the index anew"
            ) from error


def shipped_projection(recipe: SenseVectorRecipe) -> Projection | None:
    """The projection that comes with senseindex, where it was fitted for `recipe`, else None.

    Codec and passages may differ: they do not change what the dimensions mean.
    """
    file = SHIPPED_PROJECTIONS.get(recipe.model)
    if file is None or not file.is_file():
        return None
    shipped = Projection.load(file)
    if shipped.recipe is None:
        return None
    fitted = replace(shipped.recipe, passage=recipe.passage, passage_within=recipe.passage_within)
    return shipped if fitted.same_space(recipe) else None


def _half_whitening(within: DoubleArray) -> DoubleArray:
    """The map (D, D) that takes half of the differences between directions of a covariance away, shrunk by half."""
    values, directions = np.linalg.eigh(within)
    shrunk = np.maximum(values, 0.0) / max(float(values.mean()), 1e-12) + 1.0
    whitening: DoubleArray = directions * shrunk**-0.25
    return whitening


def _ranges(vectors: FloatArray) -> dict[str, FloatArray]:
    """The ranges of each codec for projected vectors (n, k)."""
    mean = vectors.mean(axis=0, dtype=np.float64)
    deviation = np.maximum(vectors.std(axis=0, dtype=np.float64), _LEAST_DEVIATION / np.sqrt(vectors.shape[1]))
    return {
        codec: np.stack([mean - spread * deviation, 2 * spread * deviation]).astype(np.float32)
        for codec, spread in _SPREADS.items()
    }
