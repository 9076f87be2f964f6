"""Encoders that were trained to read one usage an input, its word between marks, known by their names on the hub.

XL-LEXEME (Cassotti et al. 2023) was trained on word-in-context pairs of many languages, CALE (Liétard & Loiseau 2026)
on concepts of SemCor, within and across words. No torch here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

MARKS: Final = "<t> </t>"
"""The marks of all of them, and of whoever says nothing else: before the word and after it."""


@dataclass(frozen=True, slots=True)
class MarkedModel:
    """Where such an encoder lies on the hub; `revision` is where it has safetensors, None for its main branch."""

    repository: str
    revision: str | None = None


MARKED_MODELS: Final = {
    model.repository: model
    for model in (
        MarkedModel("pierluigic/xl-lexeme", revision="refs/pr/1"),
        MarkedModel("gabrielloiseau/CALE-MBERT-en"),
        MarkedModel("gabrielloiseau/CALE-XLM-R"),
        MarkedModel("gabrielloiseau/CALE-XLLEX"),
    )
}
"""By name."""


def marked_model(model: str | Path) -> MarkedModel | None:
    """The known encoder of this name, None where it is another."""
    return MARKED_MODELS.get(str(model))
