"""Words into pieces, for every family of fast tokenizers, with the word of each piece kept.

Alignment goes through the tokenizer's word ids, never through text, so it holds for WordPiece, byte-level
BPE and Unigram alike. The pieces of a word are those that it has after a blank. Text never turns into special
pieces: a word `[SEP]` of a corpus is spelled out. A word may have no piece at all (a lone zero-width space).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from senseindex.arrays import IntArray
from senseindex.errors import EncoderError


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of n sentences of T words, P pieces in all, without special pieces.

    `ids` (P,) are vocabulary numbers; `words` (P,) are the numbers of the pieces' words, counted over all
    sentences and ascending; sentence s has the pieces `piece_offsets[s]:piece_offsets[s + 1]` and the words
    `word_offsets[s]:word_offsets[s + 1]`.
    """

    ids: IntArray
    words: IntArray
    piece_offsets: IntArray
    word_offsets: IntArray


class PieceTokenizer:
    """A fast tokenizer for sentences that are split into words already."""

    def __init__(self, tokenizer: Any) -> None:
        self._backend = _with_leading_blank(tokenizer.backend_tokenizer)
        self._backend.no_truncation()
        self._backend.no_padding()
        self._backend.encode_special_tokens = True
        probe = self._backend.encode(["a"], is_pretokenized=True)
        special = np.array(probe.special_tokens_mask, dtype=bool)
        text = np.flatnonzero(~special)
        if not text.size:
            raise EncoderError("the model's tokenizer makes no piece of the letter a, so it cannot be used")
        self.prefix: tuple[int, ...] = tuple(probe.ids[: text[0]])
        self.suffix: tuple[int, ...] = tuple(probe.ids[text[-1] + 1 :])
        self.padding: int = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else 0

    def pieces(self, sentences: Sequence[Sequence[str]]) -> Pieces:
        """The pieces of `sentences`, each a sequence of words."""
        encodings = self._encode(sentences)
        lengths = np.array([len(encoding) for encoding in encodings], dtype=np.int64)
        word_offsets = _offsets([len(sentence) for sentence in sentences])
        total = int(lengths.sum())
        ids = np.fromiter(chain.from_iterable(e.ids for e in encodings), dtype=np.int64, count=total)
        words = np.fromiter(chain.from_iterable(e.word_ids for e in encodings), dtype=np.int64, count=total)
        words += np.repeat(word_offsets[:-1], lengths)
        return Pieces(ids, words, _offsets(lengths), word_offsets)

    def _encode(self, sentences: Sequence[Sequence[str]]) -> list[Any]:
        batch = [list(sentence) for sentence in sentences]
        try:
            encodings = self._backend.encode_batch(batch, is_pretokenized=True, add_special_tokens=False)
        except TypeError:
            # A lone surrogate, as broken UTF-16 leaves behind, has no UTF-8 form.
            clean = [[word.encode("utf-8", "replace").decode("utf-8") for word in words] for words in batch]
            encodings = self._backend.encode_batch(clean, is_pretokenized=True, add_special_tokens=False)
        return list(encodings)


def _offsets(lengths: Sequence[int] | IntArray) -> IntArray:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(np.asarray(lengths, dtype=np.int64))])


def _with_leading_blank(backend: Any) -> Any:
    """A tokenizer that takes every word as if a blank stood before it.

    Byte-level BPE and SentencePiece have pieces of their own for the beginning of a word; without this, each
    word would be spelled with the pieces of a word's inside.
    """
    if backend.pre_tokenizer is None:
        return backend
    splitter = json.loads(backend.pre_tokenizer.__getstate__())
    changed = False
    for step in [splitter, *splitter.get("pretokenizers", ())]:
        if step["type"] == "ByteLevel" and not step["add_prefix_space"]:
            step["add_prefix_space"] = changed = True
        elif step["type"] == "Metaspace" and step.get("prepend_scheme") == "never":
            step["prepend_scheme"] = "always"
            changed = True
    if not changed:
        return backend
    return type(backend).from_str(json.dumps({**json.loads(backend.to_str()), "pre_tokenizer": splitter}))
