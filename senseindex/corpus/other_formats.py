"""Formats that are not read, by the endings of their names: what each is, and what to do.

Nobody shall have to guess why a file of theirs is not there.
"""

from __future__ import annotations

_WORD = "save it as .docx or as plain text"
_SHEET = "save the sheet as .csv"
_BOOK = "convert it to .epub"
_UNREAD = {
    ".doc": ("an old Word document", _WORD),
    ".dot": ("an old Word document", _WORD),
    ".rtf": ("an RTF document", _WORD),
    ".odt": ("an OpenDocument text", _WORD),
    ".pages": ("a Pages document", _WORD),
    ".wpd": ("a WordPerfect document", _WORD),
    ".xls": ("an Excel workbook", _SHEET),
    ".xlsx": ("an Excel workbook", _SHEET),
    ".ods": ("an OpenDocument sheet", _SHEET),
    ".numbers": ("a Numbers sheet", _SHEET),
    ".ppt": ("a presentation", "save it as PDF"),
    ".pptx": ("a presentation", "save it as PDF"),
    ".odp": ("a presentation", "save it as PDF"),
    ".mobi": ("a Kindle book", _BOOK),
    ".azw": ("a Kindle book", _BOOK),
    ".azw3": ("a Kindle book", _BOOK),
    ".djvu": ("a DjVu scan", "convert it to plain text"),
    ".ps": ("PostScript", "convert it to .pdf"),
    ".parquet": ("a Parquet file", "read it with pandas or polars and give ingest the frame, from Python"),
    ".7z": ("a 7z archive", "unpack it first"),
    ".rar": ("a RAR archive", "unpack it first"),
    ".tar": ("a tar archive", "unpack it first"),
    ".tar.gz": ("a tar archive", "unpack it first"),
    ".tar.xz": ("a tar archive", "unpack it first"),
    ".tar.zst": ("a tar archive", "unpack it first"),
    ".tar.bz2": ("a tar archive", "unpack it first"),
    ".tgz": ("a tar archive", "unpack it first"),
}


def unread_format(name: str) -> tuple[str, str] | None:
    """What a file of this name is, such as "an RTF document", and what to do; None where the name does not say."""
    name = name.lower()
    return next((told for ending, told in _UNREAD.items() if name.endswith(ending)), None)
