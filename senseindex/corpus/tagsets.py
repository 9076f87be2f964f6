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

_PENN = (
    (r"NNS?", "NOUN"),
    (r"JJ[RS]?", "ADJ"),
    (r"RB[RS]?|WRB", "ADV"),
    (r"MD", "AUX"),
    (r"EX|WP\$?", "PRON"),
    (r"[PW]?DT", "DET"),
    (r"IN", "ADP"),
    (r"CC", "CCONJ"),
    (r"CD", "NUM"),
    (r"TO|RP|POS", "PART"),
    (r"UH", "INTJ"),
    (r"FW|LS", "X"),
    (r"SYM|\$|#", "SYM"),
    (r"[.,:()]|''|``|HYPH|-[LR]RB-|NFP", "PUNCT"),
)
_TABLES: dict[str, tuple[tuple[str, str], ...]] = {
    "UPOS": ((r"CONJ", "CCONJ"), (r"PRT", "PART"), (r"\.", "PUNCT"), *((tag, tag) for tag in sorted(UPOS))),
    "Penn": ((r"NNPS?", "PROPN"), (r"VB[DGNPZ]?", "VERB"), (r"PRP\$?", "PRON"), (r"ADD|AFX|XX", "X"), *_PENN),
    "TreeTagger": (
        (r"NPS?", "PROPN"),
        (r"VV[DGNPZ]?", "VERB"),
        (r"V[BDH][DGNPZ]?", "AUX"),
        (r"PP\$?", "PRON"),
        (r"IN/that", "SCONJ"),
        (r"SENT", "PUNCT"),
        *_PENN,
    ),
    "CLAWS": (
        (r"NN[012]", "NOUN"),
        (r"NP0", "PROPN"),
        (r"VV[BDGINZ]", "VERB"),
        (r"V[BDH][BDGINZ]|VM0", "AUX"),
        (r"AJ[0CS]", "ADJ"),
        (r"AV[0PQ]", "ADV"),
        (r"AT0|DPS|DT[0Q]", "DET"),
        (r"PN[IPQX]|EX0", "PRON"),
        (r"PR[FP]", "ADP"),
        (r"CJC", "CCONJ"),
        (r"CJ[ST]", "SCONJ"),
        (r"CRD", "NUM"),
        (r"ORD", "ADJ"),
        (r"POS|TO0|XX0", "PART"),
        (r"ITJ", "INTJ"),
        (r"UNC|ZZ0", "X"),
        (r"PU[LNQR]", "PUNCT"),
    ),
    "STTS": (
        (r"NN", "NOUN"),
        (r"NE", "PROPN"),
        (r"VV(FIN|IMP|INF|IZU|PP)", "VERB"),
        (r"V[AM](FIN|IMP|INF|PP)", "AUX"),
        (r"ADJ[AD]", "ADJ"),
        (r"ADV|P(RO)?AV|PWAV", "ADV"),
        (r"ART|P(D|I|ID|POS|REL|W)AT", "DET"),
        (r"P(D|I|POS|REL|W)S|PPER|PRF|PPOSS", "PRON"),
        (r"AP(PR|PRART|PO|ZR)", "ADP"),
        (r"KON|KOKOM", "CCONJ"),
        (r"KOU[IS]", "SCONJ"),
        (r"CARD", "NUM"),
        (r"PTK(A|ANT|NEG|VZ|ZU)", "PART"),
        (r"ITJ", "INTJ"),
        (r"FM|XY|TRUNC", "X"),
        (r"\$[.,(]", "PUNCT"),
    ),
    "MULTEXT-East": (
        (r"Np[a-z0-9-]*", "PROPN"),
        (r"N[a-z0-9-]*", "NOUN"),
        (r"Va[a-z0-9-]*", "AUX"),
        (r"V[a-z0-9-]*", "VERB"),
        (r"A[a-z0-9-]*", "ADJ"),
        (r"R[a-z0-9-]*", "ADV"),
        (r"P[a-z0-9-]*", "PRON"),
        (r"[DT][a-z0-9-]*", "DET"),
        (r"S[a-z0-9-]*", "ADP"),
        (r"Cs[a-z0-9-]*", "SCONJ"),
        (r"C[a-z0-9-]*", "CCONJ"),
        (r"M[a-z0-9-]*", "NUM"),
        (r"Q[a-z0-9-]*", "PART"),
        (r"I", "INTJ"),
        (r"[XY][a-z0-9-]*", "X"),
        (r"Z", "PUNCT"),
    ),
}


class Tagset(dict[str, str]):
    """A known tag set: `tagset[tag]` is the UPOS, "" where the set does not know the tag."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def __missing__(self, tag: str) -> str:
        # An ambiguous tag of CLAWS, NN1-VVB, names the likelier reading first.
        first = tag.split("-")[0] if self.name == "CLAWS" else tag
        self[tag] = next((upos for pattern, upos in _TABLES[self.name] if re.fullmatch(pattern, first)), "")
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
