"""The words that a sense is called by: what a person can read, of many documents."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from senseindex.senses.context_words import contrast_words, is_inflection, readable
from tests.builders import TinyIndex, document

LINES = {
    "river": "We could swim where Phineas left the bank with water and reeds, {odd} banke.",
    "money": "They would save what Phineas left the bank with coins and loans, {odd} banke.",
}
NUMBER = 12


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyIndex:
    """Half of the lines of each kind stand in one document, which has a word of its own."""
    tiny = TinyIndex(tmp_path_factory.mktemp("words"))
    for kind, line in LINES.items():
        whole = " ".join([line.format(odd="gondola" if kind == "river" else "ledger")] * NUMBER)
        tiny.add(document(f"{kind}-long", whole))
        for number in range(NUMBER):
            tiny.add(document(f"{kind}-{number}", line.format(odd="and")))
    tiny.add(
        *(
            document(f"other-{number}", "Phineas could see what would come and left. Now Phineas left.")
            for number in range(9)
        )
    )
    tiny.complete()
    return tiny


def words_of(tiny: TinyIndex) -> dict[str, tuple[str, ...]]:
    (bank,) = tiny.catalog.lemmas.spelled("bank")
    table = tiny.catalog.occurrences.of_lemmas([bank.id])
    names = tiny.catalog.documents.names(np.unique(table.documents).tolist())
    kinds = np.array([int(names[each].startswith("money")) for each in table.documents.tolist()])
    return dict(zip(LINES, contrast_words(tiny.catalog, table.ids, kinds, 2, bank.id), strict=True))


def test_words_are_content_words_of_many_documents(tiny: TinyIndex) -> None:
    found = words_of(tiny)
    assert set(found["river"][:3]) == {"swim", "water", "reeds"} and found["river"][3:] == ("gondola",)
    assert set(found["money"][:3]) == {"save", "coins", "loans"} and found["money"][3:] == ("ledger",)


def test_names_and_closed_words_are_told_by_corpus_and_language(tiny: TinyIndex) -> None:
    kinds = readable(tiny.catalog)
    lemmas = {lemma: lemma_id for lemma_id, (lemma, _) in tiny.catalog.lemmas.names().items()}
    assert kinds.names[lemmas["phineas"]] and not kinds.words[lemmas["phineas"]]
    assert kinds.words[lemmas["water"]] and not kinds.names[lemmas["water"]]
    for closed in ("could", "would", "what"):  # the test's tokenizer takes them for content words
        assert not kinds.words[lemmas[closed]] and not kinds.names[lemmas[closed]]


def test_names_come_where_there_are_no_words(tmp_path: Path) -> None:
    tiny = TinyIndex(tmp_path)
    tiny.add(*(document(f"d{number}", "When the bank of Barbara could be. ") for number in range(5)))
    tiny.add(*(document(f"o{number}", "Nothing else happens. Everything waits.") for number in range(9)))
    tiny.complete()
    (bank,) = tiny.catalog.lemmas.spelled("bank")
    ids = tiny.catalog.occurrences.of_lemma(bank.id).ids
    assert contrast_words(tiny.catalog, ids, np.zeros(len(ids), dtype=np.int64), 1, bank.id) == [("barbara",)]


@pytest.mark.parametrize(
    ("lemma", "own", "same"),
    [
        ("bank", "bank", True), ("bankes", "bank", True), ("banking", "bank", True), ("carries", "carry", True),
        ("stopped", "stop", True), ("making", "make", True), ("banker", "bank", False), ("bar", "barn", True),
        ("embankment", "bank", False), ("interesting", "interest", True), ("cases", "casement", False),
    ],
)  # fmt: skip
def test_another_form_of_the_word_is_no_word_that_tells(lemma: str, own: str, same: bool) -> None:
    assert is_inflection(lemma, own) is same
