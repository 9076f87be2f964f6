"""senseindex: a corpus search engine that knows word senses.

from senseindex import SenseIndex

with SenseIndex.create("indexes/mine") as index:
    index.ingest("speeches/")
    index.induce()
    print(index.senses("bank"))
    print(index.query("bank", context="The river burst its [banks]."))
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from senseindex.errors import SenseIndexError

if TYPE_CHECKING:
    from senseindex.index import SenseIndex

__version__ = "0.1.0"
__all__ = ["SenseIndex", "SenseIndexError", "__version__"]


def __getattr__(name: str) -> object:
    if name == "SenseIndex":
        from senseindex.index import SenseIndex

        return SenseIndex
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
