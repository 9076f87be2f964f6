"""The catalog of an index: one module owns each table, and SQL stands nowhere else.

It knows rows, transactions and snapshots. It must not know vectors, how senses are found, or what is shown of a row.
"""
