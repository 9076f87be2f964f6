"""How fast an ingest is, as ratios to a peer and to the machine, all measured side by side in one run.

    python -m tests.benchmarks.ingest [CORPUS] [--documents N] [--json]

- `encoding_ratio`: WordPieces a second of our encoder over those of sentence-transformers with
  `encode(output_value="token_embeddings")`, the same model, the same sentences, the same cores.
- `ingest_ratio`: WordPieces a second of a whole ingest (read, segment, encode, project, store; static vectors and
  induction not counted) over that same figure.
- `matrix_share`: arithmetic of the encoder's matrix products a second over that of a bf16 product alone.
- `induction_share`: seconds of inducing all lemmas over seconds of the ingest with static vectors.

Without CORPUS the example corpus is taken, which is small: give a corpus of a million tokens for figures that last.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import click

from senseindex import SenseIndex
from senseindex.corpus.documents import Document
from senseindex.corpus.readers import read_documents
from senseindex.corpus.segmentation import Segmenter
from senseindex.vectors.contextual.default_model import fast_folder
from senseindex.vectors.contextual.passages import passages
from senseindex.vectors.contextual.recipe import SenseVectorRecipe
from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder
from tests.example_corpus import TEXTS

SENTENCES = 2_000
ROUNDS = 3


@click.command()
@click.argument("corpus", type=click.Path(exists=True, path_type=Path), default=TEXTS)
@click.option("--documents", type=int, default=None, help="Take so many documents only.")
@click.option("--json", "as_json", is_flag=True)
def main(corpus: Path, documents: int | None, as_json: bool) -> None:
    figures = measure(corpus, documents)
    if as_json:
        print(json.dumps(figures, indent=2))
        return
    for name, value in figures.items():
        print(f"{name:32} {value:,.3g}" if isinstance(value, float) else f"{name:32} {value}")


def measure(corpus: Path, count: int | None) -> dict[str, Any]:
    """All figures of one run."""
    import torch
    from sentence_transformers import SentenceTransformer

    raws = list(islice(read_documents(corpus), count))
    segmented = list(Segmenter("en").documents(raws))
    encoder = TransformersEncoder.load()
    sentences, texts = some_sentences(segmented)
    pieces = count_pieces(encoder, sentences)
    peer = SentenceTransformer(str(fast_folder()), device="cpu")

    def run_peer() -> None:
        peer.encode(texts, output_value="token_embeddings", show_progress_bar=False)

    peer_seconds, own_seconds = [], []
    for warm in (True, *[False] * ROUNDS):
        theirs, ours = timed(run_peer), timed(lambda: encoder.word_vectors(sentences, SenseVectorRecipe()))
        if not warm:
            peer_seconds.append(theirs)
            own_seconds.append(ours)
    peer_rate = pieces / statistics.median(peer_seconds)
    own_rate = pieces / statistics.median(own_seconds)
    matrix = matrix_rate()
    whole = measure_index(raws, encoder, segmented)
    flops = matrix_flops(encoder)
    return {
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "machine": platform.processor() or platform.machine(),
        "torch": torch.__version__,
        "precision": encoder.precision,
        "backend": encoder.backend,
        "peer_pieces_per_second": peer_rate,
        "encoding_pieces_per_second": own_rate,
        "encoding_ratio": own_rate / peer_rate,
        "ingest_ratio": whole["ingest_pieces_per_second"] / peer_rate,
        "bf16_gflop_per_second": matrix / 1e9,
        "mflop_per_piece": flops / 1e6,
        "matrix_share": own_rate * flops / matrix,
        **whole,
    }


def measure_index(raws: list[Any], encoder: TransformersEncoder, segmented: list[Document]) -> dict[str, Any]:
    """Ingest and induce the documents in an index of their own."""
    passage = SenseVectorRecipe().passage
    read = [
        joined.words
        for document in segmented
        for joined in passages([s.forms for s in document.sentences], [() for _ in document.sentences], passage)
    ]
    pieces = count_pieces(encoder, read)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "corpus.jsonl")
        with source.open("w", encoding="utf-8") as lines:
            for raw in raws:
                lines.write(json.dumps({"id": raw.id, "text": raw.text, **raw.metadata}) + "\n")
        with SenseIndex.create(Path(folder, "index")) as index:
            report = index.ingest(source)
            induced = index.induce()
            info = index.info()
    without_static = report.seconds - report.seconds_by_stage.get("static vectors", 0.0)
    return {
        "tokens": report.tokens,
        "occurrences": report.occurrences,
        "ingest_seconds": report.seconds,
        "tokens_per_second": report.tokens / report.seconds,
        "ingest_pieces_per_second": pieces / without_static,
        "seconds_by_stage": {stage: round(seconds, 2) for stage, seconds in report.seconds_by_stage.items()},
        "induction_seconds": induced.seconds,
        "induction_share": induced.seconds / report.seconds,
        "bytes_per_occurrence": info.bytes / max(info.occurrences, 1),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def some_sentences(documents: list[Document]) -> tuple[list[tuple[str, ...]], list[str]]:
    """Sentences of about the corpus's middle, by words and as text."""
    found = [
        (sentence.forms, document.text[sentence.start : sentence.end])
        for document in documents
        for sentence in document.sentences
        if len(sentence) >= 5
    ]
    chosen = found[:: max(1, len(found) // SENTENCES)][:SENTENCES]
    return [forms for forms, _ in chosen], [text for _, text in chosen]


def count_pieces(encoder: TransformersEncoder, sentences: list[tuple[str, ...]]) -> int:
    """WordPieces without special ones."""
    return len(encoder.tokenizer.pieces(sentences).ids)


def matrix_flops(encoder: TransformersEncoder) -> int:
    """Arithmetic of the matrix products with weights that one piece needs: 2 operations a weight."""
    width = encoder.hidden_size
    layers = encoder.hidden_states - 1
    return layers * 2 * (4 * width * width + 2 * width * 4 * width)


def matrix_rate() -> float:
    """Operations a second of the fastest of the encoder's bf16 products, over all cores."""
    import torch

    best = 0.0
    with torch.inference_mode():
        for rows, inner, outer in ((1024, 384, 1536), (2048, 384, 1536), (2048, 1536, 384)):
            inputs, weights = torch.randn(rows, inner).bfloat16(), torch.randn(outer, inner).bfloat16()
            for _ in range(8):
                seconds = timed(lambda i=inputs, w=weights: [torch.nn.functional.linear(i, w) for _ in range(20)]) / 20
                best = max(best, 2 * rows * inner * outer / seconds)
    return best


def timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
