"""Encodings that no one names: read right where that is clear, refused where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senseindex.corpus.encodings import sniff, unmarked_utf16
from senseindex.corpus.readers import ReadOptions, read_documents
from senseindex.errors import CorpusError

GERMAN = (
    "Die Küste war schön, und über dem Fluß lagen dünne Nebel. Später gingen wir müde zurück in unser Häuschen, "
    "wo für jeden ein großes Stück Käse und süße Äpfel auf dem Tisch standen. Natürlich blieben wir über Nacht. "
)
FRENCH = (
    "Le café était fermé, mais l’hôtel près du château était déjà ouvert; où étions-nous donc allés l’été dernier? "
    "La forêt, là-bas, paraissait brûlée. Ça m’a beaucoup étonné, et j’ai préféré rentrer à la maison sans tarder. "
)
RUSSIAN = "Мы сидели на крутом берегу реки до самого вечера, а потом пошли домой через старый мост и тёмный лес. "
GREEK = "Η τράπεζα ήταν κλειστή και καθίσαμε στην όχθη του ποταμού μέχρι να νυχτώσει, ύστερα γυρίσαμε σπίτι. "
JAPANESE = "川の土手に座って夕日を見ていました。銀行はもう閉まっていて、町はとても静かでした。"
CHINESE = "我们坐在河岸上看着夕阳，银行已经关门了，整个城市都很安静。后来我们慢慢走回家去。"
ENGLISH = "He said “no” – and that’s that. The bank’s loan was £5 for the tea — “it’s not much,” she replied. "
TURKISH = "Banka kapalıydı, nehrin kıyısında oturduk ve güneşin batışını izledik. Şimdi çok geç oldu, eve dönelim. "
SLOVENE = "Banka je bila zaprta, zato smo šli čez stari most domov, kjer nas je že čakal vroč čaj in še svež kruh. "


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "windows-1252"),
        (GERMAN, "latin-1"),
        (FRENCH, "windows-1252"),
        (ENGLISH, "windows-1252"),
        (TURKISH, "windows-1254"),
        (SLOVENE, "windows-1250"),
        (GERMAN, "mac-roman"),
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "koi8-r"),
        (GREEK, "windows-1253"),
        (JAPANESE, "shift_jis"),
        (CHINESE, "gb18030"),
        (GERMAN, "utf-16-le"),
        (RUSSIAN + GERMAN, "utf-16-be"),
    ],
)
@pytest.mark.parametrize("format", ["text", "jsonl"])
def test_a_text_in_another_encoding_is_read_right_and_said_so(
    tmp_path: Path, text: str, encoding: str, format: str
) -> None:
    content = text if format == "text" else f'{{"text": "In plain letters."}}\n{{"text": "{text}"}}\n'
    (tmp_path / "a").write_bytes(content.encode(encoding))
    notes: list[str] = []

    documents = list(read_documents(tmp_path / "a", ReadOptions(format=format), on_note=notes.append))
    assert documents[-1].text == text
    assert len(notes) == 1
    assert "a is read as " in notes[0]
    assert "--encoding names another" in notes[0]


def test_utf8_is_never_doubted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GERMAN * 3 + "Ã¼", encoding="utf-8")
    notes: list[str] = []

    assert next(read_documents(tmp_path / "a.txt", on_note=notes.append)).text == GERMAN * 3 + "Ã¼"
    assert notes == []


def test_lines_after_the_sample_are_read_in_the_encoding_that_was_found(tmp_path: Path) -> None:
    lines = [f'{{"text": "{number} plain"}}' for number in range(3000)]
    lines += [f'{{"text": "{number} {GERMAN}"}}' for number in range(3000)]
    (tmp_path / "a.jsonl").write_bytes("\n".join(lines).encode("windows-1252"))

    texts = [document.text for document in read_documents(tmp_path / "a.jsonl")]
    assert texts == [f"{number} plain" for number in range(3000)] + [f"{number} {GERMAN}" for number in range(3000)]


def test_one_bad_byte_in_utf8_is_damage_and_no_other_encoding(tmp_path: Path) -> None:
    content = f'{{"text": "{GERMAN}"}}\n'.encode() + b'{"text": "b\xe4nk"}\n' + b'{"text": "one"}\n'
    (tmp_path / "a.jsonl").write_bytes(content)
    errors: list[CorpusError] = []

    documents = list(read_documents(tmp_path / "a.jsonl", on_error=errors.append))
    assert [document.text for document in documents] == [GERMAN, "one"]
    assert [error.line for error in errors] == [2]
    assert "is not utf-8 at byte" in str(errors[0])


def test_what_is_not_clear_is_asked_for(tmp_path: Path) -> None:
    content = '{"text": "one"}\n{"text": "Küste"}\n{"text": "two"}\n{"text": "Häuser"}\n'.encode("latin-1")
    (tmp_path / "a.jsonl").write_bytes(content)
    errors: list[CorpusError] = []

    documents = list(read_documents(tmp_path / "a.jsonl", on_error=errors.append))
    assert [document.text for document in documents] == ["one", "two"]
    assert [error.line for error in errors] == [2, 4]
    assert [document.text for document in read_documents(tmp_path / "a.jsonl", ReadOptions(encoding="latin-1"))] == [
        "one",
        "Küste",
        "two",
        "Häuser",
    ]


def test_an_xml_declaration_is_believed(tmp_path: Path) -> None:
    rows = "".join(f"{word}\tNN\n" for word in ("Küste", "Bänke", "Flüsse"))
    text = f'<?xml version="1.0" encoding="ISO-8859-1"?>\n<text id="a">\n{rows}</text>\n'
    (tmp_path / "a.vrt").write_bytes(text.encode("latin-1"))

    assert next(read_documents(tmp_path / "a.vrt")).text == "Küste Bänke Flüsse"


@given(st.binary(min_size=1, max_size=400))
def test_sniffing_takes_any_bytes(content: bytes) -> None:
    assert len(sniff(content)) <= 2
    assert unmarked_utf16(content) in (None, "utf-16-le", "utf-16-be")
