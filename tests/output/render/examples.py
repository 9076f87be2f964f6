"""Small answers for the tests of reports, made by hand."""

from __future__ import annotations

from typing import Any

from senseindex.answers.concordance import Concordance, Hit
from senseindex.answers.senses import Sense, SenseList
from senseindex.answers.words import Comparison, LayerCosines


def hit(left: str = "we sat on the", node: str = "bank", right: str = "of the river", **changes: Any) -> Hit:
    values: dict[str, Any] = {
        "occurrence_id": 17,
        "lemma": "bank",
        "sense": "bank%2",
        "score": 0.8125,
        "document": "letters-03",
        "metadata": {"year": 1991, "speaker": "Hawke, Robert"},
        "start": 30,
        "end": 34,
        "confidence": 0.9,
    }
    return Hit(left=left, node=node, right=right, **{**values, **changes})


def concordance(*hits: Hit, total: int | None = None) -> Concordance:
    return Concordance("bank", len(hits) if total is None else total, hits)


def senses() -> SenseList:
    return SenseList(
        "bank",
        (
            Sense("bank%1", "bank", "loan, account", 30, 0.6, 812.5, 0.8, ("loan", "account"), ("lender",), (hit(),)),
            Sense("bank%2", "bank", "river, mud", 20, 0.4, 541.7),
        ),
    )


def comparison(sentences: int = 4, layers: int = 0, *, static: bool = True) -> Comparison:
    """Two senses that alternate by pairs of sentences: cosine 0.75 within, 0.25 between."""

    def matrix(spread: float) -> tuple[tuple[float, ...], ...]:
        return tuple(
            tuple(
                1.0 if row == column else 1 - spread * (0.25 if row // 2 % 2 == column // 2 % 2 else 0.75)
                for column in range(sentences)
            )
            for row in range(sentences)
        )

    texts = [f"Sentence {number} is about the [bank] and costs $5." for number in range(1, sentences + 1)]
    return Comparison(
        "bank",
        tuple(texts),
        ("bank",) * sentences,
        tuple((1.0,) * sentences for _ in range(sentences)) if static else None,
        matrix(1.0),
        tuple(LayerCosines(str(layer), matrix(layer / max(layers - 1, 1))) for layer in range(layers)),
        model="fast",
    )
