"""The projection: principal components, ranges as faiss wants them, files that come back whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import faiss
import numpy as np
import pytest
from sklearn.decomposition import PCA

from senseindex.errors import StoreError, UsageError
from senseindex.vectors.contextual.projection import SHIPPED_PROJECTIONS, Projection, shipped_projection
from senseindex.vectors.contextual.recipe import SenseVectorRecipe


def unit(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    """Unit vectors with a mean, and unequal spread by dimension."""
    generator = np.random.default_rng(5)
    return unit(generator.normal(size=(3000, 48)) * np.geomspace(1.0, 0.1, 48) + generator.normal(size=48) / 3)


def cosines(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return (unit(left) * unit(right)).sum(axis=1)


def coded(vectors: np.ndarray, projection: Projection, codec: str) -> np.ndarray:
    """`vectors` after faiss has stored them with the projection's ranges."""
    kind = {"sq4": faiss.ScalarQuantizer.QT_4bit, "sq8": faiss.ScalarQuantizer.QT_8bit}[codec]
    quantizer = faiss.ScalarQuantizer(vectors.shape[1], kind)
    faiss.copy_array_to_vector(projection.codec_range(codec), quantizer.trained)
    return quantizer.decode(quantizer.compute_codes(vectors))


def test_components_are_those_of_scikit_learn(vectors: np.ndarray) -> None:
    projection = Projection.fit(vectors, 12)
    pca = PCA(12, svd_solver="full").fit(vectors)
    expected = unit(pca.transform(vectors))
    found = projection.apply(vectors)
    np.testing.assert_allclose(found * np.sign((found * expected).sum(axis=0)), expected, atol=1e-3)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)


def test_all_dimensions_can_be_kept(vectors: np.ndarray) -> None:
    for dimension in (0, 48, 500):
        projection = Projection.fit(vectors, dimension)
        assert projection.dimension == projection.input_dimension == 48
        np.testing.assert_allclose(projection.apply(vectors), unit(vectors - vectors.mean(axis=0)), atol=1e-5)


def test_few_vectors_give_as_many_dimensions_as_asked(vectors: np.ndarray) -> None:
    projection = Projection.fit(vectors[:3], 12)
    assert projection.dimension == 12
    assert projection.matrix is not None
    np.testing.assert_allclose(projection.matrix.T @ projection.matrix, np.eye(12), atol=1e-5)
    found = projection.apply(vectors)
    assert cosines(found, coded(found, projection, "sq8")).mean() > 0.9
    with pytest.raises(UsageError, match="at least one vector"):
        Projection.fit(vectors[:0], 12)


@pytest.mark.parametrize(("codec", "mean", "least"), [("sq4", 0.985, 0.95), ("sq8", 0.9995, 0.99)])
def test_ranges_keep_cosines_in_faiss(vectors: np.ndarray, codec: str, mean: float, least: float) -> None:
    projection = Projection.fit(vectors[:2000], 24)
    found = projection.apply(vectors[2000:])
    kept = cosines(found, coded(found, projection, codec))
    assert kept.mean() > mean
    assert kept.min() > least


def test_ranges_are_in_the_order_of_faiss(vectors: np.ndarray) -> None:
    projection = Projection.fit(vectors, 24)
    trained = projection.codec_range("sq4")
    assert trained is not None and trained.dtype == np.float32 and trained.shape == (48,)
    lower, width = trained[:24], trained[24:]
    found = projection.apply(vectors)
    assert (width > 0).all()
    assert ((found >= lower) & (found <= lower + width)).mean() > 0.98
    assert projection.codec_range("fp16") is None
    with pytest.raises(UsageError, match="codec"):
        projection.codec_range("pq")


@pytest.mark.parametrize("dimension", [0, 12])
def test_file_comes_back_whole(vectors: np.ndarray, tmp_path: Path, dimension: int) -> None:
    projection = Projection.fit(vectors, dimension, recipe=SenseVectorRecipe("some/model", window=3))
    path = tmp_path / "projection.safetensors"
    projection.save(path)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    again = Projection.load(path)
    np.testing.assert_array_equal(again.apply(vectors), projection.apply(vectors))
    for codec in ("sq4", "sq8"):
        np.testing.assert_array_equal(again.codec_range(codec), projection.codec_range(codec))
    assert again.recipe == projection.recipe
    projection.save(path, half=True)
    assert cosines(Projection.load(path).apply(vectors), projection.apply(vectors)).min() > 0.99999


@pytest.mark.parametrize("damage", ["missing", "truncated", "other", "shapes"])
def test_damaged_file_is_an_error(vectors: np.ndarray, tmp_path: Path, damage: str) -> None:
    from safetensors.numpy import save_file

    path = tmp_path / "projection.safetensors"
    if damage == "truncated":
        Projection.fit(vectors, 12).save(path)
        path.write_bytes(path.read_bytes()[:-50])
    elif damage == "other":
        save_file({"weights": vectors}, path)
    elif damage == "shapes":
        replace(Projection.fit(vectors, 12), mean=np.zeros(5, dtype=np.float32)).save(path)
    with pytest.raises(StoreError, match="projection"):
        Projection.load(path)


def test_default_projection_fits_the_default_recipe_alone() -> None:
    projection = shipped_projection(SenseVectorRecipe())
    assert projection is not None
    assert (projection.input_dimension, projection.dimension) == (1152, 256)
    assert projection.matrix is not None
    np.testing.assert_allclose(projection.matrix.T @ projection.matrix, np.eye(256), atol=1e-3)
    same = SenseVectorRecipe("sentence-transformers/all-MiniLM-L6-v2", codec="fp16")
    assert shipped_projection(same) is not None
    for change in ({"window": 4}, {"dimension": 128}, {"model": "other"}, {"token_weight": 2.0}, {"layers": "-2"}):
        assert shipped_projection(replace(SenseVectorRecipe(), **change)) is None  # type: ignore[arg-type]
    assert SHIPPED_PROJECTIONS["fast"].stat().st_size < 700_000
