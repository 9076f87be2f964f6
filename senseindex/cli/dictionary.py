"""`dictionary`: the senses of a dictionary beside those of the corpus."""

from __future__ import annotations

from pathlib import Path

import click

from senseindex.cli.options import author_option, format_option, index_option, open_index, readable_text, show
from senseindex.cli.progress import waiting


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.argument("lemmas", nargs=-1, metavar="[LEMMA]...", callback=readable_text)
@index_option
@click.option("--adopt", is_flag=True, help="Put its senses in the place of the index's; undo takes it back.")
@click.option("--lines", type=click.IntRange(min=0), metavar="N", default=3, help="Lines shown of a gap. Default: 3.")
@click.option("--window", type=click.IntRange(min=0), metavar="N", default=10, help="Words a side. Default: 10.")
@author_option
@format_option
def dictionary(
    file: Path,
    lemmas: tuple[str, ...],
    index_directory: Path,
    adopt: bool,
    lines: int,
    window: int,
    author: str | None,
    output_format: str,
) -> None:
    """Compare a dictionary's senses with the corpus.

    FILE is JSON or TSV with lemma, pos, id, definition and examples, a wordnet in WN-LMF, or TEI Lex-0. Shows which of
    its senses nothing attests, and which senses of the index it does not cover.

    \b
    Examples:
        senseindex dictionary english.xml bank interest
        senseindex dictionary senses.tsv bank --adopt
    """
    with open_index(index_directory) as index:
        with waiting("Reading the dictionary"):
            report = index.edit.by(author).compare_dictionary(file, lemmas, adopt=adopt, window=window, lines=lines)
        show(report, output_format)
