"""Where the example corpus lies: in the package, so that `senseindex demo` has it wherever it is installed."""

from __future__ import annotations

from pathlib import Path

import senseindex

FOLDER = Path(senseindex.__file__).parent / "example_corpus"
TEXTS = FOLDER / "english.jsonl"
