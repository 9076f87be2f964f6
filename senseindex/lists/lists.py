"""`index.lists`: words, keywords, n-grams and statistics of the corpus or of a part of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import numpy as np

from senseindex.errors import UsageError

if TYPE_CHECKING:
    from senseindex.answers.lists import KeywordList, NgramList, PartSizes, TypeTokenStatistics, WordList
    from senseindex.index.open_index import OpenIndex
    from senseindex.profile.subject import Subcorpus


class Part(TypedDict, total=False):
    """A part of the corpus: documents by an SQL condition on metadata and the values of its `?`, or a named subcorpus.

    Nothing is the whole corpus; with both, documents have to fulfil both.
    """

    where: str | None
    parameters: Sequence[Any]
    subcorpus: str | None


class Lists:
    """Makes lists of a whole corpus, or of a part of it.

    `of` says of what: `word` (forms as they stand), `lemma`, `lempos`, `pos` or `sense` (main senses). Lists have all
    their rows, which are made as they are asked for; `page` cuts some out. They raise FilterError for a bad condition,
    NotFoundError for an unknown subcorpus, UsageError for what leaves no document and for what cannot be listed.
    """

    def __init__(self, index: OpenIndex) -> None:
        self._index = index

    def words(
        self,
        of: str = "lemma",
        *,
        pattern: str | None = None,
        pos: str | None = None,
        min_frequency: int = 1,
        max_frequency: int | None = None,
        min_documents: int = 1,
        ignore_case: bool = False,
        punctuation: bool = False,
        sort: str | None = None,
        **part: Unpack[Part],
    ) -> WordList:
        """Words with frequency, documents and dispersion.

        `pattern` is a regular expression of the whole word, `pos` keeps the tokens of one part of speech. `sort` is one
        of `freq`, `item`, `documents`, `dp`, `d`, turned round by a `-` before it. What has no letter or digit is left
        out unless `punctuation`.
        """
        from senseindex.lists.counts import count_items
        from senseindex.lists.selection import Limits
        from senseindex.lists.word_list import word_list

        limits = Limits(min_frequency, max_frequency, min_documents, pattern)
        subcorpus = self._subcorpus(**part)
        counts = count_items(
            self._index.catalog, subcorpus, of, pos=pos, ignore_case=ignore_case, punctuation=punctuation
        )
        return word_list(counts, of, limits, sort)

    def keywords(
        self,
        of: str = "lemma",
        *,
        against: str | None = None,
        against_parameters: Sequence[Any] = (),
        against_subcorpus: str | None = None,
        reference: str | Path | None = None,
        reference_tokens: int | None = None,
        pattern: str | None = None,
        pos: str | None = None,
        min_frequency: int = 5,
        min_documents: int = 1,
        ignore_case: bool = False,
        added: float = 1.0,
        negative: bool = False,
        sort: str | None = None,
        **part: Unpack[Part],
    ) -> KeywordList:
        """What is more frequent in a part of the corpus than in another one, by log-likelihood, %DIFF or simple maths.

        The other part is told by a condition or a name; without one it is all the rest of the corpus. `reference`
        names a file of words and frequencies instead, such as `wordlist -o` writes, of a corpus of `reference_tokens`
        (None: what its column `ipm` says, else the sum of its frequencies). `added` is the N of simple maths, in ipm;
        `negative` lists what is less frequent. `sort` is one of `ll`, `maths`, `diff`, `freq`, `against`, `item`.
        """
        from senseindex.lists.counts import count_items
        from senseindex.lists.keyword_list import keyword_list, reference_file, reference_of
        from senseindex.lists.selection import Limits
        from senseindex.profile.subject import Subcorpus

        limits = Limits(min_frequency, None, min_documents, pattern)
        how: dict[str, Any] = {"pos": pos, "ignore_case": ignore_case}
        catalog = self._index.catalog
        first = self._subcorpus(**part)
        other = against is not None or against_subcorpus is not None
        if other and reference is not None:
            raise UsageError("compare with another part of the corpus or with a reference list, not with both")
        if first.where is None and reference is None:
            raise UsageError("keywords of which part? Give --where SQL or --in NAME, or a reference list for all")
        name = first.where or "the corpus"
        if reference is not None:
            compared = reference_file(Path(reference), reference_tokens, ignore_case=ignore_case)
            counts = count_items(catalog, first, of, **how)
        elif other:
            second = self._subcorpus(where=against, parameters=against_parameters, subcorpus=against_subcorpus)
            counts = count_items(catalog, first, of, **how)
            shared = len(np.intersect1d(first.documents, second.documents))
            compared = reference_of(count_items(catalog, second, of, **how), str(second.where), shared)
        else:
            everything = Subcorpus.of(catalog, None)
            chosen = np.isin(everything.documents, first.documents)
            whole = count_items(catalog, everything, of, **how)  # read once for both
            counts = whole.of_documents(chosen, first)
            compared = reference_of(whole.of_documents(~chosen, everything.only(~chosen)), "the rest")
        return keyword_list(counts, name, compared, of, limits, sort, added=added, negative=negative)

    def ngrams(
        self,
        size: int = 2,
        of: str = "word",
        *,
        gaps: int = 0,
        pattern: str | None = None,
        min_frequency: int = 5,
        min_documents: int = 1,
        ignore_case: bool = False,
        punctuation: bool = False,
        sort: str | None = None,
        **part: Unpack[Part],
    ) -> NgramList:
        """Sequences of 2 to 6 words inside sentences, with frequency and association.

        With `gaps`, up to so many tokens in all may stand between the words. `pattern` is a regular expression of the
        whole sequence, its words joined by a blank. A sequence does not reach over punctuation unless `punctuation`,
        where it is made of it too, or `gaps`. `sort` is one of `freq`, `item`, `documents`, `mi`, `t`, `logdice`, `ll`
        (of pairs).
        """
        from senseindex.lists.items import TokenNumbers
        from senseindex.lists.ngram_list import ngram_list
        from senseindex.lists.selection import Limits

        limits = Limits(min_frequency, None, min_documents, pattern)
        if of == "sense":
            raise UsageError("n-grams are of word, lemma, lempos or pos")
        subcorpus = self._subcorpus(**part)
        numbers = TokenNumbers(self._index.catalog, of, ignore_case=ignore_case, punctuation=punctuation)
        return ngram_list(numbers, subcorpus, of, size, gaps, limits, sort)

    def statistics(
        self, by: str | None = None, *, ignore_case: bool = False, **part: Unpack[Part]
    ) -> TypeTokenStatistics:
        """Types, tokens and their ratios, of all or for each value of a metadata column or period of a date."""
        from senseindex.lists.statistics import type_token_statistics

        return type_token_statistics(self._index.catalog, self._subcorpus(**part), by, ignore_case=ignore_case)

    def sizes(self, by: str) -> PartSizes:
        """Documents, sentences and tokens for each value of a metadata column or period of a date."""
        from senseindex.lists.statistics import part_sizes

        return part_sizes(self._index.catalog, by)

    def _subcorpus(self, **part: Unpack[Part]) -> Subcorpus:
        from senseindex.profile.subject import filled_subcorpus

        return filled_subcorpus(
            self._index, part.get("where"), tuple(part.get("parameters", ())), part.get("subcorpus")
        )
