"""Take a sense inventory back from a file that people have changed."""

from __future__ import annotations

from pathlib import Path

from senseindex.answers.edits import ImportReport
from senseindex.edit.inventory_file import FiledSense, read_senses
from senseindex.edit.lookup import clear_sense, names_of
from senseindex.edit.new_senses import Examples, creation, make
from senseindex.edit.transaction import Workbench
from senseindex.errors import NotFoundError
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.catalog.senses import SenseRow, SenseValues


def import_senses(bench: Workbench, path: Path) -> ImportReport:
    """Labels, definitions and locks of senses as the file has them, and senses that the index does not have."""
    wanted = read_senses(path)
    catalog = bench.catalog
    changes: dict[int, list[tuple[SenseRow, SenseValues]]] = {}
    new: list[tuple[FiledSense, LemmaRow]] = []
    created = []
    with bench.index.editing():
        for filed in wanted:
            if catalog.senses.named(filed.id) is not None:
                row = clear_sense(catalog, filed.id)
                if values := _changed(filed, row):
                    changes.setdefault(row.lemma_id, []).append((row, values))
            elif filed.examples or filed.occurrences:
                new.append((filed, bench.index.one_lemma(filed.lempos)))
            else:
                raise NotFoundError(
                    f"there is no sense {filed.id or filed.lempos!r}, and {path.name} has no examples or occurrences "
                    "of it to make one of"
                )
        with catalog.writing():
            for lemma_id, changed in changes.items():
                with catalog.edits.recording(bench.author, "import", lemma_id) as edit:
                    edit.summary = f"import {names_of([row for row, _ in changed])} from {path.name}"
                    for row, values in changed:
                        catalog.senses.update(row.id, **values)
            for filed, lemma in new:
                with catalog.edits.recording(bench.author, "import", lemma.id) as edit:
                    plan = creation(bench, lemma, Examples(filed.examples, filed.occurrences), "")
                    sense_id, name = make(bench, edit, plan, definition=filed.definition or "", label=filed.label or "")
                    edit.summary = f"import {name} from {path.name}"
                    if filed.locked:
                        catalog.senses.update(sense_id, locked=True)
                created.append((filed.id, name, edit.moved))
    return ImportReport(len(wanted), sum(map(len, changes.values())), tuple(created))


def _changed(filed: FiledSense, row: SenseRow) -> SenseValues:
    """In what the file differs from a sense."""
    values: SenseValues = {}
    if filed.label is not None and filed.label.strip() and filed.label.strip() != row.label:
        values |= {"label": filed.label.strip(), "named": True}
    if filed.definition is not None and filed.definition.strip() != row.definition:
        values["definition"] = filed.definition.strip()
    if filed.locked is not None and filed.locked != row.locked:
        values["locked"] = filed.locked
    return values
