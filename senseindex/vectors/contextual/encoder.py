"""What senseindex needs of an encoder: sentences that are split into words in, a vector of each word out.

`transformers_encoder` has the one that reads models of Hugging Face; another library is another class like it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from senseindex.arrays import IntArray

if TYPE_CHECKING:
    import torch

__all__ = ["Encoder", "WordVectors"]


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

    def dimension(self, layers: str = "-1", layer_operation: str = "mean") -> int:
        """Dimensions of a word vector of these layers, given as in `layers`."""

    def word_vectors(
        self,
        sentences: Sequence[Sequence[str]],
        *,
        layers: str = "-1",
        layer_operation: str = "mean",
        piece_pooling: str = "mean",
    ) -> WordVectors:
        """The vectors of all words of the sentences, d = `dimension(layers, layer_operation)`.

        The hidden states of `layers` are combined by their sum, mean or concat(enation). A word's vector is the mean
        of its pieces', or the first or last piece's; a word without a piece has zeros.
        """
