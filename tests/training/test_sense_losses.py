"""The losses against loops over pairs."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from senseindex.training.sense_losses import LossWeights, sense_losses

CHOSEN = np.array([0, 2, 3, 5, 6, 8, 9, 10])
WORDS = np.array([0, 0, 0, 0, 1, 1, 2, 2])
SENSES = np.array([0, 0, 1, 1, 0, 0, -1, -1])
TEMPERATURE = 0.2


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def vectors(seed: int, dimensions: int) -> np.ndarray:
    return unit(np.random.default_rng(seed).standard_normal((12, dimensions)))


def apart_by_hand(own: np.ndarray) -> float:
    terms = []
    for i in range(len(own)):
        others = [j for j in range(len(own)) if WORDS[j] == WORDS[i] and SENSES[j] != SENSES[i] and SENSES[i] >= 0]
        pairs = [j for j in range(len(own)) if WORDS[j] == WORDS[i] and SENSES[j] == SENSES[i] >= 0 and j != i]
        if not others or not pairs:
            continue
        near = math.log(sum(math.exp(own[i] @ own[j] / TEMPERATURE) for j in others))
        terms.append(np.mean([math.log1p(math.exp(near - own[i] @ own[j] / TEMPERATURE)) for j in pairs]))
    return float(np.mean(terms))


def within_by_hand(own: np.ndarray, taught: np.ndarray) -> float:
    terms = []
    for word in np.unique(WORDS):
        rows = np.flatnonzero(word == WORDS)
        first, second = (unit(each[rows] - each[rows].mean(axis=0)) for each in (own, taught))
        for i in range(len(rows)):
            for j in range(len(rows)):
                if i != j:
                    terms.append((first[i] @ first[j] - second[i] @ second[j]) ** 2)
    return float(np.mean(terms))


def test_each_loss_is_what_loops_over_pairs_give() -> None:
    student, teacher = vectors(0, 5), vectors(1, 7)
    losses = sense_losses(torch.tensor(student), torch.tensor(teacher), CHOSEN, WORDS, SENSES, TEMPERATURE)
    assert float(losses.apart) == pytest.approx(apart_by_hand(student[CHOSEN]), rel=1e-6)
    assert float(losses.likeness) == pytest.approx(((student @ student.T - teacher @ teacher.T) ** 2).mean(), rel=1e-6)
    assert float(losses.within) == pytest.approx(within_by_hand(student[CHOSEN], teacher[CHOSEN]), rel=1e-5)
    weights = LossWeights(2.0, 3.0, 5.0)
    assert float(weights.total(losses)) == pytest.approx(
        2 * float(losses.apart) + 3 * float(losses.likeness) + 5 * float(losses.within)
    )


def test_without_labels_nothing_is_pushed_apart() -> None:
    student = torch.tensor(vectors(0, 5), requires_grad=True)
    unknown = np.full(len(WORDS), -1)
    losses = sense_losses(student, student.detach(), CHOSEN, WORDS, unknown, TEMPERATURE)
    assert float(losses.apart.detach()) == 0.0
    assert float(losses.likeness.detach()) == pytest.approx(0.0, abs=1e-12)
