"""`show`: one hit with more of its document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from senseindex.cli import options
from senseindex.errors import UsageError

if TYPE_CHECKING:
    from senseindex.store.catalog.occurrences import Occurrence


@click.command()
@click.argument("occurrence", type=options.occurrence_name, metavar="ID")
@options.index_option
@options.number_option("--sentences", least=0, help="Sentences before and after. Default: 5.")
@click.option("--document", "whole", is_flag=True, help="The whole document.")
@options.format_option
def show(occurrence: Occurrence, index_directory: Path, sentences: int | None, whole: bool, output_format: str) -> None:
    """Show more of the document around a hit.

    ID is that of a line of query, in its first column, or DOCUMENT:OFFSET.

    \b
    Examples:
        senseindex show 2119
        senseindex show 2119 --sentences 20
        senseindex show news-019:340 --document
    """
    if whole and sentences is not None:
        raise UsageError("--document shows all sentences: leave out --sentences")
    with options.open_index(index_directory) as index:
        count = None if whole else 5 if sentences is None else sentences
        found = index.hits.in_document(occurrence, sentences=count)
    options.show(found, output_format)
