"""Sense induction, assignment and what labels say, on arrays: vectors in, cluster numbers and confidences out.

It knows vectors, labels and the algorithms of `registry`; an algorithm that asks gets contexts through `occurrences`.
It must not know the catalog, the cells or any file of an index.
"""
