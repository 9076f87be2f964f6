"""Small data of every layout that `evaluate` reads, made of the same sentences."""

from __future__ import annotations

import json
from pathlib import Path

MONEY = (
    "the [bank] raised the interest on every loan last week",
    "she paid her wages into the [bank] on the first of the month",
    "the [bank] refused the bakery a loan without a guarantee",
    "he asked the [bank] for a mortgage and a new credit card",
    "our savings lie in a small [bank] that pays little interest",
    "the [bank] counted the cash and closed the account",
    "a clerk of the [bank] signed the cheque for the builders",
    "investors lost money when the [bank] could not pay its debts",
)
RIVER = (
    "we tied the boat to a willow on the [bank] of the stream",
    "the flood washed away the muddy [bank] below the bridge",
    "herons nest in the reeds along the far [bank] of the river",
    "children sat on the grassy [bank] and threw stones into the water",
    "the ferry touched the northern [bank] of the river at noon",
    "otters slid down the steep [bank] into the cold water",
    "an angler stood on the [bank] and waited for trout",
    "nettles and mint grew on the wet [bank] beside the canal",
)


def tokens_and_place(sentence: str) -> tuple[list[str], int]:
    """The words without brackets, and the place of the one in brackets."""
    words = sentence.split()
    place = next(number for number, word in enumerate(words) if word.startswith("["))
    return [word.strip("[]") for word in words], place


def plain(sentence: str) -> str:
    return sentence.replace("[", "").replace("]", "")


def labelled() -> list[tuple[str, str]]:
    """Every sentence with its sense, the senses in turn."""
    return [pair for both in zip(MONEY, RIVER, strict=True) for pair in ((both[0], "0"), (both[1], "1"))]


def write(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def coarsewsd(folder: Path) -> Path:
    """One word, ten train and six test lines."""
    lines = labelled()
    for part, own in (("train", lines[:10]), ("test", lines[10:])):
        rows = [tokens_and_place(sentence) for sentence, _ in own]
        write(folder / "bank" / f"{part}.data.txt", *(f"{place}\t{' '.join(words)}" for words, place in rows))
        write(folder / "bank" / f"{part}.gold.txt", *(sense for _, sense in own))
    return folder


def wsi2010(folder: Path) -> Path:
    """One noun and one verb; of both, the sentences about money and rivers are the senses."""
    key = []
    for lemma, word in (("bank.n", "bank"), ("fish.v", "fished")):
        instances = []
        for number, (sentence, sense) in enumerate(labelled(), 1):
            name = f"{lemma}.{number}"
            target = plain(sentence).replace("bank", word)
            target = target[0].upper() + target[1:]
            instances.append(
                f"<{name}>It rained .<TargetSentence>{target} .</TargetSentence>Then it was dark .</{name}>"
            )
            key.append(f"{lemma} {name} {lemma}.{sense}")
        place = folder / "test_data" / ("nouns" if lemma.endswith("n") else "verbs") / f"{lemma}.xml"
        write(place, '<?xml version="1.0" encoding="UTF-8"?>', f"<{lemma}.test>{''.join(instances)}</{lemma}.test>")
    write(folder / "keys" / "all.key", *key)
    return folder


def wsi2013(folder: Path) -> Path:
    """One noun; one instance has two senses by degrees, one is not in the key."""
    instances, key = [], []
    for number, (sentence, sense) in enumerate(labelled(), 1):
        start = sentence.index("[")
        instances.append(
            f'<instance id="bank.n.{number}" lemma="bank" partOfSpeech="n" token="bank" tokenStart="{start}" '
            f'tokenEnd="{start + 4}">{plain(sentence)}</instance>'
        )
        other = " bank%2/1" if number == 3 else ""
        key.append(f"bank.n bank.n.{number} bank%{sense}/4{other}")
    place = folder / "contexts" / "xml-format" / "bank-n.xml"
    write(place, '<instances lemma="bank" partOfSpeech="n">', *instances, "</instances>")
    write(folder / "keys" / "gold" / "all.key", *key[:-1])
    return folder


def semcor(folder: Path) -> Path:
    """A CSV file of one noun; one sentence has a multiword token."""
    rows = ["sentence,lemma,lexsn,wnsn,pos,position"]
    for sentence, sense in labelled():
        joined = sentence.replace("credit card", "credit_card")
        start = joined.index("[")
        rows.append(f'"{plain(joined)}",bank,x,{sense},NN,"({start}, {start + 4})"')
    return write(folder / "semcor.csv", *rows)


def usages(folder: Path) -> Path:
    """Two texts of one kind, a sentence of each sense in turn; every *bank* is labelled, one as a name."""
    texts, gold = {"first": "", "second": ""}, []
    for number, (sentence, sense) in enumerate(labelled()):
        document = "first" if number < 8 else "second"
        target = sentence.index("[")
        text = plain(sentence)[0].upper() + plain(sentence)[1:] + "."
        start = len(texts[document]) + target
        texts[document] += text + " "
        label = "name" if number == 5 else {"0": "money", "1": "river"}[sense]
        gold.append(
            {
                "lemma": "bank",
                "document": document,
                "start": start,
                "end": start + 4,
                "sense": label,
                "text": text,
                "text_start": target,
                "text_end": target + 4,
            }
        )
    write(folder / "prose.jsonl", *(json.dumps({"id": name, "text": text}) for name, text in texts.items()))
    write(folder / "gold" / "prose" / "bank.jsonl", *map(json.dumps, gold))
    write(folder / "gold" / "prose" / "bank.senses.tsv", "money\ta house that lends", "river\ta side of a river")
    return folder


def wic(folder: Path) -> Path:
    """Train of twelve pairs and dev of eight, half of each of one sense."""

    def pair(first: str, second: str) -> str:
        (one, place), (two, other) = tokens_and_place(first), tokens_and_place(second)
        return f"bank\tN\t{place}-{other}\t{' '.join(one)}\t{' '.join(two)}"

    for part, own in (("train", range(4)), ("dev", range(4, 7))):
        pairs = [(MONEY[n], MONEY[n + 1], "T") for n in own] + [(MONEY[n], RIVER[n], "F") for n in own]
        write(folder / part / f"{part}.data.txt", *(pair(first, second) for first, second, _ in pairs))
        write(folder / part / f"{part}.gold.txt", *(answer for *_, answer in pairs))
    return folder


def scws(folder: Path) -> Path:
    """Pairs rated 9 where both are of one sense, else 1."""
    rows = []
    pairs = [(MONEY[n], MONEY[n + 1], 9.0) for n in range(4)] + [(MONEY[n], RIVER[n], 1.0) for n in range(4)]
    for number, (first, second, rating) in enumerate(pairs, 1):
        one, two = (text.replace("[", "<b> ").replace("]", " </b>") for text in (first, second))
        rows.append("\t".join([str(number), "bank", "n", "bank", "n", one, two, str(rating), *["5.0"] * 10]))
    return write(folder / "ratings.txt", *rows)


def cosimlex(folder: Path) -> Path:
    """Two words in two contexts each: near where they share a topic."""
    columns = "word1 word2 context1 context2 sim1 sim2 stdev1 stdev2 pvalue word1_context1 word2_context1"
    rows = ["\t".join([*columns.split(), "word1_context2", "word2_context2"])]
    for number in range(6):
        first = f"{MONEY[number]}. The loan was high."
        second = f"{RIVER[number]}. The loan was high."
        texts = [
            text.replace("[", "<strong>").replace("]", "</strong>").replace("loan was", "<strong>loan</strong> was")
            for text in (first, second)
        ]
        near, far = 8.0 - number / 10, 2.0 + number / 10
        rows.append("\t".join(["bank", "loan", *texts, str(near), str(far), "1", "1", "0", *["bank", "loan"] * 2]))
    return write(folder / "cosimlex.csv", *rows)


def similarity(folder: Path) -> Path:
    return write(folder / "pairs.txt", "bank\tloan\t9", "bank\triver\t5", "loan\triver\t1", "bank\tzzz\t1")


def analogy(folder: Path) -> Path:
    return write(folder / "questions.txt", ": places", "bank loan river boat", "bank loan zzz boat")


def vectors(folder: Path) -> Path:
    """Four static vectors in word2vec's text format: boat is river + loan - bank."""
    return write(folder / "words.txt", "4 3", "bank 1 1 0", "loan 1 0 0.2", "river 0 1 0.5", "boat 0.1 0 0.7")


WORDNET = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE LexicalResource SYSTEM "http://globalwordnet.github.io/schemas/WN-LMF-1.3.dtd">
<LexicalResource xmlns:dc="https://globalwordnet.github.io/schemas/dc/">
<Lexicon id="w" label="W" language="en" email="a@b.c" license="x" version="1">
<LexicalEntry id="w-bank-n"><Lemma writtenForm="bank" partOfSpeech="n"/>
<Sense id="w-bank__1.17.01.." synset="river"/><Sense id="w-bank__1.14.00.." synset="money"/></LexicalEntry>
<LexicalEntry id="w-bank-v"><Lemma writtenForm="bank" partOfSpeech="v"/>
<Sense id="w-bank__2.40.00.." synset="save"/></LexicalEntry>
<LexicalEntry id="w-cc-n"><Lemma writtenForm="credit card" partOfSpeech="n"/>
<Sense id="w-credit_card__1.21.00.." synset="card"/></LexicalEntry>
<Synset id="river" ili="" partOfSpeech="n"><Definition>the sloping land beside a river or a lake</Definition>
<Example>they pulled the canoe up on the bank</Example>
<Example>ducks slept among the reeds on the muddy bank of the stream</Example></Synset>
<Synset id="money" ili="" partOfSpeech="n"><Definition>a company that keeps money and lends it</Definition>
<Example>he cashed a check at the bank</Example>
<Example>the bank charges interest on what it lends</Example></Synset>
<Synset id="save" ili="" partOfSpeech="v"><Definition>put money into an account</Definition></Synset>
<Synset id="card" ili="" partOfSpeech="n"><Definition>a card that lets you buy on credit</Definition></Synset>
</Lexicon></LexicalResource>
"""
"""Two senses of the noun *bank*, rivers first."""


def wordnet(folder: Path) -> Path:
    return write(folder / "wordnet.xml", WORDNET)


def wsd(folder: Path) -> Path:
    """The sentences about banks, four of them a text; one has an instance of two words, one a lemma nobody knows."""
    lines = ['<corpus lang="en" source="tests">']
    key = []
    for number, (sentence, sense) in enumerate(labelled()):
        if number % 4 == 0:
            lines += ["</text>"] * bool(number) + [f'<text id="d{number:03}">']
        name = f"d{number:03}.t000"
        tokens = [
            f'<instance id="{name}" lemma="bank" pos="NOUN">bank</instance>'
            if word.startswith("[")
            else f'<wf lemma="{word}" pos="X">{word}</wf>'
            for word in sentence.replace("credit card", "credit_card").split()
        ]
        key.append(f"{name} {'bank%1:14:00::' if sense == '0' else 'bank%1:17:01::'}")
        for place, token in enumerate(tokens):
            if ">credit_card<" in token:
                tokens[place] = f'<instance id="{name}2" lemma="credit_card" pos="NOUN">credit card</instance>'
                key.append(f"{name}2 credit_card%1:21:00:: plastic%1:21:00::")
            elif ">willow<" in token:
                tokens[place] = f'<instance id="{name}3" lemma="willow" pos="NOUN">willow</instance>'
                key.append(f"{name}3 willow%1:20:00::")
        lines += ["<sentence>", *tokens, "</sentence>"]
    write(folder / "small.data.xml", *lines, "</text></corpus>")
    write(folder / "small.gold.key.txt", *key)
    return folder


LAYOUTS = {
    "coarsewsd": coarsewsd,
    "wsi2010": wsi2010,
    "wsi2013": wsi2013,
    "semcor-wsi": semcor,
    "wic": wic,
    "scws": scws,
    "cosimlex": cosimlex,
}
"""The sets that need the encoder."""
