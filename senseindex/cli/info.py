"""`info`: what an index holds."""

from __future__ import annotations

from pathlib import Path

import click

from senseindex.cli.options import format_option, index_option, open_index, show


@click.command()
@index_option
@click.option("--by", metavar="KEY", help="Documents and tokens by a metadata column, year, decade, month...")
@format_option
def info(index_directory: Path, by: str | None, output_format: str) -> None:
    """Show what an index holds.

    Counts, size on disk, encoder, sense vector recipe, static vectors, the metadata columns for --where.

    \b
    Examples:
        senseindex info --index indexes/speeches
        senseindex info --by decade
    """
    with open_index(index_directory) as index:
        show(index.info() if by is None else index.lists.sizes(by), output_format)
