"""`label` and `review`: label a few lines of a word, let them assign all others, look at the least certain."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from senseindex.cli.options import (
    author_option,
    format_option,
    index_option,
    open_index,
    show,
    talk,
    word_argument,
    write,
)
from senseindex.errors import UsageError

if TYPE_CHECKING:
    from senseindex.answers.concordance import Hit
    from senseindex.edit.label_session import LabelSession

KEYS = 9
END = ("q", "\x03", "\x04", "\x1b")


@click.command()
@word_argument("lemma")
@index_option
@click.option("--propagate", is_flag=True, help="Move other lines by the labels, where these are surer.")
@click.option("--dry-run", is_flag=True, help="With --propagate: say what would move, and move nothing.")
@click.option("-n", "count", type=click.IntRange(min=1), metavar="N", default=20, help="Lines to label. Default: 20.")
@click.option("--window", type=click.IntRange(min=0), metavar="N", default=10, help="Words a side. Default: 10.")
@author_option
@format_option
def label(
    lemma: str,
    index_directory: Path,
    propagate: bool,
    dry_run: bool,
    count: int,
    window: int,
    author: str | None,
    output_format: str,
) -> None:
    """Label lines of a word by sense, one key each.

    The most informative line comes first. Keys: 1 to 9 for a sense, u unclear, s skip, z undo, q end. They may also
    come from a pipe. Then --propagate moves other lines into the sense of which the labels are surer than of the
    one they have. It says how well the labels predict each other, and where they do so no better than what stands,
    it moves nothing.

    \b
    Examples:
        senseindex label bank
        senseindex label bank --propagate --dry-run
        senseindex label bank --propagate
    """
    if dry_run and not propagate:
        raise UsageError("--dry-run goes with --propagate: labelling itself moves only what you label")
    with open_index(index_directory) as index:
        if propagate:
            show(index.labels.propagate(lemma, author=author, dry_run=dry_run), output_format)
            return
        session = index.labels.session(lemma, author=author, window=window)
        if len(session.senses) > KEYS:
            talk(f"{lemma} has {len(session.senses)} senses; only the first {KEYS} have a key")
        done = _walk(session, count)
        lines = f"{done:,} line{'' if done == 1 else 's'}"
        write(f"{lines} labelled, {session.labelled:,} in all; next: senseindex label {lemma} --propagate")


@click.command()
@word_argument("lemma")
@index_option
@click.option("-n", "count", type=click.IntRange(min=1), metavar="N", default=20, help="Lines shown. Default: 20.")
@click.option("--window", type=click.IntRange(min=0), metavar="N", default=10, help="Words a side. Default: 10.")
@format_option
def review(lemma: str, index_directory: Path, count: int, window: int, output_format: str) -> None:
    """Show the lines of a word whose sense is least certain.

    \b
    Example:
        senseindex review bank -n 50
    """
    with open_index(index_directory) as index:
        show(index.labels.review(lemma, count, window=window), output_format)


def _walk(session: LabelSession, count: int) -> int:
    for number, sense in enumerate(session.senses[:KEYS], start=1):
        text = f"{sense.label}: {sense.definition}" if sense.definition else sense.label
        write(f"  {number}  {sense.name}  {text}")
    write("  u  unclear    s  skip    z  undo    q  end")
    keys = _keys()
    done: list[bool] = []
    while sum(done) < count and (hit := session.next()) is not None:
        _show_line(hit, sum(done) + 1)
        key = next(keys, "q")
        while key not in (*map(str, range(1, min(len(session.senses), KEYS) + 1)), "u", "s", "z", *END):
            if not sys.stdin.isatty():
                raise UsageError(f"there is no key {key!r}: use 1 to {min(len(session.senses), KEYS)}, u, s, z or q")
            key = next(keys, "q")
        if key in END:
            break
        if key == "z":
            if session.undo() is not None:
                done.pop()
            continue
        if key == "s":
            session.skip(hit.occurrence_id)
        elif key == "u":
            session.unclear(hit.occurrence_id)
        else:
            session.label(hit.occurrence_id, session.senses[int(key) - 1].name)
        done.append(key != "s")
    return sum(done)


def _show_line(hit: Hit, number: int) -> None:
    from rich.text import Text

    from senseindex.output.render.layout import NODE, clean

    line = Text.assemble(f"{number:>3}  {clean(hit.left)} ", (clean(hit.node), NODE), f" {clean(hit.right)}")
    write(line)


def _keys() -> Iterator[str]:
    """Keys as they are pressed, or the characters of a pipe without blanks and line ends."""
    if sys.stdin.isatty():
        while True:
            yield click.getchar().lower()
    for line in sys.stdin:
        yield from (character.lower() for character in line if not character.isspace())
