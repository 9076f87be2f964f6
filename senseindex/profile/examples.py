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
from senseindex.profile.subject import Subject
from senseindex.profile.vectors import centre_of, hit_vectors
from senseindex.store.catalog.catalog import Catalog
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
    catalog: Catalog, store: VectorStore, subject: Subject, rules: ExampleRules, n: int = 10
) -> ExampleList:
    """The `n` best example sentences among the hits; those that people ticked for their sense come first."""
    if not len(subject):
        return ExampleList(subject.name, 0, ())
    ids = subject.hits.ids
    vectors = hit_vectors(catalog, store, subject)
    nearness = vectors @ centre_of(vectors)
    order = np.lexsort((ids, -nearness))
    typical = np.empty(len(ids))
    typical[order] = np.linspace(1.0, 0.0, len(ids)) if len(ids) > 1 else 1.0
    ticks = catalog.labels.ticked([member for sense in subject.senses for member in sense.members])
    ticked = np.flatnonzero(np.isin(ids, [each for of_sense in ticks.values() for each in of_sense]))
    places = np.concatenate([ticked, order[:MOST_SCORED]])
    candidates = _candidates(catalog, subject, places, typical, set(ticked.tolist()), rules)
    candidates.sort(key=lambda each: (-each.example.score, each.example.occurrence_id))
    chosen = [each for each in candidates if each.example.ticked][:n]
    for whole in (True, False):
        group = [each for each in candidates if each.example.whole == whole and not each.example.ticked]
        _choose(group[: rules.candidates], chosen, vectors, rules, n)
    return ExampleList(subject.name, len(candidates), tuple(each.example for each in chosen))


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
    subject: Subject,
    places: IntArray,
    typical: npt.NDArray[np.float64],
    ticked: Set[int],
    rules: ExampleRules,
) -> list[_Candidate]:
    """The sentences of these hits with their scores, each once, by the hit that comes first."""
    hits = subject.hits
    rare = catalog.lemmas.rarer_than(rules.rare_ipm * catalog.documents.tokens() / 1e6)
    rare.difference_update(subject.lemma_ids)
    names = {member: sense.name for sense in subject.senses for member in sense.members}
    first: dict[int, int] = {}
    for place in places.tolist():
        first.setdefault(int(hits.sentences[place]), place)
    rows = {row.id: row for row in catalog.sentences.stored(first)}
    documents = sorted({row.document_id for row in rows.values()})
    metadata, titles = catalog.documents.metadata_of(documents), catalog.documents.names(documents)
    tokens = catalog.sentences.tokens(np.array(sorted(rows), dtype=np.int64))
    lemma_ids = dict(zip(tokens.sentences.tolist(), np.split(tokens.lemmas, tokens.starts[1:-1]), strict=True))
    found = []
    for sentence_id, place in first.items():
        row, lemmas = rows[sentence_id], lemma_ids[sentence_id].tolist()
        forms = [row.text[start:end] for start, end in zip(row.starts, row.ends, strict=True)]
        scored = sentence_scores(forms, [each in rare for each in lemmas], rules)
        scored["typical"] = float(typical[place])
        node = int(hits.first[place])
        start, end = row.starts[node], row.ends[node]
        example = Example(
            int(hits.ids[place]),
            names.get(int(hits.sense_ids[place])),
            rules.score(scored),
            is_whole(row.text),
            scored,
            row.text,
            start,
            end,
            titles[row.document_id],
            row.start + start,
            row.start + end,
            metadata[row.document_id],
            place in ticked,
        )
        found.append(_Candidate(example, frozenset(lemmas), place))
    return found


def sentence_scores(forms: Sequence[str], rare: Sequence[bool], rules: ExampleRules) -> dict[str, float]:
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
