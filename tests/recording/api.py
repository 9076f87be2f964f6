"""What the recording calls of senseindex: the one place to change when the Python API has other names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

NAMES = {
    "recipe": "recipe",
    "language": "language",
    "info": "info",
    "induce": "induce",
    "senses": "senses",
    "ambiguous": "words.ambiguous",
    "query": "query",
    "query_many": "query_many",
    "count": "hits.count",
    "breakdown": "hits.breakdown",
    "assign": "assign",
    "editor": "edit.by",
    "edit": "edit",
    "neighbors": "words.neighbors",
    "similarity": "words.similarity",
    "analogy": "words.analogy",
    "odd_one_out": "words.odd_one_out",
    "compare": "words.compare",
    "profile": "profiles.overview",
    "frequency": "profiles.frequency",
    "collocates": "profiles.collocates",
    "contrast": "profiles.contrast",
    "examples": "profiles.best_examples",
    "change": "profiles.change",
    "thesaurus": "profiles.thesaurus",
    "keyness": "profiles.keyness",
    "subcorpora": "subcorpora.all",
    "define_subcorpus": "subcorpora.define",
    "remove_subcorpus": "subcorpora.remove",
    "label_session": "labels.session",
    "propagate": "labels.propagate",
    "review": "labels.review",
    "dictionary": "edit.compare_dictionary",
    "export_senses": "export.senses",
    "export_hits": "export.hits",
    "export_entries": "export.entries",
    "export_corpus": "export.corpus",
    "export_sense_vectors": "export.sense_vectors",
    "delete": "upkeep.delete",
    "compact": "upkeep.compact",
    "backup": "upkeep.backup",
}
"""What the recording calls it -> where it is on an index, with dots."""


class Index:
    """An open index, asked by the names of the recording."""

    def __init__(self, path: Path) -> None:
        from senseindex import SenseIndex

        self.index = SenseIndex.open(path)

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.index.close()

    def ask(self, name: str, *arguments: Any, **settings: Any) -> Any:
        """Call what `name` stands for; what cannot be called is the answer itself."""
        found = attrgetter(NAMES[name])(self.index)
        return found(*arguments, **settings) if callable(found) else found


def given(answer: Any, part: str = "") -> Any:
    """What an edit gave before each gave a record of what it did: nothing, or what is a `part` of it now."""
    value = getattr(answer, part, answer) if part else None
    return value[0] if part == "made" and not isinstance(value, str) else value


def collocate_options(**settings: Any) -> Any:
    """What counts as a collocate."""
    from senseindex.answers.collocates import CollocateOptions

    return CollocateOptions(**settings)


def doctor(path: Path) -> Any:
    """Examine an index for damage."""
    from senseindex.upkeep.doctor import examine

    return examine(path)


def command_line() -> Callable[[Sequence[str]], int]:
    """The function that runs a command line and gives its exit code."""
    from senseindex.cli.main import main

    return main


def example_corpus() -> Path:
    """The file of the example corpus."""
    import senseindex

    package = Path(senseindex.__file__).parent
    places = (package / "example_corpus" / "english.jsonl", package.parent / "examples" / "corpus" / "english.jsonl")
    return next(place for place in places if place.is_file())


def be_steady() -> None:
    """Let nothing depend on the clock: neither the encoder's precision nor the end of a batch of documents."""
    from senseindex.ingest import ingest
    from senseindex.vectors.contextual import precision

    ingest.BATCH_SECONDS = float("inf")
    precision._bf16_is_faster = lambda: False  # type: ignore[assignment]
