"""Files for other tools: hits as tables, the corpus tagged with senses, dictionary entries, vectors of senses.

It knows the formats of these tools and streams from the catalog's repositories; it has no SQL, chooses no hits or
examples, and leaves names, whole files and progress to its callers.
"""

HIT_FORMATS = ("csv", "tsv", "xlsx", "jsonl", "uses")
ENTRY_FORMATS = {
    "tei-lex0": "entry_xml:tei_lex0",
    "dmlex": "entry_text:dmlex",
    "lexonomy": "entry_xml:lexonomy",
    "frac": "entry_text:frac",
    "markdown": "entry_text:markdown",
}
"""Formats of dictionary entries, and what writes each: a module here and its function of a `Dictionary`, for bytes."""

CORPUS_FORMATS = ("conllu", "vertical")
VECTOR_FORMATS = ("word2vec",)
