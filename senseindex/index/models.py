"""The models of an open index, each loaded once, when first needed, whatever thread asks."""

from __future__ import annotations

import hashlib
import threading
import warnings
import weakref
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypedDict

from senseindex.corpus.target import Target, find_target
from senseindex.errors import RESTORE, EncoderError, NotFoundError, StaticVectorError, StoreError

if TYPE_CHECKING:
    from senseindex.arrays import FloatArray
    from senseindex.corpus.lemmas import Lemmatizer
    from senseindex.corpus.segmentation import Segmenter
    from senseindex.index.open_index import OpenIndex
    from senseindex.vectors.contextual.projection import Projection
    from senseindex.vectors.contextual.text_encoder import TextEncoder
    from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder
    from senseindex.vectors.static import StaticVectors

PROJECTION_FILE = "projection.safetensors"
PROJECTION_SETTING = "projection_sha256"
STATIC_FOLDER = "static"

ENCODER_SETTING = "encoder"
"""What the vectors of an index were made with, as `EncoderUsed` has it."""


class EncoderUsed(TypedDict):
    """What ran the encoder: its weights, torch or openvino, fp32 or bf16."""

    weights: str
    backend: str
    precision: str


class Models:
    """Lemmatizer, segmenter, encoder with projection, static vectors.

    The encoder runs by `device` and `backend`, as in `TransformersEncoder.load`; `auto` is what the vectors of the
    index were made with, where this machine can, for in bf16 torch and OpenVINO do not give quite the same ones. In
    fp32 they do (cosines above 0.999999), so what is no ingest runs on torch, which need not compile anything.
    """

    def __init__(self, index: OpenIndex) -> None:
        self._index: OpenIndex = weakref.proxy(index)
        self._lock = threading.RLock()
        self.device = "auto"
        self.backend = "auto"
        self._ingests = False
        self._static_setting: object = None

    @cached_property
    def lemmatizer(self) -> Lemmatizer:
        from senseindex.corpus.lemmas import Lemmatizer

        return Lemmatizer(self._index.language)

    @cached_property
    def segmenter(self) -> Segmenter:
        from senseindex.corpus.segmentation import Segmenter

        return Segmenter(self._index.language, self._index.pipeline, self._index.all_tokens)

    # -- contextual ----------------------------------------------------------------------------------------------

    def run_encoder_on(self, device: str, backend: str) -> None:
        """Run the encoder by these from now on, whatever it has run by before."""
        with self._lock:
            if (device, backend, True) != (self.device, self.backend, self._ingests):
                self.device, self.backend, self._ingests = device, backend, True
                self.__dict__.pop("_text_encoder", None)

    @property
    def encoder(self) -> TransformersEncoder:
        """The encoder of the index, run as it was when its vectors were made.

        Warns where it has to run otherwise. Raises StoreError where it has other weights now.
        """
        from senseindex.vectors.contextual.precision import choose_device, precision_like
        from senseindex.vectors.contextual.transformers_encoder import can_run_openvino, shared_encoder

        index, recipe = self._index, self._index.recipe
        used: EncoderUsed | None = index.catalog.settings.get(ENCODER_SETTING)
        if used is None:
            return shared_encoder(recipe.model, self.device, self.backend)
        precision = precision_like(used["precision"], choose_device(self.device))
        backend = self.backend
        if backend == "auto":
            alike = precision == used["precision"] == "fp32" and not self._ingests
            compiled = used["backend"] == "openvino" and can_run_openvino(self.device) and not alike
            backend = "openvino" if compiled else "torch"
        encoder = shared_encoder(recipe.model, self.device, backend, precision)
        if encoder.weights != used["weights"]:
            raise StoreError(f"{index.path} was made with other weights of {recipe.model}; build it anew")
        try:
            backend = encoder.prepare(recipe)
        except EncoderError:
            if self.backend == "openvino":
                raise
            encoder, backend = shared_encoder(recipe.model, self.device, "torch", precision), "torch"
        now, then = f"{backend} in {precision}", f"{used['backend']} in {used['precision']}"
        if now != then and not precision == used["precision"] == "fp32":
            warnings.warn(
                f"{index.path} was encoded by {then}, and this is {now}: scores may differ in the third digit, and a "
                "word on the border between two senses may turn",
                stacklevel=2,
            )
        return encoder

    def choose_encoder(self, *, long: bool) -> None:
        """Choose what runs the encoder of an index without vectors, for much text or not, and store it."""
        from senseindex.vectors.contextual.transformers_encoder import encoder_for

        encoder, backend = encoder_for(self._index.recipe, self.device, self.backend, long=long)
        used = EncoderUsed(weights=encoder.weights, backend=backend, precision=encoder.precision)
        with self._index.catalog.writing():
            self._index.catalog.settings.set(ENCODER_SETTING, used)

    @cached_property
    def projection(self) -> Projection:
        """The projection that was stored with the first ingest."""
        from senseindex.vectors.contextual.projection import Projection

        index = self._index
        path = index.path / PROJECTION_FILE
        expected = index.catalog.settings.get(PROJECTION_SETTING)
        if expected is None:
            if index.catalog.segments.all():
                raise StoreError(f"{index.path} has vectors and no projection; {RESTORE}")
            raise NotFoundError(f"{index.path} is empty: fill it with `senseindex ingest SOURCE`")
        if not path.is_file():
            raise StoreError(f"{path} is missing; {RESTORE}")
        if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            raise StoreError(f"{path} is damaged or of another index; {RESTORE}")
        return Projection.load(path)

    @property
    def text_encoder(self) -> TextEncoder:
        """From sentences to sense vectors, by the recipe of the index."""
        with self._lock:
            return self._text_encoder

    @cached_property
    def _text_encoder(self) -> TextEncoder:
        from senseindex.vectors.contextual.text_encoder import TextEncoder

        return TextEncoder(self.encoder, self._index.recipe, self.projection)

    def target(self, text: str, words: Sequence[str]) -> Target:
        """The word meant in an example: marked in brackets, or one of `words`."""
        return find_target(text, words, self.segmenter.sentences)

    # -- static --------------------------------------------------------------------------------------------------

    @property
    def static(self) -> StaticVectors | None:
        """The static vectors, None where the index has none."""
        with self._lock:
            return self._static

    @cached_property
    def _static(self) -> StaticVectors | None:
        from senseindex.vectors.static import StaticVectors, has_static_vectors

        self._static_setting = self._index.catalog.settings.get("static")
        folder = self._index.path / STATIC_FOLDER
        return StaticVectors.open(folder) if has_static_vectors(folder) else None

    def forget_static(self) -> None:
        """Read the static vectors anew when they are next asked for: there are others now."""
        with self._lock:
            self.__dict__.pop("_static", None)

    def forget_outdated(self) -> None:
        """Forget static vectors in whose place another process has put others."""
        with self._lock:
            if "_static" in self.__dict__ and self._static_setting != self._index.catalog.settings.get("static"):
                self.__dict__.pop("_static")

    def need_static(self) -> StaticVectors:
        """The static vectors. Raises StaticVectorError when the index has none."""
        if self.static is None:
            raise StaticVectorError(
                f"{self._index.path} has no static vectors; run `senseindex ingest` with --static or --static-vectors"
            )
        return self.static

    def static_word(self, word: str) -> str:
        """The word as the static vectors spell it: as given, or its lemma."""
        static = self.need_static()
        lemma = self.lemmatizer.lemma(word)
        return lemma if static.position(word) is None and static.position(lemma) is not None else word

    def static_vector(self, word: str) -> FloatArray | None:
        """The static vector `(d,)` of a word, None where there is none."""
        if self.static is None or self.static_word(word) not in self.static:
            return None
        return self.static.vector(self.static_word(word))
