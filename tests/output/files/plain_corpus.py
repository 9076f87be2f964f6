"""The tagged corpus written the plain way, a token at a time: what the quick writer is compared with."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.tokens import unpack_lemma_ids, unpack_offsets


class Token(NamedTuple):
    form: str
    lemma: str
    pos: str
    start: int
    end: int
    sense: str | None
    percent: int | None


class PlainSentence(NamedTuple):
    id: int
    document: str
    metadata: dict[str, object]
    text: str
    tokens: list[Token]


def plain_sentences(catalog: Catalog) -> Iterator[PlainSentence]:
    senses = dict(catalog.connection.rows("SELECT id, name FROM sense"))
    for sentence_id, document_id, name, text, offsets, packed in catalog.connection.rows(
        "SELECT s.id, d.id, d.name, text, token_offsets, lemma_ids "
        "FROM sentence s JOIN document d ON d.id = document_id ORDER BY s.id"
    ):
        tokens = []
        starts, ends = unpack_offsets(offsets)
        lemma_ids = unpack_lemma_ids(packed, len(starts)).tolist()
        for position, (start, end, lemma_id) in enumerate(zip(starts.tolist(), ends.tolist(), lemma_ids, strict=True)):
            ((lemma, pos),) = catalog.connection.rows("SELECT lemma, pos FROM lemma WHERE id = ?", (lemma_id,))
            found = catalog.connection.rows(
                "SELECT sense_id, confidence FROM occurrence WHERE sentence_id = ? AND position = ?",
                (sentence_id, position),
            )
            sense, percent = found[0] if found else (None, None)
            tokens.append(Token(text[start:end], lemma, pos, start, end, senses.get(sense), percent))
        yield PlainSentence(sentence_id, name, catalog.documents.metadata_of([document_id])[document_id], text, tokens)


def plain_conllu(catalog: Catalog) -> str:
    lines: list[str] = []
    document = None
    for sentence in plain_sentences(catalog):
        if sentence.document != document:
            document = sentence.document
            lines.append(f"# newdoc id = {flat(document)}")
            lines += [f"# meta::{flat(key)} = {flat(value)}" for key, value in sentence.metadata.items()]
        lines += [f"# sent_id = {sentence.id}", f"# text = {flat(sentence.text)}"]
        number = 0
        surfaces = surfaces_of(sentence)
        for place, words in enumerate(surfaces):
            joined = place + 1 < len(surfaces) and surfaces[place + 1][0].start == words[0].end
            if len(words) > 1:
                misc = "SpaceAfter=No" if joined else "_"
                lines.append(f"{number + 1}-{number + len(words)}\t{cell(words[0].form)}" + "\t_" * 7 + f"\t{misc}")
            for word in words:
                number += 1
                misc = [] if word.sense is None else [f"Sense={word.sense.replace('|', '/')}"]
                misc += [] if word.sense is None or word.percent is None else [f"SenseScore={word.percent / 100:.2f}"]
                misc += ["SpaceAfter=No"] if joined and len(words) == 1 else []
                form = word.form if len(words) == 1 else word.lemma
                columns = [str(number), cell(form), cell(word.lemma), word.pos or "_", *"_____", "|".join(misc) or "_"]
                lines.append("\t".join(columns))
        lines.append("")
    return "".join(f"{line}\n" for line in lines)


def plain_vertical(catalog: Catalog) -> str:
    lines: list[str] = []
    for document, sentences in groupby(plain_sentences(catalog), key=lambda sentence: sentence.document):
        for number, sentence in enumerate(sentences):
            if not number:
                attributes = {"id": document, **{attribute(key): value for key, value in sentence.metadata.items()}}
                given = "".join(f" {key}={quoteattr(flat(value))}" for key, value in attributes.items())
                lines.append(f"<doc{given}>")
            lines.append("<s>")
            before = None
            for words in surfaces_of(sentence):
                if before == words[0].start:
                    lines.append("<g/>")
                before = words[0].end
                sense = next((word for word in words if word.sense is not None), None)
                score = "-" if sense is None or sense.percent is None else f"{sense.percent / 100:.2f}"
                lemma = "+".join(word.lemma or "-" for word in words)
                columns = [words[0].form, lemma, words[0].pos or "-", (sense and sense.sense) or "-", score]
                lines.append("\t".join(escape(cell(column)) for column in columns))
            lines.append("</s>")
        lines.append("</doc>")
    return "".join(f"{line}\n" for line in lines)


def surfaces_of(sentence: PlainSentence) -> list[list[Token]]:
    return [list(words) for _, words in groupby(sentence.tokens, key=lambda token: (token.start, token.end))]


def attribute(key: str) -> str:
    name = re.sub(r"[^\w.-]", "_", key)
    return f"_{name}" if name == "id" or re.match(r"[\d.-]|$", name) else name


def flat(value: object) -> str:
    return re.sub(r"\s+", " ", str(value)).strip()


def cell(value: str) -> str:
    return flat(value) or "_"
