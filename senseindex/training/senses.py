"""Train an encoder to tell senses apart: low-rank adapters of its upper layers, from labelled usages and a teacher.

Usages of one word come apart by their senses where labels say so (a contrast of senses within a word), while all
cosines stay like a teacher's: the untouched encoder's own layers, or another encoder. Where there are no labels only
the second is learnt. The layers below are computed once. A training that is interrupted goes on by the same call.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from senseindex.answers.forms import human_bytes, human_seconds
from senseindex.answers.training import SenseTraining, TrainingState
from senseindex.errors import UsageError
from senseindex.files import whole_folder
from senseindex.training.layer_stack import LayerStack
from senseindex.training.sense_losses import LossWeights
from senseindex.training.sense_trainer import SenseTrainer, TrainerSettings
from senseindex.training.stored_states import OtherEncoder, OwnLayers, PiecesOfPassages, StoredStates, Teacher
from senseindex.training.training_cost import TrainingCost, training_cost
from senseindex.training.training_text import TrainingText, read_training_text
from senseindex.vectors.contextual.adapters import Adapters
from senseindex.vectors.contextual.hub import quiet
from senseindex.vectors.contextual.loading import FoundModel, find_model, load_model, weights_of
from senseindex.vectors.contextual.precision import choose_device
from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder

LOOKS: Final = 3
"""How often a training looks at what is kept aside, after the look before its first step."""

CHECKPOINT_SECONDS: Final = 60.0

Say = Callable[[str], None]
Report = Callable[[str, int, int], None]


@dataclass(frozen=True)
class SenseTrainingRequest:
    """What to train, on what, how long.

    `labelled` are KIND=FOLDER (see `training.labelled`), `texts` files or folders of plain text; `left_out` lemmas
    whose labels are not looked at. `teacher` is another encoder, None for the model's own layers. Layers from
    `from_layer` (counted from 1; None: the upper half) get adapters of `rank`, which begin as those that come with the
    encoder, if any, unless it is to begin as `published`. One of `steps` and `minutes` says how long. `states` is the
    folder for what is computed once, kept where it is named; None: beside the output, and removed at the end.
    """

    output: Path
    labelled: tuple[str, ...] = ()
    texts: tuple[Path, ...] = ()
    left_out: frozenset[str] = frozenset()
    model: str | None = None
    teacher: str | None = None
    from_layer: int | None = None
    rank: int = 16
    steps: int | None = None
    minutes: float | None = None
    passages: int = 20_000
    fewest_held_out: int = 20
    language: str = "en"
    learning_rate: float = 4e-4
    weights: LossWeights = field(default_factory=LossWeights)
    published: bool = False
    states: Path | None = None
    device: str = "auto"
    seed: int = 0

    def __post_init__(self) -> None:
        if (self.steps is None) == (self.minutes is None):
            raise UsageError("say how long: --minutes or --steps")
        if not self.labelled and not self.texts:
            raise UsageError("there is nothing to learn from: give --labelled KIND=FOLDER, or --text and --teacher")
        if not self.labelled and self.teacher is None:
            raise UsageError("an encoder learns nothing from its own vectors: give --teacher, or --labelled")
        if not self.output.parent.is_dir():
            raise UsageError(f"{self.output.parent}: there is no such folder to write {self.output.name} to")

    @property
    def checkpoint(self) -> Path:
        """The file that an interrupted training goes on from."""
        return self.output.with_name(f"{self.output.name}.checkpoint")

    @property
    def states_folder(self) -> Path:
        """The folder for what is computed once."""
        return self.states or self.output.with_name(f"{self.output.name}.states")


def train_senses(
    request: SenseTrainingRequest,
    *,
    dry_run: bool = False,
    progress: Report | None = None,
    say: Say | None = None,
) -> SenseTraining:
    """Train adapters and write them to `request.output`; on the CPU the same seed and steps give the same file.

    `say` is told what it will cost before it begins, and each look. With `dry_run` nothing else happens. Raises
    UsageError and EncoderError for what cannot be trained, CorpusError for sources that cannot be read.
    """
    say = say or (lambda message: None)
    device = choose_device(request.device)
    found = find_model(request.model)
    stack = LayerStack(found, device)
    below = stack.used // 2 if request.from_layer is None else request.from_layer - 1
    if not 0 <= below < stack.used:
        raise UsageError(f"--from-layer {below + 1}: {found.name} uses layers 1 to {stack.used}")
    start = None if found.adapters is None or request.published else Adapters.load(found.adapters)
    teacher, taught_by = _teacher(request, found, stack, below)
    text = read_training_text(
        request.labelled,
        request.texts,
        left_out=request.left_out,
        most_passages=request.passages,
        fewest_held_out=request.fewest_held_out,
        language=request.language,
        seed=request.seed,
    )
    pieces = PiecesOfPassages(stack, [each.passage for each in text.passages])
    if (pieces.lengths > stack.window).any():  # they are read in windows elsewhere; there is text enough without them
        text = text.narrowed((pieces.lengths <= stack.window).tolist())
        pieces = PiecesOfPassages(stack, [each.passage for each in text.passages])
    content = _digest(
        [_weights(found), taught_by, below, [[p.words, p.passage.words, p.passage.places] for p in text.passages]]
    )
    taught = text.learnt if request.labelled else len(text.passages)
    stored = StoredStates(request.states_folder, content, stack, pieces, below, teacher, taught)
    settings = TrainerSettings(below, request.rank, request.learning_rate, request.weights, request.seed)
    cost = training_cost(stack, stored, text, below, device)
    _check_disk(request, cost)
    say(_told_cost(request, found, stack, settings, cost, text))
    if dry_run:
        return SenseTraining(())
    stored.complete(device, progress)
    trainer = SenseTrainer(stack, stored, text, settings, device, start)
    begins = None if start is None else [named.tolist() for pair in start.factors.values() for named in pair]
    looks = _run(request, trainer, _digest([content, asdict(settings), text.labelled, begins]), progress, say)
    arrays = {name: parameter.detach().cpu().numpy() for name, parameter in trainer.parameters.items()}
    Adapters.of_parameters(arrays, model=found.name).save(request.output)
    request.checkpoint.unlink(missing_ok=True)
    if request.states is None:
        shutil.rmtree(request.states_folder, ignore_errors=True)
    return SenseTraining(tuple(looks))


def save_trained_model(model: str | None, adapters: Path, folder: Path) -> None:
    """Write an encoder with adapters merged into it, its used layers only, as a folder for `--model`.

    Raises UsageError where the folder is there and not empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is there already; name an empty folder")
    found = find_model(model)
    with quiet(), whole_folder(folder) as draft:
        loaded = load_model(found.folder, adapters, found.layers)
        loaded.model.save_pretrained(draft)
        loaded.tokenizer.save_pretrained(draft)
        limits = found.folder / "sentence_bert_config.json"
        if limits.is_file():
            shutil.copy(limits, draft)


def _run(
    request: SenseTrainingRequest, trainer: SenseTrainer, content: str, progress: Report | None, say: Say
) -> list[TrainingState]:
    """All steps that are still to be made, with the looks before, between and after them."""
    seconds, looks = 0.0, list[TrainingState]()
    if request.checkpoint.is_file():
        seconds, rows = trainer.load(request.checkpoint, content)
        looks = [TrainingState(**row) for row in rows]
        say(f"going on from {request.checkpoint.name}, step {trainer.steps}")

    def save() -> None:
        trainer.save(request.checkpoint, content, seconds, [asdict(look) for look in looks])

    def look(losses: Sequence[Any]) -> None:
        apart, likeness, within = np.mean(losses, axis=0).tolist() if losses else (None, None, None)
        minutes = round(seconds / 60, 2)
        looks.append(TrainingState(trainer.steps, minutes, apart, likeness, within, trainer.held_out()))
        say(_told(looks))
        save()

    if not looks:
        look([])
    recent: list[Any] = []
    saved = time.monotonic()
    while True:
        done = trainer.steps / request.steps if request.steps is not None else seconds / 60 / (request.minutes or 1.0)
        if done >= len(looks) / LOOKS or done >= 1.0:
            look(recent)
            recent = []
        if done >= 1.0:
            return looks
        begin = time.perf_counter()
        recent.append(trainer.step(done))
        seconds += time.perf_counter() - begin
        if progress is not None:
            total = request.steps or round((request.minutes or 0.0) * 60)
            progress("train", trainer.steps if request.steps else min(round(seconds), total), total)
        if time.monotonic() - saved >= CHECKPOINT_SECONDS:
            save()
            saved = time.monotonic()


def _teacher(request: SenseTrainingRequest, found: FoundModel, stack: LayerStack, below: int) -> tuple[Teacher, Any]:
    """The teacher, and what tells it from others."""
    if request.teacher is not None:
        encoder = TransformersEncoder.load(request.teacher, device=request.device)
        return OtherEncoder(encoder), [encoder.name, encoder.weights]
    layers = tuple(sorted({stack.used, (stack.used + stack.depth) // 2, stack.depth}))
    return OwnLayers(stack, below, layers), list(layers)


def _check_disk(request: SenseTrainingRequest, cost: TrainingCost) -> None:
    """Raises UsageError where the disk is too small."""
    folder = request.states_folder
    free = shutil.disk_usage(next(each for each in (folder, *folder.resolve().parents) if each.is_dir())).free
    if cost.bytes > free:
        raise UsageError(
            f"{folder} needs {human_bytes(cost.bytes)}, and {human_bytes(free)} are free; give --states on another "
            "disk, or fewer --passages"
        )


def _told_cost(
    request: SenseTrainingRequest,
    found: FoundModel,
    stack: LayerStack,
    settings: TrainerSettings,
    cost: TrainingCost,
    text: TrainingText,
) -> str:
    """What the training will take, in one line."""
    first = settings.below + 1
    layers = f"layer {first}" if first == stack.used else f"layers {first} to {stack.used}"
    minutes, steps = request.minutes, request.steps
    training = 60 * minutes if minutes is not None else (steps or 0) * cost.seconds_a_step
    return (
        f"{found.name}, {layers}, rank {settings.rank}: {len(text.passages):,} passages of {cost.pieces:,} pieces; "
        f"{len(text.labelled):,} words with known senses, {len(text.unlabelled):,} without, "
        f"{len(text.held_out):,} kept aside; {human_bytes(cost.bytes)} of disk; about {human_seconds(cost.reading)} to "
        f"read, {human_seconds(training)} to train, {human_seconds((LOOKS + 1) * cost.seconds_a_look)} to look "
        f"{LOOKS + 1} times at what is kept aside"
    )


def _told(looks: Sequence[TrainingState]) -> str:
    """A look in one line."""
    now = looks[-1]
    figure = "nothing is kept aside" if now.held_out is None else f"held out {now.held_out:.3f}"
    if now.apart is None or now.likeness is None or now.within is None:
        return f"before: {figure}"
    before = "" if looks[0].held_out is None else f" (before: {looks[0].held_out:.3f})"
    losses = f"losses: apart {now.apart:.3f}, likeness {now.likeness:.5f}, within {now.within:.4f}"
    return f"step {now.step}, {now.minutes:.1f} minutes; {losses}; {figure}{before}"


def _weights(found: FoundModel) -> str:
    return weights_of(FoundModel("", found.folder))


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]
