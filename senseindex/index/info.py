"""What an index holds, in numbers."""

from __future__ import annotations

from pathlib import Path

from senseindex.answers.reports import IndexInfo
from senseindex.files import bytes_of
from senseindex.index.models import ENCODER_SETTING, STATIC_FOLDER
from senseindex.index.open_index import OpenIndex
from senseindex.store.catalog.catalog import SCHEMA_VERSION
from senseindex.store.cells.folders import SEGMENTS_FOLDER
from senseindex.vectors.contextual.model_names import named_model


def index_info(index: OpenIndex) -> IndexInfo:
    """Counts, sizes and settings of the index."""
    catalog = index.catalog
    static = index.models.static
    return IndexInfo(
        str(index.path),
        catalog.documents.count(),
        catalog.sentences.count(),
        catalog.documents.tokens(),
        catalog.lemmas.types(),
        catalog.occurrences.count(),
        catalog.senses.count(),
        bytes_of(index.path),
        index.recipe.model,
        _encoder(index),
        index.recipe.to_dict(),
        index.language,
        index.pipeline or "",
        {} if static is None else static.describe(),
        catalog.settings.get("induction", {}),
        catalog.documents.metadata_columns(),
        len(catalog.segments.all()),
        SCHEMA_VERSION,
    )


def _encoder(index: OpenIndex) -> dict[str, str]:
    named = named_model(index.recipe.model)
    title = {} if named is None else {"published_as": named.encoder}
    return {**title, **index.catalog.settings.get(ENCODER_SETTING, {})}


def bytes_by_part(path: Path) -> dict[str, int]:
    """Bytes on the disk of the vectors, the catalog, the static vectors and the rest of an index."""
    places = {SEGMENTS_FOLDER: "vectors", STATIC_FOLDER: "static vectors"}
    sizes = dict.fromkeys(("vectors", "catalog", "static vectors", "other"), 0)
    for file in path.rglob("*"):
        if file.is_file():
            top = file.relative_to(path).parts[0]
            sizes["catalog" if top.startswith("catalog.db") else places.get(top, "other")] += file.stat().st_size
    return sizes
