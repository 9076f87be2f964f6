"""Take a sense inventory back from a file that people have changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from senseindex.answers.edits import ImportReport
from senseindex.edit.base import names_of
from senseindex.errors import NotFoundError
from senseindex.senses.exchange import ExchangedSense, read_senses
from senseindex.store.catalog.senses import SenseRow

if TYPE_CHECKING:
    from senseindex.edit.editor import Editor

_Values = dict[str, str | int]


def import_senses(editor: Editor, path: Path) -> ImportReport:
    """Labels, definitions and locks of senses as the file has them, and senses that the index does not have.

    Those are made as by `create`, of their examples or occurrences, and get the next id. All or nothing; one edit for
    what changes in a lemma, and one for each new sense; what is as it was is left alone. Raises CorpusError for a file
    that cannot be read, NotFoundError for a sense that is not there and has nothing to be made of.
    """
    wanted = read_senses(path)
    catalog = editor.index.catalog
    with editor.index.editing():
        changes: dict[int, list[tuple[SenseRow, _Values]]] = {}
        new = []
        for each in wanted:
            row = catalog.senses.named(each.id)
            if row is not None:
                editor._clear(each.id)
                if values := _changed(each, row):
                    changes.setdefault(row.lemma_id, []).append((row, values))
            elif each.examples or each.occurrences:
                new.append((each, editor.index.one_lemma(each.lempos)))
            else:
                raise NotFoundError(
                    f"there is no sense {each.id or each.lempos!r}, and {path.name} has no examples or occurrences "
                    "of it to make one of"
                )
        created = []
        with catalog.writing():
            for lemma_id, own in changes.items():
                with catalog.edits.recording(editor.author, "import", lemma_id) as edit:
                    edit.summary = f"import {names_of([row for row, _ in own])} from {path.name}"
                    for row, values in own:
                        editor._update(row, **values)
            for each, lemma in new:
                with catalog.edits.recording(editor.author, "import", lemma.id) as edit:
                    plan = editor._creation(lemma, each.examples, each.occurrences, "", None)
                    name = editor._make(edit, plan, each.definition or "", each.label or "")
                    edit.summary = f"import {name} from {path.name}"
                    row = editor._clear(name)
                    if each.locked:
                        editor._update(row, locked=1)
                created.append((each.id, name, row.size))
    return ImportReport(len(wanted), sum(map(len, changes.values())), tuple(created))


def _changed(wanted: ExchangedSense, row: SenseRow) -> _Values:
    """The columns in which the file differs from a sense."""
    values: _Values = {}
    if wanted.label is not None and wanted.label.strip() and wanted.label.strip() != row.label:
        values |= {"label": wanted.label.strip(), "named": 1}
    if wanted.definition is not None and wanted.definition.strip() != row.definition:
        values["definition"] = wanted.definition.strip()
    if wanted.locked is not None and wanted.locked != row.locked:
        values["locked"] = int(wanted.locked)
    return values
