"""A change as a picture: the chart that is made of it, and the file that the chart is written to."""

from __future__ import annotations

from pathlib import Path

from senseindex.answers.change import OTHER, SPARSE, Change
from senseindex.answers.senses import NO_SENSE, UNCLEAR
from senseindex.output.render.change_page import page
from senseindex.output.render.change_plot import Chart, Series, picture
from senseindex.output.render.heatmap import check_plot_path

SUFFIXES = (".html", ".png", ".svg")


def plot(change: Change, path: Path) -> None:
    """Draw a change into a PNG, SVG or HTML file. Raises as `plot_change`."""
    plot_change(chart_of(change), path)


def plot_change(chart: Chart, path: Path) -> None:
    """Write the chart to `path`, as PNG, SVG or HTML by its suffix.

    Raises:
        UsageError: as `check_plot_path`.
        OSError: the file cannot be written.
    """
    check_plot_path(path, SUFFIXES)
    if path.suffix.lower() == ".html":
        path.write_text(page(chart), encoding="utf-8")
    else:
        picture(chart, path)


def chart_of(change: Change) -> Chart:
    """The chart of a change; documents without a value are left out, and said to be."""
    periods = [period for period in change.items if period.value is not None]
    lines = []
    for number, (name, label) in enumerate(zip(change.series, change.labels, strict=True)):
        cells = [period.cells[number] for period in periods]
        lines.append(
            Series(
                UNCLEAR if label == UNCLEAR else name,
                "" if label == UNCLEAR else label,
                [cell.freq for cell in cells],
                [cell.ipm for cell in cells],
                [cell.sparse for cell in cells],
                label == UNCLEAR or name in (OTHER, NO_SENSE),
            )
        )
    missing = sum(period.cells[0].freq for period in change.items if period.value is None)
    notes = [f"hits by {change.by}", f"hollow: fewer than {SPARSE} hits"]
    if change.where:
        notes.insert(1, f"where {change.where}")
    if missing:
        notes.append(f"{missing:,} hits without a value left out")
    found = change.trends[0]
    if found is not None:
        notes.append(f"all: Mann-Kendall tau {found.tau:+.2f}, p {found.p:.3f}, {found.slope:+.3g} ipm {change.unit}")
    values = [period.value for period in periods if period.value is not None]
    shown = values if all(isinstance(value, int | float) for value in values) else [str(value) for value in values]
    return Chart(change.name, " · ".join(notes), change.by, shown, lines[0], lines[1:], change._repr_html_())
