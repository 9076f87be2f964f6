"""`dictionary`: the senses of a dictionary beside those of the corpus."""

from __future__ import annotations

from pathlib import Path

import click

from senseindex.cli.options import author_option, format_option, index_option, open_index, readable_text, show
from senseindex.cli.progress import ProgressDisplay, waiting
from senseindex.errors import UsageError


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.argument("lemmas", nargs=-1, metavar="[LEMMA]...", callback=readable_text)
@index_option
@click.option("--import", "keep", is_flag=True, help="Keep it with the index: then words are answered at once.")
@click.option("--adopt", is_flag=True, help="Put its senses in the place of the index's; undo takes it back.")
@click.option("--lines", type=click.IntRange(min=0), metavar="N", default=3, help="Lines shown of a gap. Default: 3.")
@click.option("--window", type=click.IntRange(min=0), metavar="N", default=10, help="Words a side. Default: 10.")
@author_option
@format_option
def dictionary(
    file: Path,
    lemmas: tuple[str, ...],
    index_directory: Path,
    keep: bool,
    adopt: bool,
    lines: int,
    window: int,
    author: str | None,
    output_format: str,
) -> None:
    """Compare a dictionary's senses with the corpus.

    FILE is JSON or TSV with lemma, pos, id, definition and examples, a wordnet in WN-LMF (may be packed), or TEI Lex-0;
    or the name of a dictionary that was imported. Shows which of its senses nothing attests, and which senses of the
    index it does not cover.

    \b
    Examples:
        senseindex dictionary english.xml bank interest
        senseindex dictionary senses.tsv bank --adopt
        senseindex dictionary oewn.xml.xz --import
        senseindex dictionary oewn bank
    """
    if keep and (adopt or lemmas):
        raise UsageError("--import takes a whole dictionary: name no words and do not adopt; ask afterwards")
    with open_index(index_directory) as index:
        if keep:
            with ProgressDisplay() as progress:
                show(index.edit.by(author).import_dictionary(file, progress), output_format)
            return
        with waiting("Reading the dictionary"):
            report = index.edit.by(author).compare_dictionary(file, lemmas, adopt=adopt, window=window, lines=lines)
        show(report, output_format)
