"""Which encoding a file is in: its byte order mark, the user's word, UTF-8 if it decodes, else its bytes themselves.

The last is the statistics of charset-normalizer over the lines that are not ASCII: coherence with some language, minus
noise, plus the share of letters that the language knows (each 0 to 1). Only encodings that corpora come in are
considered, and the answer counts only where it is clear: the runner-up that reads the same bytes as another text must
be worse by `_CLEAR`.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter

from senseindex.errors import UsageError

SAMPLE_BYTES = 1 << 18

_BYTE_ORDER_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONSIDERED = """
windows-1252 windows-1250 windows-1251 windows-1253 windows-1254 windows-1257 iso-8859-2 koi8-r mac-roman
cp932 euc-jp gb18030 big5 cp949
"""
"""The encodings considered, by the names that a user calls them, the likelier of two that read alike first."""
_XML_DECLARATION = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_HTML_CHARSET = re.compile(rb"""<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([A-Za-z0-9._-]+)""", re.IGNORECASE)
_HTML_HEAD = re.compile(rb"\s*<(?:!doctype\s+html|html|head)\b", re.IGNORECASE)
_HTML_HEAD_BYTES = 4096
_LETTER = re.compile(r"[^\W\d_a-zA-Z]")
_LETTER_BEFORE_DIGIT = re.compile(r"[^\W\d_a-zA-Z](?=[0-9])")
_CLEAR = 0.05
_MOST_NOISE = 0.2
_FEWEST_BYTES = 8
"""Fewer bytes that are not ASCII are no evidence."""


def check_encoding(encoding: str | None) -> None:
    """Raise UsageError where Python knows no text encoding of this name."""
    if encoding is None:
        return
    try:
        b"a".decode(encoding, "replace")
    except (LookupError, UnicodeError, ValueError):
        raise UsageError(
            f"unknown encoding {encoding!r}: give a name such as utf-8, latin-1, windows-1252 or utf-16"
        ) from None


def byte_order_mark(head: bytes) -> tuple[str, int] | None:
    """The encoding that a file's mark tells, and the mark's length."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    return None


def declared_encoding(head: bytes) -> str | None:
    """The encoding that an XML declaration or the head of an HTML page names, if Python knows it.

    A page that says Latin-1 is in windows-1252, as browsers have it.
    """
    match = _XML_DECLARATION.match(head)
    if match is None and _HTML_HEAD.match(head):
        match = _HTML_CHARSET.search(head[:_HTML_HEAD_BYTES])
        if match is not None and match[1].lower() in (b"iso-8859-1", b"latin1", b"latin-1", b"us-ascii"):
            return "windows-1252"
    if match is None:
        return None
    try:
        return codecs.lookup(match[1].decode("ascii")).name
    except LookupError:
        return None


def unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark: in most scripts nearly every other byte of it is the same, and often 0."""
    head = head[: len(head) // 2 * 2]
    zeros = head[0::2].count(0), head[1::2].count(0)
    for encoding, high, low in (("utf-16-le", zeros[1], zeros[0]), ("utf-16-be", zeros[0], zeros[1])):
        if len(head) >= 8 and high > 0.3 * len(head) / 2 and low == 0:
            try:
                head[:-2].decode(encoding)
            except UnicodeDecodeError:
                return None
            return encoding
    return None


def is_byte_per_newline(encoding: str) -> bool:
    """Whether bytes can be split at 0x0A before they are decoded: so in UTF-8 and all that extend ASCII."""
    return "a\n".encode(encoding) == b"a\n"


def sniff(content: bytes) -> tuple[str, ...]:
    """What `content`, which is not UTF-8, is in: one name where that is clear, two where not, none if none fits."""
    from charset_normalizer import from_bytes
    from charset_normalizer.utils import iana_name

    sample = b"".join(line for line in content.splitlines(keepends=True) if not line.isascii())[:SAMPLE_BYTES]
    if sum(byte > 127 for byte in sample) < _FEWEST_BYTES:
        return tuple(_CONSIDERED.split()[:2])
    readings: dict[str, tuple[float, str]] = {}  # text -> score, name
    for name in _CONSIDERED.split():
        encoding = iana_name(name)
        # One by one, as the library leaves out encodings that resemble one it has met already.
        match = from_bytes(sample, cp_isolation=[encoding]).best()
        if match is not None and match.encoding == encoding and match.chaos <= _MOST_NOISE:
            text = str(match)
            readings.setdefault(text, (match.coherence - match.chaos + _common_letters(text), name))
    best = sorted(readings.values(), key=lambda reading: -reading[0])[:2]
    if len(best) == 2 and best[0][0] - best[1][0] >= _CLEAR:
        best.pop()
    return tuple(name for _, name in best)


def _common_letters(text: str) -> float:
    """The share of the letters beyond ASCII that are common in one language, that of the language where it is largest.

    It tells Western from Central European and Baltic encodings, between which base letters say nothing. A letter before
    a digit is no letter: Ł (U+0141) is the pound sign of another encoding.
    """
    from charset_normalizer.constant import FREQUENCIES

    letters = Counter(letter.lower() for letter in _LETTER.findall(text))
    if not letters:
        return 1.0
    for letter in _LETTER_BEFORE_DIGIT.findall(text):
        letters[f"{letter} before a digit"] += 1
        letters[letter.lower()] -= 1
    return (
        max(sum(count for letter, count in letters.items() if letter in common) for common in FREQUENCIES.values())
        / letters.total()
    )
