"""Lists of a whole corpus or a part of it: words, keywords, n-grams, statistics of types and tokens.

Knows tokens as numbers of what they are (forms, lemmas, tags, senses) and the documents that they stand in. Must not
know vectors, how a question finds hits, or how a table is drawn; measures are those of `profile/measures`.
"""
