"""Keywords are what two counts and the formulas give."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from nltk import FreqDist
from scipy.stats import chi2, power_divergence

from senseindex.errors import UsageError
from tests.builders import make_bank_index
from tests.gum import Gum

FIRST = "document like 'GUM_f%'"


def parts(gum: Gum) -> tuple[list[str], list[str]]:
    first = [name for name in gum.documents if name.startswith("GUM_f")]
    return first, [name for name in gum.documents if name not in first]


def test_a_part_is_set_beside_the_rest(gum: Gum) -> None:
    first, rest = parts(gum)
    own, other = (FreqDist(token.lemma for token in gum.tokens(*names)) for names in (first, rest))
    listed = gum.index.lists.keywords(where=FIRST, min_frequency=2)
    assert (listed.tokens, listed.against_tokens) == (own.N(), other.N())
    assert {row.item for row in listed} == {
        lemma
        for lemma, freq in own.items()
        if freq > 1 and any(map(str.isalnum, lemma)) and own.freq(lemma) > other.freq(lemma)
    }
    for row in listed:
        assert (row.freq, row.against) == (own[row.item], other[row.item])
        share = (row.freq + row.against) / (own.N() + other.N())
        expected = [own.N() * share, other.N() * share]
        g2 = 2 * sum(o * math.log(o / e) for o, e in zip((row.freq, row.against), expected, strict=True) if o)
        assert row.ll == pytest.approx(g2, abs=1e-9)
        assert row.p == pytest.approx(chi2.sf(g2, 1))
        assert row.simple_maths == pytest.approx((1e6 * own.freq(row.item) + 1) / (1e6 * other.freq(row.item) + 1))
        if row.against:
            assert row.difference == pytest.approx(100 * (own.freq(row.item) / other.freq(row.item) - 1))
        else:
            assert row.difference == math.inf
    values = [row.ll for row in listed]
    assert values == sorted(values, reverse=True)


def test_the_test_is_the_likelihood_ratio_of_scipy(gum: Gum) -> None:
    for row in gum.index.lists.keywords(where=FIRST).page(0, 5):
        sizes = gum.index.lists.keywords(where=FIRST)
        share = (row.freq + row.against) / (sizes.tokens + sizes.against_tokens)
        expected = [sizes.tokens * share, sizes.against_tokens * share]
        g2, _ = power_divergence([row.freq, row.against], expected, lambda_="log-likelihood")
        assert row.ll == pytest.approx(g2)


def test_the_rest_is_the_same_as_the_condition_turned_round(gum: Gum) -> None:
    for of in ("word", "lempos"):
        rest = gum.index.lists.keywords(of, where=FIRST)
        named = gum.index.lists.keywords(of, where=FIRST, against=f"not ({FIRST})")
        assert list(rest) == list(named)


def test_negative_keywords_are_those_of_the_other_part(gum: Gum) -> None:
    lists = gum.index.lists
    negative = lists.keywords(where=FIRST, negative=True)
    positive = lists.keywords(where=f"not ({FIRST})", against=FIRST)
    assert [(row.item, row.freq, row.against) for row in negative] == [
        (row.item, row.against, row.freq) for row in positive
    ]
    assert any(row.freq == 0 for row in negative)


@pytest.mark.parametrize("ending", ["csv", "tsv"])
def test_a_list_that_was_written_is_a_reference(gum: Gum, tmp_path: Path, ending: str) -> None:
    _, rest = parts(gum)
    condition = f"not ({FIRST})"
    file = tmp_path / f"rest.{ending}"
    gum.index.export.table(file, gum.index.lists.words(where=condition))
    by_file = gum.index.lists.keywords(where=FIRST, reference=file)
    assert by_file.against_tokens == len(gum.tokens(*rest))
    assert list(by_file) == list(gum.index.lists.keywords(where=FIRST))
    assert gum.index.lists.keywords(reference=file, reference_tokens=10**6).against_tokens == 10**6


def test_a_bare_list_is_a_reference_and_bad_ones_are_refused(gum: Gum, tmp_path: Path) -> None:
    bare = tmp_path / "bare.tsv"
    bare.write_text("the\t1,000\nThe\t10\nof\t500\n", encoding="utf-8")
    listed = gum.index.lists.keywords("word", reference=bare, ignore_case=True, min_frequency=1)
    assert listed.against_tokens == 1510
    assert {row.item: row.against for row in listed}.get("the", 1010) == 1010
    for text, message in (("the\n", "bare.tsv:1"), ("item\tfreq\nthe\tmany\n", "bare.tsv:2")):
        bare.write_text(text, encoding="utf-8")
        with pytest.raises(UsageError, match=message):
            gum.index.lists.keywords(reference=bare)
    bare.write_text("the\t1000\n", encoding="utf-8")
    with pytest.raises(UsageError, match="smaller than what its words count"):
        gum.index.lists.keywords(reference=bare, reference_tokens=10)


def test_senses_are_keywords_too(tmp_path: Path) -> None:
    with make_bank_index(tmp_path / "banks") as index:
        listed = index.lists.keywords("sense", where="kind = 'river'", min_frequency=1)
        assert len(listed) > 0
        for row in listed:
            assert row.freq == index.hits.count(sense=row.item, where="kind = 'river'")
            assert row.against == index.hits.count(sense=row.item, where="kind = 'money'")


def test_parts_that_cannot_be_compared_are_refused_or_told(gum: Gum, tmp_path: Path) -> None:
    lists = gum.index.lists
    for asked, message in (
        ({}, "keywords of which part"),
        ({"where": FIRST, "against": FIRST, "reference": tmp_path}, "not with both"),
        ({"where": "document is not null"}, "no tokens in the rest"),
        ({"where": FIRST, "added": 0.0}, "above 0"),
        ({"where": FIRST, "sort": "size"}, "cannot be sorted by 'size'"),
    ):
        with pytest.raises(UsageError, match=message):
            lists.keywords(**asked)
    both = lists.keywords(where=FIRST, against="document is not null")
    assert both.shared_documents == len(parts(gum)[0])
    assert "the test does not hold" in both.caption()
