"""What the training of senses makes small: usages of one word apart by sense, and all else as the teacher has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch

from senseindex.arrays import IntArray

_NEVER = -1e9


class SenseLosses(NamedTuple):
    """Three losses of a batch, in the order in which `LossWeights` weighs them."""

    apart: torch.Tensor
    likeness: torch.Tensor
    within: torch.Tensor


@dataclass(frozen=True, slots=True)
class LossWeights:
    """How much each loss counts; `temperature` divides cosines in `apart`."""

    apart: float = 1.0
    likeness: float = 50.0
    within: float = 1.0
    temperature: float = 0.1

    def total(self, losses: SenseLosses) -> torch.Tensor:
        """The weighted sum."""
        return self.apart * losses.apart + self.likeness * losses.likeness + self.within * losses.within


def sense_losses(
    vectors: torch.Tensor,
    teacher: torch.Tensor,
    chosen: IntArray,
    words: IntArray,
    senses: IntArray,
    temperature: float,
) -> SenseLosses:
    """The losses of unit vectors (n, d), beside the teacher's unit vectors (n, t) of the same usages.

    `chosen` (m,) are rows of usages that were drawn word by word, `words` (m,) numbers of their words, `senses` (m,)
    of their senses (of one word only), or -1 where the sense is not known. `apart`: for every pair of usages of one
    sense, how far the usages of the word's other senses come near (softplus of the log of their sum of exponentials
    less the pair's own exponent). `likeness`: the mean squared difference of all cosines from the teacher's. `within`:
    the same among the chosen usages of each word, with the mean of the word taken off.
    """
    likeness = ((vectors @ vectors.t() - teacher @ teacher.t()) ** 2).mean()
    device = vectors.device
    rows = torch.from_numpy(chosen).to(device)
    own, taught = vectors[rows], teacher[rows]
    word, sense = (torch.from_numpy(numbers).to(device) for numbers in (words, senses))
    same_word = word[:, None] == word[None]
    known = (sense >= 0)[:, None] & (sense >= 0)[None]
    itself = torch.eye(len(rows), dtype=torch.bool, device=device)
    same_sense = same_word & known & (sense[:, None] == sense[None])
    return SenseLosses(
        _apart(own @ own.t() / temperature, same_sense & ~itself, same_word & known & ~same_sense),
        likeness,
        _within(own, taught, same_word, itself),
    )


def _apart(cosines: torch.Tensor, pairs: torch.Tensor, others: torch.Tensor) -> torch.Tensor:
    nearness = torch.logsumexp(torch.where(others, cosines, torch.full_like(cosines, _NEVER)), dim=1)
    losses = torch.nn.functional.softplus(nearness[:, None] - cosines)
    counted = pairs & others.any(dim=1)[:, None]
    shares = (losses * counted).sum(dim=1) / pairs.sum(dim=1).clamp(min=1)
    return shares.sum() / counted.any(dim=1).sum().clamp(min=1)


def _within(own: torch.Tensor, taught: torch.Tensor, same_word: torch.Tensor, itself: torch.Tensor) -> torch.Tensor:
    members = same_word.to(own)
    means = members / members.sum(dim=1, keepdim=True)
    first, second = (torch.nn.functional.normalize(each - means @ each, dim=1) for each in (own, taught))
    pairs = same_word & ~itself
    squares = (first @ first.t() - second @ second.t()) ** 2
    return (squares * pairs).sum() / pairs.sum().clamp(min=1)
