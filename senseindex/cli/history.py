"""`undo`, `redo` and `history`: what people did to senses."""

from __future__ import annotations

from pathlib import Path

import click

from senseindex.cli.options import (
    author_option,
    format_option,
    index_option,
    open_index,
    readable_text,
    show,
    word_argument,
    write,
)

LEMMA = click.option("--lemma", metavar="LEMMA", callback=readable_text, help="Only edits of this word.")


@click.command()
@click.argument("count", type=click.IntRange(min=1), default=1, metavar="[N]")
@LEMMA
@index_option
@author_option
def undo(count: int, lemma: str | None, index_directory: Path, author: str | None) -> None:
    """Take the last edit back, or the last N.

    \b
    Examples:
        senseindex undo 3
        senseindex undo --lemma bank
    """
    with open_index(index_directory) as index:
        for _ in range(count):
            write(f"Undone: {index.edit.by(author).undo(lemma).summary}")


@click.command()
@click.argument("count", type=click.IntRange(min=1), default=1, metavar="[N]")
@LEMMA
@index_option
@author_option
def redo(count: int, lemma: str | None, index_directory: Path, author: str | None) -> None:
    """Do again what was undone.

    \b
    Example:
        senseindex redo
    """
    with open_index(index_directory) as index:
        for _ in range(count):
            write(f"Done again: {index.edit.by(author).redo(lemma).summary}")


@click.command()
@word_argument("lemma", required=False)
@click.option(
    "-n", "count", type=click.IntRange(min=1), metavar="N", default=20, show_default=True, help="Edits shown."
)
@index_option
@format_option
def history(lemma: str | None, count: int, index_directory: Path, output_format: str) -> None:
    """Show who edited which senses, when and how.

    \b
    Examples:
        senseindex history
        senseindex history bank --format json
    """
    with open_index(index_directory) as index:
        show(index.edit.history(lemma, count), output_format)
