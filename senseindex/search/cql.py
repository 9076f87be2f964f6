"""Read a pattern over tokens: a subset of CQL, the query language of CQP and the Sketch Engine.

    [lemma="bank" & sense="bank%1"] []{0,3} [pos="VERB"] within <s/>
    "the" ([pos="ADJ"] | [lemma="very"])+ [word="ba.k"%c]

What is known: `[...]` tests of one token, `[]` for any, `"form"` for `[word="form"]`; the attributes word, lemma, pos
(UPOS), lempos and sense; `=` and `!=` with a regular expression of the whole value, `%c` to ignore case; `&`, `|`, `!`
and brackets inside a token; `( )`, `|`, `?`, `*`, `+`, `{n}`, `{n,m}`, `{n,}` and `{,m}` outside. A match never leaves
its sentence, so `within <s/>` may stand at the end and changes nothing. All else is refused by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from senseindex.errors import UsageError

ATTRIBUTES = ("word", "lemma", "pos", "lempos", "sense")
MOST_REPEATS = 100


@dataclass(frozen=True, slots=True)
class Compare:
    """Whether the whole value of an attribute fits a regular expression, or (`negated`) does not."""

    attribute: str
    pattern: re.Pattern[str]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    test: Test


@dataclass(frozen=True, slots=True)
class All:
    """All of the tests hold; of none of them: any token."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Any:
    tests: tuple[Test, ...]


Test: TypeAlias = Compare | Not | All | Any
"""A test of one token."""


@dataclass(frozen=True, slots=True)
class Token:
    test: Test


@dataclass(frozen=True, slots=True)
class Sequence:
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    alternatives: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    node: Node
    least: int
    most: int


Node: TypeAlias = Token | Sequence | Choice | Repeat
"""A pattern over tokens."""

_TOKENS = re.compile(
    r"""\s*(?:
    (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<flags>%[A-Za-z]+)
    |(?P<range>\{[^{}]*\})
    |(?P<tag></?\s*[A-Za-z_][^<>]*>)
    |(?P<name>[A-Za-z_][\w.]*)
    |(?P<number>\d+)
    |(?P<sign>!=|>=|<=|==|::|[\[\]()|&!=*+?<>:@;,^$~-])
    )""",
    re.VERBOSE,
)
_REFUSED = {
    "containing": "'containing' is not supported",
    "meet": "'meet' and 'union' are not supported; use --near and --span",
    "union": "'meet' and 'union' are not supported; use --near and --span",
    "MU": "'MU' queries are not supported; use --near and --span",
    "not": "'not' is not supported; use --without, or != inside a token",
    "contains": "'contains' is not supported; use a regular expression",
    "matches": "'matches' is not supported; use a regular expression",
    "::": "global conditions (::) are not supported",
    ":": "labels (a:[...]) are not supported",
    "@": "target marks (@) are not supported; the first token with a sense vector is the occurrence of a hit",
    "==": "== is not supported; use =, and escape what a regular expression would read",
    ">=": "only = and != compare",
    "<=": "only = and != compare",
    "<": "only = and != compare",
    ">": "only = and != compare",
}


def parse(text: str) -> Node:
    """The pattern that `text` says. Raises UsageError that names the place and what is wrong or not supported."""
    return _Parser(text).whole()


class _Parser:
    """Recursive descent, one method a rule of the grammar."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str, int]] = []
        place, end = 0, len(text.rstrip())
        while place < end:
            match = _TOKENS.match(text, place)
            if match is None:
                place += len(text[place:]) - len(text[place:].lstrip())
                quote = text[place] in "\"'"
                self.fail("the quotation mark is not closed" if quote else f"{text[place]!r} means nothing here", place)
            kind = match.lastgroup or ""
            self.tokens.append((kind, match[kind], match.start(kind)))
            place = match.end()
        self.at = 0

    def fail(self, message: str, place: int | None = None) -> NoReturn:
        if place is None:
            place = self.tokens[self.at][2] if self.at < len(self.tokens) else len(self.text)
        near = self.text[place : place + 20].strip() or "the end"
        raise UsageError(f"the pattern cannot be read at character {place + 1} ({near}): {message}")

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def kind(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else "end"

    def take(self) -> str:
        value = self.peek()
        self.at += 1
        return value

    def accept(self, sign: str) -> bool:
        if self.kind() != "string" and self.peek() == sign:
            self.at += 1
            return True
        return False

    def expect(self, sign: str, message: str) -> None:
        if not self.accept(sign):
            self.refuse_known()
            self.fail(message)

    def refuse_known(self) -> None:
        if self.kind() == "tag":
            self.fail("structures such as <s> are not supported, but for 'within <s/>' at the end")
        if self.kind() != "string" and self.peek() in _REFUSED:
            self.fail(_REFUSED[self.peek()])

    def whole(self) -> Node:
        if not self.tokens:
            raise UsageError('the pattern is empty; write one such as [lemma="bank"] []{0,3} [pos="VERB"]')
        node = self.choice()
        if self.accept("within"):
            if not re.fullmatch(r"<\s*s\s*/?\s*>", self.peek()):
                self.fail("only 'within <s/>' is supported: a match never leaves its sentence")
            self.at += 1
        self.accept(";")
        if self.at < len(self.tokens):
            self.refuse_known()
            if self.peek() in (")", "]"):
                self.fail(f"there is no opening bracket for {self.peek()!r}")
            self.fail('expected a token such as [lemma="bank"], "form" or [], or the end')
        if least_length(node) == 0:
            raise UsageError("the pattern also fits no token at all; one of its tokens must be there")
        return node

    def choice(self) -> Node:
        found = [self.sequence()]
        while self.accept("|"):
            found.append(self.sequence())
        return found[0] if len(found) == 1 else Choice(tuple(found))

    def sequence(self) -> Node:
        nodes = []
        while self.kind() == "string" or self.peek() in ("[", "("):
            nodes.append(self.repeated())
        if not nodes:
            self.refuse_known()
            if (
                self.kind() in ("name", "number")
                and self.tokens[self.at + 1 : self.at + 2]
                and self.tokens[self.at + 1][1] == ":"
            ):
                self.fail(_REFUSED[":"])
            self.fail('expected a token such as [lemma="bank"], "form" or []')
        return nodes[0] if len(nodes) == 1 else Sequence(tuple(nodes))

    def repeated(self) -> Node:
        node = self.atom()
        while self.peek() in ("*", "+", "?") or self.kind() == "range":
            place = self.tokens[self.at][2]
            least, most = self.bounds(self.take(), place)
            node = Repeat(node, least, most)
        return node

    def bounds(self, sign: str, place: int) -> tuple[int, int]:
        if sign in "*+?":
            return int(sign == "+"), 1 if sign == "?" else MOST_REPEATS
        match = re.fullmatch(r"\{\s*(\d*)\s*(,?)\s*(\d*)\s*\}", sign)
        if match is None or not (match[1] or match[3]):
            self.fail("a repetition is {n}, {n,m}, {n,} or {,m}", place)
        least = int(match[1] or 0)
        most = least if not match[2] else int(match[3]) if match[3] else max(MOST_REPEATS, least)
        if most < least or most > MOST_REPEATS or most == 0:
            self.fail(f"a repetition goes from few to many, at most {MOST_REPEATS}", place)
        return least, most

    def atom(self) -> Node:
        if self.kind() == "string":
            return Token(self.comparison("word", False))
        if self.accept("("):
            node = self.choice()
            self.expect(")", "expected ')'")
            return node
        self.expect("[", "expected '['")
        if self.accept("]"):
            return Token(All(()))
        test = self.any_of()
        self.expect("]", "expected '&', '|' or ']'")
        return Token(test)

    def any_of(self) -> Test:
        tests = [self.all_of()]
        while self.accept("|"):
            tests.append(self.all_of())
        return tests[0] if len(tests) == 1 else Any(tuple(tests))

    def all_of(self) -> Test:
        tests = [self.one()]
        while self.accept("&"):
            tests.append(self.one())
        return tests[0] if len(tests) == 1 else All(tuple(tests))

    def one(self) -> Test:
        if self.accept("!"):
            return Not(self.one())
        if self.accept("("):
            test = self.any_of()
            self.expect(")", "expected ')'")
            return test
        if self.kind() == "string":
            self.fail('a test needs an attribute: [word="..."]')
        if self.kind() != "name":
            self.refuse_known()
            self.fail(f"expected an attribute: {', '.join(ATTRIBUTES)}")
        if self.peek() not in ATTRIBUTES:
            self.refuse_known()
            hint = "; parts of speech are UPOS tags in pos" if self.peek() in ("tag", "upos", "xpos") else ""
            self.fail(f"there is no attribute {self.peek()!r}; there are {', '.join(ATTRIBUTES)}{hint}")
        attribute = self.take()
        negated = self.accept("!=")
        if not negated:
            self.expect("=", "expected = or !=")
        if self.kind() != "string":
            self.fail("expected a value in quotation marks")
        return self.comparison(attribute, negated)

    def comparison(self, attribute: str, negated: bool) -> Compare:
        place = self.tokens[self.at][2]
        quoted = self.take()
        value = quoted[1:-1].replace("\\" + quoted[0], quoted[0])
        flags = re.IGNORECASE if self.kind() == "flags" and self.flag() else re.NOFLAG
        try:
            return Compare(attribute, re.compile(value, flags), negated)
        except re.error as error:
            self.fail(f"{value!r} is no regular expression ({error})", place)

    def flag(self) -> bool:
        if self.peek() != "%c":
            self.fail("only the flag %c (ignore case) is supported")
        self.at += 1
        return True


def least_length(node: Node) -> int:
    """The fewest tokens that fit."""
    if isinstance(node, Token):
        return 1
    if isinstance(node, Sequence):
        return sum(map(least_length, node.nodes))
    if isinstance(node, Choice):
        return min(map(least_length, node.alternatives))
    return node.least * least_length(node.node)


def required(node: Node) -> list[Test]:
    """Tests of which each is fulfilled by a token of every match."""
    if isinstance(node, Token):
        return [node.test]
    if isinstance(node, Sequence):
        return [test for each in node.nodes for test in required(each)]
    if isinstance(node, Repeat):
        return required(node.node) if node.least else []
    alternatives = [required(each) for each in node.alternatives]
    return [Any(tuple(tests[0] for tests in alternatives))] if all(alternatives) else []
