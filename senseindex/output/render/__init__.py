"""Answers for people and for other programs: tables, concordance lines, JSON, CSV, pictures."""

FORMATS = ("table", "json", "jsonl", "csv", "tsv")
"""What `--format` knows."""
