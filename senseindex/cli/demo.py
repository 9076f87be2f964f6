"""`demo`: the whole way of a small corpus, from its texts to lines by sense, with the commands that do each step."""

from __future__ import annotations

import shutil
import sys
from contextlib import AbstractContextManager, nullcontext
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from senseindex.cli.options import is_empty_place, path_option, show, stdout_width, talk, write
from senseindex.cli.progress import ProgressDisplay, waiting
from senseindex.errors import UsageError

if TYPE_CHECKING:
    from senseindex.sense_index import SenseIndex

WORD = "bank"
DEMO_INDEX = Path("indexes/demo")
EXAMPLE_CORPUS = "example_corpus/english.jsonl"
"""Where it lies in the package."""
MONEY = "She asked her bank for a loan to buy the bakery."
RIVER = "We tied the boat to a willow on the bank and ate our sandwiches."
COMPARED = (
    MONEY,
    "The bank charges interest on every loan.",
    RIVER,
    "The boat drifted towards the far bank of the river.",
)
LINES = 6
COMMAND = "bold cyan"
PIPE_WIDTH = 100


@click.command()
@path_option("--corpus", help="Texts to read in its place. Default: the example corpus, which comes with senseindex.")
@path_option(
    "--index",
    "index_directory",
    metavar="DIR",
    help=f"Where to make the index. Default: {DEMO_INDEX}, made anew each time.",
)
def demo(corpus: Path | None, index_directory: Path | None) -> None:
    """Show senseindex at work on a small example corpus.

    Reads some 260 short invented texts into a fresh index, finds the senses of their words, and shows "bank" lines
    about money apart from "bank" lines about rivers. Takes less than a minute.

    \b
    Example:
        senseindex demo
    """
    place = _find_corpus(corpus)
    path = _fresh_place(index_directory)
    from senseindex.sense_index import SenseIndex

    _say("senseindex finds the lines in which a word has the sense you mean. This is the whole way, step by step.")
    with place as texts, SenseIndex.create(path) as index:
        _ingest(index, texts, path)
        _induce(index, path)
        _senses(index, path)
        _query(index, path)
        _compare(index, path)
    _next(path)


def _ingest(index: SenseIndex, texts: Path, path: Path) -> None:
    _step(1, "Read the texts", f"senseindex ingest {_shell(_from_here(texts))} --index {_shell(path)}")
    _say(
        "Every occurrence of a content word gets a vector, made by a language model from the word, the words around "
        "it and its sentence."
    )
    with ProgressDisplay() as progress:
        report = index.ingest(texts, progress=progress)
    show(report, width=_width())


def _induce(index: SenseIndex, path: Path) -> None:
    _step(2, "Find the senses", f"senseindex induce --index {_shell(path)}")
    _say("Occurrences of a word whose vectors lie together become one sense. Nobody told the program what they mean.")
    with ProgressDisplay() as progress:
        report = index.induce(progress=progress)
    show(report, width=_width())


def _senses(index: SenseIndex, path: Path) -> None:
    _step(3, f"Look at the senses of “{WORD}”", f"senseindex senses {WORD} --index {_shell(path)}")
    show(index.senses(WORD, examples=2), width=_width())


def _query(index: SenseIndex, path: Path) -> None:
    _step(4, "Ask with a sentence of your own")
    for number, sentence in enumerate((MONEY, RIVER)):
        if number:
            write()
        _command(f'senseindex query {WORD} --context "{sentence}" -n {LINES} --index {_shell(path)}')
        with waiting("Reading the example"):
            found = index.query(WORD, context=sentence, n=LINES)
        show(found, width=_width())


def _compare(index: SenseIndex, path: Path) -> None:
    _step(5, "See why it works", f"senseindex compare {WORD} -s ... -s ... --layers all --index {_shell(path)}")
    _say(
        "A static vector belongs to the word: it is the same in every sentence. A vector in context belongs to the "
        "occurrence. Sentences 1 and 2 are about money, 3 and 4 about rivers, and in context the pairs 1-2 and 3-4 "
        "are the nearest. The layers show how that comes about, from the bare word (0) upwards."
    )
    with waiting("Reading the sentences"):
        comparison = index.words.compare(WORD, COMPARED, layers="all")
    write()
    show(comparison)


def _next(path: Path) -> None:
    from rich.text import Text

    _step(6, "Go on")
    commands = (
        ("for this index", f"export SENSEINDEX={_shell(path)}"),
        ("another word", "senseindex senses spring"),
        ("some documents", f"senseindex query {WORD} --where \"genre = 'news' and year > 2000\""),
        ("words used so", 'senseindex query --any-word --context "We paid the [lender]."'),
        ("near words", f"senseindex neighbors {WORD}"),
        ("your own texts", "senseindex ingest YOUR_FOLDER --index indexes/mine --induce"),
        ("all commands", "senseindex --help"),
    )
    longest = max(len(purpose) for purpose, _ in commands)
    for purpose, command in commands:
        write(Text.assemble("  ", (purpose.ljust(longest), "dim"), "  ", (command, COMMAND)))


def _find_corpus(given: Path | None) -> AbstractContextManager[Path]:
    if given is None:
        return as_file(files("senseindex") / EXAMPLE_CORPUS)
    if not given.exists():
        raise UsageError(f"{given}: there is no such file")
    return nullcontext(given)


def _from_here(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _fresh_place(given: Path | None) -> Path:
    """Where the index will be made. Only what an earlier demo left in its own place is removed."""
    if given is None and not is_empty_place(DEMO_INDEX):
        if not (DEMO_INDEX / "catalog.db").is_file():
            raise UsageError(f"{DEMO_INDEX} holds something that is no index: remove it, or name another with --index")
        talk(f"Removing the index of the last demo, {DEMO_INDEX}.")
        shutil.rmtree(DEMO_INDEX)
    if given is not None and not is_empty_place(given):
        raise UsageError(f"{given} is there already, and the demo makes a fresh index: name a new directory")
    return given or DEMO_INDEX


def _width() -> int:
    return min(stdout_width() or PIPE_WIDTH, 120)


def _shell(path: Path) -> str:
    import shlex

    return shlex.quote(str(path))


def _step(number: int, title: str, command: str = "") -> None:
    from rich.text import Text

    write()
    write(Text(f"{number}. {title}", "bold underline"))
    if command:
        _command(command)


def _command(command: str) -> None:
    from rich.text import Text

    write(Text.assemble(("$ ", "dim"), (command, COMMAND)))


def _say(text: str) -> None:
    from senseindex.output.render.layout import wrap

    for line in wrap(text, min(_width(), PIPE_WIDTH)):
        write(line)
    sys.stdout.flush()
