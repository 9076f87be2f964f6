from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from senseindex.corpus.documents import RawDocument
from senseindex.corpus.readers import read_documents
from senseindex.errors import CorpusError


def read(folder: Path, content: str) -> list[RawDocument]:
    source = folder / "records.jsonl"
    source.write_text(content, encoding="utf-8", newline="")
    return list(read_documents(source))


def test_text_id_and_metadata_are_taken_apart(tmp_path: Path) -> None:
    line = {"id": "x", "text": "Banks.", "year": 1972, "share": 0.5, "speaker": "Hawke", "note": None, "live": True}

    assert read(tmp_path, json.dumps(line)) == [
        RawDocument(
            "x",
            "Banks.",
            {"year": 1972, "share": 0.5, "speaker": "Hawke", "note": None, "live": 1},
            location="records.jsonl, line 1",
        )
    ]


def test_lists_and_objects_become_json_text_and_great_numbers_text(tmp_path: Path) -> None:
    [document] = read(
        tmp_path,
        '{"text": "", "tags": ["ä", 1], "place": {"x": 1}, "no": false, "big": 9223372036854775808, "inf": 1e999}',
    )

    assert document.metadata == {
        "tags": '["ä", 1]',
        "place": '{"x": 1}',
        "no": 0,
        "big": "9223372036854775808",
        "inf": "inf",
    }


@pytest.mark.parametrize(
    ("given", "found"),
    [("7", "7"), ('"seven"', "seven"), ("7.5", "7.5"), ("null", "records.jsonl:3"), ('""', "records.jsonl:3")],
)
def test_the_id_is_text_or_the_place_in_the_file(tmp_path: Path, given: str, found: str) -> None:
    [document] = read(tmp_path, f'\n  \r\n{{"text": "Banks.", "id": {given}}}\r\n\n')

    assert document.id == found


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"text": "a"', r"line 2: broken JSON \(Expecting ',' delimiter, column 13\)"),
        ("text", "line 2: broken JSON"),
        ('{"text": "a", "x": NaN}', "line 2: broken JSON .NaN is not JSON."),
        ("[" * 100_000, "line 2: broken JSON"),
        ('{"text": "a", "x": ' + "9" * 5000 + "}", "line 2: broken JSON"),
        ('["a"]', "line 2: is a list"),
        ('"a"', "line 2: is a bare value"),
        ('{"body": "a", "date": "b"}', r"line 2: the object has no 'text' \(it has 'body', 'date'\)"),
        ("{}", "line 2: the object has no 'text' .it has no key at all."),
        ('{"text": null}', "line 2: 'text' must be a string, not null"),
        ('{"text": ["a"]}', "line 2: 'text' must be a string, not a list"),
        ('{"text": "a", "id": ["b"]}', "line 2: 'id' must be a string or a number, not a list"),
        ('{"text": "a", "id": true}', "line 2: 'id' must be a string or a number, not a truth value"),
    ],
)
def test_a_line_that_is_no_document_is_named(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(CorpusError, match=message) as raised:
        read(tmp_path, '{"text": "fine"}\n' + line + "\n")
    assert raised.value.line == 2
    assert "\n" not in str(raised.value)


def test_what_no_database_takes_is_replaced_one_for_one(tmp_path: Path) -> None:
    [document] = read(tmp_path, r'{"text": "a\ud800b\u0000c\ud83c\udf0a", "k\udfff": "\udc00"}')

    assert document.text == "a\ufffdb\ufffdc\U0001f30a"
    assert document.metadata == {"k\ufffd": "\ufffd"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), st.booleans())
def test_any_text_comes_out_as_it_went_in(tmp_path: Path, text: str, escaped: bool) -> None:
    [document] = read(tmp_path, json.dumps({"text": text}, ensure_ascii=escaped))

    assert document.text == text
