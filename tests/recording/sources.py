"""Small files for the recording: texts in every format, a dictionary in four, an inventory, lists and rules."""

from __future__ import annotations

import csv
import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

from tests.evaluation.layouts import LAYOUTS, analogy, similarity, vectors

MONEY = (
    "The bank lent the baker enough money for a second oven.",
    "My aunt keeps her savings in a small bank by the station.",
    "No bank would open an account for the travelling circus.",
    "The manager of the bank counted the coins twice.",
)
RIVER = (
    "A heron waited on the bank until the water was still.",
    "They pulled the canoe up the bank and lit a fire.",
    "The bank was steep, and nettles grew down to the stream.",
    "Rain had softened the bank below the old mill.",
)
TAGGED = (
    ("The", "the", "DET"),
    ("ferryman", "ferryman", "NOUN"),
    ("left", "leave", "VERB"),
    ("the", "the", "DET"),
    ("muddy", "muddy", "ADJ"),
    ("bank", "bank", "NOUN"),
    ("at", "at", "ADP"),
    ("dawn", "dawn", "NOUN"),
    (".", ".", "PUNCT"),
)
DICTIONARY = (
    ("bank", "n", "bank:river", "the land along the side of a river", ("We pulled the boat up on the bank.",)),
    ("bank", "n", "bank:money", "a firm that keeps and lends money", ("The bank refused to lend him the money.",)),
    ("bank", "n", "bank:blood", "a store of blood in a hospital", ("Donors gave a pint each at the blood bank.",)),
    ("pitch", "n", "pitch:sound", "how high or low a sound is", ("She sang at a higher pitch than the piano.",)),
    ("zeppelin", "n", "zeppelin:1", "a rigid airship", ("The zeppelin drifted over the lake.",)),
)


WN_LMF = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE LexicalResource SYSTEM "http://globalwordnet.github.io/schemas/WN-LMF-1.4.dtd">
<LexicalResource xmlns:dc="https://globalwordnet.github.io/schemas/dc/">
<Lexicon id="own" label="Own" language="en" email="a@b.c" license="x" version="1">
<LexicalEntry id="e1"><Lemma writtenForm="bank" partOfSpeech="n"/>
<Sense id="bank-1" synset="s1"><Example>We sat on the bank of the river.</Example></Sense></LexicalEntry>
<LexicalEntry id="e2"><Lemma writtenForm="spring" partOfSpeech="n"/><Sense id="spring-1" synset="s2"/></LexicalEntry>
<Synset id="s1" ili="" partOfSpeech="n"><Definition>the land beside a river</Definition></Synset>
<Synset id="s2" ili="" partOfSpeech="n"><Definition>the season between winter and summer</Definition></Synset>
</Lexicon></LexicalResource>
"""


def write_sources(folder: Path) -> None:
    """Write all of them into `folder`."""
    _corpora(folder)
    _dictionaries(folder)
    _lists(folder)
    for name, layout in LAYOUTS.items():
        layout(folder / "sets" / name)
    for written in (analogy, similarity, vectors):
        written(folder / "sets" / "static")


def _write(path: Path, text: str, encoding: str = "utf-8") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))


def _corpora(folder: Path) -> None:
    for number, sentence in enumerate(MONEY, 1):
        _write(folder / "texts" / f"money{number}.txt", f"{sentence} {MONEY[number % 4]}\n")
    for number, sentence in enumerate(RIVER, 1):
        _write(folder / "texts" / "rivers" / f"river{number}.txt", f"{sentence}\n\n{RIVER[number % 4]}\n")
    rows = [["file", "topic", "year"], *([f"money{n}.txt", "money", str(1990 + n)] for n in range(1, 5))]
    rows += [[f"rivers/river{n}.txt", "water", str(2000 + n)] for n in range(1, 5)]
    _write(folder / "topics.csv", "".join(",".join(row) + "\n" for row in rows))
    _write(folder / "latin.txt", "Das Café an der Brücke hat eine schöne Bank für müde Gäste.\n", "latin-1")
    _write(folder / "german.txt", "Die Bank am Fluss war nass. Die Bank gab dem Bäcker einen Kredit.\n")

    lines = [
        {"id": f"d{number}", "text": f"{first} {second}", "year": 1990 + number, "topic": "mixed"}
        for number, (first, second) in enumerate(zip(MONEY, RIVER, strict=True), 1)
    ]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    _write(folder / "lines.jsonl", text)
    _write(folder / "changed.jsonl", text.replace("baker", "grocer"))
    _write(folder / "damaged.jsonl", text + '{"id": "broken", "text": \n' + json.dumps({"id": "d9"}) + "\n")
    (folder / "lines.jsonl.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    with zipfile.ZipFile(folder / "texts.zip", "w") as archive:
        for path in sorted((folder / "texts").rglob("*.txt")):
            archive.write(path, path.relative_to(folder / "texts").as_posix())

    with (folder / "table.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(
            [["id", "body", "place"], *([f"c{n}", sentence, "north"] for n, sentence in enumerate(MONEY + RIVER, 1))]
        )
    _write(
        folder / "table.tsv", "text\tdate\n" + "".join(f"{each}\t19{70 + n}-05-01\n" for n, each in enumerate(RIVER))
    )

    tokens = [f"{n}\t{form}\t{lemma}\t{pos}\t_\t_\t0\t_\t_\t_" for n, (form, lemma, pos) in enumerate(TAGGED, 1)]
    _write(
        folder / "trees.conllu",
        "# newdoc id = first\n# meta::year = 1984\n# sent_id = 1\n" + "\n".join(tokens) + "\n\n# newdoc id = second\n"
        "# sent_id = 2\n1-2\tzum\t_\t_\t_\t_\t_\t_\t_\t_\n1\tzu\tzu\tADP\t_\t_\t2\t_\t_\t_\n"
        "2\tdem\tder\tDET\t_\t_\t0\t_\t_\t_\n3\tUfer\tUfer\tNOUN\t_\t_\t0\t_\t_\t_\n\n",
    )
    rows_of_words = "".join(f"{form}\t{pos}\t{lemma}\n" for form, lemma, pos in TAGGED)
    _write(
        folder / "words.vert",
        f'<doc id="v1" year="1972" title="A &amp; B">\n<p>\n<s>\n{rows_of_words}</s>\n</p>\n</doc>\n'
        f'<doc id="v2" year="1973">\n<s>\n{rows_of_words.replace(".", "<g/>", 0)}</s>\n</doc>\n',
    )
    _write(
        folder / "letters.tei.xml",
        '<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="letter"><teiHeader><fileDesc><titleStmt><title>A letter'
        "</title><author>N. N.</author></titleStmt><publicationStmt><date>1901</date></publicationStmt><sourceDesc>"
        f"<p>invented</p></sourceDesc></fileDesc></teiHeader><text><body><p>{MONEY[0]} {RIVER[0]}</p><p>{RIVER[1]}</p>"
        "</body></text></TEI>\n",
    )
    _write(folder / "empty" / "readme.bin", "\0\1\2")
    _write(folder / "tagged.vert", _tagged())
    _data_set(folder / "set", lines)


def _tagged() -> str:
    """Sentences with tags about banks of three kinds: firms, edges of rivers, and the verb of aeroplanes."""
    parts = []
    adjectives = ("small", "old", "muddy", "proud", "quiet", "large")
    money = (("clerk", "lend", "lent"), ("manager", "refuse", "refused"), ("cashier", "count", "counted"))
    water = (("heron", "leave", "left"), ("otter", "climb", "climbed"), ("ferry", "touch", "touched"))
    for number, adjective in enumerate(adjectives):
        for topic, rows, last in (("money", money, "loan"), ("water", water, "river")):
            for noun, lemma, verb in rows:
                tokens = [("The", "the", "DET"), (noun, noun, "NOUN"), ("of", "of", "ADP"), ("the", "the", "DET")]
                tokens += [(adjective, adjective, "ADJ"), ("bank", "bank", "NOUN"), (verb, lemma, "VERB")]
                tokens += [("the", "the", "DET"), (last, last, "NOUN"), (".", ".", "PUNCT")]
                parts.append(f'<doc id="{topic}-{noun}-{number}" topic="{topic}" year="{1990 + number}">\n<s>\n')
                parts += ["\t".join(token) + "\n" for token in tokens]
                parts.append("</s>\n</doc>\n")
        tokens = [("The", "the", "DET"), (adjective, adjective, "ADJ"), ("pilot", "pilot", "NOUN")]
        tokens += [("banked", "bank", "VERB"), ("over", "over", "ADP"), ("towns", "town", "NOUN"), (".", ".", "PUNCT")]
        parts.append(f'<doc id="air-{number}" topic="air" year="{1990 + number}">\n<s>\n')
        parts += ["\t".join(token) + "\n" for token in tokens]
        parts.append("</s>\n</doc>\n")
    return "".join(parts)


def _data_set(folder: Path, lines: list[dict[str, Any]]) -> None:
    from datasets import Dataset, disable_progress_bars

    disable_progress_bars()
    Dataset.from_list(lines).save_to_disk(folder)


def _dictionaries(folder: Path) -> None:
    senses = [
        {"lemma": lemma, "pos": pos, "id": name, "definition": definition, "examples": list(examples)}
        for lemma, pos, name, definition, examples in DICTIONARY
    ]
    _write(folder / "dictionary.json", json.dumps(senses))
    _write(
        folder / "dictionary.tsv",
        "lemma\tpos\tid\tdefinition\texamples\n"
        + "".join("\t".join([*each[:4], " | ".join(each[4])]) + "\n" for each in DICTIONARY),
    )
    entries = "".join(
        f'<entry xml:id="e{n}"><form type="lemma"><orth>{lemma}</orth></form><gramGrp><gram type="pos">noun</gram>'
        f'</gramGrp><sense xml:id="s{n}"><def>{definition}</def><cit type="example"><quote>{examples[0]}</quote></cit>'
        "</sense></entry>"
        for n, (lemma, _, _, definition, examples) in enumerate(DICTIONARY, 1)
    )
    _write(folder / "dictionary.lmf.xml", WN_LMF)
    _write(
        folder / "dictionary.tei.xml",
        f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>{entries}</body></text></TEI>',
    )


def _lists(folder: Path) -> None:
    _write(folder / "words.txt", "bank\nplant\n\nspring\n")
    _write(folder / "rules.toml", "[length]\nshortest = 5\nlongest = 12\n\n[weights]\ntypical = 0.5\n")
    _write(folder / "bad.toml", "[lenght]\nshortest = 5\n")
    _write(folder / "static.vec", "4 3\nbank 1 1 0\nmoney 1 0 0.2\nriver 0 1 0.5\nwater 0.1 0.9 0.7\n")
    inventory = [
        {"id": "bank%1", "lemma": "bank", "label": "imported label", "definition": "as in a file"},
        {"id": "bank%2", "lemma": "bank", "locked": True},
        {"id": "", "lemma": "spring", "label": "source", "examples": ["The [spring] gave cold water."]},
    ]
    _write(folder / "inventory.json", json.dumps({"format": "senseindex senses 1", "senses": inventory}))
    _write(folder / "inventory.tsv", "id\tlabel\tdefinition\tlocked\nbank%1\tmoney house\tit lends\tno\n")
