"""What an induction finds: a tree whose leaves are the finest senses, and how likely each merge joins different ones.

The tree is that of an agglomerative clustering, as scipy's `linkage` numbers it: leaves are 0 .. k-1, merge i joins two
nodes to node k + i, and the last merge joins everything. A merge is *done* where its probability lies below a
threshold: what is joined then is one main sense, and its leaves are the subsenses of it. As probabilities do not fall
from the leaves to the root, every threshold cuts the tree into whole branches, a lower one into finer ones.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from senseindex.arrays import DoubleArray, IntArray, numbered

MAIN_THRESHOLD = 0.5
"""More likely one sense than two, where nobody asks for finer or coarser ones."""


@dataclass(frozen=True, eq=False)
class SenseTree:
    """`labels` `(n,)` the leaf 0 .. k-1 of each occurrence, -1 for none; `merges` `(k - 1, 2)` nodes that are joined;
    `probabilities` `(k - 1,)` that the two sides of a merge are different senses, in 0..1 and never falling."""

    labels: IntArray
    merges: IntArray
    probabilities: DoubleArray

    @classmethod
    def flat(cls, labels: IntArray) -> SenseTree:
        """Senses 0 .. k-1 of which all are main ones at every threshold."""
        leaves = int(labels.max(initial=0)) + 1
        merges = [[0, 1], *([leaves + step, step + 2] for step in range(leaves - 2))][: leaves - 1]
        return cls(labels, np.array(merges, dtype=np.int64).reshape(-1, 2), np.ones(leaves - 1))

    @property
    def leaves(self) -> int:
        """The number of leaves."""
        return len(self.merges) + 1

    def mains(self, threshold: float = MAIN_THRESHOLD) -> IntArray:
        """The main sense `(k,)` of each leaf, when every merge of a probability below `threshold` is done.

        Numbered from 0 in the order of their first leaves.
        """
        return self._joined(int(np.searchsorted(self.probabilities, threshold, side="left")))

    def parts(self, count: int) -> IntArray:
        """The part `(k,)` of each leaf, when the merges are done that leave `count` parts, at most one a leaf."""
        return self._joined(max(self.leaves - max(count, 1), 0))

    def among(self, leaves: Sequence[int]) -> SenseTree:
        """The tree of some leaves, which become 0, 1 and so on in this order; labels of others become -1.

        Two leaves that are kept are joined at the same probability as before.
        """
        node_of: dict[int, int] = {leaf: place for place, leaf in enumerate(leaves)}
        kept: list[tuple[int, int]] = []
        probabilities: list[float] = []
        for step, (first, second) in enumerate(self.merges.tolist()):
            sides = [node_of[node] for node in (first, second) if node in node_of]
            if len(sides) == 2:
                node_of[self.leaves + step] = len(leaves) + len(kept)
                kept.append((sides[0], sides[1]))
                probabilities.append(float(self.probabilities[step]))
            elif sides:
                node_of[self.leaves + step] = sides[0]
        places = np.full(self.leaves + 1, -1, dtype=np.int64)
        places[list(leaves)] = np.arange(len(leaves))
        merges = np.array(kept, dtype=np.int64).reshape(-1, 2)
        return SenseTree(places[self.labels], merges, np.array(probabilities, dtype=np.float64))

    def problem(self, count: int) -> str:
        """What is wrong with it as a tree of `count` occurrences; empty where nothing is."""
        labels, merges, probabilities = self.labels, self.merges, self.probabilities
        leaves = self.leaves
        if labels.shape != (count,) or labels.dtype.kind not in "iu":
            return f"its labels are an array {labels.shape} of {labels.dtype}, not a leaf for each occurrence"
        if merges.shape != (leaves - 1, 2) or merges.dtype.kind not in "iu" or probabilities.shape != (leaves - 1,):
            return f"{merges.shape} merges with {probabilities.shape} probabilities; each joins two nodes and has one"
        if not np.array_equal(np.sort(merges, axis=None), np.arange(2 * leaves - 2)):
            return "its merges do not join every node but the root once"
        if (merges >= leaves + np.arange(leaves - 1)[:, None]).any():
            return "a merge joins a node that is not there yet"
        if not np.array_equal(np.unique(labels[labels >= 0]), np.arange(leaves)) and (leaves > 1 or labels.max() > 0):
            return f"its labels are not the leaves 0 to {leaves - 1}, each with an occurrence"
        if not ((probabilities >= 0) & (probabilities <= 1)).all() or (np.diff(probabilities) < 0).any():
            return "its probabilities are not in 0..1 or fall from one merge to the next"
        return ""

    def to_dict(self) -> dict[str, Any]:
        """Merges and probabilities as plain data, for JSON; labels are not kept."""
        return {"merges": self.merges.tolist(), "probabilities": [round(p, 4) for p in self.probabilities.tolist()]}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> SenseTree:
        """A tree without occurrences, as `to_dict` gives it."""
        merges = np.array(data["merges"], dtype=np.int64).reshape(-1, 2)
        return cls(np.empty(0, dtype=np.int64), merges, np.array(data["probabilities"], dtype=np.float64))

    @classmethod
    def of_json(cls, text: str) -> SenseTree:
        """The same from JSON."""
        return cls.from_dict(json.loads(text))

    def _joined(self, merges: int) -> IntArray:
        """Numbers of what the leaves are joined to by the first `merges` merges."""
        group: npt.NDArray[np.int64] = np.arange(2 * self.leaves - 1)
        for step in reversed(range(merges)):
            group[self.merges[step]] = group[self.leaves + step]
        joined = group[: self.leaves]
        first = np.unique(joined, return_index=True)[1]
        order = np.argsort(np.argsort(first))
        return np.asarray(order[numbered(joined)], dtype=np.int64)
