"""Every answer of senseindex as text for people.

`table(result, width)` returns lines of `rich.text.Text`: coloured when a terminal prints them, plain otherwise. The
width is that of the terminal, None in a pipe. Answers are drawn from their columns; concordances, senses and
comparisons have more to show than a table.
"""

from __future__ import annotations

from rich.text import Text

from senseindex.answers.concordance import Concordance
from senseindex.answers.forms import plural
from senseindex.answers.reports import IndexInfo
from senseindex.answers.senses import SenseList
from senseindex.answers.tables import TICK, Record, Table
from senseindex.answers.words import Comparison
from senseindex.output.render.comparison import comparison_lines
from senseindex.output.render.concordance import concordance_lines, hit_lines
from senseindex.output.render.layout import HEADER, NAME, NODE, clean, columns, wrap


def table(result: Record, width: int | None = None) -> Text:
    """`result` as text for people, fitted to `width` terminal cells; None leaves every line whole."""
    return Text("\n").join(_lines(result, width))


def _lines(result: Record, width: int | None) -> list[Text]:
    if isinstance(result, Concordance):
        return concordance_lines(result, width)
    if isinstance(result, SenseList):
        return _sense_lines(result, width)
    if isinstance(result, Comparison):
        return comparison_lines(result, width)
    if isinstance(result, Table):
        above = [Text("\n".join(map(clean, result.caption().split("\n"))), HEADER), Text()] if result.caption() else []
        return [*above, *_table_lines(result, width)]
    lines = str(result).split("\n")
    return [Text(piece) for line in lines for piece in ([line] if width is None else wrap(line, width))]


def _table_lines(result: Table, width: int | None) -> list[Text]:
    styles = [NAME] if isinstance(result, SenseList | IndexInfo) else []
    return columns(*result.table(), styles=styles, width=width)


def _sense_lines(senses: SenseList, width: int | None) -> list[Text]:
    mains = [sense for sense in senses if sense.parent is None]  # which have the occurrences of their subsenses too
    unclear = sum(sense.size for sense in mains if sense.id.endswith("%0"))
    count = plural(sum(not sense.id.endswith("%0") for sense in mains), "sense")
    size = f"{plural(sum(sense.size for sense in mains), 'occurrence')}{f', {unclear:,} unclear' if unclear else ''}"
    apart = "" if senses.separability is None else f", separability {senses.separability:.2f}"
    lines = [Text.assemble((clean(senses.lemma), HEADER), f": {count}, {size}{apart}"), Text()]
    lines += _table_lines(senses, width)
    for sense in senses:
        if sense.examples:
            lines += [Text(), Text.assemble((sense.id, NAME))]
            shown = hit_lines(sense.examples, width, details=False, indent=2)
            for place in range(min(sense.ticked, len(shown))):
                shown[place] = Text.assemble((TICK, NODE), shown[place][1:])
            lines += shown
    return lines
