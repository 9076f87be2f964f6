"""German of older spelling. The words are those that grammars give as examples, and a treebank of newspapers."""

from __future__ import annotations

from pathlib import Path

import pytest

from senseindex.corpus.german_spelling import modern_spelling
from senseindex.corpus.read_options import ReadOptions
from senseindex.corpus.readers import read_documents

LONG = """
groß Größe Großvater Fuß Füße barfuß Fußboden Straße Maß Maßnahme gemäß regelmäßig süß Gruß grüßen saß Gesäß
aß äße fraß vergaß vergäße Buße büßen bloß entblößt stoßen stößt Kloß Spaß Gefäß Schoß Floß Flöße Muße müßig
Ruß weiß heißt ließ hieß fließt stieß draußen außer Äußerung Fleiß Theater Thema Athen Methode Chor System Typ
Mathematik wir irren regieren
"""
CHANGED = """
wußte:wusste daß:dass muß:muss Schloß:Schloss Fluß:Fluss Kuß:Kuss läßt:lässt bewußt:bewusst Haß:Hass naß:nass Roß:Ross
genoß:genoss schoß:schoss goß:goss floß:floss schloß:schloss riß:riss Rußland:Russland Prozeß:Prozess gewiß:gewiss
Mißverständnis:Missverständnis häßlich:hässlich Schlößchen:Schlösschen Verdruß:Verdruss Einfluß:Einfluss küßte:küsste
Thür:Tür Thal:Tal Theil:Teil Vortheil:Vorteil thun:tun Noth:Not roth:rot That:Tat Thränen:Tränen gethan:getan
studiren:studieren studirt:studiert giebt:gibt seyn:sein Cultur:Kultur Centrum:Zentrum Concert:Konzert
"""


@pytest.mark.parametrize("word", LONG.split())
def test_a_long_vowel_and_todays_words_stay(word: str) -> None:
    assert modern_spelling(word) == word


@pytest.mark.parametrize("pair", CHANGED.split())
def test_older_spellings_are_written_as_today(pair: str) -> None:
    old, new = pair.split(":")
    assert modern_spelling(f"„{old}“,\n {old}") == f"„{new}“,\n {new}"


def test_it_is_an_option_of_reading_and_leaves_annotated_text_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Er wußte nichts.", encoding="utf-8")
    (tmp_path / "b.conllu").write_text("1\twußte\twissen\tVERB\t_\t_\t0\troot\t_\t_\n\n", encoding="utf-8")

    assert [document.text for document in read_documents(tmp_path)] == ["Er wußte nichts.", "wußte"]
    modern = read_documents(tmp_path, ReadOptions(modern_spelling=True))
    assert [document.text for document in modern] == ["Er wusste nichts.", "wußte"]


def test_newspapers_keep_what_is_spelt_as_today(shared_data: Path) -> None:
    """Words with ss in today's spelling are told from those with ß by hand: of 42,000 words 150 have an old ß."""
    text = " ".join(document.text for document in read_documents(shared_data / "ud_german"))
    old, new = text.split(), modern_spelling(text).split()
    changed = {(before, after) for before, after in zip(old, new, strict=True) if "ß" in before and before != after}

    assert 50 < len(changed) < 80
    assert {before.replace("ß", "ss") for before, _ in changed} == {after for _, after in changed}
    kept = {word.strip('.,;:!?"()“„') for word in new if "ß" in word}
    assert {"groß", "Straße", "außerdem", "heißt"} & kept and not {"daß", "muß", "läßt", "wußte"} & kept
