"""Good example sentences of a lemma or a sense (GDEX, Kilgarriff et al. 2008), typical and varied.

Whole sentences come first. Every sentence has a score of visible parts; of the best, those are chosen that are good and
unlike what is chosen already: maximal marginal relevance (Carbonell & Goldstein 1998), near duplicates left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from senseindex.answers.profile import Example, ExampleList
from senseindex.arrays import FloatArray, IntArray
from senseindex.profile.example_rules import ExampleRules
from senseindex.profile.hits import LemmaHits
from senseindex.profile.vectors import centre_of, hit_vectors
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.connection import chunks, placeholders
from senseindex.store.catalog.tokens import token_count, unpack_lemma_ids, unpack_offsets
from senseindex.store.cells.vector_store import VectorStore

MOST_SCORED = 3000
"""LemmaHits that are scored, those nearest to the centre; the others are not typical."""

_ENDS = re.compile(r"[.!?…]['\"”’»“)\]]*\s*$")
_ODD = re.compile(r"[^\w\s.,;:!?'\"“”‘’«»„()\-–—…/%$€£&]|_")
_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class _Candidate:
    example: Example
    lemmas: frozenset[int]
    place: int


def best_examples(
    catalog: Catalog, store: VectorStore, hits: LemmaHits, name: str, rules: ExampleRules, n: int = 10
) -> ExampleList:
    """The `n` best example sentences among the hits; those that people ticked for their sense come first."""
    if not len(hits):
        return ExampleList(name, 0, ())
    vectors = hit_vectors(catalog, store, hits)
    nearness = vectors @ centre_of(vectors)
    order = np.lexsort((hits.ids, -nearness))
    typical = np.empty(len(hits))
    typical[order] = np.linspace(1.0, 0.0, len(hits)) if len(hits) > 1 else 1.0
    ticks = catalog.labels.ticked([sense.id for sense in hits.senses])
    ticked = np.flatnonzero(np.isin(hits.ids, [each for own in ticks.values() for each in own]))
    places = np.concatenate([ticked, order[:MOST_SCORED]])
    candidates = _candidates(catalog, hits, places, typical, set(ticked.tolist()), rules)
    candidates.sort(key=lambda each: (-each.example.score, each.example.occurrence_id))
    chosen = [each for each in candidates if each.example.ticked][:n]
    for whole in (True, False):
        group = [each for each in candidates if each.example.whole == whole and not each.example.ticked]
        _choose(group[: rules.candidates], chosen, vectors, rules, n)
    return ExampleList(name, len(candidates), tuple(each.example for each in chosen))


def _choose(
    group: Sequence[_Candidate], chosen: list[_Candidate], vectors: FloatArray, rules: ExampleRules, n: int
) -> None:
    """Add to `chosen` from the group until there are `n`, by maximal marginal relevance."""
    left = list(group)
    if not left:
        return
    own = vectors[[each.place for each in left]]
    scores = np.array([each.example.score for each in left])
    likeness = np.zeros(len(left))
    for each in chosen:
        likeness = np.maximum(likeness, own @ vectors[each.place])
    free = np.array([_is_new(each, chosen, rules) for each in left], dtype=np.bool_)
    while len(chosen) < n and free.any():
        marginal = rules.relevance * scores - (1.0 - rules.relevance) * likeness
        best = int(np.argmax(np.where(free, marginal, -np.inf)))
        chosen.append(left[best])
        likeness = np.maximum(likeness, own @ vectors[left[best].place])
        for place in np.flatnonzero(free).tolist():
            free[place] = _is_new(left[place], [left[best]], rules)


def _is_new(candidate: _Candidate, chosen: Sequence[_Candidate], rules: ExampleRules) -> bool:
    """Whether no chosen sentence has nearly the same words."""
    for each in chosen:
        both = len(candidate.lemmas & each.lemmas)
        if both >= rules.near_duplicate * (len(candidate.lemmas) + len(each.lemmas) - both):
            return False
    return True


def _candidates(
    catalog: Catalog,
    hits: LemmaHits,
    places: IntArray,
    typical: npt.NDArray[np.float64],
    ticked: Set[int],
    rules: ExampleRules,
) -> list[_Candidate]:
    """The sentences of these hits with their scores, each once, by the hit that comes first."""
    rare = _rare_lemmas(catalog, rules.rare_ipm)
    rare.difference_update(hits.lemma_ids)
    names = {sense.id: sense.name for sense in hits.senses}
    first: dict[int, int] = {}
    for place in places.tolist():
        first.setdefault(int(hits.sentence_ids[place]), place)
    found = []
    for chunk in chunks(list(first)):
        rows = catalog.rows(
            "SELECT sentence.id, text, sentence.start, token_offsets, lemma_ids, document_id, document.name "
            f"FROM sentence JOIN document ON document.id = document_id WHERE sentence.id IN ({placeholders(chunk)})",
            chunk,
        )
        metadata = catalog.documents.metadata_of(sorted({row[5] for row in rows}))
        for sentence_id, text, sentence_start, offsets, blob, document_id, document in rows:
            place = first[sentence_id]
            starts, ends = unpack_offsets(offsets)
            lemmas = unpack_lemma_ids(blob, token_count(offsets)).tolist()
            forms = [text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
            parts = sentence_parts(forms, [each in rare for each in lemmas], rules)
            parts["typical"] = float(typical[place])
            node = int(hits.positions[place])
            start, end = int(starts[node]), int(ends[node])
            example = Example(
                int(hits.ids[place]),
                names.get(int(hits.sense_ids[place])),
                rules.score(parts),
                is_whole(text),
                parts,
                text,
                start,
                end,
                document,
                sentence_start + start,
                sentence_start + end,
                metadata[document_id],
                place in ticked,
            )
            found.append(_Candidate(example, frozenset(lemmas), place))
    return found


def sentence_parts(forms: Sequence[str], rare: Sequence[bool], rules: ExampleRules) -> dict[str, float]:
    """The parts of the score that the sentence alone decides, each from 0 to 1; `rare[i]` says it of the i-th form."""
    words = [form for form in forms if _WORD.search(form)]
    outside = max(rules.shortest - len(words), len(words) - rules.longest, 0)
    length = max(0.0, 1.0 - outside / rules.margin) if rules.margin else float(not outside)
    uncommon = sum(flag for form, flag in zip(forms, rare, strict=True) if _WORD.search(form))
    noisy = sum(map(_is_noise, forms)) + (":" in forms[:3])  # a speaker's name
    return {
        "length": length,
        "common": 1.0 / (1.0 + uncommon),
        "start": float(not words or words[0].lower() not in rules.openers),
        "clean": 1.0 / (1.0 + noisy),
    }


def is_whole(text: str) -> bool:
    """Whether a text begins with a capital and ends as a sentence does, with its brackets closed."""
    pairs = all(text.count(opening) == text.count(closing) for opening, closing in ("()", "[]", "“”", "«»"))
    first = next((character for character in text if character.isalnum()), "a")
    return not first.islower() and _ENDS.search(text) is not None and pairs and text.count('"') % 2 == 0


def _is_noise(form: str) -> bool:
    """Figures, words in capitals, and characters that running text does not need."""
    capitals = len(form) > 3 and form.isupper()
    return capitals or any(character.isdigit() for character in form) or _ODD.search(form) is not None


def _rare_lemmas(catalog: Catalog, ipm: float) -> set[int]:
    limit = ipm * catalog.documents.tokens() / 1e6
    return {row[0] for row in catalog.rows("SELECT id FROM lemma WHERE frequency < ?", (limit,))}
