"""Ingest: documents in, segments and catalog rows out.

Documents are read, segmented, encoded and entered in batches. A batch is one segment and one catalog transaction, so
at any moment the index holds whole documents only; what an interrupted ingest has committed is skipped when the
same command runs again, because a document of the same id and content is never entered twice.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from senseindex.answers.reports import IngestReport
from senseindex.corpus.documents import Document, RawDocument
from senseindex.corpus.segment_ahead import segmented_ahead
from senseindex.errors import CorpusError
from senseindex.index.open_index import Progress
from senseindex.senses.inventory import SenseAssigner
from senseindex.senses.recentre import recentre
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.writer import CatalogWriter, EnteredDocument, content_hash
from senseindex.store.cells.vector_store import SegmentBuilder, VectorStore

if TYPE_CHECKING:
    from senseindex.corpus.segmentation import Segmenter
    from senseindex.vectors.contextual.text_encoder import TextEncoder

BATCH_OCCURRENCES = 200_000
BATCH_SECONDS = 60.0
WINDOW_SENTENCES = 2048
PROJECTION_SAMPLE = 20_000
MOST_MESSAGES = 100
"""Damaged documents whose messages a report keeps."""

COUNTED = ("documents", "replaced", "skipped", "sentences", "tokens", "occurrences", "damaged")


class Tally:
    """What has happened so far; the numbers of a batch count once it is committed."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        """By field of the report."""
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.damage: list[str] = []
        self.on_error: Callable[[CorpusError], None] | None = None

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.add_time(stage, started)

    def add_time(self, stage: str, started: float) -> None:
        self.seconds[stage] += time.perf_counter() - started

    def damage_told(self, on_error: Callable[[CorpusError], None]) -> Callable[[CorpusError], None]:
        """`on_error`, with every damaged document counted and the first messages kept; kept itself for what follows."""

        def tell(error: CorpusError) -> None:
            self.counts["damaged"] += 1
            if len(self.damage) < MOST_MESSAGES:
                self.damage.append(str(error))
            on_error(error)

        self.on_error = tell
        return tell

    def report(self, seconds: float) -> IngestReport:
        counts: dict[str, Any] = {name: self.counts[name] for name in COUNTED}
        return IngestReport(**counts, seconds=seconds, seconds_by_stage=dict(self.seconds), damage=tuple(self.damage))


@dataclass(frozen=True, slots=True)
class _Incoming:
    document: Document
    digest: str
    location: str
    file: str
    share: float


class Ingest:
    """One run of ingest into an open index; the caller holds the writer's lock.

    `equip(sample)` gives the text encoder and the store once some documents are there: an index whose projection
    is still to be fitted fits it on them. `workers` processes segment ahead of the encoder; none: this one does it.
    `share` says how much of the sources has been read, 0 where it is not known.
    """

    def __init__(
        self,
        catalog: Catalog,
        segmenter: Segmenter,
        equip: Callable[[Sequence[Document]], tuple[TextEncoder, VectorStore]],
        progress: Progress | None = None,
        *,
        workers: int = 0,
        share: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self.catalog = catalog
        self._workers = workers
        self._share = share
        self._share_skipped = 0.0
        self._segmenter = segmenter
        self._equip = equip
        self._progress = progress
        self._pending: deque[tuple[str, str, str, float]] = deque()
        self.first_new_document = catalog.settings.next_id("document")
        self._failure: CorpusError | None = None
        self.tally = Tally()

    def run(self, raws: Iterable[RawDocument]) -> None:
        """Ingest all documents. After an error in one of them, the documents before it are in the index."""
        documents = self._incoming(raws)
        with self.tally.timed("read and segment"):
            sample = list(self._sample(documents))
        if not sample:
            self._raise_failure()
            return
        with self.tally.timed("load the encoder"):
            encoder, store = self._equip([incoming.document for incoming in sample])
        rest = chain(sample, documents)
        done = False
        while not done:
            with self.catalog.writing():
                batch = _Batch(self, encoder, store)
                try:
                    done = batch.fill(rest)
                except CorpusError as error:
                    # The documents before the broken one are whole: keep them, then say what is wrong.
                    self._failure, done = error, True
                batch.write()
                store.attach(self.catalog.segments.all())
                if shrunk := sorted(batch.writer.shrunk_senses):
                    with self.tally.timed("write the catalog"):
                        recentre(self.catalog, store, shrunk)
            self.tally.counts.update(batch.counts)
        self._raise_failure()

    def tell(self, tokens: int, share: float) -> None:
        """Report the tokens so far, and how many there will be: as many more as there are bytes left to read."""
        if self._progress:
            done = (share - self._share_skipped) / max(1.0 - self._share_skipped, 1e-9)
            self._progress("ingest", tokens, max(round(tokens / done), tokens) if done > 0 else 0)

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _sample(self, documents: Iterator[_Incoming]) -> Iterator[_Incoming]:
        """The first documents, with enough occurrences to fit a projection on."""
        occurrences = 0
        try:
            for incoming in documents:
                yield incoming
                occurrences += sum(sum(sentence.content) for sentence in incoming.document.sentences)
                if occurrences >= PROJECTION_SAMPLE:
                    return
        except CorpusError as error:
            self._failure = error

    def _incoming(self, raws: Iterable[RawDocument]) -> Iterator[_Incoming]:
        for document in segmented_ahead(self._segmenter, self._new(raws), self._workers):
            yield _Incoming(document, *self._pending.popleft())

    def _new(self, raws: Iterable[RawDocument]) -> Iterator[RawDocument]:
        """Documents that are not in the index as they are."""
        before = self._share()
        for raw in raws:
            share = self._share()
            passed, before = share - before, share
            digest = content_hash(raw)
            known = self.catalog.documents.named(raw.id)
            if known is not None and known.content_hash == digest:
                self.tally.counts["skipped"] += 1
                self._share_skipped += passed
                continue
            self._pending.append((digest, raw.location, raw.file, share))
            yield raw


class _Batch:
    """The documents of one segment and one transaction."""

    def __init__(self, run: Ingest, encoder: TextEncoder, store: VectorStore) -> None:
        self._run = run
        self._catalog = run.catalog
        self._tally = run.tally
        self._encoder = encoder
        self._assigner = SenseAssigner(run.catalog)
        self._builder: SegmentBuilder = store.builder()
        self._waiting: list[tuple[Document, EnteredDocument]] = []
        self._share = 0.0
        self.writer = CatalogWriter(run.catalog)
        self.counts: Counter[str] = Counter()

    def fill(self, documents: Iterator[_Incoming]) -> bool:
        """Enter documents until the batch is full or a minute old; True when there are no more."""
        waiting = 0
        begun = started = time.perf_counter()
        for incoming in documents:
            self._tally.add_time("read and segment", started)
            with self._tally.timed("write the catalog"):
                self._enter(incoming)
            waiting += len(incoming.document.sentences)
            if waiting >= WINDOW_SENTENCES:
                self._encode()
                waiting = 0
            late = time.perf_counter() - begun > BATCH_SECONDS and len(self._builder) > 0
            if late or len(self._builder) >= BATCH_OCCURRENCES:
                return False
            started = time.perf_counter()
        self._tally.add_time("read and segment", started)
        return True

    def _enter(self, incoming: _Incoming) -> None:
        document = incoming.document
        self._share = incoming.share
        # Asked again, as a document of the same name may have come since this one was read.
        known = self._catalog.documents.named(document.id)
        if known is None:
            self.counts["documents"] += 1
        elif known.content_hash == incoming.digest:
            self._tally.counts["skipped"] += 1
            return
        elif known.id >= self._run.first_new_document:
            where = f" ({incoming.location})" if incoming.location else ""
            self._refuse(
                f"two documents have the id {document.id!r}{where}; give each document an id of its own, or ingest the "
                "folder that holds both files"
            )
            return
        elif incoming.file and known.file and known.file != incoming.file and _is_there(known.file):
            self._refuse(
                f"{incoming.file} and {known.file}, which is in the index, both have the id {document.id!r}; "
                "rename one of the files, or ingest the folder that holds both"
            )
            return
        else:
            self.writer.remove(known.id)
            self.counts["replaced"] += 1
        self._waiting.append((document, self.writer.add(document, incoming.digest, incoming.file)))
        self.counts["sentences"] += len(document.sentences)
        self.counts["tokens"] += sum(len(sentence) for sentence in document.sentences)

    def _refuse(self, message: str) -> None:
        """A document that cannot be entered: told and left out where errors are, else the end of the work."""
        error = CorpusError(message)
        if self._tally.on_error is None:
            raise error
        self._tally.on_error(error)

    def _encode(self) -> None:
        """Encode what waits, and enter its occurrences."""
        waiting, self._waiting = self._waiting, []
        lemma_ids = np.concatenate([entered.lemma_ids for _, entered in waiting])
        ids = np.concatenate([entered.ids for _, entered in waiting])
        sense_ids = np.zeros(len(ids), dtype=np.int64)
        percents = np.full(len(ids), -1, dtype=np.int64)
        blocks = self._encoder.encode_documents(document.sentences for document, _ in waiting)
        first = 0
        while True:
            with self._tally.timed("encode"):
                vectors = next(blocks, None)
            if vectors is None:
                break
            with self._tally.timed("write the segment"):
                own = slice(first, first + len(vectors))
                first += len(vectors)
                sense_ids[own], percents[own] = self._assigner.assign(lemma_ids[own], vectors)
                self._builder.add(ids[own], lemma_ids[own], sense_ids[own], vectors)
        with self._tally.timed("write the catalog"):
            first = 0
            for _, entered in waiting:
                own = slice(first, first + len(entered.ids))
                first += len(entered.ids)
                self.writer.add_occurrences(entered, sense_ids[own], percents[own])
        self.counts["occurrences"] += len(ids)
        self._run.tell(self._tally.counts["tokens"] + self.counts["tokens"], self._share)

    def write(self) -> None:
        """Write the segment and the last rows; the caller's transaction makes both visible."""
        if self._waiting:
            self._encode()
        with self._tally.timed("write the segment"):
            if len(self._builder):
                now = datetime.now(UTC).isoformat(timespec="seconds")
                self._catalog.segments.add(self._builder.write(), now)
        with self._tally.timed("write the catalog"):
            self.writer.finish()


def _is_there(file: str) -> bool:
    """Whether a file exists, or the archive whose member it is."""
    path = Path(file)
    return path.exists() or any(parent.is_file() for parent in path.parents)
