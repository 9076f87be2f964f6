"""An open index: its catalog and vector store, models, settings, locks, recovery, compaction.

Knows what an index consists of and how threads and processes share it. Knows nothing of what can be asked of it, and of
what senses are.
"""
