"""The script that fits projections: from files of text to a file that senseindex loads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from senseindex.training.projection import main
from senseindex.vectors.contextual.projection import Projection
from senseindex.vectors.contextual.recipe import SenseVectorRecipe

TEXT = (
    "The river burst its banks after a week of rain. The bank raised its interest rates twice that year. "
    "Children watched the seals on the rocks. A crane lifted the heavy container onto the ship. "
)


def test_files_become_a_projection(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.txt").write_text(TEXT)
    (tmp_path / "two.txt").write_text("An old mole dug under the garden wall. Spring water is cold. ")
    output = tmp_path / "projection.safetensors"
    sources = [str(tmp_path / "one.txt"), str(tmp_path / "two.txt")]
    assert main([*sources, "--occurrences", "12", "--output", str(output)]) == 0
    assert capsys.readouterr().out == ""
    projection = Projection.load(output)
    assert projection.recipe == SenseVectorRecipe()
    assert (projection.input_dimension, projection.dimension) == (1152, 256)
    assert np.isfinite(projection.apply(np.eye(1152, dtype=np.float32))).all()


def test_source_without_words_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "numbers.txt").write_text("1 2 3 .\n")
    output = tmp_path / "projection.safetensors"
    assert main([str(tmp_path / "numbers.txt"), "--output", str(output)]) == 1
    assert "numbers.txt" in capsys.readouterr().err
    assert not output.exists()
