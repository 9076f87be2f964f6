"""Dictionaries in every format give the same senses; what is broken is one line with its place."""

import json
import lzma
from dataclasses import replace
from pathlib import Path

import pytest

from senseindex.edit.dictionaries.entries import DictionarySense, upos
from senseindex.edit.dictionaries.readers import read_dictionary
from senseindex.errors import CorpusError

SENSES = [
    DictionarySense("bank", "NOUN", "bank-1", "the land beside a river", ("We sat on the bank.", "A muddy bank.")),
    DictionarySense("bank", "NOUN", "bank-2", "a firm that keeps money", ()),
    DictionarySense("bank", "VERB", "bank-3", "to lean over in a turn", ("The plane banked.",)),
    DictionarySense("reed", "NOUN", "reed-1", "a tall grass of wet places", ()),
]

LMF = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE LexicalResource SYSTEM "http://globalwordnet.github.io/schemas/WN-LMF-1.4.dtd">
<LexicalResource xmlns:dc="https://globalwordnet.github.io/schemas/dc/">
<Lexicon id="own" label="Own" language="en" email="a@b.c" license="x" version="1">
<LexicalEntry id="e1"><Lemma writtenForm="bank" partOfSpeech="n"/>
<Sense id="bank-1" synset="s1"><Example>We sat on the bank.</Example></Sense><Sense id="bank-2" synset="s2"/></LexicalEntry>
<LexicalEntry id="e2"><Lemma writtenForm="bank" partOfSpeech="v"/><Sense id="bank-3" synset="s3"/></LexicalEntry>
<LexicalEntry id="e3"><Lemma writtenForm="reed" partOfSpeech="n"/><Sense id="reed-1" synset="s4"/></LexicalEntry>
<Synset id="s1" ili="" partOfSpeech="n"><Definition>the land
 beside a river</Definition><Example>A muddy bank.</Example></Synset>
<Synset id="s2" ili="" partOfSpeech="n"><Definition>a firm that keeps money</Definition></Synset>
<Synset id="s3" ili="" partOfSpeech="v"><Definition>to lean over in a turn</Definition><Example>The plane banked.</Example></Synset>
<Synset id="s4" ili="" partOfSpeech="n"><Definition>a tall grass of wet places</Definition></Synset>
</Lexicon></LexicalResource>
"""  # noqa: E501

TEI = """<?xml version="1.0"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>
<entry xml:id="bank" xml:lang="en"><form type="lemma"><orth>bank</orth></form>
<gramGrp><gram type="pos" norm="NOUN">n.</gram></gramGrp>
<sense xml:id="bank-1"><def>the land <hi>beside</hi> a river</def>
<cit type="example"><quote>We sat on the bank.</quote></cit><cit type="example"><quote>A muddy bank.</quote></cit>
<cit type="translation"><quote>Ufer</quote></cit></sense>
<sense n="2"><sense xml:id="bank-2"><def>a firm that keeps money</def></sense></sense></entry>
<entry xml:id="bank.v"><form type="lemma"><orth>bank</orth></form><gramGrp><gram type="pos">verb</gram></gramGrp>
<sense xml:id="bank-3"><def>to lean over in a turn</def><cit type="example"><quote>The plane banked.</quote></cit></sense></entry>
<entry xml:id="reed"><form type="lemma"><orth>reed</orth></form><gramGrp><gram type="pos">noun</gram></gramGrp>
<sense xml:id="reed-1"><def>a tall grass of wet places</def></sense></entry>
</body></text></TEI>
"""  # noqa: E501

JSON = json.dumps(
    [
        {"lemma": s.lemma, "pos": s.pos, "id": s.id, "definition": s.definition, "examples": [*s.examples]}
        for s in SENSES
    ]
)
TSV = "id\tlemma\tpos\tdefinition\texamples\n" + "".join(
    f"{each.id}\t{each.lemma}\t{each.pos.lower()}\t{each.definition}\t{' | '.join(each.examples)}\n" for each in SENSES
)
FILES = {"a.xml": LMF, "b.xml": TEI, "c.json": JSON, "d.tsv": TSV}


@pytest.mark.parametrize("name", FILES)
def test_every_format_gives_the_same_senses(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(FILES[name], encoding="utf-8")
    senses = [replace(sense, ordered=name == "a.xml") for sense in SENSES]  # a wordnet names common senses first
    assert list(read_dictionary(path)) == senses
    assert list(read_dictionary(path, ["Reed"])) == senses[-1:]


WORDNET = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE LexicalResource SYSTEM "http://globalwordnet.github.io/schemas/WN-LMF-1.3.dtd">
<LexicalResource xmlns:dc="https://globalwordnet.github.io/schemas/dc/">
<Lexicon id="w" label="W" language="en" email="a@b.c" license="x" version="1">
<LexicalEntry id="w-bank-n"><Lemma writtenForm="bank" partOfSpeech="n"/>
<Sense id="w-bank__1.14.00.." synset="s1"><Count>20</Count><Count>3</Count></Sense>
<Sense id="b2" synset="s2"/></LexicalEntry>
<LexicalEntry id="w-bc-n"><Lemma writtenForm="Banking company" partOfSpeech="n"/>
<Sense id="b3" synset="s1" dc:identifier="banking_company%1:14:00::"/></LexicalEntry>
<LexicalEntry id="w-inst-n"><Lemma writtenForm="institution" partOfSpeech="n"/>
<Sense id="i" synset="s3"/></LexicalEntry>
<LexicalEntry id="w-o-a"><Lemma writtenForm="open-air" partOfSpeech="s"/>
<Sense id="w-open--air__5.00.00.out--of--door.00" synset="s5"/></LexicalEntry>
<Synset id="s1" ili="" partOfSpeech="n" members="w-bank-n w-bc-n"><Definition>a firm that keeps money</Definition>
<SynsetRelation relType="hypernym" target="s3"/>
<SynsetRelation relType="hyponym" target="s4"/></Synset>
<Synset id="s2" ili="" partOfSpeech="n"/>
<Synset id="s3" ili="" partOfSpeech="n"><Definition>what people found</Definition></Synset>
<Synset id="s4" ili="" partOfSpeech="n"><Definition>a firm that lends money</Definition></Synset>
<Synset id="s5" ili="" partOfSpeech="s"><Definition>outside</Definition></Synset>
</Lexicon></LexicalResource>
"""


def test_a_wordnet_says_how_senses_hang_together(tmp_path: Path) -> None:
    path = tmp_path / "wordnet.xml.xz"
    path.write_bytes(lzma.compress(WORDNET.encode()))
    bank, other, company, _, outside = read_dictionary(path)
    assert (bank.synonyms, company.synonyms, other.synonyms) == (("Banking company",), ("bank",), ())
    assert bank.related == ("a firm that lends money",)
    assert [sense.key for sense in (bank, other, company)] == ["bank%1:14:00::", "", "banking_company%1:14:00::"]
    assert outside.key == "open-air%5:00:00:out-of-door:00"
    assert (bank.count, company.count) == (23, -1)
    assert (other.definition, other.examples) == ("", ())
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(CorpusError, match="cannot be read"):
        list(read_dictionary(path))


ENTITY = '<!DOCTYPE {} [<!ENTITY x "y">]>'


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.xml", LMF.replace("</Lexicon>", ""), "is no WN-LMF file that can be read"),
        ("a.xml", LMF.replace("1.4", "9.9"), "is no WN-LMF file that can be read"),
        ("a.xml", LMF.replace("<!DOCTYPE", ENTITY.format("LexicalResource") + "<!DOCTYPE"), "declares XML entities"),
        ("b.xml", TEI.replace("</body>", ""), r"b\.xml, line \d+: broken XML"),
        ("b.xml", TEI.replace("<TEI ", ENTITY.format("TEI") + "<TEI "), "declares XML entities"),
        ("b.xml", "<html/>", "it is no TEI Lex-0 dictionary"),
        ("c.json", "[{", "line 1: broken JSON"),
        ("c.json", "{}", "is a list of senses"),
        ("c.json", '[{"lemma": "x", "id": 1}]', "sense 1 needs texts"),
        ("c.json", '[{"lemma": " ", "id": "1"}]', "sense 1 has no lemma or no id"),
        ("d.tsv", "word\tid\n", "line 1: the first line must name"),
        ("d.tsv", "lemma\tid\nbank\t\n", "line 2: the row has no lemma or no id"),
    ],
)
def test_what_is_broken_is_one_line(name: str, text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=message) as caught:
        list(read_dictionary(path))
    assert "\n" not in str(caught.value)
    with pytest.raises(CorpusError, match="cannot be read"):
        list(read_dictionary(tmp_path / "nowhere.tsv"))


def test_parts_of_speech_become_upos() -> None:
    assert [upos(name) for name in ("n", "Verb", "s", "NOUN", "", "x")] == ["NOUN", "VERB", "ADJ", "NOUN", "", "X"]
