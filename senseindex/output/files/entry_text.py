"""Dictionary entries as DMLex JSON, OntoLex-FrAC Turtle, and Markdown.

DMLex 1.0: https://docs.oasis-open.org/lexidma/dmlex/v1.0/; it has no place for corpus frequencies, collocates and
offsets, which stand under the key `senseindex` of an entry, sense or example. Its senses do not nest: a relation says
which are subsenses of which. In OntoLex that is said by the components of lexicog. FrAC:
https://ontolex.github.io/frequency-attestation-corpus-information.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from senseindex.answers.tables import TICK
from senseindex.output.files.entries import Dictionary, Entry, EntrySense

_PREFIXES = """@prefix dct: <http://purl.org/dc/terms/> .
@prefix frac: <http://www.w3.org/ns/lemon/frac#> .
@prefix lexicog: <http://www.w3.org/ns/lemon/lexicog#> .
@prefix lexinfo: <http://www.lexinfo.net/ontology/3.0/lexinfo#> .
@prefix ontolex: <http://www.w3.org/ns/lemon/ontolex#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
_LEXINFO = {"NOUN": "noun", "VERB": "verb", "ADJ": "adjective", "ADV": "adverb", "PROPN": "properNoun"}
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|])")


def dmlex(dictionary: Dictionary) -> bytes:
    """The entries as a DMLex lexicographic resource in JSON."""
    tags = sorted({entry.pos for entry in dictionary.entries if entry.pos})
    resource: dict[str, Any] = {
        "title": f"Senses in {dictionary.corpus}",
        "langCode": dictionary.language,
        "entries": [_dmlex_entry(entry) for entry in dictionary.entries],
    }
    if tags:
        resource["partOfSpeechTags"] = [
            {"tag": tag, "sameAs": [f"https://universaldependencies.org/u/pos/{tag}.html"]} for tag in tags
        ]
    senses = [sense for entry in dictionary.entries for sense in entry.all_senses]
    titles = {example.document: example.title for sense in senses for example in sense.examples}
    if titles:
        resource["sourceIdentityTags"] = [
            {"tag": name} | ({"description": _normalised(title)} if title != name else {})
            for name, title in sorted(titles.items())
        ]
    if relations := [_dmlex_relation(sense) for sense in senses if sense.subsenses]:
        resource["relations"] = relations
        resource["relationTypes"] = [_SUBSENSING]
    return json.dumps(resource, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace") + b"\n"


_SUBSENSING = {
    "type": "subsensing",
    "scopeRestriction": "sameEntry",
    "memberTypes": [
        {"role": "supersense", "type": "sense", "min": 1, "max": 1, "hint": "none"},
        {"role": "subsense", "type": "sense", "min": 1, "hint": "embed"},
    ],
}


def _dmlex_relation(sense: EntrySense) -> dict[str, Any]:
    """That a sense has subsenses."""
    members = [("supersense", sense), *(("subsense", each) for each in sense.subsenses)]
    return {
        "type": "subsensing",
        "members": [
            {"ref": each.id, "role": role, "obverseListingOrder": order}
            for order, (role, each) in enumerate(members, 1)
        ],
    }


def _dmlex_entry(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = {"id": entry.id, "headword": entry.headword}
    if entry.pos:
        found["partsOfSpeech"] = [entry.pos]
    found["senses"] = [_dmlex_sense(sense) for sense in entry.all_senses]
    found["senseindex"] = {"frequency": entry.frequency, "ipm": round(entry.ipm, 2)}
    return found


def _dmlex_sense(sense: EntrySense) -> dict[str, Any]:
    return {
        "id": sense.id,
        "indicator": _normalised(sense.label),
        "definitions": [{"text": _normalised(sense.definition)}] if sense.definition else [],
        "examples": [
            {
                "text": example.text,
                "sourceIdentity": example.document,
                "sourceElaboration": example.place,
                "headwordMarkers": [{"startIndex": example.node_start, "endIndex": example.node_end}],
                "senseindex": {
                    "start": example.start,
                    "end": example.end,
                    "occurrence": example.occurrence_id,
                    "ticked": example.ticked,
                },
            }
            for example in sense.examples
        ],
        "senseindex": {
            "number": sense.number,
            "frequency": sense.frequency,
            "ipm": round(sense.ipm, 2),
            "share": round(sense.share, 4),
            "collocates": list(sense.collocations),
        },
    }


def _normalised(text: str) -> str:
    """On one line with single spaces, as DMLex wants it."""
    return " ".join(text.split())


def frac(dictionary: Dictionary) -> bytes:
    """The entries in Turtle: OntoLex entries and senses, with FrAC frequencies, collocations and attestations."""
    language = dictionary.language
    corpus = _iri("corpus", dictionary.corpus)
    lines = [
        _PREFIXES,
        f"{corpus} a frac:Corpus ;",
        f"    rdfs:label {_literal(dictionary.corpus)} ;",
        f"    frac:total [ a frac:Frequency ; rdf:value {dictionary.tokens} ] .",
    ]
    for entry in dictionary.entries:
        name = _iri("entry", entry.id)
        statements = ["a ontolex:LexicalEntry"]
        statements.append(f"ontolex:canonicalForm [ ontolex:writtenRep {_literal(entry.headword, language)} ]")
        if entry.pos in _LEXINFO:
            statements.append(f"lexinfo:partOfSpeech lexinfo:{_LEXINFO[entry.pos]}")
        statements += [f"ontolex:sense {_iri('sense', sense.id)}" for sense in entry.all_senses]
        statements.append(_frequency(entry.frequency, corpus))
        lines += ["", f"{name} " + " ;\n    ".join(statements) + " ."]
        for sense in entry.all_senses:
            lines += _frac_sense(sense, name, corpus, language)
        if any(sense.subsenses for sense in entry.senses):
            lines += _lexicog(entry, name)
    return ("\n".join(lines) + "\n").encode("utf-8", "backslashreplace")


def _lexicog(entry: Entry, name: str) -> Iterator[str]:
    """The order of the senses in the entry, and which are under which."""
    parts = [f"rdf:_{number} {_iri('component', sense.id)}" for number, sense in enumerate(entry.senses, 1)]
    yield ""
    yield f"{_iri('component', entry.id)} a lexicog:Entry ;\n    lexicog:describes {name} ;"
    yield "    " + " ;\n    ".join(parts) + " ."
    for sense in entry.all_senses:
        statements = ["a lexicog:LexicographicComponent", f"lexicog:describes {_iri('sense', sense.id)}"]
        for number, each in enumerate(sense.subsenses, 1):
            statements += [f"lexicog:subComponent {_iri('component', each.id)}"]
            statements += [f"rdf:_{number} {_iri('component', each.id)}"]
        yield f"{_iri('component', sense.id)} " + " ;\n    ".join(statements) + " ."


def _frac_sense(sense: EntrySense, entry: str, corpus: str, language: str) -> Iterator[str]:
    name = _iri("sense", sense.id)
    statements = ["a ontolex:LexicalSense", f"ontolex:isSenseOf {entry}"]
    statements.append(f"dct:identifier {_literal(sense.id)}")
    statements.append(f"rdfs:label {_literal(sense.label, language)}")
    if sense.definition:
        statements.append(f"skos:definition {_literal(sense.definition, language)}")
    statements.append(_frequency(sense.frequency, corpus))
    for example in sense.examples:
        statements.append(
            f"frac:attestation [ a frac:Attestation ; rdf:value {_literal(example.text, language)} ; "
            f"dct:identifier {_literal(str(example.occurrence_id))} ; "
            f"frac:locus [ rdfs:label {_literal(example.source)} ; dct:source {_literal(example.document)} ] ; "
            f"frac:observedIn {corpus}"
            f"{' ; rdfs:comment ' + _literal('ticked', 'en') if example.ticked else ''} ]"
        )
    yield ""
    yield f"{name} " + " ;\n    ".join(statements) + " ."
    for word in sense.collocations:
        yield (
            f"[] a frac:Collocation ; rdf:_1 {name} ; rdf:_2 [ ontolex:writtenRep {_literal(word, language)} ] ; "
            f"frac:head {name} ; frac:observedIn {corpus} ."
        )


def _frequency(count: int, corpus: str) -> str:
    return f"frac:frequency [ a frac:Frequency ; rdf:value {count} ; frac:observedIn {corpus} ]"


def _iri(kind: str, text: str) -> str:
    return f"<urn:senseindex:{kind}:{quote(text, safe='', errors='replace')}>"


def _literal(text: str, language: str = "") -> str:
    # JSON escapes what Turtle does, in the same way.
    return json.dumps(text, ensure_ascii=False) + (f"@{language}" if language else "")


def markdown(dictionary: Dictionary) -> bytes:
    """The entries to read and to print."""
    lines = []
    for entry in dictionary.entries:
        pos = f" ({entry.pos.lower()})" if entry.pos else ""
        lines += [f"## {_escaped(entry.headword)}{pos}", ""]
        lines += [
            f"{entry.frequency:,} times in {_escaped(dictionary.corpus)}, {entry.ipm:.1f} per million tokens.",
            "",
        ]
        for sense in entry.senses:
            lines += _markdown_sense(sense, f"{sense.number}.", "")
            for each in sense.subsenses:
                lines += _markdown_sense(each, f"- {each.number}", "   ")
    return "\n".join(lines).encode("utf-8", "backslashreplace")


def _markdown_sense(sense: EntrySense, number: str, indent: str) -> Iterator[str]:
    yield f"{indent}{number} **{_escaped(sense.label)}** `{sense.id}`"
    indent += "   "
    if sense.definition:
        yield f"{indent}{_escaped(sense.definition)}  "
    yield f"{indent}{sense.frequency:,} times ({sense.share:.0%}), {sense.ipm:.1f} per million."
    if sense.collocations:
        yield f"{indent}With {', '.join(f'*{_escaped(word)}*' for word in sense.collocations)}."
    yield ""
    for example in sense.examples:
        before, node, after = map(_escaped, example.parted)
        tick = f"{TICK} " if example.ticked else ""
        yield f"{indent}> {tick}{before}**{node}**{after} ({_escaped(example.source)})"
        yield ""


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)
