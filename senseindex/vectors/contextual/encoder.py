"""What senseindex needs of an encoder: sentences that are split into words in, a vector of each word out.

`transformers_encoder` has the one that reads models of Hugging Face; another library is another class like it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch

from senseindex.arrays import IntArray
from senseindex.vectors.contextual.passages import Passage
from senseindex.vectors.contextual.recipe import SenseVectorRecipe


@dataclass(frozen=True, slots=True)
class WordVectors:
    """The word vectors of n sentences in one matrix.

    `matrix` is (T, d) float32, on the encoder's device; sentence s has the rows `starts[s]:ends[s]`. Sentences
    that are equal share their rows.
    """

    matrix: torch.Tensor
    starts: IntArray
    ends: IntArray


class Encoder(Protocol):
    """Gives contextual vectors of words; may be called from several threads."""

    @property
    def name(self) -> str:
        """The name to load the model by again."""

    @property
    def device(self) -> str:
        """The torch device of its vectors."""

    @property
    def hidden_states(self) -> int:
        """How many hidden states there are: the input embeddings and one a layer."""

    def dimension(self, recipe: SenseVectorRecipe) -> int:
        """Dimensions d of a word vector: those of one layer, or of all of the recipe where it concatenates them."""

    def word_vectors(self, sentences: Sequence[Sequence[str]], recipe: SenseVectorRecipe) -> WordVectors:
        """The vectors of all words of the sentences, d = `dimension(recipe)`.

        The hidden states of the recipe's layers are combined by their sum, mean or concat(enation). A word's vector is
        the mean of its pieces', or the first or last piece's; a word without a piece has zeros.
        """

    def usage_vectors(self, passages: Sequence[Passage], recipe: SenseVectorRecipe) -> torch.Tensor:
        """The vectors of all places of the passages in order, (places, d) float32, on the encoder's device.

        Every place is an input of its own, its word in the marks of the recipe, pooled to one vector as it says.
        """
