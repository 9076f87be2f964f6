"""Entries of a word with subsenses: 1, 1a, 1b in every format, each in its own way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import rdflib
from lxml import etree

from senseindex import SenseIndex
from senseindex.output.files.entry_xml import TEI
from tests.subsenses import make_index_of_four_kinds

HERE = Path(__file__).parent
LEXICOG = rdflib.Namespace("http://www.w3.org/ns/lemon/lexicog#")
TREE = {"bank%1": ["bank%1.1", "bank%1.2"], "bank%2": ["bank%2.1", "bank%2.2"]}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SenseIndex]:
    with make_index_of_four_kinds(tmp_path_factory.mktemp("kinds") / "index") as index:
        yield index


def written(index: SenseIndex, path: Path, format: str, sense: str | None = None) -> bytes:
    index.export.entries(path / "entry", ["bank"], format=format, sense=sense, examples=2)
    return (path / "entry").read_bytes()


@pytest.mark.parametrize(
    ("format", "schema", "name", "key"),
    [("tei-lex0", "tei_lex0.rng", f"{{{TEI}}}sense", "n"), ("lexonomy", "lexonomy.rng", "sense", "number")],
)
def test_senses_nest_in_xml(index: SenseIndex, tmp_path: Path, format: str, schema: str, name: str, key: str) -> None:
    root = etree.fromstring(written(index, tmp_path, format))
    etree.RelaxNG(etree.parse(HERE / schema)).assertValid(root)
    mains = next(root.iter(name)).getparent().findall(name)
    assert {main.get(key): [each.get(key) for each in main.findall(name)] for main in mains} == {
        "1": ["1a", "1b"],
        "2": ["2a", "2b"],
    }


def test_a_relation_says_it_in_dmlex(index: SenseIndex, tmp_path: Path) -> None:
    resource = json.loads(written(index, tmp_path, "dmlex"))
    jsonschema.validate(resource, json.loads((HERE / "dmlex.schema.json").read_text("utf-8")))
    (entry,) = resource["entries"]
    names = [sense["id"] for sense in entry["senses"]]
    assert names == [name for main, under in TREE.items() for name in (main, *under)]
    found = {}
    for relation in resource["relations"]:
        roles = [(member["role"], member["ref"]) for member in relation["members"]]
        assert [role for role, _ in roles] == ["supersense", "subsense", "subsense"]
        found[roles[0][1]] = [name for _, name in roles[1:]]
    assert found == TREE
    (kind,) = resource["relationTypes"]
    assert kind["type"] == resource["relations"][0]["type"] == "subsensing"


def test_components_say_it_in_ontolex(index: SenseIndex, tmp_path: Path) -> None:
    graph = rdflib.Graph().parse(data=written(index, tmp_path, "frac"), format="turtle")
    dct = rdflib.Namespace("http://purl.org/dc/terms/")

    def name(component: rdflib.term.Node) -> str:
        return str(graph.value(graph.value(component, LEXICOG.describes), dct.identifier))

    (entry,) = graph.subjects(rdflib.RDF.type, LEXICOG.Entry)
    mains = [graph.value(entry, rdflib.RDF[f"_{number}"]) for number in (1, 2)]
    found = {name(main): sorted(map(name, graph.objects(main, LEXICOG.subComponent))) for main in mains}
    assert found == TREE


def test_they_are_lettered_in_markdown(index: SenseIndex, tmp_path: Path) -> None:
    lines = written(index, tmp_path, "markdown").decode().splitlines()
    numbered = [line.split("**")[0] + line.rpartition("`bank")[2] for line in lines if "`bank%" in line]
    assert numbered == ["1. %1`", "   - 1a %1.1`", "   - 1b %1.2`", "2. %2`", "   - 2a %2.1`", "   - 2b %2.2`"]


def test_one_main_sense_comes_with_its_subsenses_and_a_subsense_alone(index: SenseIndex, tmp_path: Path) -> None:
    for sense, expected in (("bank%2", ["bank%2", "bank%2.1", "bank%2.2"]), ("bank%1.2", ["bank%1.2"])):
        (entry,) = json.loads(written(index, tmp_path, "dmlex", sense))["entries"]
        assert [each["id"] for each in entry["senses"]] == expected
