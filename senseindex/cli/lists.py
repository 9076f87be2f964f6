"""`wordlist`, `keywords`, `ngrams`, `statistics`, and `frequency` of hits: lists of any length, and their files."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from senseindex.answers.lists import ATTRIBUTES, KEYWORD_KEYS, NGRAM_KEYS, WORD_KEYS
from senseindex.cli.options import (
    Function,
    choice_option,
    format_option,
    hit_options,
    index_option,
    number_option,
    open_index,
    path_option,
    show,
    subcorpus_options,
    talk,
    text_option,
    together,
    word_argument,
)
from senseindex.cli.progress import waiting
from senseindex.errors import UsageError
from senseindex.output.files import LINE_FORMATS

if TYPE_CHECKING:
    from senseindex.answers.lists import LongList
    from senseindex.sense_index import SenseIndex

ROWS = 20

page_options = together(
    number_option("-n", "count", help=f"Rows. Default: {ROWS} on the screen, all into a file."),
    number_option("--offset", least=0, default=0, help="Rows left out before them."),
    format_option,
    path_option("-o", "--output", "file", help="Write to a file: .csv, .tsv, .jsonl or .xlsx."),
)
"""How much of a list is wanted and where, given to the command as `count`, `offset`, `output_format` and `file`."""


def sort_option(keys: tuple[str, ...]) -> Callable[[Function], Function]:
    """--sort KEY, one of these; the first one is where nothing is said."""
    return click.option("--sort", metavar="KEY", help=f"{', '.join(keys)}; -KEY turns round. Default: {keys[0]}.")


of_option = choice_option("--of", choices=ATTRIBUTES, default="lemma", help="What is listed; word is the form.")
case_option = click.option("--ignore-case", is_flag=True, help="Take together what differs in case alone.")
punctuation_option = click.option("--punctuation", is_flag=True, help="What has no letter or digit too.")
filter_options = together(
    text_option("--pattern", metavar="REGEX", help="Only what this regular expression fits as a whole."),
    number_option("--min-docs", "min_documents", default=1, help="Only what stands in N documents."),
)
pos_option = text_option("--pos", metavar="TAG", help="Only tokens of one part of speech, such as NOUN.")


@click.command()
@index_option
@of_option
@subcorpus_options
@filter_options
@pos_option
@number_option("--min-freq", "min_frequency", default=1, help="Only what occurs N times or more.")
@number_option("--max-freq", "max_frequency", help="Only what occurs N times or less.")
@click.option("--hapaxes", is_flag=True, help="Only what occurs once.")
@case_option
@punctuation_option
@sort_option(WORD_KEYS)
@page_options
def wordlist(
    index_directory: Path,
    of: str,
    hapaxes: bool,
    count: int | None,
    offset: int,
    output_format: str,
    file: Path | None,
    **asked: Any,
) -> None:
    """List the words of the corpus with frequency and dispersion.

    `docs` is how many documents a word stands in, DP Gries' deviation of proportions over documents (0 is even), D
    Juilland's (1 is even), ipm per million tokens. Punctuation is left out unless --punctuation.

    \b
    Examples:
        senseindex wordlist
        senseindex wordlist --of word --pattern "un.*able" --min-freq 5
        senseindex wordlist --of sense --where "year >= 1990" --sort -dp
        senseindex wordlist --hapaxes --sort item -n 50
        senseindex wordlist --pos NOUN -o nouns.xlsx
    """
    if hapaxes:
        if asked["max_frequency"] is not None or asked["min_frequency"] != 1:
            raise UsageError("--hapaxes are what occurs once: leave out --min-freq and --max-freq")
        asked["max_frequency"] = 1
    with open_index(index_directory) as index:
        deliver(index, index.lists.words(of, **asked), count, offset, output_format, file)


@click.command()
@index_option
@of_option
@subcorpus_options
@text_option("--against", metavar="SQL", help="The other part of the corpus. Default: all the rest.")
@text_option(
    "--against-subcorpus", "--against-in", "against_subcorpus", metavar="NAME", help="The other part, by its name."
)
@path_option("--reference", help="Compare with a list of words and frequencies, .csv or .tsv.")
@number_option("--reference-tokens", help="Tokens of the reference corpus. Default: by its ipm, else the sum.")
@filter_options
@pos_option
@number_option("--min-freq", "min_frequency", default=5, help="Only what occurs N times or more.")
@case_option
@click.option("--negative", is_flag=True, help="What is less frequent instead.")
@click.option("--added", type=float, metavar="N", default=1.0, show_default=True, help="The N of simple maths, in ipm.")
@sort_option(KEYWORD_KEYS)
@page_options
def keywords(
    index_directory: Path,
    of: str,
    count: int | None,
    offset: int,
    output_format: str,
    file: Path | None,
    **asked: Any,
) -> None:
    """List what is more frequent in one part than elsewhere.

    By log-likelihood (LL, with its p), %DIFF or simple maths; of words, lemmas or senses. The other part is all the
    rest, unless --against, --against-subcorpus or --reference name it.

    \b
    Examples:
        senseindex keywords --where "year >= 1990"
        senseindex keywords --subcorpus nineties --against-subcorpus eighties --of sense
        senseindex keywords --where "genre = 'news'" --sort maths --added 100
        senseindex wordlist --of word -o general.tsv
        senseindex keywords --of word --reference general.tsv
    """
    if asked["reference_tokens"] is not None and asked["reference"] is None:
        raise UsageError("--reference-tokens goes with --reference FILE")
    with open_index(index_directory) as index:
        deliver(index, index.lists.keywords(of, **asked), count, offset, output_format, file)


@click.command()
@index_option
@click.option(
    "--size", type=click.IntRange(2, 6), metavar="N", default=2, show_default=True, help="How many words, 2 to 6."
)
@choice_option("--of", choices=ATTRIBUTES[:-1], default="word", help="What the sequences are of; word is the form.")
@number_option("--gaps", least=0, default=0, help="Up to N tokens in all may stand between the words.")
@subcorpus_options
@filter_options
@number_option("--min-freq", "min_frequency", default=5, help="Only what occurs N times or more.")
@case_option
@punctuation_option
@sort_option(NGRAM_KEYS)
@page_options
def ngrams(
    index_directory: Path,
    size: int,
    of: str,
    count: int | None,
    offset: int,
    output_format: str,
    file: Path | None,
    **asked: Any,
) -> None:
    """List sequences of words with frequency and association.

    A sequence lies in one sentence and holds no punctuation, unless --punctuation. MI, t-score, logDice and, of pairs,
    log-likelihood compare its frequency with those of its words.

    \b
    Examples:
        senseindex ngrams
        senseindex ngrams --size 3 --of lemma --min-freq 20
        senseindex ngrams --sort logdice --pattern "bank .*"
        senseindex ngrams --size 2 --gaps 2 -o pairs.csv
    """
    with open_index(index_directory) as index:
        deliver(index, index.lists.ngrams(size, of, **asked), count, offset, output_format, file)


@click.command()
@index_option
@subcorpus_options
@click.option("--by", metavar="KEY", help="Metadata column, document, year, decade, month...")
@case_option
@page_options
def statistics(
    index_directory: Path,
    by: str | None,
    count: int | None,
    offset: int,
    output_format: str,
    file: Path | None,
    **asked: Any,
) -> None:
    """Show how many types and tokens there are.

    Words are tokens with a letter or digit, types different forms of them, hapaxes types that occur once. TTR is types
    by words, which falls as a text grows; STTR is its mean over stretches of 1,000 words, which can be compared.

    \b
    Examples:
        senseindex statistics
        senseindex statistics --by decade
        senseindex statistics --by document -o documents.csv
    """
    with open_index(index_directory) as index:
        deliver(index, index.lists.statistics(by, **asked), count, offset, output_format, file)


@click.command()
@word_argument("lemma", required=False)
@index_option
@hit_options
@click.option("--by", metavar="KEY", multiple=True, required=True, help="What hits are counted by; twice for pairs.")
@case_option
@page_options
def frequency(
    lemma: str | None,
    index_directory: Path,
    by: tuple[str, ...],
    count: int | None,
    offset: int,
    output_format: str,
    file: Path | None,
    **asked: Any,
) -> None:
    """Count hits by what stands at a position, or by metadata.

    KEY is node, or the n-th word beside it (L1, R2), with an attribute behind a dot (node.word, L1.lemma, R1.pos);
    sense; a metadata column, document, year, month...; or collocate. Two keys are crossed. Which hits: as in query.

    \b
    Examples:
        senseindex frequency bank --by node --ignore-case
        senseindex frequency bank --by L1.lemma -n 50
        senseindex frequency bank --by sense --by decade -o bank.xlsx
        senseindex frequency --pattern '"the" [] "of"' --by node
    """
    if len(by) > 2:
        raise UsageError("--by is given once, or twice for pairs")
    with open_index(index_directory) as index, waiting("Reading the example" if asked["context"] else ""):
        found: LongList[Any]
        if len(by) == 1:
            found = index.hits.breakdown(by[0], lemma, **asked)
        else:
            found = index.hits.crossed(by[0], by[1], lemma, **asked)
        deliver(index, found, count, offset, output_format, file)


def deliver(
    index: SenseIndex, found: LongList[Any], count: int | None, offset: int, output_format: str, file: Path | None
) -> None:
    """Write a list to a file, all of it or a page, or show a page of it."""
    from senseindex.output.files.tables import lines_of

    if file is not None:
        rows = index.export.table(file, found.page(offset, count))
        talk(f"{file}: {rows:,} rows")
        return
    page = found.page(offset, count or ROWS)
    if output_format in LINE_FORMATS:
        sys.stdout.writelines(lines_of(page, output_format))
        return
    show(page, output_format)
    if output_format == "table" and offset + len(page) < len(found):
        talk(f"More rows: --offset {offset + len(page)}")
