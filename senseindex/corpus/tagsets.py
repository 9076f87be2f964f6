"""Parts of speech of other tag sets to UPOS, https://universaldependencies.org/u/pos/.

A tag set is told by the tags that a corpus has, because the same tag means different things: VBZ is any verb in the
Penn treebank, a form of *be* in TreeTagger's English tags and in CLAWS; PRP is a pronoun in Penn, a preposition in
CLAWS. A tag that the set does not know is "", and so is every tag of an unknown set: then the word itself decides
whether it is a content word.

Known are UPOS with the twelve older universal tags, Penn, TreeTagger English, CLAWS 5 (BNC), STTS (German) and the
MULTEXT-East morphosyntactic descriptions, of which the first letters are read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_UPOS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X"
UPOS = frozenset(_UPOS.split())
_KNOWN_SHARE = 0.9

_PENN = r"""
NOUN=NNS? ADJ=JJ[RS]? ADV=RB[RS]?|WRB AUX=MD PRON=EX|WP\$? DET=[PW]?DT ADP=IN CCONJ=CC NUM=CD PART=TO|RP|POS INTJ=UH
X=FW|LS SYM=SYM|\$|# PUNCT=[.,:()]|''|``|HYPH|-[LR]RB-|NFP
"""
_RULES = {
    "UPOS": " ".join([r"CCONJ=CONJ PART=PRT PUNCT=\.", *(f"{tag}={tag}" for tag in sorted(UPOS))]),
    "Penn": r"PROPN=NNPS? VERB=VB[DGNPZ]? PRON=PRP\$? X=ADD|AFX|XX " + _PENN,
    "TreeTagger": r"PROPN=NPS? VERB=VV[DGNPZ]? AUX=V[BDH][DGNPZ]? PRON=PP\$? SCONJ=IN/that PUNCT=SENT " + _PENN,
    "CLAWS": r"""
        NOUN=NN[012] PROPN=NP0 VERB=VV[BDGINZ] AUX=V[BDH][BDGINZ]|VM0 ADJ=AJ[0CS] ADV=AV[0PQ] DET=AT0|DPS|DT[0Q]
        PRON=PN[IPQX]|EX0 ADP=PR[FP] CCONJ=CJC SCONJ=CJ[ST] NUM=CRD ADJ=ORD PART=POS|TO0|XX0 INTJ=ITJ X=UNC|ZZ0
        PUNCT=PU[LNQR]
    """,
    "STTS": r"""
        NOUN=NN PROPN=NE VERB=VV(FIN|IMP|INF|IZU|PP) AUX=V[AM](FIN|IMP|INF|PP) ADJ=ADJ[AD] ADV=ADV|P(RO)?AV|PWAV
        DET=ART|P(D|I|ID|POS|REL|W)AT PRON=P(D|I|POS|REL|W)S|PPER|PRF|PPOSS ADP=AP(PR|PRART|PO|ZR) CCONJ=KON|KOKOM
        SCONJ=KOU[IS] NUM=CARD PART=PTK(A|ANT|NEG|VZ|ZU) INTJ=ITJ X=FM|XY|TRUNC PUNCT=\$[.,(]
    """,
    "MULTEXT-East": r"""
        PROPN=Np[a-z0-9-]* NOUN=N[a-z0-9-]* AUX=Va[a-z0-9-]* VERB=V[a-z0-9-]* ADJ=A[a-z0-9-]* ADV=R[a-z0-9-]*
        PRON=P[a-z0-9-]* DET=[DT][a-z0-9-]* ADP=S[a-z0-9-]* SCONJ=Cs[a-z0-9-]* CCONJ=C[a-z0-9-]* NUM=M[a-z0-9-]*
        PART=Q[a-z0-9-]* INTJ=I X=[XY][a-z0-9-]* PUNCT=Z
    """,
}
"""UPOS and a pattern of the tags that mean it, the first that fits."""
_TABLES = {name: [rule.split("=", 1) for rule in rules.split()] for name, rules in _RULES.items()}


class Tagset(dict[str, str]):
    """A known tag set: `tagset[tag]` is the UPOS, "" where the set does not know the tag."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def __missing__(self, tag: str) -> str:
        # An ambiguous tag of CLAWS, NN1-VVB, names the likelier reading first.
        first = tag.split("-")[0] if self.name == "CLAWS" else tag
        self[tag] = next((upos for upos, pattern in _TABLES[self.name] if re.fullmatch(pattern, first)), "")
        return self[tag]


_TAGSETS = [Tagset(name) for name in _TABLES]


def tagset_of(tags: Iterable[str]) -> Tagset | None:
    """The tag set that knows the most of these tags, at least nine of ten; empty ones do not count."""
    counts = Counter(tag for tag in tags if tag not in ("", "_", "-"))
    total = sum(counts.values())
    best: tuple[int, Tagset] | None = None
    for tagset in _TAGSETS:
        known = sum(count for tag, count in counts.items() if tagset[tag])
        if known and known >= _KNOWN_SHARE * total and (best is None or known > best[0]):
            best = (known, tagset)
    return None if best is None else best[1]
