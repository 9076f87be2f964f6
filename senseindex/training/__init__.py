"""Training: programs that fit on text what then comes with senseindex: the projection of an encoder, and what
`average-linkage` knows of boundaries.

Knows readers, segmentation and the encoder. Must not know an index: nothing that answers a question comes from here.
"""
