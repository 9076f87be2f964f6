"""What an index keeps: the catalog, which is SQLite, and the cells, which a vector store holds.

It knows tables, files and the one commit that makes a change visible. It must not know words, models or what is asked.
"""
