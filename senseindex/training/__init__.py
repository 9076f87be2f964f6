"""Training: programs that fit on large text what then comes with senseindex (today: the projection of an encoder).

Knows readers, segmentation and the encoder. Must not know an index: nothing that answers a question comes from here.
"""
