"""Vectors of words: `static/` has one for each word, `contextual/` one for each occurrence; `likeness` compares those.

Knows text, models and arithmetic. Must not know an index: neither the catalog, nor cells, nor senses.
"""

STATIC_METHODS = ("word2vec-sg", "word2vec-cbow", "fasttext")
"""How static vectors are trained."""
