"""The steps of a training of senses: what is drawn, how the adapters move, how what is kept aside is looked at.

A step depends on its number and the seed alone, so that a training that goes on from a checkpoint goes the same way.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import torch

from senseindex.arrays import DoubleArray, FloatArray, IntArray, drawn, numbered
from senseindex.errors import UsageError
from senseindex.evaluation.scorers import ranking_figures
from senseindex.files import replace_file
from senseindex.training.layer_stack import LayerStack
from senseindex.training.sense_losses import LossWeights, sense_losses
from senseindex.training.stored_states import StoredStates
from senseindex.training.training_text import Group, HeldOutWord, TrainingText
from senseindex.vectors.contextual.adapters import Adapters
from senseindex.vectors.likeness import WordLikeness, unit

WORDS_A_STEP: Final = 8
USAGES_A_WORD: Final = 8
SENSES_A_WORD: Final = 4
WARM_UP: Final = 30
"""Steps until the learning rate is reached, from which it falls by a cosine."""

_LEAST_SPREAD: Final = 1e-4
_FOR_MEANS: Final = (512, 20_000)  # passages, usages


@dataclass(frozen=True, slots=True)
class TrainerSettings:
    """How the adapters of the layers above `below` are trained."""

    below: int
    rank: int = 16
    learning_rate: float = 4e-4
    weights: LossWeights = field(default_factory=LossWeights)
    seed: int = 0


class Drawn(NamedTuple):
    """Usages that a step is about `(m,)`, their words and senses as numbers `(m,)`; sense -1 where it is not known."""

    usages: IntArray
    words: IntArray
    senses: IntArray


class SenseTrainer:
    """Trains adapters of `stack`, which it puts there, and which begin as `start`; `stored` must be complete."""

    def __init__(
        self,
        stack: LayerStack,
        stored: StoredStates,
        text: TrainingText,
        settings: TrainerSettings,
        device: str,
        start: Adapters | None = None,
    ) -> None:
        self._stack, self._stored, self._text = stack, stored, text
        self._settings, self._device = settings, device
        self._owners = text.owners
        self.parameters = stack.add_adapters(settings.below, settings.rank, settings.seed, start)
        self._optimizer = torch.optim.AdamW(
            list(self.parameters.values()), lr=settings.learning_rate, weight_decay=0.01
        )
        self._pools = [(groups, _shares(groups)) for groups in (text.labelled, text.unlabelled) if groups]
        sample = drawn(text.learnt, _FOR_MEANS[0], settings.seed)
        self._mean = torch.from_numpy(self.encode(sample)[1].mean(axis=0)).to(device)
        usages = drawn(int(text.first[text.learnt]), _FOR_MEANS[1], settings.seed)
        self._teacher_mean = self._stored.teacher(usages).mean(axis=0)
        self.steps = 0

    def step(self, fraction: float) -> DoubleArray:
        """One step, when `fraction` of the training is over; gives the losses `(3,)` in the order of `SenseLosses`."""
        settings = self._settings
        draw = self.draw(self.steps)
        passages = np.unique(self._owners[draw.usages])
        usages = self._stored.pieces.usages(passages)
        vectors = torch.nn.functional.normalize(self._vectors(passages) - self._mean, dim=1)
        teacher = torch.from_numpy(unit(self._stored.teacher(usages) - self._teacher_mean)).to(self._device)
        chosen = np.searchsorted(usages, draw.usages)
        losses = sense_losses(vectors, teacher, chosen, draw.words, draw.senses, settings.weights.temperature)
        rate = settings.learning_rate * min(1.0, (self.steps + 1) / WARM_UP)
        for group in self._optimizer.param_groups:
            group["lr"] = rate * (0.5 + 0.5 * math.cos(math.pi * min(fraction, 1.0))) + 1e-6
        self._optimizer.zero_grad()
        settings.weights.total(losses).backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(list(self.parameters.values()), 1.0)
        self._optimizer.step()
        self.steps += 1
        return np.array([float(loss.detach()) for loss in losses])

    def draw(self, step: int) -> Drawn:
        """What a step is about: usages of some words, as many of each sense as there are."""
        generator = np.random.default_rng([self._settings.seed, step])
        rows: list[tuple[int, int, int]] = []
        for groups, shares in self._pools:
            count = min(len(groups), WORDS_A_STEP // len(self._pools))
            for number in generator.choice(len(groups), count, replace=False, p=shares):
                word = len(rows)  # a number of its own
                usages = _some_usages(groups[number], generator)
                names = numbered([sense for _, sense in usages])
                rows += [
                    (usage, word, int(name) if sense else -1)
                    for (usage, sense), name in zip(usages, names, strict=True)
                ]
        columns = np.array(rows, dtype=np.int64).T
        return Drawn(columns[0], columns[1], columns[2])

    def held_out(self) -> float | None:
        """The figure on the words that are kept aside (see `TrainingState`); None where there are none."""
        words = self._text.held_out
        if not words:
            return None
        usages, vectors = self.encode(np.unique(self._owners[np.concatenate([word.usages for word in words])]))
        figures = [self._figure(word, vectors[np.searchsorted(usages, word.usages)]) for word in words]
        known = [figure for figure in figures if figure is not None]
        return float(np.mean(known)) if known else None

    def _figure(self, word: HeldOutWord, vectors: FloatArray) -> float | None:
        if word.senses is not None:
            own = unit(vectors)
            return ranking_figures(WordLikeness(own).scores(own), word.senses, by_label=False)[0]
        pairs = np.triu_indices(len(vectors), 1)
        own = unit(vectors - self._mean.cpu().numpy())
        taught = unit(self._stored.teacher(word.usages) - self._teacher_mean)
        found, wanted = ((each @ each.T)[pairs] for each in (own, taught))
        if min(found.std(), wanted.std()) < _LEAST_SPREAD:
            return None  # the same sentence again and again
        return float(np.corrcoef(found, wanted)[0, 1])

    @torch.inference_mode()
    def encode(self, passages: IntArray) -> tuple[IntArray, FloatArray]:
        """The usages of some passages, ascending, and their vectors (n, d) with the adapters as they are."""
        batches = self._stored.pieces.batches(passages)
        vectors = [self._vectors(batch).cpu().numpy() for batch in batches]
        numbers = np.concatenate([self._stored.pieces.usages(batch) for batch in batches])
        by_number = np.argsort(numbers)
        return numbers[by_number], np.concatenate(vectors)[by_number]

    def save(self, path: Path, content: str, seconds: float, looks: Sequence[Any]) -> None:
        """Write a checkpoint, whole or not at all."""
        from safetensors.torch import save

        tensors = {}
        for name, parameter in self.parameters.items():
            state = self._optimizer.state.get(parameter, {})
            tensors[name] = parameter.detach().cpu().contiguous()
            for part in ("exp_avg", "exp_avg_sq"):
                if part in state:
                    tensors[f"{name} {part}"] = state[part].cpu().contiguous()
        record = {"content": content, "steps": self.steps, "seconds": seconds, "looks": looks}
        replace_file(path, save(tensors, metadata={"record": json.dumps(record)}))

    def load(self, path: Path, content: str) -> tuple[float, list[Any]]:
        """Go on from a checkpoint; gives the seconds and looks that `save` was given.

        Raises UsageError where it cannot be read, or is of a training with other `content`.
        """
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(path, framework="pt") as file:
                record = json.loads((file.metadata() or {})["record"])
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        except (OSError, SafetensorError, KeyError, ValueError) as error:
            raise UsageError(f"{path}: the checkpoint cannot be read ({error}); remove it to begin anew") from error
        if record["content"] != content:
            raise UsageError(f"{path} is the checkpoint of another training; remove it, or name another --output")
        self.steps = int(record["steps"])
        with torch.no_grad():
            for name, parameter in self.parameters.items():
                parameter.copy_(tensors[name])
                if self.steps:
                    parts = {part: tensors[f"{name} {part}"].to(self._device) for part in ("exp_avg", "exp_avg_sq")}
                    self._optimizer.state[parameter] = {"step": torch.tensor(float(self.steps)), **parts}
        return float(record["seconds"]), list(record["looks"])

    def _vectors(self, passages: IntArray) -> torch.Tensor:
        """The vectors (n, d) of the usages of some passages."""
        pieces = self._stored.pieces
        states = self._stored.states(passages, self._device)
        mask = pieces.mask(passages, self._device)
        return pieces.pool(passages, self._device)(
            self._stack.run(states, mask, self._settings.below, self._stack.used)
        )


def _shares(groups: Sequence[Group]) -> DoubleArray:
    """How often each word is drawn: by the root of its usages."""
    sizes = np.sqrt([sum(map(len, group.values())) for group in groups])
    shares: DoubleArray = sizes / sizes.sum()
    return shares


def _some_usages(group: Group, generator: np.random.Generator) -> list[tuple[int, str]]:
    """Some usages of a word with their senses, taken from some of its senses in turn."""
    names = sorted(group)
    senses = [names[place] for place in generator.permutation(len(names))[:SENSES_A_WORD]]
    pools = {sense: generator.permutation(group[sense]).tolist() for sense in senses}
    taken: list[tuple[int, str]] = []
    while len(taken) < USAGES_A_WORD and any(pools.values()):
        for sense in senses:
            if pools[sense] and len(taken) < USAGES_A_WORD:
                taken.append((pools[sense].pop(), sense))
    return taken
