"""Usages as pieces: a passage with one of its words in marks, cut to what the model can see.

A passage is spelled once for all its usages; the word in its marks is spelled as in running text, `<t>bank</t>` after a
blank. A mark that the vocabulary has as a piece of its own becomes that piece; others are spelled as text. Marks that
stand in a corpus, and other special pieces, are always spelled out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from senseindex.arrays import IntArray
from senseindex.vectors.contextual.passages import Passage
from senseindex.vectors.contextual.tokenization import Pieces, PieceTokenizer


class Marker:
    """Spells usages with the marks of a recipe; `tokenizer` is one of the Rust library, and stays as it is."""

    def __init__(self, tokenizer: Any, marks: str) -> None:
        self.marks = marks
        self._opening, self._closing = marks.split()
        self._words = PieceTokenizer(_Spelling(tokenizer, special=True, marks=marks))
        self._marked = _Spelling(tokenizer, special=False, marks=marks).backend_tokenizer
        self._marked.no_truncation()
        self._marked.no_padding()
        self._marked.encode_special_tokens = True

    def usages(self, passages: Sequence[Passage], window: int, capacity: int) -> Pieces:
        """Every place of the passages as a sentence of pieces of its own, in order; its `words` say nothing.

        A usage has up to `window` words on either side (0: all) and at most `capacity` pieces. Where it has to be cut,
        as much is kept of one side as of the other, or more of one where the other is short; the word goes last.
        """
        plain = self._words.pieces([passage.words for passage in passages])
        starts = np.searchsorted(plain.words, np.arange(plain.word_offsets[-1] + 1))
        marked = self._spelled({passage.words[place] for passage in passages for place in passage.places})
        usages = []
        for number, passage in enumerate(passages):
            first, last = plain.word_offsets[number], plain.word_offsets[number + 1]
            for place in passage.places:
                word = first + place
                begin = max(first, word - window) if window else first
                end = min(last, word + 1 + window) if window else last
                left, right = plain.ids[starts[begin] : starts[word]], plain.ids[starts[word + 1] : starts[end]]
                usages.append(_cut(left, marked[passage.words[place]], right, capacity))
        lengths = np.array([len(usage) for usage in usages], dtype=np.int64)
        ids = np.concatenate([np.empty(0, dtype=np.int64), *usages])
        numbers = np.arange(len(usages), dtype=np.int64)
        return Pieces(ids, np.repeat(numbers, lengths), np.append(0, np.cumsum(lengths)), np.arange(len(usages) + 1))

    def _spelled(self, words: set[str]) -> dict[str, IntArray]:
        """The pieces of each word in its marks."""
        texts = [f" {self._opening}{_readable(word)}{self._closing}" for word in words]
        encodings = self._marked.encode_batch(texts, add_special_tokens=False)
        return {word: np.array(e.ids, dtype=np.int64) for word, e in zip(words, encodings, strict=True)}


class _Spelling:
    """A tokenizer in which the marks, where it has them as pieces, are special ones or not."""

    def __init__(self, tokenizer: Any, *, special: bool, marks: str) -> None:
        backend = tokenizer.backend_tokenizer
        whole = json.loads(backend.to_str())
        for piece in whole.get("added_tokens", ()):
            if piece["content"] in marks.split():
                piece["special"] = special
        self.backend_tokenizer = type(backend).from_str(json.dumps(whole))
        self.pad_token_id = tokenizer.pad_token_id


def _cut(left: IntArray, word: IntArray, right: IntArray, capacity: int) -> IntArray:
    """One usage of at most `capacity` pieces."""
    room = max(0, capacity - len(word))
    before = min(len(left), max(room // 2, room - len(right)))
    return np.concatenate([left[len(left) - before :], word[:capacity], right[: room - before]])


def _readable(word: str) -> str:
    """A word without the lone surrogates that broken UTF-16 leaves behind, which have no UTF-8 form."""
    return word.encode("utf-8", "replace").decode("utf-8")
