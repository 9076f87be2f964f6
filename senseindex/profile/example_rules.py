"""What makes a good example: the rules of `examples.toml`, or of a file of one's own."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from senseindex.answers.profile import PARTS
from senseindex.errors import UsageError

DEFAULT_RULES = Path(__file__).with_name("examples.toml")


@dataclass(frozen=True)
class ExampleRules:
    """The parameters of the score and of the choice; `examples.toml` says what each is."""

    weights: dict[str, float]
    shortest: int
    longest: int
    margin: int
    rare_ipm: float
    openers: frozenset[str]
    relevance: float
    near_duplicate: float
    candidates: int

    def score(self, scores: dict[str, float]) -> float:
        """The mean of the scores of a sentence by their weights."""
        return sum(self.weights[name] * scores[name] for name in PARTS) / sum(self.weights.values())

    @classmethod
    def load(cls, path: Path | None = None) -> ExampleRules:
        """The rules that come with senseindex, or those with what a file changes. Raises UsageError for a bad file."""
        values = tomllib.loads(DEFAULT_RULES.read_text(encoding="utf-8"))
        if path is not None:
            for table, key, value in _changes(path):
                _check(path, values, table, key, value)
                values[table][key] = value
        length, variety = values["length"], values["variety"]
        rules = cls(
            {part: float(values["weights"][part]) for part in PARTS},
            length["shortest"],
            length["longest"],
            length["margin"],
            float(values["common"]["rare_ipm"]),
            frozenset(word.lower() for word in values["start"]["words"]),
            float(variety["relevance"]),
            float(variety["near_duplicate"]),
            variety["candidates"],
        )
        where = path or DEFAULT_RULES
        if not sum(rules.weights.values()) > 0:
            raise UsageError(f"{where}: one of the weights has to be above 0")
        if rules.shortest > rules.longest:
            raise UsageError(f"{where}: length.shortest is greater than length.longest")
        if rules.relevance > 1 or rules.candidates < 1:
            raise UsageError(f"{where}: variety.relevance is from 0 to 1, variety.candidates from 1")
        return rules


def _changes(path: Path) -> list[tuple[str, str, Any]]:
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not TOML: {error}") from None
    for name, table in given.items():
        if not isinstance(table, dict):
            raise UsageError(f"{path}: {name} stands outside of a table; see {DEFAULT_RULES}")
    return [(name, key, value) for name, table in given.items() for key, value in table.items()]


def _check(path: Path, values: dict[str, Any], table: str, key: str, value: Any) -> None:
    if table not in values:
        raise UsageError(f"{path}: there is no table [{table}]; there are {', '.join(values)}")
    if key not in values[table]:
        raise UsageError(f"{path}: [{table}] has no {key!r}; it has {', '.join(values[table])}")
    known = values[table][key]
    if isinstance(known, list):
        right = isinstance(value, list) and all(isinstance(word, str) for word in value)
        wanted = "a list of words"
    else:
        kinds = (int,) if isinstance(known, int) else (int, float)
        right = isinstance(value, kinds) and not isinstance(value, bool) and value >= 0
        wanted = "a whole number from 0" if isinstance(known, int) else "a number from 0"
    if not right:
        raise UsageError(f"{path}: {table}.{key} is {wanted}, not {value!r}")
