"""Record what senseindex answers to a fixed list of commands and Python calls, and compare two such recordings.

    python -m tests.recording.record OUT [--corpus FILE] [--against OTHER_OUT] [--indexes FOLDER] [--code FOLDER]

Two indexes are made: of the example corpus, and of the first 0.3 million tokens of FILE (JSON lines, may be packed by
gzip). Each group of commands works on copies of them. Every answer becomes a text file in OUT/answers.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import gzip
import io
import json
import os
import re
import shlex
import shutil
import struct
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.recording import api, calls
from tests.recording.masks import masked
from tests.recording.sources import write_sources

HERE = Path(__file__).resolve().parent
TOKENS = 300_000
SHOWN_LINES = 60
LONG_FILE = 2_000_000
ENVIRONMENT = {
    "COLUMNS": "100",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "SENSEINDEX_AUTHOR": "recorder",
    "TZ": "UTC",
}
UNSET = ("SENSEINDEX", "SENSEINDEX_DEBUG", "FORCE_COLOR", "NO_COLOR")
_LOOKUP = re.compile(r"\{([^{}]+):(\d+)\}")
_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class Group:
    """Commands that follow each other on one copy of an index, "none" for no index."""

    name: str
    index: str
    commands: tuple[str, ...]


def read_groups(path: Path) -> list[Group]:
    """The groups of a file of commands: `== NAME INDEX` begins one, `#` a remark."""
    groups: list[Group] = []
    commands: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            _, name, index = line.split()
            commands = []
            groups.append(Group(name, index, ()))
        elif line.strip() and not line.startswith("# "):
            commands.append(line)
            groups[-1] = Group(groups[-1].name, groups[-1].index, tuple(commands))
    return groups


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: str
    out: str
    err: str


def run(arguments: Sequence[str], keys: str = "") -> Outcome:
    """Run a command in this process; `keys` are its standard input."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(keys.encode()), encoding="utf-8")
    try:
        with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
            code = str(api.command_line()(arguments))
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        code = f"{type(error).__name__}: {error}"
    finally:
        sys.stdin = before
    out, err = (stream.buffer.getvalue().decode("utf-8", "replace") for stream in streams)  # type: ignore[attr-defined]
    return Outcome(code, out, err)


class Recorder:
    """Makes the indexes in `out`, runs everything on copies of them, and writes the answers."""

    def __init__(self, out: Path, corpus: Path | None, indexes: Path | None) -> None:
        self.out = out
        self.corpus = corpus
        self.indexes = indexes or out / "indexes"
        self.answers = out / "answers"
        self.commands = self.calls = 0

    def build(self) -> None:
        """Make the indexes, and record that too."""
        sources = {"example": api.example_corpus()}
        if self.corpus is not None:
            sources["speeches"] = self.out / "speeches.jsonl"
            cut(self.corpus, sources["speeches"])
        for name, source in sources.items():
            shutil.rmtree(self.indexes / name, ignore_errors=True)
            self.indexes.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, self.indexes / f"{name}.jsonl")
            with inside(self.indexes):
                for number, command in enumerate(
                    (
                        f"ingest {name}.jsonl --index {name} --backend torch --workers 0",
                        f"induce --index {name} --seed 0",
                    ),
                    start=1,
                ):
                    self._keep(f"build-{name}", number, command, _written(run(shlex.split(command)), command))
                    self.commands += 1

    def record(self, only: Sequence[str] = ()) -> None:
        """Run all groups, or some."""
        shutil.rmtree(self.out / "sources", ignore_errors=True)
        write_sources(self.out / "sources")
        shutil.copyfile(api.example_corpus(), self.out / "sources" / "english.jsonl")
        for group in read_groups(HERE / "commands.txt"):
            if self._wanted(group.name, group.index, only):
                with self._place(group.name, group.index):
                    self._commands(group)
        for name, (index, own) in calls.GROUPS.items():
            if self._wanted(name, index, only):
                with self._place(name, index), api.Index(Path("index")) as opened:
                    self._calls(name, own, opened)

    def _wanted(self, name: str, index: str, only: Sequence[str]) -> bool:
        there = index == "none" or (self.indexes / index / "catalog.db").is_file()
        return there and (not only or name in only)

    @contextlib.contextmanager
    def _place(self, name: str, index: str) -> Iterator[None]:
        """A folder with a copy of the index and the sources, which is then the current one."""
        started = time.perf_counter()
        folder = self.out / "work"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(self.answers / name, ignore_errors=True)
        folder.mkdir(parents=True)
        shutil.copytree(self.out / "sources", folder / "sources")
        if index != "none":
            shutil.copytree(self.indexes / index, folder / "index")
            os.environ["SENSEINDEX"] = "index"
        try:
            with inside(folder):
                yield
        finally:
            os.environ.pop("SENSEINDEX", None)
            shutil.rmtree(folder, ignore_errors=True)
            print(f"{name}: {time.perf_counter() - started:.1f} s", flush=True)

    def _commands(self, group: Group) -> None:
        for number, line in enumerate(group.commands, start=1):
            command, _, keys = line.partition(" <<< ")
            command = _LOOKUP.sub(_occurrence, command)
            before = _files()
            outcome = run(shlex.split(command), keys.replace("\\n", "\n"))
            files = [path for path, state in _files().items() if before.get(path) != state]
            self._keep(group.name, number, line, _written(outcome, command, files))
            self.commands += 1

    def _calls(self, group: str, own: calls.Calls, opened: api.Index) -> None:
        for number, (name, call) in enumerate(own.items(), start=1):
            before = _files()
            try:
                text = calls.shown(call(opened.ask))
            except Exception as error:
                text = f"{type(error).__name__}: {error}\n"
                if isinstance(error, AttributeError | KeyError | ImportError | TypeError):
                    text += traceback.format_exc(limit=-1)
            files = [path for path, state in _files().items() if before.get(path) != state]
            self._keep(group, number, name, f"{name}\n\n{text}{''.join(map(_file, files))}")
            self.calls += 1

    def _keep(self, group: str, number: int, name: str, text: str) -> None:
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-")
        path = self.answers / group / f"{number:03}-{slug}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(masked(text, self.out.resolve()), encoding="utf-8", errors="backslashreplace")


def cut(corpus: Path, target: Path, tokens: int = TOKENS) -> None:
    """Write the first documents of `corpus` that have together at most so many tokens."""
    packed = corpus.read_bytes()[:2] == b"\x1f\x8b"
    left = tokens
    with gzip.open(corpus) if packed else corpus.open("rb") as lines, target.open("wb") as file:
        for line in lines:
            left -= len(_TOKEN.findall(json.loads(line)["text"]))
            if left < 0:
                break
            file.write(line)


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in `folder`."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def compare(old: Path, new: Path, only: Sequence[str] = (), lines: int = SHOWN_LINES) -> int:
    """Print what differs between two recordings; the number of answers that do."""
    found = [{path.relative_to(out) for path in out.rglob("*.txt")} for out in (old / "answers", new / "answers")]
    differing = 0
    for path in sorted(found[0] | found[1]):
        if only and path.parts[0] not in only:
            continue
        texts = [
            (out / "answers" / path).read_text(encoding="utf-8").splitlines() if path in own else []
            for out, own in ((old, found[0]), (new, found[1]))
        ]
        if texts[0] == texts[1] and path in found[0] & found[1]:
            continue
        differing += 1
        print(f"\n{path}{'' if path in found[0] & found[1] else ': only in one of the two'}")
        diff = list(difflib.unified_diff(*texts, "old", "new", lineterm="", n=1))[2:]
        print("\n".join(line[:300] for line in diff[:lines]))
        if len(diff) > lines:
            print(f"... and {len(diff) - lines} lines more")
    print(f"\n{differing} of {len(found[0] | found[1])} answers differ")
    return differing


def _occurrence(match: re.Match[str]) -> str:
    """The id of the n-th line of a sense, or of a word: `{bank%1:2}`."""
    word, place = match[1], int(match[2])
    asked = ["query", *(["--sense", word] if "%" in word else [word]), "-n", str(place), "--format", "tsv"]
    lines = run(asked).out.splitlines()
    return lines[place].split("\t")[0] if len(lines) > place else "0"


def _files() -> dict[Path, tuple[int, int]]:
    """The files of the current folder that belong to no index and are no sources, with their state."""
    indexes = {path.parent for path in Path().rglob("catalog.db")}
    found = {}
    for path in sorted(Path().rglob("*")):
        if path.is_file() and path.parts[0] != "sources" and not indexes & set(path.parents):
            found[path] = (path.stat().st_mtime_ns, path.stat().st_size)
    return found


def _written(outcome: Outcome, command: str, files: Sequence[Path] = ()) -> str:
    parts = [f"$ senseindex {command}\n", f"exit code: {outcome.code}\n", "--- stdout\n", outcome.out]
    return "".join([*parts, "--- stderr\n", outcome.err, *map(_file, files)])


def _file(path: Path) -> str:
    """What a file holds, as text."""
    if path.suffix == ".xlsx":
        from openpyxl import load_workbook

        book = load_workbook(path)
        content = "".join(
            f"sheet {sheet.title}\n" + "".join(f"{list(row)}\n" for row in sheet.iter_rows(values_only=True))
            for sheet in book
        )
    elif path.suffix == ".png":
        content = f"a picture of {struct.unpack('>II', path.read_bytes()[16:24])}\n"
    elif path.suffix == ".svg":
        content = f"a drawing of {path.read_text(encoding='utf-8').count('<path')} paths\n"
    else:
        content = path.read_bytes().decode("utf-8", "backslashreplace")
    if len(content) > LONG_FILE:
        content = f"{content[:LONG_FILE]}\n[cut off; {len(content)} characters]\n"
    return f"--- file {path}\n{content}"


def _options(arguments: Sequence[str] | None) -> Any:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="where answers and indexes go")
    parser.add_argument("--corpus", type=Path, help="speeches as JSON lines; without it the example corpus is all")
    parser.add_argument("--against", type=Path, help="a recording to compare with")
    parser.add_argument("--indexes", type=Path, help="take the indexes in this folder, such as OTHER_OUT/indexes")
    parser.add_argument("--code", type=Path, help="record the senseindex of this folder")
    parser.add_argument("--only", nargs="+", default=[], metavar="GROUP", help="record and compare some groups only")
    parser.add_argument("--lines", type=int, default=SHOWN_LINES, help="of a difference that are shown")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Record, compare, and give 1 where something differs."""
    options = _options(arguments)
    started = time.perf_counter()
    os.environ.update(ENVIRONMENT)
    for name in UNSET:
        os.environ.pop(name, None)
    if options.code is not None:
        sys.path.insert(0, str(options.code.resolve()))
    api.be_steady()
    print(f"the code in {Path(sys.modules['senseindex'].__file__ or '').parent}", flush=True)
    out: Path = options.out.resolve()
    indexes = options.indexes.resolve() if options.indexes else None
    corpus = options.corpus.resolve() if options.corpus else None
    recorder = Recorder(out, corpus, indexes)
    out.mkdir(parents=True, exist_ok=True)
    if indexes is None and not options.only:
        shutil.rmtree(recorder.answers, ignore_errors=True)
        recorder.build()
        print(f"indexes: {time.perf_counter() - started:.1f} s", flush=True)
    recorder.record(options.only)
    print(f"{recorder.commands} commands, {recorder.calls} calls, in {time.perf_counter() - started:.0f} s")
    if options.against is None:
        return 0
    groups = options.only or [path.name for path in recorder.answers.iterdir()] if indexes else options.only
    return 1 if compare(options.against.resolve(), out, groups, options.lines) else 0


if __name__ == "__main__":
    sys.exit(main())
