"""The vectors of an index: a small protocol of segments and cells, and what stands behind it.

It knows occurrence ids, cells and inner products. It must not know SQL, and only `faiss/` knows faiss.
"""
