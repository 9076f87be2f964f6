"""An encoder in parts gives what it gives as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from senseindex.errors import EncoderError, UsageError
from senseindex.training.layer_stack import LayerStack
from senseindex.vectors.contextual.loading import find_model, load_model

FAMILIES = ("bert", "mpnet", "roberta", "xlm-roberta")
MAPS = {"attention": 4, "feed-forward": 2}


def inputs() -> tuple[torch.Tensor, torch.Tensor]:
    ids = torch.arange(5, 25).reshape(2, 10)
    mask = torch.ones(2, 10, dtype=torch.long)
    mask[1, 6:] = 0
    return ids, mask


@pytest.mark.parametrize("below", [0, 1, 2])
@pytest.mark.parametrize("family", FAMILIES)
def test_the_lower_and_the_upper_layers_are_the_whole(family: str, below: int, tiny_folders: dict[str, Path]) -> None:
    folder, (ids, mask) = tiny_folders[family], inputs()
    stack = LayerStack(find_model(folder), "cpu")
    with torch.inference_mode():
        output = load_model(folder).model(input_ids=ids, attention_mask=mask, output_hidden_states=True)
        states = stack.embed(ids, mask, below)
        middle, top = stack.run(states, mask, below, 2), stack.run(states, mask, below, 3)
    for found, layer in ((states, below), (middle, 2), (top, 3)):
        torch.testing.assert_close(found[mask.bool()], output.hidden_states[layer][mask.bool()], rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_linear_map_of_the_upper_layers_has_adapters_and_nothing_else_learns(
    family: str, tiny_folders: dict[str, Path]
) -> None:
    ids, mask = inputs()
    stack = LayerStack(find_model(tiny_folders[family]), "cpu")
    states = stack.embed(ids, mask, 1)
    plain = stack.run(states, mask, 1, 3)
    learnt = stack.add_adapters(1, 2, seed=0)
    assert len(learnt) == 2 * 2 * sum(MAPS.values())
    assert {name.split(".")[1] for name in learnt} == {"1", "2"}
    changed = stack.run(states, mask, 1, 3)
    torch.testing.assert_close(changed, plain)  # B is zero
    changed.sum().backward()
    assert all(parameter.grad is not None for parameter in learnt.values())
    assert not stack.embed(ids, mask, 1).requires_grad


def test_an_encoder_that_cannot_be_taken_apart_is_refused(tiny_folders: dict[str, Path]) -> None:
    with pytest.raises(EncoderError, match=r"of type modernbert, which cannot be trained here; take .*bert"):
        LayerStack(find_model(tiny_folders["modernbert"]), "cpu")


@pytest.mark.parametrize(("first", "rank"), [(3, 2), (0, 0), (0, 100)])
def test_layers_and_ranks_that_are_not_there_are_refused(first: int, rank: int, tiny_folders: dict[str, Path]) -> None:
    with pytest.raises(UsageError):
        LayerStack(find_model(tiny_folders["bert"]), "cpu").add_adapters(first, rank, seed=0)
