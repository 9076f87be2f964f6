"""Options and arguments that several commands share, and how a command opens its index and shows its answer."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from senseindex.errors import StoreError
from senseindex.output.render import FORMATS

if TYPE_CHECKING:
    from rich.text import Text

    from senseindex.answers.tables import Record
    from senseindex.sense_index import SenseIndex
    from senseindex.store.catalog.occurrences import Occurrence

DEFAULT_INDEX = Path("indexes/default")
STATIC_KINDS = ("word2vec-sg", "word2vec-cbow", "fasttext", "none")

Function = TypeVar("Function", bound=Callable[..., Any])


def readable_text(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
    """Refuse words and sentences that are empty or not text; used as the callback of every such parameter."""
    for text in value if isinstance(value, tuple) else (value,):
        if text is None:
            continue
        if not text.strip():
            raise click.BadParameter("is empty.", ctx=context, param=parameter)
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise click.BadParameter("is not valid UTF-8.", ctx=context, param=parameter) from None
    return value


def occurrence_name(text: str) -> Occurrence:
    """The type of a parameter that is an occurrence, by its id or as DOCUMENT:OFFSET."""
    from senseindex.index.words import named_occurrence

    occurrence = named_occurrence(text)
    if occurrence is None:
        raise click.BadParameter(f"{text!r} is neither the id of an occurrence nor DOCUMENT:OFFSET.")
    return occurrence


def index_option(command: Function) -> Function:
    """--index DIR, given to the command as `index_directory`."""
    return click.option(
        "--index",
        "index_directory",
        type=click.Path(path_type=Path),
        metavar="DIR",
        callback=_index_directory,
        help=f"The index. Default: $SENSEINDEX, else {DEFAULT_INDEX}.",
    )(command)


def format_option(command: Function) -> Function:
    """--format, given to the command as `output_format`."""
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="How to write the result.",
    )(command)


_QUESTION = (
    click.option(
        "--context", metavar="TEXT", callback=readable_text, help="Lines like the word in TEXT; mark it as [bank]."
    ),
    click.option("--sense", metavar="ID", callback=readable_text, help="Lines of one sense, such as bank%1."),
    click.option(
        "--like", type=occurrence_name, metavar="ID", help="Lines like an occurrence, by its id or as DOCUMENT:OFFSET."
    ),
    click.option("--any-word", is_flag=True, help="With an example: what other words are used like this."),
    click.option("--cql", "pattern", metavar="PATTERN", callback=readable_text, help="A pattern over tokens."),
    click.option("--where", metavar="SQL", callback=readable_text, help="Only documents whose metadata fulfil this."),
    click.option("--in", "subcorpus", metavar="NAME", callback=readable_text, help="Only documents of a subcorpus."),
    click.option(
        "--with",
        "near",
        metavar="WORDS",
        multiple=True,
        callback=readable_text,
        help="Only hits with one of these words near them; again for one of others too.",
    ),
    click.option(
        "--without", metavar="WORDS", multiple=True, callback=readable_text, help="No hits with one of these near them."
    ),
    click.option(
        "--span",
        type=click.IntRange(min=1),
        metavar="N",
        default=5,
        show_default=True,
        help="How many words away is near, for --with, --without and collocates.",
    ),
    click.option("--sample", type=click.IntRange(min=1), metavar="N", help="Only N hits, drawn at random."),
    click.option("--seed", type=int, metavar="N", help="Which sample; without --sample: that many lines at random."),
    click.option(
        "--sort",
        metavar="KEYS",
        help="R1,L1,... score, sense, left, right, node, document or metadata; -KEY turns round.",
    ),
    click.option(
        "--window",
        type=click.IntRange(min=0),
        metavar="N",
        default=10,
        show_default=True,
        help="Words of context a side.",
    ),
)


def question_options(command: Function) -> Function:
    """The options that say which hits are meant, given to the command by the names that `SenseIndex.query` has."""
    for option in reversed(_QUESTION):
        command = option(command)
    return command


def author_option(command: Function) -> Function:
    """--author NAME, given to the command as `author`."""
    return click.option(
        "--author",
        metavar="NAME",
        callback=readable_text,
        help="Who does it, for the history. Default: $SENSEINDEX_AUTHOR, else the login name.",
    )(command)


def word_argument(name: str, **settings: Any) -> Callable[[Function], Function]:
    """An argument that is a word of the corpus."""
    return click.argument(name, callback=readable_text, **settings)


def _index_directory(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path:
    given = value or context.find_root().params.get("index") or os.environ.get("SENSEINDEX") or DEFAULT_INDEX
    return Path(given)


def is_empty_place(path: Path) -> bool:
    """Whether an index can be made at `path`: nothing is there, or an empty folder."""
    return not path.exists() or (path.is_dir() and not any(path.iterdir()))


def open_index(path: Path) -> SenseIndex:
    """The index at `path`.

    Raises:
        StoreError: there is none, with the command that makes one.
    """
    if is_empty_place(path):
        raise StoreError(
            f"{path}: there is no index here; make one with `senseindex ingest SOURCE --index {path}`, "
            "or name another with --index DIR or $SENSEINDEX"
        )
    from senseindex.sense_index import SenseIndex

    return SenseIndex.open(path)


def stdout_width() -> int | None:
    """The width of the terminal that stdout is, None where it is a file or a pipe."""
    if not sys.stdout.isatty():
        return None
    from rich.console import Console

    return Console(file=sys.stdout).width


def show(result: Record, output_format: str = "table", *, width: int | None = None) -> None:
    """Write `result` to stdout; a table is fitted to `width`, by default that of the terminal if stdout is one."""
    from senseindex.output.render.formats import render

    text = render(result, output_format, width=width or stdout_width())
    if output_format == "table":
        write(text)
    elif text:
        sys.stdout.write(text.plain + "\n")


def write(text: Text | str = "") -> None:
    """Write text for people to stdout, in colour if stdout is a terminal."""
    if not sys.stdout.isatty() and not os.environ.get("FORCE_COLOR"):
        plain = text if isinstance(text, str) else text.plain
        sys.stdout.write("\n".join(line.rstrip() for line in plain.split("\n")) + "\n")
        return
    from rich.console import Console

    Console(file=sys.stdout, highlight=False, markup=False, emoji=False).print(text, soft_wrap=True)


def talk(message: str) -> None:
    """Write a remark to stderr, where it does not mix with the result."""
    print(message, file=sys.stderr)
