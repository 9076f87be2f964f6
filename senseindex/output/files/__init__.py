"""Files for other tools: hits as tables, the corpus tagged with senses, dictionary entries, vectors of senses."""

HIT_FORMATS = ("csv", "tsv", "xlsx", "jsonl", "uses")
ENTRY_FORMATS = ("tei-lex0", "dmlex", "lexonomy", "frac", "markdown")
CORPUS_FORMATS = ("conllu", "vertical")
VECTOR_FORMATS = ("word2vec",)
