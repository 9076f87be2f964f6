"""`sense`: rename, define, merge, split, move, create, delete and lock senses. All of it can be undone."""

from __future__ import annotations

from pathlib import Path

import click

from senseindex.cli.options import author_option, index_option, open_index, readable_text, word_argument, write
from senseindex.cli.progress import waiting
from senseindex.errors import UsageError

UNDO = "`senseindex undo` takes it back"


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


@sense.command()
@word_argument("sense_id", metavar="ID")
@word_argument("label")
@index_option
@author_option
def rename(sense_id: str, label: str, index_directory: Path, author: str | None) -> None:
    """Give a sense a label; no induction overwrites it.

    \b
    Example:
        senseindex sense rename bank%2 "edge of a river"
    """
    with open_index(index_directory) as index:
        index.editor(author).rename(sense_id, label)
    write(f"{sense_id} is now called {label!r}; {UNDO}")


@sense.command()
@word_argument("sense_id", metavar="ID")
@click.argument("definition", metavar="TEXT")
@index_option
@author_option
def define(sense_id: str, definition: str, index_directory: Path, author: str | None) -> None:
    """Give a sense a definition; an empty TEXT takes it away.

    \b
    Example:
        senseindex sense define bank%2 "the land along the side of a river"
    """
    with open_index(index_directory) as index:
        index.editor(author).define(sense_id, definition)
    write(f"{sense_id} is defined; {UNDO}" if definition.strip() else f"{sense_id} has no definition now; {UNDO}")


@sense.command()
@word_argument("sense_id", metavar="ID")
@word_argument("others", nargs=-1, required=True, metavar="ID...")
@index_option
@author_option
def merge(sense_id: str, others: tuple[str, ...], index_directory: Path, author: str | None) -> None:
    """Put other senses of the same word into the first one.

    \b
    Example:
        senseindex sense merge bank%1 bank%3 bank%4
    """
    with open_index(index_directory) as index:
        index.editor(author).merge(sense_id, *others)
    write(f"{', '.join(others)} went into {sense_id}; {UNDO}")


@sense.command()
@word_argument("sense_id", metavar="ID")
@click.option(
    "-n", "count", type=click.IntRange(min=2), metavar="N", help="Into N parts. Default: as many as seem right."
)
@click.option(
    "--example", "examples", multiple=True, metavar="TEXT", callback=readable_text, help="A part like this sentence."
)
@click.option("--like", "occurrences", multiple=True, type=int, metavar="ID", help="A part like this occurrence.")
@index_option
@author_option
def split(
    sense_id: str,
    count: int | None,
    examples: tuple[str, ...],
    occurrences: tuple[int, ...],
    index_directory: Path,
    author: str | None,
) -> None:
    """Divide a sense, by itself or by example lines.

    The largest part keeps the id, or that of the first example. Give --like or --example once for every part.

    \b
    Examples:
        senseindex sense split interest%1
        senseindex sense split interest%1 -n 3
        senseindex sense split interest%1 --like 424348 --like 138024
    """
    with open_index(index_directory) as index, waiting("Reading the examples" if examples else ""):
        names = index.editor(author).split(sense_id, count, examples=examples, occurrences=occurrences)
    write(f"{sense_id} was split into {', '.join(names)}; {UNDO}")


@sense.command()
@click.argument("occurrences", nargs=-1, required=True, type=int, metavar="OCCURRENCE...")
@word_argument("sense_id", metavar="ID")
@index_option
@author_option
def move(occurrences: tuple[int, ...], sense_id: str, index_directory: Path, author: str | None) -> None:
    """Put occurrences into a sense; ID%0 is unclear.

    Their ids stand in the first column of a query. An induction keeps them there.

    \b
    Example:
        senseindex sense move 851660 1247906 bank%2
    """
    with open_index(index_directory) as index:
        index.editor(author).move(occurrences, sense_id)
    write(f"{_occurrences(occurrences)} moved to {sense_id}; {UNDO}")


@sense.command()
@click.argument("occurrences", nargs=-1, required=True, type=int, metavar="OCCURRENCE...")
@click.option("--sense", "sense_id", metavar="ID", callback=readable_text, help="Put them into this sense, too.")
@index_option
@author_option
def tick(occurrences: tuple[int, ...], sense_id: str | None, index_directory: Path, author: str | None) -> None:
    """Tick occurrences as good examples of their sense.

    They come first among the examples of the sense, also in exported entries, and stay in it.

    \b
    Examples:
        senseindex sense tick 851660 1247906
        senseindex sense tick 138024 --sense bank%2
    """
    with open_index(index_directory) as index:
        index.editor(author).tick(occurrences, sense_id)
    write(f"{_occurrences(occurrences)} ticked; {UNDO}")


@sense.command()
@click.argument("occurrences", nargs=-1, required=True, type=int, metavar="OCCURRENCE...")
@index_option
@author_option
def untick(occurrences: tuple[int, ...], index_directory: Path, author: str | None) -> None:
    """Take ticks away; the occurrences stay in their sense.

    \b
    Example:
        senseindex sense untick 851660
    """
    with open_index(index_directory) as index:
        index.editor(author).untick(occurrences)
    write(f"{_occurrences(occurrences)} no longer ticked; {UNDO}")


@sense.command()
@word_argument("lemma")
@click.option(
    "--example", "examples", multiple=True, metavar="TEXT", callback=readable_text, help="A sentence with the word."
)
@click.option("--definition", metavar="TEXT", default="", help="What it means; also used as an example.")
@click.option("--label", metavar="TEXT", default="", help="What to call it.")
@index_option
@author_option
def create(
    lemma: str, examples: tuple[str, ...], definition: str, label: str, index_directory: Path, author: str | None
) -> None:
    """Make a sense from example sentences, a definition or both.

    What is nearer to it than to the other senses goes into it.

    \b
    Example:
        senseindex sense create bank --example "The river burst its banks." --label riverside
    """
    if not examples and not definition.strip():
        raise UsageError("what is the sense? Give --example TEXT (once or more), --definition TEXT, or both")
    with open_index(index_directory) as index, waiting("Reading the examples"):
        name = index.editor(author).create(lemma, examples=examples, definition=definition, label=label)
        size = next(each.size for each in index.senses(lemma, examples=0) if each.id == name)
    write(f"{name} was made and has {size:,} occurrences; {UNDO}")


@sense.command()
@word_argument("sense_id", metavar="ID")
@index_option
@author_option
def delete(sense_id: str, index_directory: Path, author: str | None) -> None:
    """Take a sense away; its occurrences become unclear.

    \b
    Example:
        senseindex sense delete bank%3
    """
    with open_index(index_directory) as index:
        index.editor(author).delete(sense_id)
    write(f"{sense_id} is gone and its occurrences are unclear; {UNDO}")


@sense.command()
@word_argument("senses", nargs=-1, required=True, metavar="ID...")
@index_option
@author_option
def lock(senses: tuple[str, ...], index_directory: Path, author: str | None) -> None:
    """Let inductions leave senses and their occurrences alone.

    \b
    Example:
        senseindex sense lock bank%1 bank%2
    """
    with open_index(index_directory) as index:
        index.editor(author).lock(*senses)
    write(f"{', '.join(senses)} locked; {UNDO}")


@sense.command()
@word_argument("senses", nargs=-1, required=True, metavar="ID...")
@index_option
@author_option
def unlock(senses: tuple[str, ...], index_directory: Path, author: str | None) -> None:
    """Let inductions change senses again.

    \b
    Example:
        senseindex sense unlock bank%1 bank%2
    """
    with open_index(index_directory) as index:
        index.editor(author).lock(*senses, unlock=True)
    write(f"{', '.join(senses)} unlocked; {UNDO}")


def _occurrences(ids: tuple[int, ...]) -> str:
    return f"{len(set(ids)):,} occurrence{'' if len(set(ids)) == 1 else 's'}"
