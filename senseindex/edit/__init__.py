"""Senses under people's hands: edits that can be undone, labels, inventories from files, dictionaries.

Knows what an edit does to the senses and occurrences of a lemma, and that each is one transaction in the log.
Must not know how rows and vectors are stored, how a text becomes a vector, or how anything is shown.
"""
