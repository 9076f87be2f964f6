"""A dictionary's senses: read them from a file, find them in the corpus, say where the two differ."""
