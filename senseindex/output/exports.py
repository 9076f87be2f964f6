"""`index.export`: what leaves an index as files.

Every file is written whole or not at all: under a temporary name, which becomes its own at the end.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from senseindex.errors import NotFoundError, UsageError
from senseindex.files import whole_file
from senseindex.index.open_index import OpenIndex, Progress
from senseindex.output.files import (
    CORPUS_FORMATS,
    ENTRY_FORMATS,
    HIT_FORMATS,
    PROVENANCES,
    TABLE_FORMATS,
    format_of,
)
from senseindex.profile.profiles import Profiles
from senseindex.search.lookup import look_up
from senseindex.search.query import Query, asks
from senseindex.search.sense_list import sense_list
from senseindex.vectors import STATIC_METHODS

if TYPE_CHECKING:
    from typing import Unpack

    from senseindex.answers.tables import Rows
    from senseindex.output.files.entries import Dictionary
    from senseindex.search.query import QueryOptions

COLLOCATIONS = 10
"""How many an entry gives for a sense."""
_BESIDE = ("parameters", "senses", "vector")
"""What a command cannot say."""
_NOT_REPEATED = ("n", "offset", *_BESIDE)


class Exports:
    """Writes files."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = index

    @asks
    def hits(
        self,
        file: str | Path,
        asked: Query | str | None = None,
        *,
        format: str | None = None,
        provenance: str = "none",
        **options: Unpack[QueryOptions],
    ) -> int:
        """Write all hits of a query, asked as in `query`, in one of `csv`, `tsv`, `xlsx`, `jsonl`, `uses`.

        Gives the number of hits. `format` is told by the file's ending where it is None, else it is `csv`. `provenance`
        says how to ask again: `file` in `NAME.query.json` beside the file, `column` in a last column (not of `uses`); a
        workbook always has a sheet of it. Raises UsageError for an unknown format and one that does not fit the ending,
        OSError where the file cannot be written.
        """
        from senseindex.output.files.hits import HitFile, write_hits, write_provenance
        from senseindex.output.files.uses import uses, write_uses
        from senseindex.search.concordance import all_lines, select

        file = Path(file)
        format = format_of(file, format) or "csv"
        _check(format, HIT_FORMATS)
        if provenance not in PROVENANCES:
            raise UsageError(f"provenance is one of {', '.join(PROVENANCES)}, not {provenance!r}")
        if format == "uses" and provenance == "column":
            raise UsageError("the columns of uses are fixed: write what was asked into a file, with provenance file")
        query = Query.of(asked, **options)
        if query.any_word:
            raise UsageError("over all words every occurrence is a hit; name a word, or write the output of query")
        index = self._index
        found = look_up(index, query)
        given = asked.to_dict() if isinstance(asked, Query) else {"lemma": asked}
        # As the query has understood them; senses may have been given as a single `sense`.
        given |= {name: query.senses if name == "sense" else getattr(query, name) for name in options}
        with whole_file(file) as draft:
            hits = select(index.catalog, index.store, found)
            header = self._header(file, given, format, provenance, len(hits))
            command = str(header["command"]) if provenance == "column" else ""
            about = HitFile(index.catalog.documents.metadata_columns(), len(hits), header, command)
            if format == "uses":
                write_uses(draft, uses(index.catalog, hits))
            else:
                write_hits(draft, format, about, all_lines(index.catalog, hits, query.window))
        if provenance == "file":
            with whole_file(file.with_name(f"{file.name}.query.json")) as draft:
                write_provenance(draft, about)
        return len(hits)

    def table(self, file: str | Path, table: Rows[Any], *, format: str | None = None) -> int:
        """Write an answer that is a table, such as a list of words: `csv`, `tsv`, `jsonl` or `xlsx`.

        None for what the file's ending says. Rows are written one by one. Gives their number. Raises UsageError for an
        unknown format or ending, OSError where the file cannot be written.
        """
        from senseindex.output.files.tables import write_table

        chosen = format_of(Path(file), format)
        if chosen not in TABLE_FORMATS:
            there = ", ".join(f".{each}" for each in TABLE_FORMATS)
            raise UsageError(f"a table goes into a file that ends in {there}; what is {Path(file).name} to be?")
        with whole_file(Path(file)) as draft:
            return write_table(draft, chosen, table)

    def entries(
        self,
        file: str | Path,
        lemmas: Sequence[str],
        *,
        format: str | None = None,
        sense: str | None = None,
        examples: int = 5,
        on_missing: Callable[[NotFoundError], None] | None = None,
    ) -> int:
        """Write a dictionary entry for each lemma: `tei-lex0`, `dmlex`, `lexonomy`, `frac` or `markdown`.

        `sense` keeps one sense of one lemma, with its subsenses; of each sense so many `examples`, ticked ones first,
        then the best by score; a main sense that has subsenses leaves them to these. `format` is told by the file's
        ending where it is None, else it is `tei-lex0`. Gives the number of entries. `on_missing` is told of every lemma
        that is not there, which is left out; without it, and where none is there, NotFoundError is raised, as for a
        sense that is not there. Raises UsageError for an unknown format and one that does not fit the ending.
        """
        format = format_of(Path(file), format) or "tei-lex0"
        _check(format, ENTRY_FORMATS)
        module, function = ENTRY_FORMATS[format].split(":")
        write: Callable[[Dictionary], bytes] = getattr(import_module(f"senseindex.output.files.{module}"), function)
        dictionary = self._dictionary(lemmas, sense, examples, on_missing)
        with whole_file(Path(file)) as draft:
            draft.write_bytes(write(dictionary))
        return len(dictionary.entries)

    def corpus(self, file: str | Path, *, format: str | None = None) -> int:
        """Write the whole corpus tagged with senses, as `conllu` or `vertical`; gives the number of sentences.

        The file's ending tells the format where it is None, else it is `conllu`.
        """
        from senseindex.output.files.corpus import write_corpus

        format = format_of(Path(file), format) or "conllu"
        _check(format, CORPUS_FORMATS)
        with whole_file(Path(file)) as draft:
            return write_corpus(draft, format, self._index.catalog)

    def sense_vectors(
        self,
        file: str | Path,
        lemma: str | None = None,
        *,
        train: str | None = None,
        dimension: int = 100,
        seed: int = 0,
        progress: Progress | None = None,
    ) -> int:
        """Write one vector a sense (`bank%1`) in word2vec's text format; gives their number.

        Without `train` these are the centres of the senses, of a lemma or of all. `train` (`word2vec-sg`,
        `word2vec-cbow`, `fasttext`) learns static vectors of the corpus with each occurrence replaced by its sense, so
        that senses stand among ordinary words. Raises NotFoundError before induction.
        """
        from senseindex.output.files.sense_vectors import write_centres, write_trained

        index = self._index
        if train is not None:
            _check(train, STATIC_METHODS)
            if lemma is not None:
                raise UsageError("static vectors are learned of the whole corpus; leave out the lemma")
            with whole_file(Path(file)) as draft:
                return write_trained(draft, index.catalog, train, dimension=dimension, seed=seed, progress=progress)
        if lemma is None:
            rows = index.catalog.senses.all()
        else:
            rows = index.catalog.senses.of([row.id for row in index.lemmas(lemma)])
        with whole_file(Path(file)) as draft:
            return write_centres(draft, rows)

    def senses(self, path: str | Path, lemma: str | None = None) -> int:
        """Write the senses of a lemma, or of all, to a file, JSON or TSV by its name; how many they are.

        `edit.import_senses` takes labels, definitions and locks back from it. Raises UsageError for another name.
        """
        from senseindex.edit.inventory_file import filed_senses, is_tsv, write_senses

        lemma_ids = None if lemma is None else [row.id for row in self._index.lemmas(lemma)]
        tsv = is_tsv(Path(path))
        senses = filed_senses(self._index.catalog, lemma_ids)
        with whole_file(Path(path)) as draft:
            draft.write_bytes(write_senses(senses, tsv=tsv).encode())
        return len(senses)

    def inventory(self, path: str | Path) -> None:
        """Write the sense inventory into a SQLite file of its own: senses, history, labels, edits.

        Senses go by their names, occurrences by document and offset, so that `edit.read_inventory` takes it into
        another index with the same recipe and projection. A file that is there already is replaced.
        """
        from senseindex.store.catalog.inventory_file import write_inventory

        write_inventory(self._index.catalog, Path(path))

    def _dictionary(
        self,
        lemmas: Sequence[str],
        sense: str | None,
        examples: int,
        on_missing: Callable[[NotFoundError], None] | None,
    ) -> Dictionary:
        from senseindex.output.files.entries import Dictionary, build_entries

        index = self._index
        profiles, entries = Profiles(index), {}
        for word in lemmas:
            try:
                rows = index.lemmas(word)
            except NotFoundError as error:
                if on_missing is None:
                    raise
                on_missing(error)
                continue
            senses = list(sense_list(index, word, examples=0, depth=2))
            if sense is not None:
                index.sense_rows(sense, rows)
                senses = [each for each in senses if sense in (each.id, each.parent)]
                rows = [row for row in rows if any(each.lemma == row.lempos for each in senses)]
            used = [each for each in senses if each.size and not each.id.endswith("%0")]
            last = [each for each in used if not each.subsenses]  # the others are exemplified by their subsenses
            words = {each.id: self._collocations(each.id, each.context_words) for each in used}
            found = {each.id: profiles.best_examples(sense=each.id, n=examples).items for each in last if examples}
            built = build_entries(rows, senses, words, found, index.catalog.documents.tokens())
            entries.update({entry.id: entry for entry in built})
        if not entries:
            raise NotFoundError("there is nothing to write an entry of")
        name = self._index.path.resolve().name
        return Dictionary(index.language, name, index.catalog.documents.tokens(), tuple(entries.values()))

    def _collocations(self, sense: str, telling: tuple[str, ...]) -> tuple[str, ...]:
        """The best collocates of a sense by logDice; of a sense too small for any, its telling words."""
        from senseindex.answers.collocates import CollocateOptions

        found = Profiles(self._index).collocates(sense=sense, options=CollocateOptions(n=COLLOCATIONS))
        return tuple(row.word for row in found) or telling

    def _header(self, file: Path, given: dict[str, Any], format: str, provenance: str, total: int) -> dict[str, Any]:
        """What repeats the export: the command, and beside it what a command cannot say."""
        from importlib.metadata import version

        lemma = given.pop("lemma", None)
        if len(given.get("senses", ())) == 1:
            given["sense"] = given.pop("senses")
        words = ["senseindex", "export", *([lemma] if lemma else []), "-o", str(file), "--format", format]
        words += ["--provenance", provenance] if provenance != "none" else []
        words += ["--index", str(self._index.path)]
        for name, value in given.items():
            if name in _NOT_REPEATED or value is None or value is False or value == ():
                continue
            flag = f"--{name.replace('_', '-')}"
            if name == "like" and not isinstance(value, int):
                value = f"{value[0]}:{value[1]}"
            values = value if isinstance(value, list | tuple) else [value]
            for each in values:
                words += [flag] if each is True else [flag, str(each)]
        header: dict[str, Any] = {"command": shlex.join(words), "hits": total, "version": version("senseindex")}
        for name in _BESIDE:
            if given.get(name):
                header[name] = str(list(given[name]))
        return header


def _check(format: str, known: Collection[str]) -> None:
    if format not in known:
        raise UsageError(f"no format {format!r}; there are {', '.join(known)}")
