"""From a query to hits: queries as values, looked up in an index, retrieval, concordance lines, patterns, breakdowns.

Knows queries as plain data and what order their hits have. Must not know SQL, how an index is written, how lines are
drawn, or what is made of many hits (profiles).
"""
