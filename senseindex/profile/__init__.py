"""What a word or a sense looks like in a corpus: frequencies, collocates, examples, change, keyness, a thesaurus.

Knows counts, which can be added up over parts of a corpus, and the measures that are made of them. Must not know how
hits are retrieved, how rows are stored, or how a table is drawn.
"""
