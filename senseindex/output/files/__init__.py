"""Files for other tools: hits as tables, the corpus tagged with senses, dictionary entries, vectors of senses.

It knows the formats of these tools and streams from the catalog's repositories; it has no SQL, chooses no hits or
examples, and leaves names, whole files and progress to its callers.
"""

HIT_FORMATS = ("csv", "tsv", "xlsx", "jsonl", "uses")
ENTRY_FORMATS = ("tei-lex0", "dmlex", "lexonomy", "frac", "markdown")
CORPUS_FORMATS = ("conllu", "vertical")
VECTOR_FORMATS = ("word2vec",)
