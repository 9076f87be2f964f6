"""Wordnets in WN-LMF 1.0 to 1.4, read by the package `wn`, without its database and without the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from senseindex.edit.dictionaries.entries import DictionarySense, upos
from senseindex.errors import CorpusError


def read_wn_lmf(path: Path) -> Iterator[DictionarySense]:
    """The senses of a wordnet: definition and examples of the synset, and the examples of the sense itself first.

    Raises CorpusError for broken XML, a version that is not known, or declared entities.
    """
    from wn import lmf

    with path.open("rb") as file:
        if b"<!ENTITY" in file.read(1 << 16):
            raise CorpusError("declares XML entities, which are never expanded", path=str(path))
    try:
        resource = lmf.load(path, progress_handler=None)
    except (lmf.LMFError, ExpatError, AttributeError, KeyError, ValueError) as error:
        raise CorpusError(f"is no WN-LMF file that can be read ({error})", path=str(path)) from None
    for lexicon in resource["lexicons"]:
        synsets: dict[str, Any] = {synset["id"]: synset for synset in lexicon.get("synsets", [])}
        for entry in lexicon.get("entries", []):
            lemma: Any = entry.get("lemma")
            if lemma is None or "writtenForm" not in lemma:
                continue  # of another lexicon, that this one extends
            for sense in entry.get("senses", []):
                synset = synsets.get(str(sense.get("synset", "")), {})
                definitions = [each["text"] for each in synset.get("definitions", []) if each["text"].strip()]
                examples = [each["text"] for each in [*sense.get("examples", []), *synset.get("examples", [])]]
                yield DictionarySense(
                    lemma["writtenForm"],
                    upos(lemma.get("partOfSpeech", "")),
                    sense["id"],
                    " ".join("; ".join(definitions).split()),
                    tuple(dict.fromkeys(" ".join(each.split()) for each in examples if each.strip())),
                )
