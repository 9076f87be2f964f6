"""Files for other tools: hits as tables, the corpus tagged with senses, dictionary entries, vectors of senses.

It knows the formats of these tools and streams from the catalog's repositories; it has no SQL, chooses no hits or
examples, and leaves names, whole files and progress to its callers.
"""

from __future__ import annotations

from pathlib import Path

from senseindex.errors import UsageError

HIT_FORMATS = ("csv", "tsv", "xlsx", "jsonl", "uses")
LINE_FORMATS = ("csv", "tsv", "jsonl")
TABLE_FORMATS = (*LINE_FORMATS, "xlsx")
"""What any table may be written as: text, a row a line, or a workbook."""

ENTRY_FORMATS = {
    "tei-lex0": "entry_xml:tei_lex0",
    "dmlex": "entry_text:dmlex",
    "lexonomy": "entry_xml:lexonomy",
    "frac": "entry_text:frac",
    "markdown": "entry_text:markdown",
}
"""Formats of dictionary entries, and what writes each: a module here and its function of a `Dictionary`, for bytes."""

CORPUS_FORMATS = ("conllu", "vertical")
VECTOR_FORMATS = ("word2vec",)

PROVENANCES = ("none", "file", "column")
"""Where a file of hits says how it was asked for: nowhere, in a file beside it, in a last column."""

ENDINGS = {
    ".csv": ("csv", "uses"),
    ".tsv": ("tsv", "uses"),
    ".xlsx": ("xlsx",),
    ".jsonl": ("jsonl",),
    ".xml": ("tei-lex0", "lexonomy"),
    ".json": ("dmlex",),
    ".ttl": ("frac",),
    ".md": ("markdown",),
    ".conllu": ("conllu",),
    ".vert": ("vertical",),
    ".vrt": ("vertical",),
    ".vec": ("word2vec",),
}
"""The formats that a file of such an ending may be in; the first is meant where none is named."""


def format_of(file: Path, named: str | None) -> str | None:
    """The format of a file: the one that is named, else that of its ending, None where both say nothing.

    Raises UsageError for a name that does not fit the ending.
    """
    fitting = ENDINGS.get(file.suffix.lower(), ())
    if named is not None and fitting and named not in fitting:
        right = next((ending for ending, formats in ENDINGS.items() if named in formats), "")
        other = f", or call the file {file.with_suffix(right).name}" if right else ""
        raise UsageError(
            f"{file.name} would be opened as {' or '.join(fitting)}, not {named}: leave the format out{other}"
        )
    return named or next(iter(fitting), None)
