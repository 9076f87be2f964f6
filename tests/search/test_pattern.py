"""Patterns over tokens against a matcher that tries every span with Python's own regular expressions."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from senseindex.errors import NotFoundError, UsageError
from senseindex.search.cql import parse
from senseindex.search.pattern import find_matches
from tests.builders import TinyIndex
from tests.search.requests import ask, sentences

LETTERS = {"the": "t", "bank": "b", "money": "m", "muddy": "u", ".": "."}


def found(tiny: TinyIndex, pattern: str) -> list[tuple[str, int, str]]:
    hits = ask(tiny, None, pattern=pattern).hits
    return [(hit.document, hit.start, tiny.documents[hit.document].text[hit.start : hit.end]) for hit in hits]


def brute_force(tiny: TinyIndex, expression: str) -> list[tuple[str, int, str]]:
    """The longest match at every token of a sentence written as one letter a token, `x` for other words."""
    spans = []
    compiled = re.compile(expression)
    for name, sentence in sentences(tiny):
        letters = "".join(LETTERS.get(lemma, "x") for lemma in sentence.lemmas)
        for start in range(len(letters)):
            ends = [end for end in range(start + 1, len(letters) + 1) if compiled.fullmatch(letters, start, end)]
            if ends:
                first, last = sentence.starts[start], sentence.ends[ends[-1] - 1]
                spans.append((name, first, tiny.documents[name].text[first:last]))
    return spans


@pytest.mark.parametrize(
    ("pattern", "expression"),
    [
        ('[lemma="bank"]', "b"),
        ('[lemma="the"] [] [lemma="bank"] within <s/>', "t.b"),
        ('[lemma="the"] []{0,3} [lemma="bank"];', "t.{0,3}b"),
        ('[lemma!="the"]{2,}', "[^t]{2,}"),
        ('[lemma="the"]? [lemma="muddy|bank"]+', "t?[ub]+"),
        ('([lemma="the"] | [lemma="muddy"])* [lemma="bank"]', "[tu]*b"),
        ('[lemma="the" | lemma="money"] []* [lemma=r"b"]'.replace('r"b"', '"b.*k"'), "[tm].*b"),
        ('[!(lemma="the") & lemma!="bank"] [lemma="bank"]', "[^tb]b"),
        ('([lemma="bank"] []){1}', "b."),
        ("[]", "."),
    ],
)
def test_patterns_match_as_a_regular_expression_over_letters_does(
    tiny: TinyIndex, pattern: str, expression: str
) -> None:
    assert found(tiny, pattern) == brute_force(tiny, expression)


ATOMS = st.sampled_from(
    [
        ('[lemma="the"]', "t"),
        ('[lemma="bank"]', "b"),
        ('[lemma!="bank"]', "[^b]"),
        ("[]", "."),
        ('[lemma="muddy"]', "u"),
    ]
)


def combined(parts: st.SearchStrategy[tuple[str, str]]) -> st.SearchStrategy[tuple[str, str]]:
    repeated = st.tuples(parts, st.sampled_from(["?", "*", "+", "{2}", "{0,2}", "{1,}"])).map(
        lambda each: (f"({each[0][0]}){each[1]}", f"(?:{each[0][1]}){each[1]}")
    )
    chosen = st.tuples(parts, parts).map(lambda each: tuple(f"({'|'.join(side)})" for side in zip(*each, strict=True)))
    joined = st.tuples(parts, parts).map(lambda each: (f"{each[0][0]} {each[1][0]}", each[0][1] + each[1][1]))
    return repeated | chosen | joined  # type: ignore[operator]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.recursive(ATOMS, combined, max_leaves=5))
def test_any_pattern_matches_as_its_regular_expression_does(tiny: TinyIndex, both: tuple[str, str]) -> None:
    pattern, expression = both
    if re.fullmatch(expression, ""):
        with pytest.raises(UsageError, match="no token at all"):
            parse(pattern)
    else:
        assert found(tiny, pattern) == brute_force(tiny, expression)


def test_forms_and_case(tiny: TinyIndex) -> None:
    texts = [node for _, _, node in found(tiny, '"The" "bank"')]
    assert texts == ["The bank"] * 3
    assert found(tiny, '"the"%c "bank"') == found(tiny, '"the"%c [lemma="bank"]')
    assert {node for *_, node in found(tiny, '[word="b[a-z]*k" | word="money"%c]')} == {"bank", "money", "Money"}
    assert [node for *_, node in found(tiny, '[word!="bank" & lemma="bank"]')] == []
    assert len(found(tiny, '[word="[A-Z].*"]')) == sum(
        form[0].isupper() for _, sentence in sentences(tiny) for form in sentence.forms
    )


@pytest.mark.parametrize("word", ["b.*k", "^bank$", "(?i)BANK", "bank|Money", r"\bbank\b", "ban(?=k).", "[^t]ank", ""])
def test_forms_fit_whatever_the_pattern_looks_at(tiny: TinyIndex, word: str) -> None:
    forms = [form for _, sentence in sentences(tiny) for form in sentence.forms]
    expected = [form for form in forms if re.fullmatch(word, form)]
    assert [node for *_, node in found(tiny, f'[word="{word}"]')] == expected


def test_senses_parts_of_speech_and_the_occurrence_of_a_hit(tiny: TinyIndex) -> None:
    bank = ask(tiny).hits
    lemma_id = tiny.catalog.lemmas.spelled("bank")[0].id
    with tiny.catalog.writing():
        run = tiny.catalog.connection.execute
        run("INSERT INTO sense (id, name, lemma_id, number, label) VALUES (5, 'bank%1', ?, 1, '')", [lemma_id])
        run("UPDATE occurrence SET sense_id = 5, confidence = 80 WHERE id = ?", [bank[3].occurrence_id])
        run("UPDATE lemma SET pos = 'VERB' WHERE lemma = 'closed'")
    (hit,) = ask(tiny, None, pattern='[] [sense="bank%1"]').hits
    assert (hit.occurrence_id, hit.sense, hit.confidence) in (
        (bank[3].occurrence_id, "bank%1", 0.8),
        (bank[3].occurrence_id - 1, None, None),
    )
    assert hit.node.endswith(bank[3].node) and hit.end == bank[3].end
    assert len(found(tiny, '[lemma="bank" & sense!="bank%1"]')) == 17
    assert len(found(tiny, '[lemma="bank" & sense=""]')) == 17
    assert len(found(tiny, '[lemma="bank" & !(sense="bank.*")]')) == 17
    assert [node for *_, node in found(tiny, '[lemma="bank"] [pos="VERB"]')] == ["bank closed"] * 3
    assert found(tiny, '[lempos="closed-v"]') == found(tiny, '[pos="V.*"]') == found(tiny, '"closed"')


def test_unclear_is_a_sense_and_a_sense_that_is_not_there_is_told(tiny: TinyIndex) -> None:
    bank = ask(tiny).hits
    lemma_id = tiny.catalog.lemmas.spelled("bank")[0].id
    with tiny.catalog.writing():
        run = tiny.catalog.connection.execute
        run("INSERT INTO sense (id, name, lemma_id, number, label) VALUES (5, 'bank%0', ?, 0, 'unclear')", [lemma_id])
        run("UPDATE occurrence SET sense_id = 5 WHERE id IN (?, ?)", [bank[0].occurrence_id, bank[2].occurrence_id])
    for pattern in ('[sense="unclear"]', '[sense="bank%0"]', '[lemma="bank" & !(sense!="unclear")]'):
        hits = ask(tiny, None, pattern=pattern).hits
        assert [hit.occurrence_id for hit in hits] == [bank[0].occurrence_id, bank[2].occurrence_id]
    with pytest.raises(NotFoundError, match="no sense is called 'bank%9'"):
        ask(tiny, None, pattern='[sense="bank%9"]')


def test_a_corpus_without_parts_of_speech_says_so(tiny: TinyIndex) -> None:
    for test in ('pos="VERB"', 'pos!="VERB"'):
        with pytest.raises(UsageError, match="no parts of speech; leave pos out"):
            ask(tiny, None, pattern=f"[{test}]")


def test_a_pattern_takes_filters_samples_and_order(tiny: TinyIndex) -> None:
    pattern = '"the"%c []'
    everything = ask(tiny, None, pattern=pattern)
    some = ask(tiny, None, pattern=pattern, where="year >= 1996", sort="-year", n=3)
    expected = [hit for hit in everything.hits if int(hit.metadata["year"] or 0) >= 1996]
    assert some.total == len(expected) and some.hits[0].metadata["year"] == 2001
    near = ask(tiny, None, pattern=pattern, near=("closed",), span=1)
    assert [hit.node for hit in near.hits] == ["The bank"] * 3
    sample = ask(tiny, None, pattern=pattern, sample=4, seed=1)
    assert sample.total == 4 and all(hit in everything.hits for hit in sample.hits)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("", "empty"),
        ('[lemma="bank"', r"character 14 \(the end\): expected '&'"),
        ('[lemma="bank"]]', "no opening bracket"),
        ('a:[lemma="bank"]', "labels"),
        ('1:[lemma="bank"] 2:[]', "labels"),
        ('meet [lemma="bank"] "x" -3 3', "'meet' and 'union' are not supported"),
        ('@[lemma="bank"]', "target marks"),
        ('[tag="NN"]', "no attribute 'tag'; there are word, lemma, pos, lempos, sense; .* UPOS"),
        ('[lemma="b("]', "no regular expression"),
        ('<s> "The"', "structures such as <s>"),
        ('[lemma="bank"] within <doc/>', "only 'within <s/>'"),
        ('[lemma="bank"] containing "x"', "'containing' is not supported"),
        ('[lemma="x"]*', "no token at all"),
        ('"abc', "quotation mark is not closed"),
        ('[lemma="a"%d]', "only the flag %c"),
        ('[lemma="a"]{3,1}', "few to many"),
        ('[lemma="a"]{0}', "few to many"),
        ('[lemma="a"]{,}', r"\{n\}, \{n,m\}"),
        ('["a"]', "needs an attribute"),
        ("[lemma=bank]", "in quotation marks"),
        ('[lemma>="a"]', "only = and !="),
        ('"a" :: a.x = b.x', "global conditions"),
        ("|", "expected a token"),
        ("bank", "expected a token"),
        ("§", "means nothing here"),
    ],
)
def test_what_cannot_be_read_or_is_not_supported_is_said(pattern: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse(pattern)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='[]()"\\lemaword=!&|*+?{}0123,%c<>/s :@.', max_size=25))
def test_no_text_breaks_the_parser(text: str) -> None:
    try:
        parse(text)
    except UsageError as error:
        assert "\n" not in str(error)


def test_a_pattern_that_fits_too_much_is_refused(tiny: TinyIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("senseindex.search.pattern.MOST_PARTIAL_MATCHES", 100)
    with pytest.raises(UsageError, match="fits too much"):
        find_matches(tiny.catalog, "[]+")
