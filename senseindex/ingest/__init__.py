"""Filling an index: documents in, segments and catalog rows out, static vectors where the corpus has grown.

Knows how a batch becomes one segment and one transaction. Finds no senses: new occurrences go into those there are.
"""
