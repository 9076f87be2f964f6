"""Looking after an index: delete documents, examine and repair, back up.

Knows what is in the files of an index and what each copy must be. Answers no question about words.
"""
