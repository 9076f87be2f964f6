"""senseindex: a corpus search engine that knows word senses.

from senseindex import SenseIndex

with SenseIndex.create("indexes/mine") as index:
    index.ingest("speeches/")
    index.induce()
    print(index.senses("bank"))
    print(index.query("bank", context="The river burst its [banks]."))
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from senseindex.errors import SenseIndexError

if TYPE_CHECKING:
    from senseindex.sense_index import SenseIndex

# Before torch or faiss is loaded: idle threads then sleep instead of spinning. It costs nothing where a process is
# alone, and two that share the cores get half the speed each rather than a tenth.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

__version__ = "0.2.0"
__all__ = ["SenseIndex", "SenseIndexError", "__version__"]


def __getattr__(name: str) -> object:
    if name == "SenseIndex":
        from senseindex.sense_index import SenseIndex

        return SenseIndex
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
