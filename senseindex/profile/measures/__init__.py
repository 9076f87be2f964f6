"""What is made of counts: frequencies with dispersion and intervals, collocates, keyness, change.

Knows counts and formulas, and what a table holds. Must not know an index, a catalog, or an id of theirs.
"""
