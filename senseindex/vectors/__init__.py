"""Vectors of words: in context (`contextual`), one a word (`static`), and how alike vectors are (`likeness`).

It knows words, sentences, models and arrays: what goes in is text, what comes out is vectors. It must not know where
they are kept or what is asked of them: no catalog, no SQL, no cells, no senses, no queries.
"""
