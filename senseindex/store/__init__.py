"""The store. sqlite-utils imports pandas wherever it is installed, for a column type that no table here has; that would
cost every command a second, so it is imported here as if pandas were not there."""

import sys

if "pandas" not in sys.modules:
    sys.modules["pandas"] = None  # type: ignore[assignment]
    try:
        import sqlite_utils  # noqa: F401
    finally:
        del sys.modules["pandas"]
