"""Text whose neighbouring sentences belong together, and the same sentences in a random order."""

from __future__ import annotations

import numpy as np

_TOPICS = {
    "money": "bank loan interest account credit savings mortgage cash payment debt investor market",
    "river": "water boat stream fish reed flood bridge shore swimmer current dam otter",
    "music": "band bass guitar drum singer concert melody rhythm chorus record stage violin",
    "ships": "deck hull sail mast harbour captain anchor cargo crew voyage storm sailor",
}
TOPICS = tuple(_TOPICS)


def sentences_about(topic: str, count: int, generator: np.random.Generator) -> list[str]:
    """Sentences with three words of a topic each."""
    found = []
    for _ in range(count):
        one, two, three = generator.choice(_TOPICS[topic].split(), 3, replace=False)
        found.append(f"The {one} and the {two} were beside the {three}.")
    return found


def related(join: str) -> str:
    """Stretches of six sentences about one topic, joined by a blank or an empty line."""
    generator = np.random.default_rng(1)
    return join.join(line for topic in TOPICS * 5 for line in sentences_about(topic, 6, generator))


def unrelated(join: str) -> str:
    """The same sentences in a random order."""
    lines = related("\n").split("\n")
    return join.join(lines[n] for n in np.random.default_rng(2).permutation(len(lines)))
