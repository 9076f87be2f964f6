"""A dictionary's senses: read them from a file, find them in the corpus, say where the two differ, take them over.

Knows the formats of dictionaries, and when an occurrence attests a sense of theirs.
Must not know how senses are stored or edits are logged, and reads nothing but the file that it is given.
"""
