"""What comes back: frozen records, and tables whose typed columns say how they are written as text, HTML, CSV and JSON.

It knows the values of an answer and the form of each, and no more: not where a value comes from (no catalog, vectors or
algorithms), not what a terminal can show (colours, width and `--format` are of `senseindex.output.render`).
"""
