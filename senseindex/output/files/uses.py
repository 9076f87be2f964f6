"""Hits as `uses.csv`, which the DURel tool and the WUG scripts read: https://github.com/Garrafao/WUGs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from senseindex.answers.concordance import Hit
from senseindex.output.files.hits import one_line
from senseindex.search.hits import Hits
from senseindex.search.kwic import hit_records, line_batches
from senseindex.store.catalog.catalog import Catalog

COLUMNS = (
    "lemma",
    "pos",
    "date",
    "grouping",
    "identifier",
    "description",
    "context",
    "indexes_target_token",
    "indexes_target_sentence",
)
_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Use:
    """A hit in its whole sentence. `start` and `end` are the node's offsets in `sentence`."""

    hit: Hit
    lemma: str
    pos: str
    sentence: str
    start: int
    end: int


def uses(catalog: Catalog, hits: Hits) -> Iterator[Use]:
    """The hits with their sentences, one after another."""
    for some, lines in line_batches(catalog, hits, 0):
        texts = catalog.sentences.texts(sorted(set(some.sentences.tolist())))
        lemmas = catalog.lemmas.by_id(sorted({line.lemma_id for line in lines}))
        sentences = some.sentences.tolist()
        for hit, line, sentence in zip(hit_records(catalog, lines), lines, sentences, strict=True):
            text, start = texts[sentence]
            lemma = lemmas[line.lemma_id]
            yield Use(hit, lemma.lemma, lemma.pos, text, hit.start - start, hit.end - start)


def write_uses(path: Path, uses: Iterable[Use]) -> None:
    """Tab-separated, unquoted, one use a row; the places of target and sentence are `start:end` in `context`.

    `date` is the metadata's `date` or `year`, `grouping` its year, `description` the sense; `identifier` is made of the
    document and the offsets in it.
    """
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        file.write("\t".join(COLUMNS) + "\n")
        for use in uses:
            metadata = {key.lower(): value for key, value in use.hit.metadata.items()}
            when = metadata.get("date", metadata.get("year"))
            year = _YEAR.match("" if when is None else str(when))
            row = (
                use.lemma,
                use.pos,
                "" if when is None else str(when),
                year[0] if year else "",
                f"{use.hit.document}:{use.hit.start}-{use.hit.end}",
                use.hit.sense or "",
                use.sentence,
                f"{use.start}:{use.end}",
                f"0:{len(use.sentence)}",
            )
            # One character for one, so that the offsets stay right.
            file.write("\t".join(map(one_line, row)) + "\n")
