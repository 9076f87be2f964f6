"""The tokens of a corpus, some sentences at a time, for questions to every token that need no vectors and no senses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from senseindex.arrays import IntArray
from senseindex.store.catalog.connection import Connection, chunks
from senseindex.store.catalog.token_forms import distinct_forms
from senseindex.store.catalog.tokens import token_counts, unpack_many_lemma_ids, unpack_many_offsets

SENTENCES_AT_ONCE = 25_000
_DOCUMENTS_AT_ONCE = 50
_MOST_DOCUMENTS = 0.3
"""Where more than this part of all documents is asked for, reading all of them is quicker than naming them."""


@dataclass(frozen=True)
class TokenBlock:
    """Sentences that follow each other, and their tokens.

    `documents` `(s,)` are ids, `counts` `(s,)` how many tokens each sentence has, `lemmas` `(tokens,)` lemma ids.
    """

    documents: IntArray
    counts: IntArray
    lemmas: npt.NDArray[np.uint32]
    texts: list[str]
    offsets: list[bytes]

    def forms(self) -> tuple[list[str], IntArray]:
        """Different forms, and the number of its form for each token `(tokens,)`; a form may stand there twice."""
        _, starts, ends = unpack_many_offsets(self.offsets)
        lengths = np.fromiter(map(len, self.texts), dtype=np.int64, count=len(self.texts))
        before = np.repeat(lengths.cumsum() - lengths, self.counts)
        return distinct_forms("".join(self.texts), starts + before, ends + before)


def token_blocks(
    connection: Connection, document_ids: IntArray | None = None, *, forms: bool = False
) -> Iterator[TokenBlock]:
    """All sentences, or those of these documents. A document is in one block; its sentences follow each other.

    With their texts if `forms` are wanted.
    """
    columns = f"id, document_id, token_offsets, lemma_ids{', text' if forms else ''}"
    if document_ids is None:
        yield from _all(connection, columns, None)
    elif len(document_ids) > _MOST_DOCUMENTS * connection.number("SELECT count(*) FROM document"):
        yield from _all(connection, columns, set(document_ids.tolist()))
    else:
        for chunk in chunks(document_ids.tolist(), _DOCUMENTS_AT_ONCE):
            rows = connection.rows_among(f"SELECT {columns} FROM sentence WHERE document_id IN ({{}})", chunk)
            yield _block(sorted(rows, key=lambda row: row[0]))


def _all(connection: Connection, columns: str, documents: set[int] | None) -> Iterator[TokenBlock]:
    last = 0
    sql = f"SELECT {columns} FROM sentence WHERE id > ? ORDER BY id LIMIT {SENTENCES_AT_ONCE}"
    while rows := connection.rows(sql, (last,)):
        last, document = rows[-1][:2]
        if len(rows) == SENTENCES_AT_ONCE:
            rest = f"SELECT {columns} FROM sentence WHERE document_id = ? AND id > ? ORDER BY id"
            rows += connection.rows(rest, (document, last))
            last = rows[-1][0]
        if documents is not None:
            rows = [row for row in rows if row[1] in documents]
        yield _block(rows)


def _block(rows: list[tuple[int, int, bytes, bytes] | tuple[int, int, bytes, bytes, str]]) -> TokenBlock:
    offsets = [row[2] for row in rows]
    counts = token_counts(offsets)
    documents = np.fromiter((row[1] for row in rows), dtype=np.int64, count=len(rows))
    texts = [row[4] for row in rows if len(row) == 5]
    return TokenBlock(documents, counts, unpack_many_lemma_ids([row[3] for row in rows], counts), texts, offsets)
