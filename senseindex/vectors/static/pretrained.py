r"""Pretrained static vectors from the formats that people have them in, read by gensim.

    word2vec text       first line `words dimension`, then `word number number ...`; also fastText's `.vec`
    word2vec binary     the same first line, then `word`, a space and float32 little-endian
    GloVe text          lines as above, no first line
    fastText binary     Facebook's `.bin`, with its subwords

What is here is what gensim lacks. It takes the format to be known: here it is found from the content, as is gzip.
It believes what it reads: a line of too few numbers, lines beyond those that the first line promises and `nan` go in
without a word, and a `.bin` that ends within its words is read for ever. So a file is checked while it is brought
into the hidden folder of the writer, unpacked, and what is wrong is told in one line. On the way text gets the form
that gensim knows: without a byte order mark, with one space between columns and, in words with spaces (some GloVe
files have them), `_` for these. gensim keeps what it reads in memory: about twice the vectors, and for a `.bin` five
times.

A word that comes twice is kept once, with its first vector. Bytes of a word that are not UTF-8 become `\xNN`, as
word2vec files cut long words within a character; a file where that is more than one word in twenty is refused.
"""

from __future__ import annotations

import gzip
import mmap
import re
import shutil
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

import numpy as np

from senseindex.errors import StaticVectorError
from senseindex.vectors.static.storage import SUBWORDS, Matrix, Progress, StaticWriter
from senseindex.vectors.static.subwords import MAGIC, facebook_layout
from senseindex.vectors.static.vectors import StaticVectors

_START = 1 << 17
_BLOCK = 1 << 20
_LONGEST_WORD = 1 << 14
_LONGEST_LINE = 1 << 26
_GZIP = b"\x1f\x8b"
_OTHER_PACKERS = {b"PK\x03\x04": "zip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"7z\xbc\xaf": "7z"}
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_HEADER = re.compile(rb"\s*(\d+)[ \t]+(\d+)\s*")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x7f]")
# Powers of ten beyond those of float32 and `nan` are no numbers here.
_NUMBER = re.compile(rb"[-+]?(?:\d++\.?\d*+|\.\d++)(?:[eE](?:-\d++|\+?0*+[1-3]?\d))?")
_NUMBERS = re.compile(rb"(?:%b(?: |$))+" % _NUMBER.pattern)
# What gensim raises where a file is wrong in a way that is not looked for here.
_NOT_READ = (ValueError, ArithmeticError, EOFError, AssertionError)

Read = tuple[list[str], Matrix, dict[str, Any]]
"""Words, their vectors `(words, d)`, and what else `StaticWriter.commit` should know."""


def import_static_vectors(file: Path | str, folder: Path | str, *, progress: Progress | None = None) -> StaticVectors:
    """Read a file of pretrained vectors into `folder`, replacing what is there, and open it.

    Raises StaticVectorError, naming the file and the line (or the word, in a binary file), for a file that is
    missing, empty, cut off, in no known format, or whose lines do not agree; the old vectors then stay.
    """
    path, target = Path(file), Path(folder)
    start = _start(path)
    report = None if progress is None else partial(progress, "import static vectors")
    with StaticWriter(target) as writer:
        read = _read_fasttext if start.startswith(MAGIC) else _read_word2vec
        try:
            with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is told below
                words, vectors, more = read(path, start, writer.path)
        except _NOT_READ as error:
            raise StaticVectorError(f"{path}: gensim cannot read it ({error}); copy or download it again") from error
        finite = np.isfinite(vectors).all(axis=1)
        if not finite.all():
            word = words[int(finite.argmin())]
            raise StaticVectorError(f"{path}: the vector of {word!r} has a number that is not finite; repair the file")
        writer.commit(words, vectors, **more, method="pretrained", unit="form", source=str(path), progress=report)
    return StaticVectors.open(target)


def _read_fasttext(path: Path, start: bytes, hidden: Path) -> Read:
    from gensim.models.fasttext import load_facebook_vectors

    copy = hidden / SUBWORDS
    with _unpacked(path) as stream, copy.open("wb") as file:
        shutil.copyfileobj(stream, file, _BLOCK)
    layout = facebook_layout(copy, path)
    keyed = load_facebook_vectors(str(copy))
    if not layout.buckets or not layout.max_n:
        copy.unlink()
    counts = [keyed.get_vecattr(word, "count") for word in keyed.index_to_key]
    return keyed.index_to_key, keyed.vectors, {"counts": counts, "subwords": layout if copy.exists() else None}


def _read_word2vec(path: Path, start: bytes, hidden: Path) -> Read:
    from gensim.models import KeyedVectors

    mark = len(_BYTE_ORDER_MARK) if start.startswith(_BYTE_ORDER_MARK) else 0
    first, _, rest = start[mark:].partition(b"\n")
    header = _HEADER.fullmatch(first)
    words, dimension = (int(header[1]), int(header[2])) if header else (0, len(first.split()) - 1)
    if header and (not words or not 0 < dimension < 1 << 16):
        raise StaticVectorError(
            f"{path}, line 1: the header promises {words:,} words of {dimension:,} dimensions; "
            "a first line is the number of words and of dimensions"
        )
    if not header and (_CONTROL.search(first) or not _are_numbers(first.split()[1:])):
        raise StaticVectorError(
            f"{path}, line 1: neither the header of word2vec nor a word and its numbers; senseindex reads "
            "word2vec text and binary, GloVe text and fastText .bin, also packed with gzip"
        )
    second = rest.partition(b"\n")[0]
    binary = bool(header and _CONTROL.search(rest) and not _are_numbers(second.split()[-dimension:]))
    copy = hidden / "word2vec"
    with _unpacked(path) as stream, copy.open("wb") as file:
        stream.read(mark)
        if header:
            file.write(stream.readline())
        if binary:
            shutil.copyfileobj(stream, file, _BLOCK)
        else:
            file.writelines(_checked_lines(stream, path, dimension, words))
    if binary:
        _check_binary(copy, path, dimension, words)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # without a header gensim opens the file twice, closes it once
        keyed = KeyedVectors.load_word2vec_format(
            str(copy), binary=binary, no_header=not header, unicode_errors="surrogateescape"
        )
    copy.unlink()
    different = len(keyed.key_to_index)  # where words come twice, gensim leaves room at the end
    return _readable(keyed.index_to_key[:different], path), keyed.vectors[:different], {}


def _start(path: Path) -> bytes:
    """The first bytes of a file, unpacked. Raises StaticVectorError where it cannot be read or is empty."""
    if not path.exists():
        raise StaticVectorError(f"{path}: no such file of vectors")
    if path.is_dir():
        raise StaticVectorError(f"{path}: is a folder; name the file of vectors in it")
    try:
        with _unpacked(path) as stream:
            start = stream.read(_START)
    except OSError as error:
        raise StaticVectorError(f"{path}: cannot be read ({error.strerror or error})") from error
    if not start:
        raise StaticVectorError(f"{path}: the file is empty; a file of vectors has a word and its numbers a line")
    for magic, packer in _OTHER_PACKERS.items():
        if start.startswith(magic):
            raise StaticVectorError(f"{path}: is packed with {packer}; unpack it first (only gzip is read as it is)")
    return start


@contextmanager
def _unpacked(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file, unpacked; gzip is known by its first bytes, not by the name of the file."""
    with path.open("rb") as file:
        packed = file.read(len(_GZIP)) == _GZIP
        file.seek(0)
        try:
            yield cast(IO[bytes], gzip.GzipFile(fileobj=file)) if packed else file
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise StaticVectorError(f"{path}: the gzip data is damaged or cut off; copy the file again") from error


def _are_numbers(fields: list[bytes]) -> bool:
    return _NUMBERS.fullmatch(b" ".join(fields)) is not None


def _checked_lines(stream: IO[bytes], path: Path, dimension: int, promised: int) -> Iterator[bytes]:
    """Lines of `word number ...` as gensim reads them; `promised` is the header's number of words, 0 without one."""
    read = blank = 0
    lines = iter(lambda: stream.readline(_LONGEST_LINE), b"")
    for number, line in enumerate(lines, 2 if promised else 1):
        fields = line.split()
        if not fields:
            blank = blank or number  # allowed at the end of the file only
            continue
        if blank:
            raise StaticVectorError(f"{path}, line {blank:,}: is empty; remove it or repair the file")
        # More fields than numbers: the word has spaces in it, unless what would end the word is a number too.
        word, numbers = fields[:-dimension], fields[-dimension:]
        if not word or not _are_numbers(numbers) or (len(word) > 1 and _are_numbers(word[-1:])):
            raise StaticVectorError(
                f"{path}, line {number:,}: {_problem(fields, dimension, promised)}; repair or remove the line"
            )
        if promised and read == promised:
            raise StaticVectorError(
                f"{path}, line {number:,}: the header promises {promised:,} words, but the file goes on; correct line 1"
            )
        read += 1
        yield b"%b %b\n" % (b"_".join(word), b" ".join(numbers))
    if read < promised:
        raise StaticVectorError(
            f"{path}: the header promises {promised:,} words, but the file ends after {read:,}; "
            "copy or download it again, or correct line 1"
        )


def _problem(fields: list[bytes], dimension: int, promised: int) -> str:
    """What is wrong with a line that is no word and `dimension` numbers."""
    for field in fields[max(1, len(fields) - dimension) :]:
        if not _are_numbers([field]):
            return f"{field[:40].decode('utf-8', 'replace')!r} is not a finite number ({dimension} follow a word)"
    return f"{len(fields) - 1} numbers, not {dimension} as the {'header says' if promised else 'first line has'}"


def _check_binary(copy: Path, path: Path, dimension: int, promised: int) -> None:
    """Go from word to word: each is followed by a space and its vector, and after the last one the file ends."""
    with copy.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        place = data.find(b"\n") + 1
        for number in range(1, promised + 1):
            space = data.find(b" ", place, place + _LONGEST_WORD)
            place = space + 1 + 4 * dimension
            if space < 0 or place > len(data):
                raise StaticVectorError(
                    f"{path}: the header promises {promised:,} words, but the file ends within word {number:,} or is "
                    "damaged there, or line 1 is wrong: copy or download it again"
                )
        if data[place : place + _START].strip():
            raise StaticVectorError(
                f"{path}: the header promises {promised:,} words of {dimension} dimensions, but the file goes on; "
                "line 1 is wrong or the file is damaged"
            )


def _readable(words: list[str], path: Path) -> list[str]:
    """Words whose bytes that are not UTF-8 came as surrogates. Raises StaticVectorError for another encoding."""
    readable = [word.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace") for word in words]
    broken = sum(word != shown for word, shown in zip(words, readable, strict=True))
    if broken * 20 > len(words):
        raise StaticVectorError(
            f"{path}: {broken:,} of {len(words):,} words are not UTF-8; convert the file first (iconv)"
        )
    return readable
