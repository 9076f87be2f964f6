"""From a query to its hits and lines.

Knows what may be asked (`query`), what it means in one index (`lookup`), and how hits are found, filtered, sampled,
sorted and counted, and shown in their context. Must not know how vectors and tables are stored, who asks (commands,
pages), how an answer is drawn, or what a profile is.
"""
