"""The vector store that FAISS makes: segments of inverted lists, their codecs, the graphics card.

The only users of it come through `open_store`; nothing here knows lemmas or senses but as numbers of cells.
"""
