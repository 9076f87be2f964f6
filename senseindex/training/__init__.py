"""Training: what is learnt from text and then comes with senseindex, or is yours: adapters that make an encoder tell
senses apart, the projection of an encoder, and what `average-linkage` knows of boundaries.

Knows readers, segmentation, the encoder and how senses are scored. Must not know an index: nothing that answers a
question comes from here.
"""
