"""Contextual vectors: what an encoder is, what a sense vector is made of, and the one way from sentences to them.

Knows segmented sentences, models and recipes. Must not know where vectors are stored, what a sense is, or who asks.
"""
