"""What is counted of a word in a corpus: plain values, which add up over parts of the corpus that share no document.

Knows occurrences, documents and tokens. Must not know what is made of counts: no share, no test, no order of words.
Keys are words, names of senses and values of metadata, never ids of rows.
"""
