"""A command line in one process, and an index that only remembers what it was asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from senseindex.answers.reports import IndexInfo, InduceReport, IngestReport
from senseindex.answers.words import Neighbor, NeighborList
from senseindex.cli.main import main
from tests.output.render.examples import comparison, concordance, hit, senses


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


class FakeIndex:
    """Stands in for `SenseIndex`: answers by hand, every call kept in `calls`; `failure` is raised by any question."""

    calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]]
    failure: BaseException | None
    total: int

    def __init__(self, path: Path) -> None:
        self.path = path
        self.recipe = SimpleNamespace(model="fast", kind="words", codec="sq4", passage=60)
        self.language, self.pipeline, self.all_tokens = "en", None, False
        self.documents = 1

    @classmethod
    def create(cls, path: Path, **settings: Any) -> FakeIndex:
        cls.calls.append(("create", (path,), settings))
        path.mkdir(parents=True, exist_ok=True)
        (path / "catalog.db").touch()
        return cls(path)

    @classmethod
    def open(cls, path: Path) -> FakeIndex:
        cls.calls.append(("open", (path,), {}))
        return cls(path)

    def __enter__(self) -> FakeIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.calls.append(("close", (), {}))

    def _record(self, name: str, *arguments: Any, **settings: Any) -> None:
        self.calls.append((name, arguments, settings))
        if self.failure is not None:
            raise self.failure

    def ingest(self, source: Any, **settings: Any) -> IngestReport:
        self._record("ingest", source, **settings)
        settings["progress"]("ingest", 10, 100)
        return IngestReport(1, 0, 0, 2, 30, 10, 0.5)

    def induce(self, lemmas: Any = None, **settings: Any) -> InduceReport:
        self._record("induce", lemmas, **settings)
        return InduceReport(1, 1, 2, 10, 0, 0.1)

    def senses(self, lemma: str, **settings: Any) -> Any:
        self._record("senses", lemma, **settings)
        return senses()

    def query(self, lemma: str | None = None, **settings: Any) -> Any:
        self._record("query", lemma, **settings)
        return concordance(hit(), hit(), total=self.total) if self.total else concordance()

    @property
    def words(self) -> FakeIndex:
        return self

    hits = words

    def neighbors(self, word: str, n: int = 10) -> NeighborList:
        self._record("neighbors", word, n)
        return NeighborList(word, (Neighbor("river", 0.5),))

    def similarity(self, first: str, second: str) -> float:
        self._record("similarity", first, second)
        return 0.25

    def analogy(self, *words: str, **settings: Any) -> NeighborList:
        self._record("analogy", *words, **settings)
        return NeighborList("analogy", (Neighbor("queen", 0.5),))

    def odd_one_out(self, words: Any) -> str:
        self._record("odd_one_out", words)
        return str(words[-1])

    def compare(self, word: str, sentences: Any, **settings: Any) -> Any:
        self._record("compare", word, sentences, **settings)
        return comparison(len(sentences), 2 if settings["layers"] else 0)

    def info(self) -> IndexInfo:
        if self.failure is None:
            self._record("info")
        return IndexInfo(str(self.path), 0, 0, 0, 0, 0, 0, 0, "m", {}, {}, "en", "", {}, {}, (), 0, 1)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SENSEINDEX", raising=False)

    def call(*arguments: str) -> Outcome:
        capsys.readouterr()
        code = main(list(arguments))
        out, err = capsys.readouterr()
        return Outcome(code, out, err)

    return call


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> type[FakeIndex]:
    """An index at the default place of the folder that `run` works in; its calls can be looked at."""
    FakeIndex.calls, FakeIndex.failure, FakeIndex.total = [], None, 50
    monkeypatch.setattr("senseindex.sense_index.SenseIndex", FakeIndex)
    place = tmp_path / "indexes" / "default"
    place.mkdir(parents=True)
    (place / "catalog.db").touch()
    return FakeIndex
