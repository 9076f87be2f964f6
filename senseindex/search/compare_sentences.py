"""Compare a word across sentences with an encoder alone, where there is no index.

The sense vectors are those of the default recipe: projected where senseindex brings the projection (the default
encoder), else as they are. There are no static vectors.
"""

from __future__ import annotations

from collections.abc import Sequence

from senseindex.answers.words import Comparison
from senseindex.corpus.target import find_target
from senseindex.search.compare import compare_word
from senseindex.vectors.contextual.recipe import SenseVectorRecipe


def compare_sentences(
    word: str, sentences: Sequence[str], *, model: str | None = None, language: str = "en", layers: str | None = None
) -> Comparison:
    """As `SenseIndex.compare`, with an encoder by name or folder (the default encoder if None).

    Raises EncoderError for a model that cannot be loaded, UsageError for a sentence without the word.
    """
    from senseindex.corpus.lemmas import Lemmatizer
    from senseindex.corpus.segmentation import Segmenter
    from senseindex.vectors.contextual.projection import default_projection
    from senseindex.vectors.contextual.text_encoder import TextEncoder
    from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder

    segmenter = Segmenter(language)
    wanted = {word, Lemmatizer(language).lemma(word)}
    targets = [find_target(sentence, wanted, segmenter.sentences) for sentence in sentences]
    recipe = SenseVectorRecipe().with_model(model)
    encoder = TextEncoder(TransformersEncoder.load(recipe.model), recipe, default_projection(recipe))
    return compare_word(word, targets, encoder, None, layers)
