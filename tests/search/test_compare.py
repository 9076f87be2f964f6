"""A word in several sentences is read as the example of a query is, and as the documents of an index are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from senseindex import SenseIndex
from senseindex.vectors.contextual.recipe import SenseVectorRecipe

EXAMPLES = [
    "It had rained for a week. We sat on the [bank]. Reeds and willows grew along the river.",
    "She wanted to buy a house. So she went to the [bank]. The interest rates were high.",
    "The [bank] was muddy.",
]


def test_the_cosine_of_two_examples_is_that_of_the_vectors_that_queries_use(tmp_path: Path) -> None:
    source = tmp_path / "corpus.jsonl"
    texts = [text.replace("[", "").replace("]", "") for text in EXAMPLES]
    source.write_text("".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate(texts)))
    with SenseIndex.create(tmp_path / "index", recipe=SenseVectorRecipe(codec="fp16")) as index:
        index.ingest(source, static="none")
        compared = index.words.compare("bank", EXAMPLES, layers="0,-1")
        bare = index.words.compare("bank", ["We sat on the [bank].", *EXAMPLES[1:]], layers="0,-1")
        for number, example in enumerate(EXAMPLES):
            # Over all words the score of a hit is the product of the example's vector with its own.
            hits = index.query(context=example, any_word=True, own_word=True, where="document <> ''", n=1000).hits
            scores = {hit.document: hit.score for hit in hits if hit.node == "bank"}
            assert [scores[str(other)] for other in range(3)] == pytest.approx(compared.contextual[number], abs=0.002)
    assert bare.contextual[0][1] != pytest.approx(compared.contextual[0][1], abs=0.01)
    assert bare.by_layer[1].cosines[0][1] != pytest.approx(compared.by_layer[1].cosines[0][1], abs=0.01)
