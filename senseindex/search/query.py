"""A question as a value: plain data, checked when it is made, written as JSON and read back.

It says nothing of one index: no ids of rows, no arrays. `lookup` says what it means in an index.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from inspect import Parameter, signature
from operator import index as whole_number
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, Unpack

from senseindex.errors import UsageError

if TYPE_CHECKING:
    from senseindex.store.catalog.occurrences import Occurrence


class QueryOptions(TypedDict, total=False):
    """What a query may say: the fields of `Query`, and `sense` for a single one of `senses`."""

    lemma: str | None
    sense: str | None
    senses: Sequence[str]
    context: str | None
    vector: Sequence[float] | None
    like: Occurrence | None
    any_word: bool
    own_word: bool
    pattern: str | None
    where: str | None
    parameters: Sequence[Any]
    subcorpus: str | None
    near: Sequence[str]
    without: Sequence[str]
    span: int
    sample: int | None
    seed: int | None
    sort: str | None
    n: int
    offset: int
    window: int


Asking = TypeVar("Asking", bound=Callable[..., Any])


def asks(method: Asking) -> Asking:
    """A method whose `**options` are those of a query: its signature, for `help` and for editors, names them all."""
    own = signature(method)
    kept = [each for each in own.parameters.values() if each.kind is not Parameter.VAR_KEYWORD]
    taken = {each.name for each in kept}
    options = [
        Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=field.type)
        for field in fields(Query)
        if field.name not in taken
    ]
    sense = Parameter("sense", Parameter.KEYWORD_ONLY, default=None, annotation="str | None")
    shown = own.replace(parameters=[*kept, sense, *options])
    method.__signature__ = shown  # type: ignore[attr-defined]
    return method


@dataclass(frozen=True)
class Query:
    """What is asked for. Raises UsageError for what contradicts itself.

    - `lemma`: any form of the word, or a lempos (`bank-n`). `senses`: names such as `bank%1`, of one lemma; the lines
      nearest to the centre of a single one come first.
    - An example that lines shall be like: `context`, a sentence in which the word is found, or marked as in
      `We sat on the [bank]`; `vector`, its sense vector by the recipe of the index; `like`, an occurrence by its id in
      the index, or by its document and the offset of its first character. With `vector` too, `like` is only what is
      left out of the answer. `any_word`: search all words but the lemma, or that of the example; with `own_word`, that
      one too.
    - `pattern`: instead of all these, a pattern over tokens, see `senseindex.search.cql`.
    - `where`: an SQL condition on metadata columns, its `?` bound to `parameters`. `subcorpus`: a named one.
    - `near`, `without`: context filters within `span` tokens, see `senseindex.search.context_filters`.
    - `sample`: so many hits, drawn by `seed` (0), are all that is left. `seed` alone: `n` random hits.
    - `sort`: keys as in `senseindex.search.sorting`, such as `R1,L1` or `-date`. All hits take part, over all words the
      best `n`.
    - `n`, `offset`, `window` (tokens a side): the page.
    """

    lemma: str | None = None
    senses: tuple[str, ...] = ()
    context: str | None = None
    vector: tuple[float, ...] | None = None
    like: Occurrence | None = None
    any_word: bool = False
    own_word: bool = False
    pattern: str | None = None
    where: str | None = None
    parameters: tuple[Any, ...] = ()
    subcorpus: str | None = None
    near: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    span: int = 5
    sample: int | None = None
    seed: int | None = None
    sort: str | None = None
    n: int = 20
    offset: int = 0
    window: int = 10

    def __post_init__(self) -> None:
        for name, plain in _PLAIN.items():
            try:
                object.__setattr__(self, name, plain(getattr(self, name)))
            except (TypeError, ValueError):
                raise UsageError(f"{name} of a query cannot be {getattr(self, name)!r}") from None
        self._check()

    @classmethod
    def of(cls, asked: Query | str | None = None, **options: Unpack[QueryOptions]) -> Query:
        """The query for a lemma and options, or a query with some fields changed. Raises UsageError for others."""
        values: dict[str, Any] = dict(options)
        if "sense" in values:
            sense = values.pop("sense")
            values.setdefault("senses", () if sense is None else (sense,))
        if isinstance(asked, str) and values.get("lemma", asked) != asked:
            raise UsageError(f"which word is asked for, {asked!r} or {values['lemma']!r}?")
        _refuse_unknown(values)
        return replace(asked, **values) if isinstance(asked, Query) else cls(**({"lemma": asked} | values))

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Query:
        """The query that `to_dict` wrote. Raises UsageError for unknown names and for values of another kind."""
        if not isinstance(values, Mapping):
            raise UsageError(f"a query is an object of names and values, not {values!r}")
        _refuse_unknown(values)
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        """What is asked, as JSON can hold it: the fields that differ from their defaults."""
        found = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                found[field.name] = list(value) if isinstance(value, tuple) else value
        for value in found.get("parameters", ()):
            if value is not None and not isinstance(value, str | int | float):
                raise UsageError(f"a parameter of a filter is text, a number or None, not {value!r}")
        return found

    @property
    def has_example(self) -> bool:
        """Whether lines shall be like an example."""
        return self.context is not None or self.vector is not None or self.like is not None

    @property
    def line_seed(self) -> int | None:
        """What the lines of a page are drawn by, None where they are not."""
        return self.seed if self.sample is None else None

    def _check(self) -> None:
        if self.n < 0 or self.offset < 0 or self.window < 0:
            raise UsageError("n, offset and window are whole numbers from 0")
        if self.span < 1 or (self.sample is not None and self.sample < 1):
            raise UsageError("span and sample are whole numbers from 1")
        if self.context is not None and self.like is not None:
            raise UsageError("give an example sentence or an occurrence to be like, not both")
        if self.context is not None and self.vector is not None:
            raise UsageError("give an example sentence or its vector, not both")
        if self.line_seed is not None and self.has_example:
            raise UsageError(
                "a random sample of lines takes no example: give a seed, or a context or occurrence to be like; "
                "with the size of a sample both go together"
            )
        narrowed = self.senses or self.near or self.without
        if self.any_word and (narrowed or self.seed is not None or self.sample is not None):
            raise UsageError("a search over all words takes no sense, no sample and no context filter")
        if self.own_word and not self.any_word:
            raise UsageError("own_word goes with any_word: every other query is of the word itself")
        if self.pattern is not None and (self.any_word or self.has_example or self.senses or self.lemma is not None):
            raise UsageError("a pattern says itself what is looked for; leave out the word, the sense and the example")
        known = self.lemma or self.senses or self.context is not None or self.like is not None
        if self.pattern is None and not (self.any_word or known):
            raise UsageError("what is asked for? Give a lemma, a sense, an example, an occurrence or a pattern")


def _refuse_unknown(values: Mapping[str, Any]) -> None:
    names = [field.name for field in fields(Query)]
    for name in values:
        if name not in names:
            near = difflib.get_close_matches(str(name), names, n=1)
            hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(names)}"
            raise UsageError(f"a query has no {name!r}; {hint}")


def _text(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError
    return value


def _optional(plain: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else plain(value)


def _texts(value: Any) -> tuple[str, ...]:
    given = (value,) if isinstance(value, str) else tuple(value or ())
    if not all(isinstance(each, str) for each in given):
        raise TypeError
    return given


def _values(value: Any) -> tuple[Any, ...]:
    if isinstance(value, str):
        raise TypeError
    return tuple(value or ())


def _occurrence(value: Any) -> Occurrence:
    if isinstance(value, list | tuple):
        document, offset = value
        if not isinstance(document, str):
            raise TypeError
        return (document, whole_number(offset))
    return whole_number(value)


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


_PLAIN: dict[str, Callable[[Any], Any]] = (
    dict.fromkeys(("lemma", "context", "pattern", "where", "subcorpus", "sort"), _text)
    | dict.fromkeys(("senses", "near", "without"), _texts)
    | dict.fromkeys(("span", "n", "offset", "window"), whole_number)
    | dict.fromkeys(("sample", "seed"), _optional(whole_number))
    | {
        "vector": _optional(lambda value: tuple(float(each) for each in value)),
        "like": _optional(_occurrence),
        "any_word": _yes_or_no,
        "own_word": _yes_or_no,
        "parameters": _values,
    }
)
"""What makes plain data of the values given for a field; raises TypeError or ValueError for others."""
