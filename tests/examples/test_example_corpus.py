"""The example corpus, its gold file and its queries agree with one another."""

import csv
import json
import re
from collections import Counter, defaultdict
from typing import NamedTuple

import pytest

from tests.example_corpus import FOLDER, TEXTS


class Target(NamedTuple):
    document: str
    start: int
    end: int
    lemma: str
    sense: str


@pytest.fixture(scope="module")
def documents() -> list[dict[str, str | int]]:
    with TEXTS.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def targets() -> list[Target]:
    return [
        Target(row["document"], int(row["start"]), int(row["end"]), row["lemma"], row["sense"])
        for row in rows("english.gold.tsv")
    ]


@pytest.fixture(scope="module")
def queries() -> list[dict[str, str]]:
    return rows("english.queries.tsv")


def is_form(word: str, lemma: str) -> bool:
    return word.lower() in {lemma, lemma + "s", lemma + "es"}


def test_documents_have_unique_ids_and_metadata_worth_filtering(documents):
    assert len({document["id"] for document in documents}) == len(documents) >= 100
    assert len({document["text"] for document in documents}) == len(documents)
    assert {document["genre"] for document in documents} == {"news", "letters", "travel", "science", "fiction"}
    assert all(1985 <= document["year"] <= 2024 for document in documents)
    dated = [document for document in documents if "date" in document]
    assert dated
    assert all(re.fullmatch(rf"{document['year']}-\d\d-\d\d", document["date"]) for document in dated)


def test_offsets_point_at_whole_words_that_are_forms_of_the_lemma(documents, targets):
    texts = {document["id"]: document["text"] for document in documents}
    for target in targets:
        text = texts[target.document]
        assert is_form(text[target.start : target.end], target.lemma), target
        assert not re.match(r"\w", text[target.end :]) and not re.search(r"\w$", text[: target.start]), target


def test_gold_covers_every_occurrence_of_its_words(documents, targets):
    marked = {(target.document, target.start, target.end) for target in targets}
    assert len(marked) == len(targets)
    lemmas = "|".join(sorted({target.lemma for target in targets}))
    found = {
        (document["id"], *match.span())
        for document in documents
        for match in re.finditer(rf"\b(?:{lemmas})(?:e?s)?\b", document["text"], re.IGNORECASE)
    }
    assert found == marked


def test_at_least_twelve_words_have_two_senses_with_twenty_occurrences_each(targets):
    sizes = Counter((target.lemma, target.sense) for target in targets)
    senses = defaultdict(set)
    for lemma, sense in sizes:
        assert sense.startswith(f"{lemma}:")
        senses[lemma].add(sense)
    assert len(senses) >= 12
    assert all(len(of_lemma) >= 2 for of_lemma in senses.values())
    assert senses["bank"] == {"bank:money", "bank:river"}
    assert min(sizes.values()) >= 20


def test_every_sense_has_two_queries_that_the_corpus_does_not_contain(documents, targets, queries):
    per_sense = Counter(query["sense"] for query in queries)
    assert per_sense == dict.fromkeys({target.sense for target in targets}, 2)
    everything = " ".join(document["text"] for document in documents)
    for query in queries:
        marked = re.findall(r"\[(\w+)\]", query["sentence"])
        assert len(marked) == 1 and is_form(marked[0], query["lemma"]), query
        assert query["sense"].startswith(f"{query['lemma']}:")
        assert query["sentence"].replace("[", "").replace("]", "") not in everything
