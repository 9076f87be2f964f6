"""Text in: readers of formats, segmentation into sentences and words, lemmas, the word that an example means.

Knows files and languages. Knows nothing of vectors, indexes and senses.
"""
