"""From a question to hits: the query, its words looked up, retrieval, concordance lines, patterns, sorting, breakdowns.

Knows queries as plain data and what order their hits have. Must not know SQL, how an index is written, or how lines are
drawn.
"""
