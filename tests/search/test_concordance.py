"""Order, context filters, samples and breakdowns against brute force."""

import re
from collections import Counter

import numpy as np
import pytest

from senseindex.answers.concordance import Breakdown
from senseindex.errors import UsageError
from senseindex.index.compaction import compact
from senseindex.search.breakdown import breakdown
from senseindex.search.concordance import all_lines, select
from tests.builders import TinyIndex
from tests.search.requests import ask, request, sentences


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def test_sorting_by_the_context(tiny: TinyIndex) -> None:
    right = [words(hit.right) for hit in ask(tiny, sort="right").hits]
    assert [line[:5] for line in right] == sorted(line[:5] for line in right)
    left = [words(hit.left)[::-1] for hit in ask(tiny, sort="left").hits]
    assert [line[:5] for line in left] == sorted(line[:5] for line in left)
    second = [(words(hit.right)[1:2] or [""])[0] for hit in ask(tiny, sort="R2").hits]
    assert second == sorted(second) and len(set(second)) > 2
    both = [(words(hit.left)[-1:], words(hit.right)[:1]) for hit in ask(tiny, sort="l1,r1").hits]
    assert both == sorted(both)


def test_sorting_by_document_and_metadata(tiny: TinyIndex) -> None:
    years = [hit.metadata["year"] for hit in ask(tiny, sort="Year").hits]
    assert years == sorted(years, key=int)
    assert [hit.metadata["year"] for hit in ask(tiny, sort="-year").hits] == years[::-1]
    dates = [str(hit.metadata.get("date", "z")) for hit in ask(tiny, sort="date").hits]
    assert dates == sorted(dates)
    falling = [str(hit.metadata.get("date", "")) for hit in ask(tiny, sort="-date").hits]
    assert falling == sorted(falling, reverse=True)
    assert ask(tiny, sort="document") == ask(tiny)


def test_all_hits_of_a_scored_query_take_part_in_the_order(tiny: TinyIndex) -> None:
    vector = tiny.vectors[ask(tiny).hits[0].occurrence_id]
    first = ask(tiny, vector=vector, sort="document", n=5)
    assert [hit.occurrence_id for hit in first.hits] == [hit.occurrence_id for hit in ask(tiny).hits[:5]]
    assert first.total == 18 and all(hit.score is not None for hit in first.hits)
    by_score = ask(tiny, vector=vector, sort="score", n=5)
    assert by_score == ask(tiny, vector=vector, n=5)
    assert ask(tiny, vector=vector, sort="-score").hits[::-1] == ask(tiny, vector=vector).hits


@pytest.mark.parametrize("sort", ["author", "R0", "R100", "", "R1,,L1"])
def test_a_sort_that_cannot_be_is_refused(tiny: TinyIndex, sort: str) -> None:
    with pytest.raises(UsageError, match="no metadata column"):
        ask(tiny, sort=sort)


def test_a_score_needs_something_to_score_by(tiny: TinyIndex) -> None:
    with pytest.raises(UsageError, match="nothing to score by"):
        ask(tiny, sort="score")


def brute_force(tiny: TinyIndex, wanted: list[set[str]], unwanted: list[set[str]], span: int) -> list[tuple[str, int]]:
    found = []
    for name, sentence in sentences(tiny):
        for place, lemma in enumerate(sentence.lemmas):
            if lemma != "bank":
                continue
            near = [*range(max(place - span, 0), place), *range(place + 1, min(place + span + 1, len(sentence)))]
            around = {sentence.forms[other].lower() for other in near} | {sentence.lemmas[other] for other in near}
            if all(around & each for each in wanted) and not any(around & each for each in unwanted):
                found.append((name, sentence.starts[place]))
    return found


@pytest.mark.parametrize(
    ("wanted", "unwanted", "span"),
    [
        (["money"], [], 5),
        (["money"], [], 1),
        (["Muddy, green"], [], 3),
        (["a,the", "lends,closed"], [], 2),
        ([], ["the"], 5),
        (["every"], ["online"], 1),
        ([], ["nowhere"], 5),
        (["bank"], [], 5),
    ],
)
def test_context_filters_are_those_of_brute_force(
    tiny: TinyIndex, wanted: list[str], unwanted: list[str], span: int
) -> None:
    sets = [[{word.strip().lower() for word in entry.split(",")} for entry in each] for each in (wanted, unwanted)]
    found = ask(tiny, near=tuple(wanted), without=tuple(unwanted), span=span)
    assert [(hit.document, hit.start) for hit in found.hits] == brute_force(tiny, sets[0], sets[1], span)
    assert found.total == len(found.hits)


def test_a_form_is_context_as_well_as_a_lemma(tiny: TinyIndex) -> None:
    tiny.catalog.connection.execute("UPDATE lemma SET lemma = 'lend' WHERE lemma = 'lends'")
    assert ask(tiny, near=("lend",)).total == ask(tiny, near=("lends",)).total == 3


def test_a_context_filter_without_words_is_refused(tiny: TinyIndex) -> None:
    with pytest.raises(UsageError, match="lists words"):
        ask(tiny, near=(" , ",))
    with pytest.raises(UsageError, match="'muddy water' is more than one word"):
        ask(tiny, without=("river,muddy water",))


def test_a_sample_is_the_same_after_compaction_and_whatever_its_order(tiny: TinyIndex) -> None:
    first = ask(tiny, sample=6, seed=7)
    assert first.total == 6
    ids = [hit.occurrence_id for hit in first.hits]
    assert ids == sorted(ids)
    by_year = ask(tiny, sample=6, seed=7, sort="-year")
    assert sorted(hit.occurrence_id for hit in by_year.hits) == ids
    assert [hit.occurrence_id for hit in ask(tiny, sample=6, seed=8).hits] != ids
    compact(tiny.catalog, tiny.store)
    assert ask(tiny, sample=6, seed=7) == first
    assert ask(tiny, sample=600).total == 18


def test_a_sample_of_scored_hits_keeps_their_order(tiny: TinyIndex) -> None:
    vector = tiny.vectors[ask(tiny).hits[0].occurrence_id]
    scores = [hit.score for hit in ask(tiny, vector=vector, sample=6).hits]
    assert None not in scores and scores == sorted(scores, key=float, reverse=True)


def test_lines_at_random_go_on_with_the_offset(tiny: TinyIndex) -> None:
    plain = [ask(tiny, seed=3, n=5, offset=offset) for offset in (0, 5)]
    sorted_ = [ask(tiny, seed=3, n=5, offset=offset, sort="-year") for offset in (0, 5)]
    for first, second in zip(plain, sorted_, strict=True):
        assert {hit.occurrence_id for hit in first.hits} == {hit.occurrence_id for hit in second.hits}
        assert first.total == second.total == 18


def test_hits_come_one_after_another(tiny: TinyIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("senseindex.search.kwic.LINES_AT_ONCE", 4)
    hits = select(tiny.catalog, tiny.store, request(tiny, sort="R1"))
    total, lines = len(hits), all_lines(tiny.catalog, hits, 10)
    assert total == 18 and tuple(lines) == ask(tiny, sort="R1").hits


def groups(tiny: TinyIndex, by: str, where: str | None = None, span: int = 5, **options: object) -> Breakdown:
    found = select(tiny.catalog, tiny.store, request(tiny, where=where, **options))
    return breakdown(tiny.catalog, found, by, span=span, where=where, parameters=()).groups()


def test_hits_by_metadata_are_counted_over_the_tokens_of_each_value(tiny: TinyIndex) -> None:
    found = groups(tiny, "Speaker", where="year < 1997")
    documents = [tiny.documents[f"doc{number}"] for number in range(7)]
    for group in found:
        own = [each for each in documents if each.metadata["speaker"] == group.value]
        lemmas = [lemma for each in own for sentence in each.sentences for lemma in sentence.lemmas]
        assert group.hits == lemmas.count("bank")
        assert group.ipm == pytest.approx(1e6 * lemmas.count("bank") / len(lemmas))
    assert [group.value for group in found] == ["Ames, Ann", "O'Neil, Bob"]
    assert sum(group.hits for group in found) == found.total
    assert sum(group.share for group in found) == pytest.approx(1.0)


def test_hits_without_a_value_are_counted_too(tiny: TinyIndex) -> None:
    found = groups(tiny, "date")
    assert found[-1].value == "" and sum(group.hits for group in found) == 18


def test_hits_by_collocate_count_each_hit_once(tiny: TinyIndex) -> None:
    expected: Counter[str] = Counter()
    for _, sentence in sentences(tiny):
        for place, lemma in enumerate(sentence.lemmas):
            if lemma == "bank":
                near = [*range(max(place - 3, 0), place), *range(place + 1, min(place + 4, len(sentence)))]
                expected.update({sentence.lemmas[other] for other in near if sentence.content[other]})
    assert {group.value: group.hits for group in groups(tiny, "collocate", span=3)} == dict(expected)


def test_a_lemma_is_a_content_word_if_half_of_its_tokens_have_vectors(tiny: TinyIndex) -> None:
    def with_vectors(share: float) -> None:
        (row,) = tiny.catalog.lemmas.spelled("money")
        with tiny.catalog.writing():
            tiny.catalog.lemmas.set_counts([(row.frequency, int(share * row.frequency), row.id)])

    for share, counts in ((1.0, True), (0.5, True), (0.3, False)):
        with_vectors(share)
        assert ("money" in {group.value for group in groups(tiny, "collocate")}) == counts


def test_hits_by_sense_add_up(tiny: TinyIndex) -> None:
    (lemma,) = request(tiny).lemmas
    ids = tiny.catalog.occurrences.ids([lemma.id])
    with tiny.catalog.writing():
        connection = tiny.catalog.connection
        connection.execute(
            "INSERT INTO sense (id, name, lemma_id, number, label) VALUES (1, 'bank%1', ?, 1, '')", [lemma.id]
        )
        connection.executemany("UPDATE occurrence SET sense_id = 1 WHERE id = ?", [(int(each),) for each in ids[:7]])
    assert [(group.value, group.hits) for group in groups(tiny, "sense")] == [("", 11), ("bank%1", 7)]
    assert [hit.sense for hit in ask(tiny, sort="sense").hits] == ["bank%1"] * 7 + [None] * 11


def test_only_what_is_there_can_be_grouped_by(tiny: TinyIndex) -> None:
    with pytest.raises(UsageError, match="cannot group by 'author'"):
        groups(tiny, "author")


def test_nothing_found_has_no_groups(tiny: TinyIndex) -> None:
    for by in ("sense", "collocate", "year"):
        assert len(groups(tiny, by, where="year > 3000")) == 0
    assert np.array_equal(ask(tiny, where="year > 3000", sort="R1").hits, ())
