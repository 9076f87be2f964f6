"""Options and arguments that several commands share, and how a command opens its index and shows its answer."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from senseindex.errors import StoreError
from senseindex.output.render import FORMATS
from senseindex.vectors.contextual.recipe import RECIPE_KINDS

if TYPE_CHECKING:
    from rich.text import Text

    from senseindex.answers.tables import Record
    from senseindex.sense_index import SenseIndex
    from senseindex.store.catalog.occurrences import Occurrence

DEFAULT_INDEX = Path("indexes/default")
PATH = click.Path(path_type=Path)

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


def word_argument(name: str, **settings: Any) -> Callable[[Function], Function]:
    """An argument that is a word of the corpus."""
    return click.argument(name, callback=readable_text, **settings)


def text_option(*names: str, metavar: str, help: str, **settings: Any) -> Callable[[Function], Function]:
    """An option that takes words, a sentence, a name or a condition."""
    return click.option(*names, metavar=metavar, callback=readable_text, help=help, **settings)


def number_option(
    *names: str, help: str, least: int | None = 1, default: int | None = None, **settings: Any
) -> Callable[[Function], Function]:
    """An option that takes a whole number N, `least` or more if that is given; help shows its default, if any."""
    kind = int if least is None else click.IntRange(min=least)
    return click.option(*names, type=kind, metavar="N", default=default, show_default=True, help=help, **settings)


def choice_option(
    *names: str, choices: Sequence[str], help: str, default: str | None = None, **settings: Any
) -> Callable[[Function], Function]:
    """An option that takes one of some words; help shows its default, if any."""
    return click.option(*names, type=click.Choice(choices), default=default, show_default=True, help=help, **settings)


def path_option(*names: str, help: str, metavar: str = "FILE", **settings: Any) -> Callable[[Function], Function]:
    """An option that takes the path of a file, or of the folder of an index."""
    return click.option(*names, type=PATH, metavar=metavar, help=help, **settings)


def together(*options: Callable[[Any], Any]) -> Callable[[Function], Function]:
    """Options that stand together, in this order, as one decorator."""
    return lambda command: reduce(lambda decorated, option: option(decorated), reversed(options), command)


def _index_directory(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path:
    given = value or context.find_root().params.get("index") or os.environ.get("SENSEINDEX") or DEFAULT_INDEX
    return Path(given)


index_option = path_option(
    "--index",
    "index_directory",
    metavar="DIR",
    callback=_index_directory,
    help=f"The index. Default: $SENSEINDEX, else {DEFAULT_INDEX}.",
)
"""--index DIR, given to the command as `index_directory`."""

format_option = choice_option(
    "--format", "output_format", choices=FORMATS, default="table", help="How to write the result."
)
"""--format, given to the command as `output_format`."""

recipe_option = choice_option(
    "--recipe",
    choices=RECIPE_KINDS,
    help="words: passages serve all their words; marked: every usage is an input, its word in <t> </t>. "
    "Default: what suits the encoder.",
)
"""--recipe KIND, given to the command as `recipe`."""

author_option = text_option(
    "--author", metavar="NAME", help="Who does it, for the history. Default: $SENSEINDEX_AUTHOR, else the login name."
)
"""--author NAME, given to the command as `author`."""

subcorpus_options = together(
    text_option("--where", metavar="SQL", help="Only documents whose metadata fulfil this."),
    text_option("--subcorpus", "--in", "subcorpus", metavar="NAME", help="Only documents of a subcorpus."),
)
"""Which documents are meant, given to the command as `where` and `subcorpus`."""

window_option = number_option("--window", least=0, default=10, help="Words of context a side.")

hit_options = together(
    text_option("--context", metavar="TEXT", help="Lines like the word in TEXT; mark it as [bank]."),
    text_option("--sense", metavar="ID", help="Lines of one sense, such as bank%1."),
    click.option(
        "--like", type=occurrence_name, metavar="ID", help="Lines like an occurrence, by its id or as DOCUMENT:OFFSET."
    ),
    click.option("--any-word", is_flag=True, help="With an example: what other words are used like this."),
    click.option("--own-word", is_flag=True, help="With --any-word: lines of the example's own word too."),
    text_option("--pattern", "--cql", "pattern", metavar="PATTERN", help="A pattern over tokens, in CQL."),
    subcorpus_options,
    text_option(
        "--near",
        "--with",
        "near",
        metavar="WORDS",
        multiple=True,
        help="Only hits with one of these words near them; again for one of others too.",
    ),
    text_option("--without", metavar="WORDS", multiple=True, help="No hits with one of these near them."),
    number_option("--span", default=5, help="How many words away is near, for --near, --without and collocates."),
    number_option("--sample", help="Only N hits, drawn at random."),
    number_option("--seed", least=None, help="Which sample; without --sample: that many lines at random."),
)
"""The options that say which hits are meant, given to the command by the names that `SenseIndex.query` has."""

question_options = together(
    hit_options,
    click.option(
        "--sort",
        metavar="KEYS",
        help="R1,L1,... score, sense, left, right, node, document or metadata; -KEY turns round.",
    ),
    window_option,
)
"""Which hits are meant, and how their lines are shown."""


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
