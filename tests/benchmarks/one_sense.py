"""Does induction leave words whole that have one sense, and split those that have several?

    python -m tests.benchmarks.one_sense INDEX [--json]

Judged by us for political speeches of the 20th century: `SEEN` and `UNSEEN` have one dominant sense there (the former
were looked at when the constants of the induction were chosen), `SEVERAL` have more.
INDEX must be induced; words of fewer than 20 occurrences are left out.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from senseindex import SenseIndex
from senseindex.errors import NotFoundError

SEEN = """
aboriginal agriculture airport ambassador australia budget climate colleague daughter deficit democracy disease doctor
drought economy election electorate employment farmer hospital immigration inflation journalist kilometre minister
newspaper parliament patient pension population productivity prosperity railway refugee republic school soldier
student tariff taxpayer teacher technology terrorism tourism treaty tuesday unemployment university wage wheat
"""

UNSEEN = """
alcohol ballot barrister bushfire butter citizen constituency courage dividend dollar embassy exporter grandparent
hectare helicopter january lawyer library malaria manufacturer migrant motorist museum neighbour nurse october
olympics poverty referendum submarine subsidy sugar superannuation surgeon tobacco tonne uranium vaccine veteran
wednesday wool
"""

SEVERAL = """
bank bear bill board cabinet case charge floor house interest order paper party plant point power right service state
table
"""

ENOUGH = 20


@click.command()
@click.argument("index", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def main(index: Path, as_json: bool) -> None:
    with SenseIndex.open(index) as opened:
        figures = {
            name: share_whole(opened, words.split())
            for name, words in (("seen", SEEN), ("unseen", UNSEEN), ("several", SEVERAL))
        }
    if as_json:
        print(json.dumps(figures, indent=2))
        return
    for name, own in figures.items():
        print(f"{name:8} {own['words']:3} words, {own['whole']:.0%} whole, largest sense {own['largest']:.0%}")
        print(f"         split: {' '.join(own['split'])}")


def share_whole(index: SenseIndex, words: list[str]) -> dict[str, Any]:
    """How many of the words have one sense, and the mean share of the largest sense."""
    counts, largest = {}, []
    for word in words:
        try:
            senses = [sense for sense in index.senses(word, examples=0) if sense.confidence is not None]
        except NotFoundError:
            continue
        named = [sense for sense in senses if sense.label != "unclear"]
        if not named or sum(sense.size for sense in senses) < ENOUGH:
            continue
        counts[word] = len(named)
        largest.append(max(sense.share for sense in named))
    whole = [word for word, count in counts.items() if count == 1]
    return {
        "words": len(counts),
        "whole": len(whole) / max(len(counts), 1),
        "largest": sum(largest) / max(len(largest), 1),
        "split": [word for word in counts if word not in whole],
    }


if __name__ == "__main__":
    main()
