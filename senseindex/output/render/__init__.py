"""Answers for people and for other programs: tables, concordance lines, JSON, CSV, pictures.

It knows terminals, colours and formats, and draws whatever an answer's fields and columns say; it knows nothing of
indexes, and no answer's columns but those that a picture or a concordance line is made of.
"""

FORMATS = ("table", "json", "jsonl", "csv", "tsv")
"""What `--format` knows."""
