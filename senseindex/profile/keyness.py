"""Whether a lemma and its senses belong more to one subcorpus than to another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from senseindex.answers.profile import Keyness, KeynessTable
from senseindex.errors import UsageError
from senseindex.profile.association import keyness_log_likelihood, percent_difference, simple_maths
from senseindex.profile.hits import LemmaHits
from senseindex.store.catalog.senses import SenseRow

DEFAULT_ADDED = 1.0


def keyness(
    first: LemmaHits, second: LemmaHits, senses: Sequence[SenseRow] | None, added: float = DEFAULT_ADDED
) -> KeynessTable:
    """Compare the hits of a lemma in two subcorpora; `senses` keeps these alone, `added` is the N of simple maths."""
    if not added > 0:
        raise UsageError("the N of simple maths is a number above 0")
    masks = [{name: int(mask.sum()) for name, _, mask in hits.series()} for hits in (first, second)]
    labels = {name: label for hits in (first, second) for name, label, _ in hits.series()}
    wanted = None if senses is None else {sense.name for sense in senses}
    order = [sense.name for sense in first.senses if sense.name in labels]
    order += [name for name in labels if name not in order]
    sizes = (first.subcorpus.size, second.subcorpus.size)
    rows = [_row(first.word, "", (len(first), len(second)), sizes, added)]
    for name in order:
        if wanted is None or name in wanted:
            rows.append(_row(name, labels[name], (masks[0].get(name, 0), masks[1].get(name, 0)), sizes, added))
    shared = len(np.intersect1d(first.subcorpus.documents, second.subcorpus.documents))
    names = (first.subcorpus.where or "the corpus", second.subcorpus.where or "the corpus")
    return KeynessTable(first.word, *names, *sizes, added, shared, tuple(rows))


def _row(name: str, label: str, counts: tuple[int, int], sizes: tuple[int, int], added: float) -> Keyness:
    from scipy.stats import chi2

    ipm = [1e6 * count / max(size, 1) for count, size in zip(counts, sizes, strict=True)]
    ll = keyness_log_likelihood(counts[0], sizes[0], counts[1], sizes[1])
    p = float(chi2.sf(ll, 1))
    difference, maths = percent_difference(ipm[0], ipm[1]), simple_maths(ipm[0], ipm[1], added)
    return Keyness(name, label, counts[0], ipm[0], counts[1], ipm[1], ll, p, difference, maths)
