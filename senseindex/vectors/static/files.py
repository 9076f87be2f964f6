r"""Pretrained static vectors from the formats that people have them in.

    word2vec text       first line `words dimension`, then `word number number ...`; also fastText's `.vec`
    word2vec binary     the same first line, then `word`, a space and float32 little-endian
    GloVe text          lines as above, no first line
    fastText binary     Facebook's `.bin`, with its subwords

The format is found from the content; each may be packed with gzip. One pass, in batches. A word that comes
twice is kept once, with its first vector. A word with spaces in it (some GloVe files have them) is stored
with `_` for the space. Bytes of a word that are not UTF-8 become `\xNN`, as word2vec files cut long words
within a character; a file where that is more than one word in twenty is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from senseindex.errors import StaticVectorError
from senseindex.vectors.static.facebook import MAGIC, import_facebook
from senseindex.vectors.static.storage import Matrix, Progress, StaticWriter
from senseindex.vectors.static.stream import ByteStream, open_stream
from senseindex.vectors.static.vectors import StaticVectors

_BATCH = 1024
_SNIFF = 1 << 17
_LONGEST_WORD = 1 << 14
_HEADER = re.compile(rb"\s*(\d+)[ \t]+(\d+)\s*")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x7f]")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Batch = tuple[list[str], Matrix]


def import_static_vectors(file: Path | str, folder: Path | str, *, progress: Progress | None = None) -> StaticVectors:
    """Read a file of pretrained vectors into `folder`, replacing what is there, and open it.

    Raises StaticVectorError, naming the file and the line (or the word, in a binary file), for a file that is
    missing, empty, cut off, in no known format, or whose lines do not agree; the old vectors then stay.
    """
    path, target = Path(file), Path(folder)
    with open_stream(path) as stream:
        if stream.peek(len(MAGIC)) == MAGIC:
            import_facebook(stream, target, str(path))
        else:
            _import_plain(stream, target, progress)
    return StaticVectors.open(target)


def _import_plain(stream: ByteStream, folder: Path, progress: Progress | None) -> None:
    if stream.peek(3) == _BYTE_ORDER_MARK:
        stream.read(3)
    first, _, rest = stream.peek(_SNIFF).partition(b"\n")
    header = _HEADER.fullmatch(first)
    if header:
        words, dimension = int(header[1]), int(header[2])
        if not words or not 0 < dimension < 1 << 16:
            raise StaticVectorError(
                f"{stream.name}, line 1: the header promises {words:,} words of {dimension:,} dimensions; "
                "a first line is the number of words and of dimensions"
            )
        stream.read(len(first) + 1)
        second = rest.partition(b"\n")[0]
        if _numbers(second.split()[-dimension:]) is None and _CONTROL.search(rest):
            batches = _binary_batches(stream, words, dimension)
        else:
            batches = _text_batches(stream, dimension, words, 2)
    else:
        dimension, words = _glove_dimension(stream.name, first), 0
        batches = _text_batches(stream, dimension, words, 1)
    done = 0
    with StaticWriter(folder, dimension) as writer:
        for names, vectors in batches:
            writer.add(names, vectors)
            done += len(names)
            if progress:
                progress("import static vectors", done, words)
        writer.commit(method="pretrained", unit="form", source=stream.name)


def _glove_dimension(name: str, first: bytes) -> int:
    fields = first.split()
    if len(fields) < 2 or _CONTROL.search(first) or _numbers(fields[1:]) is None:
        raise StaticVectorError(
            f"{name}, line 1: neither the header of word2vec nor a word and its numbers; senseindex reads "
            "word2vec text and binary, GloVe text and fastText .bin, also packed with gzip"
        )
    return len(fields) - 1


def _numbers(fields: list[bytes]) -> list[float] | None:
    try:
        return [float(field) for field in fields]
    except ValueError:
        return None


def _text_batches(stream: ByteStream, dimension: int, promised: int, line_number: int) -> Iterator[Batch]:
    """Lines of `word number ...`; `promised` is the header's number of words, 0 without a header."""
    decoder = _Words(stream.name)
    names: list[str] = []
    rows = np.empty((_BATCH, dimension), dtype=np.float32)
    first_of_batch = line_number
    blank = 0
    read = 0
    for number, line in enumerate(stream.lines(), line_number):
        fields = line.split()
        if not fields:
            blank = blank or number  # allowed at the end of the file only
            continue
        where = f"{stream.name}, line {number:,}"
        if blank:
            raise StaticVectorError(f"{stream.name}, line {blank:,}: is empty; remove it or repair the file")
        values = _numbers(fields[-dimension:])
        # More fields than numbers: the word has spaces in it, unless what would end the word is a number too.
        surplus = len(fields) - 1 - dimension
        if surplus < 0 or values is None or (surplus and _numbers(fields[surplus : surplus + 1]) is not None):
            raise StaticVectorError(_wrong_line(where, fields, dimension, promised))
        if promised and read == promised:
            raise StaticVectorError(
                f"{where}: the header promises {promised:,} words, but the file goes on; correct line 1"
            )
        if not names:
            first_of_batch = number
        with np.errstate(over="ignore"):
            rows[len(names)] = values
        names.append(decoder.word(b" ".join(fields[: surplus + 1])))
        read += 1
        if len(names) == _BATCH:
            yield _checked(names, rows, f"{stream.name}, line", first_of_batch)
            names = []
    if names:
        yield _checked(names, rows[: len(names)], f"{stream.name}, line", first_of_batch)
    if read < promised:
        raise StaticVectorError(
            f"{stream.name}: the header promises {promised:,} words, but the file ends after {read:,}; "
            "copy or download it again, or correct line 1"
        )
    decoder.check()


def _wrong_line(where: str, fields: list[bytes], dimension: int, promised: int) -> str:
    expected = f"{dimension} as the {'header says' if promised else 'first line has'}"
    values = _numbers(fields[1:])
    if values is not None:
        return f"{where}: {len(values)} numbers, not {expected}; repair or remove the line"
    for field in fields[max(1, len(fields) - dimension) :]:
        if _numbers([field]) is None:
            shown = field[:40].decode("utf-8", "replace")
            return f"{where}: {shown!r} is not a number ({dimension} numbers follow a word); repair or remove the line"
    return f"{where}: {len(fields) - 1} columns after the word, not {expected}; repair or remove the line"


def _binary_batches(stream: ByteStream, words: int, dimension: int) -> Iterator[Batch]:
    """Words and their float32 vectors, exactly `words` of them."""
    decoder = _Words(stream.name)
    size = 4 * dimension
    for start in range(0, words, _BATCH):
        names: list[str] = []
        rows: list[bytes] = []
        for number in range(start + 1, min(start + _BATCH, words) + 1):
            name = stream.read_until(b" ", _LONGEST_WORD)
            row = stream.read(size)
            if name is None or len(row) < size:
                if len(stream.peek(_LONGEST_WORD)) < _LONGEST_WORD:
                    problem = f"the header promises {words:,} words, but the file ends within word {number:,}"
                else:
                    problem = f"no word where word {number:,} of {words:,} should begin"
                raise StaticVectorError(
                    f"{stream.name}: {problem}; it is cut off or damaged, or line 1 is wrong: copy or download it again"
                )
            names.append(decoder.word(name.lstrip(b"\n")))  # word2vec.c ends every vector with a newline
            rows.append(row)
        vectors = np.frombuffer(b"".join(rows), dtype="<f4").reshape(-1, dimension)
        yield _checked(names, vectors, f"{stream.name}, word", start + 1)
    if stream.peek(_SNIFF).strip():
        raise StaticVectorError(
            f"{stream.name}: the header promises {words:,} words of {dimension} dimensions, but the file goes on; "
            "line 1 is wrong or the file is damaged"
        )
    decoder.check()


def _checked(names: list[str], vectors: Matrix, where: str, first: int) -> Batch:
    finite = np.isfinite(vectors).all(axis=1)
    if not finite.all():
        place = int(np.flatnonzero(~finite)[0])
        raise StaticVectorError(
            f"{where} {first + place:,}: the vector of {names[place]!r} has a number that is not finite; "
            "repair or remove it"
        )
    return names, vectors


class _Words:
    """Decodes words and refuses a file in another encoding than UTF-8."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.words = 0
        self.broken = 0

    def word(self, data: bytes) -> str:
        self.words += 1
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            self.broken += 1
            return data.decode("utf-8", "backslashreplace")

    def check(self) -> None:
        if self.broken * 20 > self.words:
            raise StaticVectorError(
                f"{self.name}: {self.broken:,} of {self.words:,} words are not UTF-8; convert the file first (iconv)"
            )
