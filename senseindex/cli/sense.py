"""`sense`: rename, define, merge, split, move, tick, create, delete and lock senses. All of it can be undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from senseindex.cli.options import (
    author_option,
    index_option,
    occurrence_name,
    open_index,
    readable_text,
    show,
    word_argument,
    write,
)
from senseindex.cli.progress import waiting
from senseindex.errors import UsageError

if TYPE_CHECKING:
    from senseindex.answers.edits import Edit
    from senseindex.edit.editor import Editor
    from senseindex.store.catalog.occurrences import Occurrence

UNDO = "`senseindex undo` takes it back"

_Decorator = Callable[[Any], Any]
Done = tuple["Edit", str]
"""An edit, and what to say of it."""


@click.group()
def sense() -> None:
    """Correct the senses of words.

    An edit is one transaction and takes milliseconds; `senseindex undo` takes it back. Ids of senses are stable and
    never given out again.

    \b
    Examples:
        senseindex sense rename bank%2 "edge of a river"
        senseindex sense merge bank%1 bank%3
        senseindex sense split interest%1
    """


def edit(*parameters: _Decorator) -> Callable[[Callable[..., Done | None]], click.Command]:
    """Make a command of a function that edits and says what it did; it gets an editor and these `parameters`."""

    def decorate(function: Callable[..., Done | None]) -> click.Command:
        @wraps(function)
        def command(index_directory: Path, author: str | None, **given: Any) -> None:
            with open_index(index_directory) as index:
                done = function(index.edit.by(author), **given)
            if done is not None:
                made, text = done
                write(f"{text}; {UNDO if made.changed else 'it was so before'}")

        decorated: Any = command
        for parameter in (author_option, index_option, *reversed(parameters)):
            decorated = parameter(decorated)
        made: click.Command = sense.command()(decorated)
        return made

    return decorate


SENSE = word_argument("sense_id", metavar="ID")
SENSES = word_argument("senses", nargs=-1, required=True, metavar="ID...")
OCCURRENCES = click.argument("occurrences", nargs=-1, required=True, type=occurrence_name, metavar="OCCURRENCE...")
EXAMPLES = click.option(
    "--example", "examples", multiple=True, metavar="TEXT", callback=readable_text, help="A sentence with the word."
)
LIKE = click.option(
    "--like", "occurrences", multiple=True, type=occurrence_name, metavar="ID", help="An occurrence as an example."
)
MARGIN = click.option(
    "--margin", type=click.FloatRange(-1, 1), metavar="X", help="How much nearer to the examples; lower takes more."
)
DRY_RUN = click.option("--dry-run", is_flag=True, help="Only show the lines that would move, surest first.")
LINES = click.option(
    "--lines", type=click.IntRange(min=1), metavar="N", default=20, show_default=True, help="Shown by --dry-run."
)


@edit(SENSE, word_argument("label"))
def rename(editor: Editor, sense_id: str, label: str) -> Done:
    """Give a sense a label; no induction overwrites it.

    \b
    Example:
        senseindex sense rename bank%2 "edge of a river"
    """
    return editor.rename(sense_id, label), f"{sense_id} is now called {label!r}"


@edit(SENSE, click.argument("definition", metavar="TEXT"))
def define(editor: Editor, sense_id: str, definition: str) -> Done:
    """Give a sense a definition; an empty TEXT takes it away.

    \b
    Example:
        senseindex sense define bank%2 "the land along the side of a river"
    """
    text = f"{sense_id} is defined" if definition.strip() else f"{sense_id} has no definition now"
    return editor.define(sense_id, definition), text


@edit(SENSE, word_argument("others", nargs=-1, required=True, metavar="ID..."))
def merge(editor: Editor, sense_id: str, others: tuple[str, ...]) -> Done:
    """Put other senses of the same word into the first one.

    \b
    Example:
        senseindex sense merge bank%1 bank%3 bank%4
    """
    return editor.merge(sense_id, *others), f"{', '.join(others)} went into {sense_id}"


@edit(
    SENSE,
    click.option(
        "-n", "count", type=click.IntRange(min=2), metavar="N", help="Into N parts. Default: as many as seem right."
    ),
    EXAMPLES,
    LIKE,
    MARGIN,
    DRY_RUN,
    LINES,
)
def split(
    editor: Editor, sense_id: str, count: int | None, examples: tuple[str, ...], dry_run: bool, lines: int, **how: Any
) -> Done | None:
    """Divide a sense, by itself or by example lines.

    The largest part keeps the id, or that of the first example. Give --like or --example once for every part: the
    first stands for what stays, and a line moves if it is clearly like another one.

    \b
    Examples:
        senseindex sense split interest%1
        senseindex sense split interest%1 -n 3
        senseindex sense split interest%1 --like 424348 --like 138024 --dry-run
    """
    with waiting("Reading the examples" if examples else ""):
        if not dry_run:
            made = editor.split(sense_id, count, examples=examples, **how)
            return made, f"{sense_id} was split into {', '.join((sense_id, *made.made))}"
        found = editor.preview_split(sense_id, count, examples=examples, lines=lines, **how)
    for number, part in enumerate(found):
        if number:
            write()
        show(part)
    return None


@edit(OCCURRENCES, SENSE)
def move(editor: Editor, occurrences: tuple[Occurrence, ...], sense_id: str) -> Done:
    """Put occurrences into a sense; ID%0 is unclear.

    Their ids stand in the first column of a query; DOCUMENT:OFFSET, where the word begins, will do as well. An
    induction keeps them there.

    \b
    Example:
        senseindex sense move 851660 1247906 bank%2
    """
    return editor.move(occurrences, sense_id), f"{_counted(occurrences)} moved to {sense_id}"


@edit(
    OCCURRENCES,
    click.option("--sense", "sense_id", metavar="ID", callback=readable_text, help="Put them into this sense, too."),
)
def tick(editor: Editor, occurrences: tuple[Occurrence, ...], sense_id: str | None) -> Done:
    """Tick occurrences as good examples of their sense.

    They come first among the examples of the sense, also in exported entries, and stay in it.

    \b
    Examples:
        senseindex sense tick 851660 1247906
        senseindex sense tick 138024 --sense bank%2
    """
    return editor.tick(occurrences, sense_id), f"{_counted(occurrences)} ticked"


@edit(OCCURRENCES)
def untick(editor: Editor, occurrences: tuple[Occurrence, ...]) -> Done:
    """Take ticks away; the occurrences stay in their sense.

    \b
    Example:
        senseindex sense untick 851660
    """
    return editor.untick(occurrences), f"{_counted(occurrences)} no longer ticked"


@edit(
    word_argument("lemma"),
    EXAMPLES,
    LIKE,
    click.option("--definition", metavar="TEXT", default="", help="What it means; without examples, used as one."),
    click.option("--label", metavar="TEXT", default="", help="What to call it."),
    MARGIN,
    DRY_RUN,
    LINES,
)
def create(
    editor: Editor,
    lemma: str,
    examples: tuple[str, ...],
    occurrences: tuple[Occurrence, ...],
    definition: str,
    label: str,
    margin: float | None,
    dry_run: bool,
    lines: int,
) -> Done | None:
    """Make a sense from examples or a definition.

    A line goes into it if it is clearly nearer to the examples than to any other sense. How clearly is learnt from
    the examples; --margin says it, and --dry-run shows the margin of every line as its score.

    \b
    Examples:
        senseindex sense create bank --example "The river burst its banks." --label riverside
        senseindex sense create bank --like 138024 --like 424348 --margin 0.1 --dry-run
    """
    if not examples and not occurrences and not definition.strip():
        raise UsageError("what is the sense? Give --example TEXT or --like ID (once or more), or --definition TEXT")
    how: dict[str, Any] = {"examples": examples, "occurrences": occurrences, "definition": definition, "margin": margin}
    with waiting("Reading the examples" if examples or not occurrences else ""):
        if not dry_run:
            made = editor.create(lemma, label=label, **how)
            return made, f"{made.made[0]} was made and has {made.moved:,} occurrences"
        found = editor.preview_create(lemma, lines=lines, **how)
    show(found)
    return None


@edit(SENSE)
def delete(editor: Editor, sense_id: str) -> Done:
    """Take a sense away; its occurrences become unclear.

    \b
    Example:
        senseindex sense delete bank%3
    """
    return editor.delete(sense_id), f"{sense_id} is gone and its occurrences are unclear"


@edit(SENSES)
def lock(editor: Editor, senses: tuple[str, ...]) -> Done:
    """Let inductions leave senses and their occurrences alone.

    \b
    Example:
        senseindex sense lock bank%1 bank%2
    """
    return editor.lock(*senses), f"{', '.join(senses)} locked"


@edit(SENSES)
def unlock(editor: Editor, senses: tuple[str, ...]) -> Done:
    """Let inductions change senses again.

    \b
    Example:
        senseindex sense unlock bank%1 bank%2
    """
    return editor.lock(*senses, unlock=True), f"{', '.join(senses)} unlocked"


def _counted(ids: tuple[Occurrence, ...]) -> str:
    return f"{len(set(ids)):,} occurrence{'' if len(set(ids)) == 1 else 's'}"
