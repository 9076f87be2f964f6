"""A page with the picture of a change, its key and the figures behind it: one file, which runs no script.

The picture is drawn twice, for wide and for narrow screens; the page shows one. Its colours follow the reader's choice
of light or dark, and its letters are text.
"""

from __future__ import annotations

import re
from html import escape

from senseindex.output.render.change_plot import GRID, PAPER, Chart, colours_of, panels, shown_lines, svg_of
from senseindex.output.render.heatmap import INK, QUIET
from senseindex.output.render.layout import clean

WIDE, NARROW = 11.0, 4.3
"""Inches; the letters of the narrow picture keep their size on a screen of 400 pixels."""
_COLOURS = {INK: "ink", QUIET: "quiet", GRID: "grid", PAPER: "paper"}
_STYLE = """
:root{color-scheme:light dark;--ink:#22262b;--quiet:#5f666e;--grid:#e1e4e8;--paper:#ffffff}
@media (prefers-color-scheme:dark){:root{--ink:#e8eaed;--quiet:#a3abb4;--grid:#3a4048;--paper:#16191d}}
body{font:16px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
body{margin:0 auto;padding:1.5em 1em;max-width:68em}
h1{font-size:1.6em;margin:0}p{color:var(--quiet);margin:.3em 0 1em}
svg{display:block;width:100%;height:auto}svg text{font-family:system-ui,sans-serif!important}.narrow{display:none}
ul{list-style:none;margin:0 0 .5em;padding:0;columns:22em;column-gap:2em}li{break-inside:avoid;padding-left:1.3em}
li::before{content:"";float:left;margin:.42em 0 0 -1.3em;width:.75em;height:.75em;border-radius:50%;background:var(--c)}
li span{color:var(--quiet)}
.table{overflow-x:auto;margin-top:1.5em}table{border-collapse:collapse;font-size:.85em;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--quiet);padding:.3em 0}
td{white-space:nowrap}td,th{padding:.2em .7em;border-bottom:1px solid var(--grid)}
th{text-align:right;vertical-align:bottom;min-width:3.5em}th:first-child{text-align:left}
@media (max-width:40em){body{padding:1em .6em}.wide{display:none}.narrow{display:block}}
"""


def page(chart: Chart) -> str:
    """The chart as an HTML page."""
    title = escape(clean(chart.title))
    key = "".join(
        f'<li style="--c:{_variable(colour)}">{escape(clean(line.title))} '
        f"<span>{escape(clean(line.name)) + ', ' if line.label else ''}{sum(line.freqs):,} hits</span></li>"
        for line, colour in zip(shown_lines(chart), colours_of(chart), strict=True)
    )
    pictures = "".join(
        f'<div class="{name}">{_picture(chart, width, name)}</div>'
        for name, width in (("wide", WIDE), ("narrow", NARROW))
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body>\n"
        f"<h1>{title}</h1>\n<p>{escape(clean(chart.note))}</p>\n<ul>{key}</ul>\n{pictures}\n"
        f'<div class="table" tabindex="0" role="region" aria-label="The figures">{chart.table}</div>\n</body></html>\n'
    )


def _picture(chart: Chart, width: float, name: str) -> str:
    svg = svg_of(panels(chart, width), chart, salt=name, text=True)
    svg = svg[svg.index("<svg") :]
    # Ids are unique on a page, and the two pictures are made of parts of the same names.
    svg = re.sub(r'(\bid="|href="#|url\(#)(?!' + name + "-)", rf"\g<1>{name}-", svg)
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    return re.sub("|".join(_COLOURS), lambda found: _variable(found[0]), svg)


def _variable(colour: str) -> str:
    return f"var(--{_COLOURS[colour]})" if colour in _COLOURS else colour
