"""The text of an HTML tree: paragraphs parted by empty lines, nothing of the page left out but what is never shown.

Headings, list items and table cells are paragraphs. White space is folded as a browser does, but in `<pre>`; `<br>`
is a line end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from senseindex.corpus.documents import MetadataValue, metadata_value
from senseindex.corpus.source_file import storable

if TYPE_CHECKING:
    from lxml.etree import _Element

_BLOCK_NAMES = """
address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer
form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol option p pre search section select
summary table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_NEVER_SHOWN = frozenset({"head", "script", "style", "template", "iframe", "object", "svg", "math", "datalist"})
_KEPT_METADATA = ("author", "date", "description", "keywords")
_LINE_END = "\v"  # stands for <br> until white space is folded
_FOLDED = re.compile(r"[^\S\v]+")
_AROUND_LINE_END = re.compile(r" ?\v ?")
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")


def html_tree(markup: str) -> _Element | None:
    """The tree of a page, however broken; None where there is nothing in it."""
    from lxml import etree

    markup = _XML_DECLARATION.sub("", markup, count=1)
    parser = etree.HTMLParser(no_network=True, remove_pis=True, remove_comments=True, huge_tree=True)
    return etree.fromstring(storable(markup), parser) if markup.strip() else None


def html_text(root: _Element) -> str:
    """The text of a page or a part of one."""
    from lxml import etree

    paragraphs: list[str] = []
    current: list[str] = []
    kept_white = 0

    def close() -> None:
        text = _AROUND_LINE_END.sub("\n", _FOLDED.sub(" ", "".join(current)).strip(" \v"))
        current.clear()
        if text:
            paragraphs.append(text)

    def add(text: str | None) -> None:
        if text:
            current.append(text.replace("\n", _LINE_END) if kept_white else text)

    walk: Any = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        name = _name(element)
        if event == "start":
            if name in _NEVER_SHOWN:
                walk.skip_subtree()
                continue
            if name in _BLOCKS:
                close()
            kept_white += name == "pre"
            if name == "br":
                current.append(_LINE_END)
            add(element.text)
        else:
            kept_white -= name == "pre"
            if name in _BLOCKS:
                close()
            if element is not root:
                add(element.tail)
    close()
    return "\n\n".join(paragraphs)


def html_metadata(root: _Element) -> dict[str, MetadataValue]:
    """Title, language, and what `<meta>` says of author, date, description and keywords."""
    found: dict[str, str] = {}
    for element in root.iter("{*}title", "title"):
        found.setdefault("title", "".join(map(str, element.itertext())))
    if language := next((each.get("lang") for each in root.iter("{*}html", "html") if each.get("lang")), ""):
        found["language"] = language
    for element in root.iter("{*}meta", "meta"):
        name = (element.get("name") or "").strip().lower()
        if name in _KEPT_METADATA:
            found.setdefault(name, element.get("content") or "")
    values = {name: metadata_value(storable(" ".join(text.split()))) for name, text in found.items()}
    return {name: value for name, value in values.items() if value is not None}


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
