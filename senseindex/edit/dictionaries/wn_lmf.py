"""Wordnets in WN-LMF 1.0 to 1.4 (Global WordNet Association), read as a stream: the XML is never in memory as a whole.

The order of a word's senses is that of the file, which in wordnets made from Princeton's is by frequency. Where sense
ids carry the sense keys of Princeton WordNet (Open English Wordnet: `oewn-bank__1.14.00..`), or the attribute
`dc:identifier` does, senses know their key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from lxml import etree

from senseindex.corpus.content import UNPACKING_ERRORS, unpacked
from senseindex.edit.dictionaries.entries import DictionarySense, upos
from senseindex.errors import CorpusError

VERSIONS: Final = ("1.0", "1.1", "1.2", "1.3", "1.4")
RELATED: Final = 3
"""Of so many kinds and neighbours of a sense the definitions are kept."""

_HEAD: Final = 1 << 16
_RELATED: Final = frozenset(("similar", "hyponym", "instance_hyponym"))
_IDENTIFIER: Final = "{https://globalwordnet.github.io/schemas/dc/}identifier"
_VERSION: Final = re.compile(rb"WN-LMF-([0-9.]+)\.dtd")
_KEY_IN_ID: Final = re.compile(r"__([1-5]\.[0-9]{2}\.[0-9]{2}\..*)$")
_KEY: Final = re.compile(r"%([1-5]:[0-9]{2}:[0-9]{2}:.*)$")


@dataclass(frozen=True, slots=True)
class _Synset:
    definition: str
    examples: tuple[str, ...]
    related: tuple[str, ...]


_NOTHING: Final = _Synset("", (), ())
_Sense = tuple[str, str, str, tuple[str, ...], int]  # id, synset, key, examples, count


def read_wn_lmf(path: Path) -> Iterator[DictionarySense]:
    """The senses of a wordnet, which may be packed: definition, examples and neighbours of the synset, and the examples
    of the sense itself first.

    Raises CorpusError for broken XML, a version that is not known, or declared entities.
    """
    entries: list[tuple[str, str, list[_Sense]]] = []
    synsets: dict[str, _Synset] = {}
    words: dict[str, list[str]] = {}
    try:
        with path.open("rb") as packed:
            _check(path, packed)
        with path.open("rb") as packed:
            for element in _elements(unpacked(packed)):
                if element.tag == "Synset":
                    synsets[element.get("id", "")] = _synset(element)
                elif (entry := _entry(element)) is not None:
                    entries.append(entry)
                    for sense in entry[2]:
                        words.setdefault(sense[1], []).append(entry[0])
    except etree.XMLSyntaxError as error:
        raise _unreadable(path, error.msg or "broken XML", error.lineno or 0) from None
    except UNPACKING_ERRORS as error:
        raise _unreadable(path, str(error)) from None
    for lemma, pos, senses in entries:
        for name, synset, key, examples, count in senses:
            own = synsets.get(synset, _NOTHING)
            yield DictionarySense(
                lemma,
                pos,
                name,
                own.definition,
                tuple(dict.fromkeys((*examples, *own.examples))),
                tuple(word for word in dict.fromkeys(words[synset]) if word != lemma),
                tuple(text for each in own.related if (text := synsets.get(each, _NOTHING).definition)),
                True,
                key,
                count,
            )


def _check(path: Path, packed: IO[bytes]) -> None:
    head = unpacked(packed).read(_HEAD)
    if b"<!ENTITY" in head:
        raise CorpusError("declares XML entities, which are never expanded", path=str(path))
    version = _VERSION.search(head)
    if version is None or version[1].decode() not in VERSIONS:
        known = "names no version" if version is None else f"version {version[1].decode()}"
        raise _unreadable(path, f"{known}; known are {VERSIONS[0]} to {VERSIONS[-1]}")


def _unreadable(path: Path, problem: str, line: int = 0) -> CorpusError:
    return CorpusError(f"is no WN-LMF file that can be read ({problem})", path=str(path), line=line)


def _elements(stream: IO[bytes]) -> Iterator[Any]:
    """Entries and synsets one by one, each gone when the next one is asked for."""
    for _, element in etree.iterparse(
        stream,
        events=("end",),
        tag=("LexicalEntry", "Synset"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    ):
        yield element
        parent = element.getparent()
        element.clear()
        while parent is not None and parent[0] is not element:
            del parent[0]


def _entry(element: Any) -> tuple[str, str, list[_Sense]] | None:
    lemma = element.find("Lemma")
    if lemma is None or not lemma.get("writtenForm"):
        return None  # of another lexicon, that this one extends
    senses = [
        (
            sense.get("id", ""),
            sense.get("synset", ""),
            _key(lemma.get("writtenForm"), sense),
            _texts(sense, "Example"),
            sum(int(each.text) for each in sense.iterfind("Count") if (each.text or "").strip().isdigit())
            if sense.find("Count") is not None
            else -1,
        )
        for sense in element.iterfind("Sense")
    ]
    return lemma.get("writtenForm"), upos(lemma.get("partOfSpeech", "")), senses


def _key(lemma: str, sense: Any) -> str:
    """The sense key, "" where there is none. Its lemma is written in small letters, with `_` for a blank."""
    own = _KEY.search(sense.get(_IDENTIFIER, ""))
    if own is not None:
        rest = own[1]
    elif (found := _KEY_IN_ID.search(sense.get("id", ""))) is not None:
        rest = found[1].replace(".", ":").replace("-sp-", "_").replace("--", "-")
    else:
        return ""
    return f"{lemma.lower().replace(' ', '_')}%{rest}"


def _synset(element: Any) -> _Synset:
    relations = [(each.get("relType"), each.get("target", "")) for each in element.iterfind("SynsetRelation")]
    return _Synset(
        "; ".join(_texts(element, "Definition")),
        _texts(element, "Example"),
        tuple(target for name, target in relations if name in _RELATED)[:RELATED],
    )


def _texts(element: Any, tag: str) -> tuple[str, ...]:
    found = (" ".join("".join(each.itertext()).split()) for each in element.iterfind(tag))
    return tuple(text for text in found if text)
