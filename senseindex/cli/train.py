"""`train`: learn from your own text what an index is then made with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from senseindex.cli.options import PATH, format_option, number_option, path_option, show, talk
from senseindex.cli.progress import ProgressDisplay
from senseindex.errors import UsageError


@click.group()
def train() -> None:
    """Train an encoder on your own text.

    \b
    Example:
        senseindex train senses --labelled noad=noad_semcor_masc --minutes 20 --output adapters.safetensors
    """


@train.command()
@click.option(
    "--labelled", metavar="KIND=FOLDER", multiple=True, help="Words with known senses: noad, usages or coarsewsd."
)
@path_option(
    "--text", "texts", multiple=True, help="Plain text, a file or a folder: likeness to the teacher is learnt."
)
@path_option("--leave-out", help="Lemmas, one a line, whose labels are not looked at: those that you evaluate on.")
@click.option("--model", metavar="NAME", help="The encoder to train: a name or a folder. Default: the default encoder.")
@click.option("--teacher", metavar="NAME", help="Another encoder to learn from. Default: the untouched one itself.")
@number_option("--from-layer", help="The lowest layer that is trained, counted from 1. Default: the upper half.")
@click.option("--published", is_flag=True, help="Begin without the adapters that come with the encoder.")
@number_option("--rank", default=16, help="Rank of the adapters.")
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), help="How long to train.")
@number_option("--steps", help="How many steps to train, instead of minutes.")
@number_option("--passages", default=20_000, help="How many passages of plain text are used at most.")
@click.option("--language", metavar="CODE", default="en", show_default=True, help="The language of plain text.")
@number_option("--seed", least=0, default=0, help="What is drawn, and how the adapters begin.")
@click.option("--device", metavar="NAME", default="auto", show_default=True, help="auto, cpu or cuda.")
@path_option("--states", metavar="DIR", help="Keep what is computed once in this folder, for other trainings.")
@click.option("--output", required=True, type=PATH, metavar="FILE", help="The file of adapters to write.")
@path_option("--save-model", metavar="DIR", help="Write the whole trained encoder too, for ingest --model DIR.")
@click.option("--dry-run", is_flag=True, help="Tell the cost alone.")
@format_option
def senses(
    leave_out: Path | None,
    labelled: tuple[str, ...],
    texts: tuple[Path, ...],
    save_model: Path | None,
    dry_run: bool,
    output_format: str,
    **given: Any,
) -> None:
    """Train adapters that make an encoder tell senses apart.

    Usages of a word come apart by their known senses, while all words stay as like each other as the teacher has them.
    A quarter of the lemmas is kept aside; before and after it is told how well usages of a sense find each other there.
    The same command goes on with a training that was interrupted.

    \b
    Examples:
        senseindex train senses --labelled usages=my-lines --minutes 20 --output mine.safetensors --save-model mine
        senseindex train senses --model fast --teacher good --text novels --steps 500 --output fast.safetensors
    """
    from senseindex.training.senses import SenseTrainingRequest, save_trained_model, train_senses

    if save_model is not None and save_model.exists() and (not save_model.is_dir() or any(save_model.iterdir())):
        raise UsageError(f"{save_model} is there already; name an empty folder for --save-model")
    left_out = frozenset(leave_out.read_text(encoding="utf-8").lower().split()) if leave_out else frozenset()
    request = SenseTrainingRequest(labelled=labelled, texts=texts, left_out=left_out, **given)
    with ProgressDisplay() as progress:
        result = train_senses(request, dry_run=dry_run, progress=progress, say=talk)
    if dry_run:
        return
    if save_model is not None:
        save_trained_model(request.model, request.output, save_model)
        talk(f"the encoder is in {save_model}; use it with ingest --model {save_model}")
    show(result, output_format)
