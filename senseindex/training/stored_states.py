"""What a training reads again and again, computed once and kept on disk: the states below the layers that are trained,
and the teacher's vectors of all usages; both float16.

A folder holds them, with a record of how far they are. What was computed before an interruption is not computed again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import torch

from senseindex.arrays import FloatArray, IntArray
from senseindex.errors import UsageError
from senseindex.files import replace_file
from senseindex.training.layer_stack import LayerStack
from senseindex.vectors.contextual.composing import raw_dimension, raw_vectors
from senseindex.vectors.contextual.passages import Passage
from senseindex.vectors.contextual.recipe import recipe_for
from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder

BUDGET: Final = 4_096
"""Places of a batch, padding included."""

_SECTION: Final = 50
"""Batches between two records of how far it is."""


class Teacher(Protocol):
    """Gives the vectors whose cosines are learnt from."""

    @property
    def dimension(self) -> int:
        """Numbers in one of its vectors."""

    def vectors(self, states: torch.Tensor, mask: torch.Tensor, passages: Sequence[Passage], pool: Pool) -> FloatArray:
        """The vectors (n, dimension) of the places of some passages, whose lower states are (B, L, d).

        `pool` makes of states (B, L, d) the vectors (n, d) of these places.
        """


Pool = Callable[[torch.Tensor], torch.Tensor]


@dataclass(frozen=True)
class OwnLayers:
    """The untouched encoder as its own teacher: some of its layers, each centred later.

    `below` is the layer whose states are stored.
    """

    stack: LayerStack
    below: int
    layers: tuple[int, ...]

    @property
    def dimension(self) -> int:
        return len(self.layers) * self.stack.hidden_size

    def vectors(self, states: torch.Tensor, mask: torch.Tensor, passages: Sequence[Passage], pool: Pool) -> FloatArray:
        vectors, reached = [], self.below
        for layer in self.layers:
            states = self.stack.run(states, mask, reached, layer)
            reached = layer
            vectors.append(torch.nn.functional.normalize(pool(states), dim=1))
        whole: FloatArray = torch.cat(vectors, dim=1).cpu().numpy()
        return whole


class OtherEncoder:
    """Another encoder as the teacher: words alone, or usages one by one where it takes them marked."""

    def __init__(self, encoder: TransformersEncoder) -> None:
        recipe = recipe_for(encoder.name)
        if not recipe.marks:
            recipe = replace(recipe, window=0, token_weight=1.0, window_weight=0.0, sentence_weight=0.0)
        self._encoder, self._recipe = encoder, recipe
        self.dimension = raw_dimension(encoder, recipe)

    def vectors(self, states: torch.Tensor, mask: torch.Tensor, passages: Sequence[Passage], pool: Pool) -> FloatArray:
        return raw_vectors(self._encoder, self._recipe, passages)


class PiecesOfPassages:
    """The pieces of passages, special ones included, and which pieces the word at each place has."""

    def __init__(self, stack: LayerStack, passages: Sequence[Passage]) -> None:
        pieces = stack.tokenizer.pieces([passage.words for passage in passages])
        self.passages = passages
        self._pieces = pieces
        self._prefix, self._suffix = stack.tokenizer.prefix, stack.tokenizer.suffix
        self._padding = stack.tokenizer.padding
        counts = np.array([len(passage.places) for passage in passages], dtype=np.int64)
        self.first = np.concatenate([[0], np.cumsum(counts)])
        places = np.array([place for passage in passages for place in passage.places], dtype=np.int64)
        owners = np.repeat(np.arange(len(passages)), counts)
        words = pieces.word_offsets[owners] + places
        shift = len(self._prefix) - pieces.piece_offsets[owners]
        self.begins = np.searchsorted(pieces.words, words, side="left") + shift
        """Where in its passage the pieces of each usage begin, and end."""
        self.ends = np.searchsorted(pieces.words, words, side="right") + shift
        self.lengths = np.diff(pieces.piece_offsets) + len(self._prefix) + len(self._suffix)
        """Pieces of each passage."""

    def ids(self, chosen: IntArray) -> IntArray:
        """The pieces (B, L) of some passages, padded."""
        ids = np.full((len(chosen), int(self.lengths[chosen].max())), self._padding, dtype=np.int64)
        for row, passage in enumerate(chosen):
            begin, end = self._pieces.piece_offsets[passage : passage + 2]
            whole = [*self._prefix, *self._pieces.ids[begin:end], *self._suffix]
            ids[row, : len(whole)] = whole
        return ids

    def mask(self, chosen: IntArray, device: str) -> torch.Tensor:
        """1 for pieces, 0 for padding, (B, L)."""
        lengths = self.lengths[chosen]
        return torch.from_numpy((np.arange(lengths.max())[None] < lengths[:, None]).astype(np.int64)).to(device)

    def usages(self, chosen: IntArray) -> IntArray:
        """The usages of some passages, in their order."""
        return np.concatenate([np.arange(self.first[each], self.first[each + 1]) for each in chosen])

    def pool(self, chosen: IntArray, device: str) -> Pool:
        """Makes of states (B, L, d) the means (n, d) over the pieces of each usage; zeros where it has none."""
        width = int(self.lengths[chosen].max())
        bags: list[IntArray] = []
        for row, passage in enumerate(chosen):
            own = range(self.first[passage], self.first[passage + 1])
            bags += [row * width + np.arange(self.begins[usage], self.ends[usage]) for usage in own]
        offsets = np.concatenate([[0], np.cumsum([len(bag) for bag in bags])])[:-1]
        rows = torch.from_numpy(np.concatenate(bags)).to(device)
        starts = torch.from_numpy(offsets.astype(np.int64)).to(device)
        return lambda states: torch.nn.functional.embedding_bag(rows, states.flatten(0, 1), starts, mode="mean")

    def batches(self, chosen: IntArray) -> list[IntArray]:
        """Some passages in batches of like length, the longest first."""
        order, batches, begin = chosen[np.argsort(-self.lengths[chosen], kind="stable")], [], 0
        while begin < len(order):
            count = max(1, BUDGET // int(self.lengths[order[begin]]))
            batches.append(order[begin : begin + count])
            begin += count
        return batches


class StoredStates:
    """The states after `layer` layers of passages, and a teacher's vectors of the first `taught` of them, in a folder.

    `content` tells this work from all other; a folder with other content is refused with UsageError.
    """

    def __init__(
        self,
        folder: Path,
        content: str,
        stack: LayerStack,
        pieces: PiecesOfPassages,
        layer: int,
        teacher: Teacher,
        taught: int,
    ) -> None:
        self.folder = folder
        self.pieces = pieces
        self._content = content
        self._stack, self._layer, self._teacher, self._taught = stack, layer, teacher, taught
        every = np.arange(len(pieces.passages))
        self.batches = pieces.batches(every[:taught]) + pieces.batches(every[taught:])
        self._begins = np.concatenate([[0], np.cumsum(pieces.lengths)])
        self._shapes = {
            "states": (int(self._begins[-1]), stack.hidden_size),
            "teacher": (int(pieces.first[taught]), teacher.dimension),
        }
        self._files: dict[str, Any] = {}

    @property
    def bytes(self) -> int:
        """What they take on disk."""
        return sum(2 * rows * columns for rows, columns in self._shapes.values())

    def missing(self) -> tuple[list[IntArray], list[IntArray]]:
        """The batches that have not been computed yet, those that are taught and the others.

        Raises UsageError where the folder holds something else.
        """
        rest = self.batches[self._record() :]
        return [each for each in rest if each[0] < self._taught], [each for each in rest if each[0] >= self._taught]

    def complete(self, device: str, progress: Callable[[str, int, int], None] | None = None) -> None:
        """Compute what is missing."""
        done, batches = self._record(), self.batches
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, shape in self._shapes.items():
            file = self.folder / f"{name}.f16"
            mode: Any = "r+" if file.is_file() and file.stat().st_size == 2 * shape[0] * shape[1] else "w+"
            done = done if mode == "r+" else 0
            self._files[name] = np.memmap(file, np.float16, mode, shape=shape)
        total, finished = int(self._begins[-1]), int(sum(self.pieces.lengths[batch].sum() for batch in batches[:done]))
        for number in range(done, len(batches)):
            batch = batches[number]
            states, vectors = self.compute(batch, device)
            for row, passage in enumerate(batch):
                own = slice(self._begins[passage], self._begins[passage + 1])
                self._files["states"][own] = states[row, : self.pieces.lengths[passage]]
            if vectors is not None:
                self._files["teacher"][self.pieces.usages(batch)] = vectors
            finished += int(self.pieces.lengths[batch].sum())
            if progress is not None:
                progress("read (pieces)", finished, total)
            if (number + 1) % _SECTION == 0 or number + 1 == len(batches):
                for stored in self._files.values():
                    stored.flush()
                replace_file(self.folder / "done.json", json.dumps([self._content, number + 1]).encode())

    @torch.inference_mode()
    def compute(self, batch: IntArray, device: str) -> tuple[FloatArray, FloatArray | None]:
        """The states (B, L, d) of some passages, and where they are taught the teacher's vectors (n, t) of usages."""
        mask = self.pieces.mask(batch, device)
        states = self._stack.embed(torch.from_numpy(self.pieces.ids(batch)).to(device), mask, self._layer)
        if batch[0] >= self._taught:
            return states.cpu().numpy(), None
        passages = [self.pieces.passages[each] for each in batch]
        vectors = self._teacher.vectors(states, mask, passages, self.pieces.pool(batch, device))
        return states.cpu().numpy(), vectors

    def states(self, chosen: IntArray, device: str) -> torch.Tensor:
        """The states (B, L, d) of some passages, float32; zeros where they are padded."""
        lengths = self.pieces.lengths[chosen]
        padded = np.zeros((len(chosen), int(lengths.max()), self._stack.hidden_size), dtype=np.float32)
        for row, passage in enumerate(chosen):
            padded[row, : lengths[row]] = self._files["states"][self._begins[passage] : self._begins[passage + 1]]
        return torch.from_numpy(padded).to(device)

    def teacher(self, usages: IntArray) -> FloatArray:
        """The teacher's vectors (n, t) of some usages."""
        vectors: FloatArray = self._files["teacher"][usages].astype(np.float32)
        return vectors

    def _record(self) -> int:
        """How many batches are done."""
        try:
            content, done = json.loads((self.folder / "done.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return 0
        except (ValueError, TypeError):
            content, done = "", 0
        if content != self._content:
            raise UsageError(
                f"{self.folder} holds the states of another training (other text, model, layer or teacher); remove it, "
                "or name another folder with --states"
            )
        return int(done)
