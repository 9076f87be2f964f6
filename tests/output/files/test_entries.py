"""Dictionary entries, checked by schemas and by parsers of their formats."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rdflib
from lxml import etree
from rdflib.namespace import RDF

from senseindex import SenseIndex
from senseindex.answers.profile import Example
from senseindex.errors import NotFoundError, UsageError
from senseindex.output.files import ENTRY_FORMATS
from senseindex.output.files.entries import Dictionary, Entry, EntrySense, letters, numbered
from senseindex.output.files.entry_text import dmlex, frac, markdown
from senseindex.output.files.entry_xml import TEI, lexonomy, tei_lex0
from tests.builders import make_bank_index

FRAC = rdflib.Namespace("http://www.w3.org/ns/lemon/frac#")
ONTOLEX = rdflib.Namespace("http://www.w3.org/ns/lemon/ontolex#")
SKOS = rdflib.Namespace("http://www.w3.org/2004/02/skos/core#")
TEXT = 'He said: "a <b>bank</b> & \\ it\'s *his*" \U0001f3e6 bank\x0b.'


@pytest.fixture
def odd() -> Dictionary:
    """Entries that hold what is hard to write."""
    at = TEXT.rindex("bank")
    example = Example(7, None, 0.5, True, {}, TEXT, at, at + 4, 'doc "1" <x>', 10, 14, {"Title": "On\nbanks"}, True)
    sense = EntrySense(
        "bank-n%1", 'money, "loan"', "a house\nfor money", 3, 1.5, 0.75, ("loan", 'a "b" \\'), (example,)
    )
    other = EntrySense("bank-n%2", "", "", 1, 0.5, 0.25, (), ())
    return Dictionary(
        "en",
        "my corpus (1) ~",
        2000,
        (
            Entry("bank-n", "bank", "NOUN", 4, 2.0, numbered([sense, other])),
            Entry("1 a/b_c.", "1 a/b_c.", "", 1, 0.5, ()),
            Entry("1_20_a/b_c.", "1_20_a/b_c.", "", 1, 0.5, ()),
        ),
    )


def schema(name: str) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(Path(__file__).with_name(name)))


def dmlex_errors(written: bytes) -> list[str]:
    rules = json.loads(Path(__file__).with_name("dmlex.schema.json").read_text("utf-8"))
    return [error.message for error in jsonschema.Draft202012Validator(rules).iter_errors(json.loads(written))]


def flat(element: etree._Element) -> str:
    return "".join(element.itertext())


def test_tei_lex0_validates_and_says_everything(odd: Dictionary) -> None:
    root = etree.fromstring(tei_lex0(odd))
    schema("tei_lex0.rng").assertValid(root)
    names = {"t": TEI}
    assert [flat(each) for each in root.findall(".//t:orth", names)] == ["bank", "1 a/b_c.", "1_20_a/b_c."]
    (quoted,) = root.findall(".//t:quote", names)
    assert flat(quoted) == TEXT.replace("\x0b", " ") and quoted[0].text == "bank"
    assert [each.get("n") for each in root.findall(".//t:sense", names)] == ["1", "2"]
    assert [flat(each) for each in root.findall(".//t:bibl/t:title", names)] == ["On\nbanks"]
    (place,) = root.findall(".//t:citedRange", names)
    assert (place.get("from"), place.get("to")) == ("10", "14")
    assert [flat(each) for each in root.findall(".//t:idno", names)] == ['doc "1" <x>', "7"]
    assert flat(root.find(".//t:def", names)) == "a house\nfor money"


def test_lexonomy_validates_and_says_everything(odd: Dictionary) -> None:
    root = etree.fromstring(lexonomy(odd))
    schema("lexonomy.rng").assertValid(root)
    assert [each.text for each in root.findall("entry/headword")] == ["bank", "1 a/b_c.", "1_20_a/b_c."]
    (example,) = root.findall(".//example")
    place = {"document": 'doc "1" <x>', "start": "10", "end": "14", "occurrence": "7", "ticked": "true"}
    assert dict(example.attrib) == place | {"title": "On\nbanks"}
    numbers = [(each.get("id"), each.get("number")) for each in root.iter("sense")]
    assert numbers == [("bank-n%1", "1"), ("bank-n%2", "2")]
    assert flat(example.find("text")) == TEXT.replace("\x0b", " ") and example.find("text/h").text == "bank"
    assert [each.text for each in root.findall(".//collocation")] == ["loan", 'a "b" \\']


def test_the_schemas_refuse_what_is_not_theirs(odd: Dictionary) -> None:
    for written, name, tag in ((tei_lex0, "tei_lex0.rng", f"{{{TEI}}}orth"), (lexonomy, "lexonomy.rng", "headword")):
        root = etree.fromstring(written(odd))
        element = next(root.iter(tag))
        element.getparent().remove(element)
        assert not schema(name).validate(root)
    resource = json.loads(dmlex(odd))
    del resource["entries"][0]["headword"]
    resource["entries"][0]["senses"][0]["definitions"][0]["text"] = "two  spaces"
    assert len(dmlex_errors(json.dumps(resource).encode())) == 3  # the example of these entries has a control character


def test_frac_parses_and_says_everything(odd: Dictionary) -> None:
    graph = rdflib.Graph().parse(data=frac(odd), format="turtle")
    entries = list(graph.subjects(RDF.type, ONTOLEX.LexicalEntry))
    assert len(entries) == 3
    words = {str(form) for entry in entries for node in graph.objects(entry, ONTOLEX.canonicalForm)
             for form in graph.objects(node, ONTOLEX.writtenRep)}  # fmt: skip
    assert words == {"bank", "1 a/b_c.", "1_20_a/b_c."}
    sense = next(graph.subjects(SKOS.definition, rdflib.Literal("a house\nfor money", lang="en")))
    (attestation,) = graph.objects(sense, FRAC.attestation)
    assert str(graph.value(attestation, RDF.value)) == TEXT
    frequency = graph.value(sense, FRAC.frequency)
    assert int(graph.value(frequency, RDF.value)) == 3
    corpus = graph.value(frequency, FRAC.observedIn)
    assert (corpus, RDF.type, FRAC.Corpus) in graph
    assert int(graph.value(graph.value(corpus, FRAC.total), RDF.value)) == 2000
    assert len(list(graph.subjects(RDF.type, FRAC.Collocation))) == 2
    for each in graph.objects(None, ONTOLEX.sense):
        assert graph.value(each, ONTOLEX.isSenseOf) in entries


def test_dmlex_has_the_keys_of_its_objects(odd: Dictionary) -> None:
    resource = json.loads(dmlex(odd))
    assert resource["langCode"] == "en" and [tag["tag"] for tag in resource["partOfSpeechTags"]] == ["NOUN"]
    bank, *others = resource["entries"]
    assert (bank["headword"], bank["partsOfSpeech"]) == ("bank", ["NOUN"])
    assert all("partsOfSpeech" not in entry and entry["senses"] == [] for entry in others)
    first = bank["senses"][0]
    assert first["definitions"] == [{"text": "a house for money"}] and first["indicator"] == 'money, "loan"'
    (example,) = first["examples"]
    (marker,) = example["headwordMarkers"]
    assert example["text"][marker["startIndex"] : marker["endIndex"]] == "bank"
    assert resource["sourceIdentityTags"] == [{"tag": example["sourceIdentity"], "description": "On banks"}]
    assert [sense["senseindex"]["number"] for sense in bank["senses"]] == ["1", "2"]
    assert "characters 10-14, occurrence 7" in example["sourceElaboration"]


def test_markdown_escapes_what_is_markup(odd: Dictionary) -> None:
    text = markdown(odd).decode()
    assert text.startswith("## bank (noun)\n") and "`bank-n%1`" in text
    assert r"\*his\*" in text and r"\<b\>" in text and "**bank**" in text
    assert "occurrence 7" in text and "a house" in text


@pytest.mark.parametrize("format", ENTRY_FORMATS)
def test_every_format_is_written_of_a_real_index(index: SenseIndex, tmp_path: Path, format: str) -> None:
    assert index.export.entries(tmp_path / "a", ["bank", "money", "banks", "bank"], format=format) == 2
    text = (tmp_path / "a").read_text("utf-8")
    assert "bank" in text and "money" in text and "occurrence" in text
    if format == "tei-lex0":
        schema("tei_lex0.rng").assertValid(etree.fromstring(text.encode()))
    if format == "lexonomy":
        schema("lexonomy.rng").assertValid(etree.fromstring(text.encode()))
    if format == "dmlex":
        assert dmlex_errors(text.encode()) == []
    if format == "frac":
        rdflib.Graph().parse(data=text, format="turtle")


def test_examples_are_whole_sentences_that_point_into_their_documents(index: SenseIndex, tmp_path: Path) -> None:
    index.export.entries(tmp_path / "a", ["bank"], format="dmlex", examples=4)
    senses = json.loads((tmp_path / "a").read_text("utf-8"))["entries"][0]["senses"]
    hits = {hit.occurrence_id: hit for hit in index.query("bank", n=1000)}
    assert sum(sense["senseindex"]["frequency"] for sense in senses) == len(hits)
    for sense in senses:
        words = [row.word for row in index.profiles.collocates(sense=sense["id"])][:10]
        assert sense["senseindex"]["collocates"] == words and len(words) > 2
        texts = [example["text"] for example in sense["examples"]]
        assert texts and len(set(texts)) == len(texts)
        assert [(each.occurrence_id, str(each)) for each in index.profiles.best_examples(sense=sense["id"], n=4)] == [
            (each["senseindex"]["occurrence"], marked(each)) for each in sense["examples"]
        ]
        for example in sense["examples"]:
            place = example["senseindex"]
            hit = hits[place["occurrence"]]
            assert (hit.start, hit.end, hit.sense) == (place["start"], place["end"], sense["id"])
            assert hit.document == example["sourceIdentity"] and example["text"].endswith(".")
            assert example["sourceElaboration"] == f"characters {hit.start}-{hit.end}, occurrence {hit.occurrence_id}"


def marked(example: dict[str, Any]) -> str:
    (marker,) = example["headwordMarkers"]
    text, start, end = example["text"], marker["startIndex"], marker["endIndex"]
    return f"{text[:start]}[{text[start:end]}]{text[end:]}"


def test_ticked_examples_come_first_in_every_format(tmp_path: Path) -> None:
    with make_bank_index(tmp_path / "index") as index:
        best = {each.occurrence_id for each in index.profiles.best_examples(sense="bank%1", n=2)}
        ticked = next(hit.occurrence_id for hit in index.query(sense="bank%1", n=50) if hit.occurrence_id not in best)
        index.edit.tick([ticked])
        files = {}
        for format in ENTRY_FORMATS:
            index.export.entries(tmp_path / format, ["bank"], format=format, sense="bank%1", examples=2)
            files[format] = (tmp_path / format).read_bytes()
    (entry,) = json.loads(files["dmlex"])["entries"]
    examples = [each["senseindex"] for each in entry["senses"][0]["examples"]]
    assert [(each["occurrence"] == ticked, each["ticked"]) for each in examples] == [(True, True), (False, False)]
    cited = etree.fromstring(files["tei-lex0"]).findall(".//t:cit", {"t": TEI})
    assert [(each.get("subtype"), flat(each.find(".//t:idno[@type='occurrence']", {"t": TEI}))) for each in cited] == [
        ("ticked", str(ticked)),
        (None, str(examples[1]["occurrence"])),
    ]
    plain = etree.fromstring(files["lexonomy"]).findall(".//example")
    assert (plain[0].get("ticked"), plain[0].get("occurrence")) == ("true", str(ticked))
    quoted = [line for line in files["markdown"].decode().splitlines() if line.strip().startswith(">")]
    assert [f"occurrence {ticked})" in line and line.strip().startswith("> ✓ ") for line in quoted] == [True, False]
    graph = rdflib.Graph().parse(data=files["frac"], format="turtle")
    (attestation,) = graph.subjects(rdflib.RDFS.comment, rdflib.Literal("ticked", lang="en"))
    assert str(graph.value(attestation, rdflib.DCTERMS.identifier)) == str(ticked)


def test_one_sense_alone_can_be_written(index: SenseIndex, tmp_path: Path) -> None:
    index.export.entries(tmp_path / "a", ["bank"], format="dmlex", sense="bank%2")
    (entry,) = json.loads((tmp_path / "a").read_text("utf-8"))["entries"]
    assert [sense["id"] for sense in entry["senses"]] == ["bank%2"]
    with pytest.raises(NotFoundError, match="no sense 'bank%9'"):
        index.export.entries(tmp_path / "b", ["bank"], sense="bank%9")
    with pytest.raises(UsageError, match="no format"):
        index.export.entries(tmp_path / "b", ["bank"], format="csv")
    assert not (tmp_path / "b").exists()


def test_senses_are_numbered_and_subsenses_lettered() -> None:
    under = [EntrySense(f"a%1.{number}", "", "", 1, 0.0, 0.0, (), ()) for number in range(1, 29)]
    main = EntrySense("a%7", "", "", 1, 0.0, 0.0, (), (), tuple(under))
    first, second = numbered([main, EntrySense("a%3", "", "", 1, 0.0, 0.0, (), ())])
    assert (first.number, second.number) == ("1", "2")
    assert [each.number for each in first.subsenses][24:] == ["1y", "1z", "1aa", "1ab"]
    assert letters(0) == "a"


def test_words_that_are_not_there_are_told_and_left_out(index: SenseIndex, tmp_path: Path) -> None:
    missing: list[NotFoundError] = []
    assert index.export.entries(tmp_path / "a.md", ["zeppelin", "bank", "bonk"], on_missing=missing.append) == 1
    assert ["zeppelin" in str(missing[0]), "bonk" in str(missing[1])] == [True, True]
    assert (tmp_path / "a.md").read_text("utf-8").startswith("## bank")
    with pytest.raises(NotFoundError, match="nothing to write an entry of"):
        index.export.entries(tmp_path / "b.md", ["zeppelin"], on_missing=missing.append)
    with pytest.raises(NotFoundError, match="zeppelin"):
        index.export.entries(tmp_path / "b.md", ["bank", "zeppelin"])
