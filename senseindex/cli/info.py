"""`info`: what an index holds."""

from __future__ import annotations

from pathlib import Path

import click

from senseindex.cli.options import format_option, index_option, open_index, show


@click.command()
@index_option
@format_option
def info(index_directory: Path, output_format: str) -> None:
    """Show what an index holds.

    Counts, size on disk, encoder, sense vector recipe, static vectors, the metadata columns for --where.

    \b
    Example:
        senseindex info --index indexes/speeches
    """
    with open_index(index_directory) as index:
        show(index.info(), output_format)
