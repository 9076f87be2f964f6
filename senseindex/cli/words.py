"""`neighbors`, `similarity`, `analogy`, `odd`: the static vectors of an index, where a word has one vector."""

from __future__ import annotations

from pathlib import Path

import click

from senseindex.answers.tables import Facts
from senseindex.cli.options import (
    choice_option,
    format_option,
    index_option,
    number_option,
    open_index,
    show,
    word_argument,
)
from senseindex.errors import UsageError


@click.command()
@word_argument("word")
@index_option
@number_option("-n", "count", default=10, help="Words shown.")
@format_option
def neighbors(word: str, index_directory: Path, count: int, output_format: str) -> None:
    """Show the nearest words of a word.

    \b
    Example:
        senseindex neighbors bank -n 20
    """
    with open_index(index_directory) as index:
        show(index.words.neighbors(word, count), output_format)


@click.command()
@word_argument("first", metavar="A")
@word_argument("second", metavar="B")
@index_option
@format_option
def similarity(first: str, second: str, index_directory: Path, output_format: str) -> None:
    """Show how similar two words are.

    The answer is the cosine of their static vectors: 1 for the same word, around 0 for words without relation.

    \b
    Example:
        senseindex similarity river water
    """
    with open_index(index_directory) as index:
        cosine = float(index.words.similarity(first, second))
    show(Facts({"first": first, "second": second, "cosine": cosine}), output_format)


@click.command()
@word_argument("first", metavar="A")
@word_argument("second", metavar="B")
@word_argument("third", metavar="C")
@index_option
@number_option("-n", "count", default=10, help="Words shown.")
@choice_option("--method", choices=("3cosadd", "3cosmul"), default="3cosadd", help="The objective.")
@format_option
def analogy(
    first: str, second: str, third: str, index_directory: Path, count: int, method: str, output_format: str
) -> None:
    """Complete an analogy: A is to B as C is to what?

    \b
    Example:
        senseindex analogy man king woman
    """
    with open_index(index_directory) as index:
        show(index.words.analogy(first, second, third, n=count, method=method), output_format)


@click.command()
@word_argument("words", nargs=-1, required=True, metavar="WORD...")
@index_option
@format_option
def odd(words: tuple[str, ...], index_directory: Path, output_format: str) -> None:
    """Find the word that does not belong with the others.

    \b
    Example:
        senseindex odd river lake money stream
    """
    if len(set(words)) < 3:
        raise UsageError("give three different words or more")
    with open_index(index_directory) as index:
        odd_word = index.words.odd_one_out(words)
    show(Facts({"words": " ".join(words), "odd_one_out": odd_word}), output_format)
