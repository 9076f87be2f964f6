"""Statistics of types and tokens, by a plain count."""

from __future__ import annotations

import pytest
from nltk import FreqDist

from senseindex.errors import UsageError
from senseindex.store.catalog import token_blocks
from tests.gum import Gum, Tagged


def is_word(token: Tagged) -> bool:
    return any(map(str.isalnum, token.word))


def test_the_corpus_as_a_whole(gum: Gum) -> None:
    (row,) = gum.index.lists.statistics()
    words = [token for token in gum.tokens() if is_word(token)]
    types = FreqDist(token.word for token in words)
    assert (row.documents, row.sentences, row.tokens) == (
        len(gum.documents),
        len(gum.sentences()),
        len(gum.tokens()),
    )
    assert (row.words, row.types, row.hapaxes) == (types.N(), types.B(), len(types.hapaxes()))
    assert row.lemmas == len({token.lemma for token in words if any(map(str.isalnum, token.lemma))})
    assert row.ttr == pytest.approx(100 * types.B() / types.N())
    forms = [token.word for token in words]
    stretches = [forms[start : start + 1000] for start in range(0, len(forms) - 999, 1000)]
    assert len(stretches) > 3
    assert row.sttr == pytest.approx(sum(len(set(each)) / 10 for each in stretches) / len(stretches))
    assert row.sentence_length == pytest.approx(len(words) / len(gum.sentences()))
    assert row.word_length == pytest.approx(sum(map(len, forms)) / len(forms))


def test_every_document_by_itself(gum: Gum) -> None:
    rows = gum.index.lists.statistics("document", ignore_case=True)
    assert {row.value for row in rows} == set(gum.documents)
    for row in rows:
        forms = [token.word.casefold() for token in gum.tokens(str(row.value)) if is_word(token)]
        assert (row.words, row.types, row.hapaxes) == (
            len(forms),
            len(set(forms)),
            len(FreqDist(forms).hapaxes()),
        )
        assert (row.sttr is None) == (len(forms) < 1000)


def test_a_corpus_that_is_read_in_pieces_has_the_same_statistics(gum: Gum, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document is in one piece, whatever the number of sentences that are read at once."""
    whole = gum.index.lists.statistics("document"), list(gum.index.lists.words("word"))
    monkeypatch.setattr(token_blocks, "SENTENCES_AT_ONCE", 7)
    monkeypatch.setattr(token_blocks, "_DOCUMENTS_AT_ONCE", 2)
    assert (gum.index.lists.statistics("document"), list(gum.index.lists.words("word"))) == whole
    for where in ("document > 'GUM_f'", "document like 'GUM_n%'", "document = 'GUM_bio_higuchi'"):
        assert list(gum.index.lists.words(where=where)) == words_of_part(gum, where, monkeypatch)


def words_of_part(gum: Gum, where: str, monkeypatch: pytest.MonkeyPatch) -> list:
    with monkeypatch.context() as patched:
        patched.setattr(token_blocks, "SENTENCES_AT_ONCE", 10**6)
        return list(gum.index.lists.words(where=where))


def test_the_parts_of_a_corpus_add_up(gum: Gum) -> None:
    sizes = gum.index.lists.sizes("partition")
    assert sum(part.documents for part in sizes) == len(gum.documents)
    assert sum(part.tokens for part in sizes) == len(gum.tokens())
    assert sum(part.sentences for part in sizes) == len(gum.sentences())
    assert sum(part.share for part in sizes) == pytest.approx(1.0)
    by_year = gum.index.lists.sizes("dateCollected:year")
    assert [part.value for part in by_year] == sorted(part.value for part in by_year)
    with pytest.raises(UsageError, match="'colour' is no metadata column"):
        gum.index.lists.sizes("colour")
