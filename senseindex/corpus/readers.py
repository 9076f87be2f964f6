"""From a source to documents, whatever the format: the one entry of the readers.

A source is a file, a folder, a zip archive, `-` for standard input, or a Hugging Face data set. Everything streams: one
document at a time is in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from senseindex.corpus.checking import check_bytes
from senseindex.corpus.choosing import chosen_files
from senseindex.corpus.collection import Collection, CorpusFile, collection, full_path
from senseindex.corpus.delimited import DelimitedReader
from senseindex.corpus.documents import MetadataValue, RawDocument
from senseindex.corpus.encodings import check_encoding
from senseindex.corpus.german_spelling import respelt
from senseindex.corpus.huggingface import dataset_documents, is_dataset
from senseindex.corpus.metadata_table import MetadataTable, found_table, named_table
from senseindex.corpus.meter import Meter
from senseindex.corpus.read_options import ReadOptions, Reporting
from senseindex.corpus.registry import (
    Reader,
    guess,
    reader_named,
    reader_names,
    register_reader,
)
from senseindex.corpus.source_file import SourceFile
from senseindex.corpus.vertical_columns import check_columns
from senseindex.errors import CorpusError

__all__ = ["Meter", "ReadOptions", "Reader", "SourceFile", "read_documents", "reader_names", "register_reader"]


def read_documents(
    source: str | Path,
    options: ReadOptions | None = None,
    *,
    meter: Meter | None = None,
    on_error: Callable[[CorpusError], None] | None = None,
    on_note: Callable[[str], None] | None = None,
) -> Iterator[RawDocument]:
    """Read every document of `source`.

    A folder is read with the folders and zip archives below it, in the order of names; hidden files are left out.
    Files are taken by their names, each in its own format; what is left out, and why (`choosing`), is noted. Where a
    format is named and no file is called so, every file is read in that format. A CSV or TSV table in a folder whose
    column names the other files is their metadata, and so is the one of `options.metadata`.

    `meter.total` grows by the bytes of the source's files at once, `meter.done` as they are read. `on_error` is told of
    every damaged document, which is left out; without it the error is raised. `on_note` is told what was guessed.

    Raises UsageError at once for options that are wrong, CorpusError at once for a source that is missing or has no
    readable file and, without `on_error`, for a file whose bytes are no text (`checking`); CorpusError while reading
    for one that is broken or empty.
    """
    options = options or ReadOptions()
    reporting = Reporting(on_error, on_note, meter or Meter())
    reader = None if options.format is None else reader_named(options.format)
    check_encoding(options.encoding)
    check_columns(options.columns)
    if reader is None and is_dataset(source):
        return dataset_documents(source, options, reporting)
    files = collection(source, reporting)
    table: MetadataTable = {}
    if files.single:
        chosen = [(file, reader) for file in files.files]
    else:
        remaining = files.files
        if options.metadata is None and options.format != DelimitedReader.name:
            found = found_table(files.files, options, reporting)
            if found is not None:
                table, table_file = found
                remaining = [file for file in files.files if file is not table_file]
        elif options.metadata is not None:
            own = options.metadata.resolve()
            remaining = [file for file in files.files if full_path(file.content) != str(own)]
        chosen = chosen_files(replace(files, files=remaining), reader, options, reporting)
    if options.metadata is not None:
        table = named_table(options.metadata, [file for file, _ in chosen], options, reporting)
    if on_error is None:
        check_bytes(chosen, options)
    reporting.meter.total += sum(file.content.size for file, _ in chosen)
    return _documents(files, chosen, table, options, reporting)


def _documents(
    files: Collection,
    chosen: list[tuple[CorpusFile, Reader | None]],
    table: MetadataTable,
    options: ReadOptions,
    reporting: Reporting,
) -> Iterator[RawDocument]:
    empty = True
    for file, reader in chosen:
        source = SourceFile(file.content, file.name, options, reporting)
        begun = reporting.meter.done
        path = full_path(file.content)
        try:
            for document in (reader or guess(source)).read(source):
                empty = False
                yield respelt(_completed(document, file.name, path, table.get(file.name, {})), options)
        except CorpusError as error:
            reporting.damage(error)
        reporting.meter.done = begun + file.content.size
    if empty and not reporting.damaged:
        if files.single:
            raise CorpusError("holds no text", path=files.place)
        raise CorpusError(f"the files of this {files.what} hold no text", path=files.place)


def _completed(document: RawDocument, name: str, path: str, metadata: Mapping[str, MetadataValue]) -> RawDocument:
    """With the file named where the document's id is made of its name, and the metadata of the file."""
    if document.id == name or document.id.startswith(f"{name}:"):
        document = replace(document, file=path)
    if metadata:
        document = replace(document, metadata={**document.metadata, **metadata})
    return document
