"""A picture of a comparison: the cosines of one word between sentences, statically, in context and layer by layer.

Needs matplotlib (the extra `plot`). The picture is drawn with the Agg backend, so no screen is needed, and all panels
share one colour scale, so that they can be compared with the eye.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from senseindex.answers.words import Comparison
from senseindex.errors import UsageError
from senseindex.output.render.comparison import Matrix
from senseindex.output.render.layout import ELLIPSIS, around_node, clean, cut_end
from senseindex.output.render.palette import STOPS, colour, ink

SUFFIXES = (".pdf", ".png", ".svg")
LABEL_LENGTH = 46
LARGEST_ANNOTATED = 12
FIGURE_SPACE = "\u2007"
INK = "#22262b"
QUIET = "#6b7178"


def check_plot_path(path: Path, suffixes: Sequence[str] = SUFFIXES) -> None:
    """Refuse a place where no picture can be written, before any long work.

    Raises:
        UsageError: the name does not end in one of `suffixes`, the folder does not exist, or matplotlib is missing.
    """
    if path.suffix.lower() not in suffixes:
        raise UsageError(f"{path}: a plot's file name must end in {', '.join(suffixes)}")
    if not path.parent.is_dir():
        raise UsageError(f"{path}: the folder {path.parent} does not exist")
    if path.is_dir():
        raise UsageError(f"{path}: this is a folder; name a file for the plot")
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        raise UsageError("a plot needs matplotlib: install it with pip install 'senseindex[plot]'") from None


def plot_comparison(comparison: Comparison, path: Path) -> None:
    """Write the heatmaps of `comparison` to `path`, as PNG, SVG or PDF by its suffix.

    Raises:
        UsageError: as `check_plot_path`.
        OSError: the file cannot be written.
    """
    check_plot_path(path)
    with quietly():
        _draw(comparison).savefig(path, dpi=160, facecolor="white")


@contextmanager
def quietly() -> Iterator[None]:
    """Draw without warnings: a letter that no installed font has is drawn as a box; that is all."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def shortened(sentence: str, node: str, length: int = LABEL_LENGTH) -> str:
    """`sentence` cut around its `node` to about `length` characters at spaces, the node marked as [node]."""
    left, word, right = around_node(sentence, node)
    if not word:
        return cut_end(left, length)
    room = max(8, length - len(word) - 2)
    left_room = max(room // 2, room - len(right))
    if len(left) > left_room:
        kept = left[len(left) - left_room + 1 :]
        left = ELLIPSIS + (kept if left[-left_room] == " " else kept.partition(" ")[2] or kept).lstrip()
    right_room = max(4, room - len(left))
    if len(right) > right_room:
        kept = right[: right_room - 1]
        right = (kept if right[right_room - 1] == " " else kept.rpartition(" ")[0] or kept).rstrip() + ELLIPSIS
    return f"{left}[{word}]{right}"


def _draw(comparison: Comparison) -> Any:
    from matplotlib.colors import LinearSegmentedColormap, Normalize
    from matplotlib.figure import Figure

    count = len(comparison.sentences)
    layers = comparison.by_layer
    matrices = [comparison.contextual, *(layer.cosines for layer in layers)]
    if comparison.static is not None:
        matrices.append(comparison.static)
    low = min(0.0, *(math.floor(value * 10) / 10 for matrix in matrices for row in matrix for value in row))
    scale = LinearSegmentedColormap.from_list("cosine", STOPS), Normalize(low, 1.0)

    # All measures are in inches; `place` turns them into the fractions that matplotlib wants.
    side = min(4.2, max(2.3, 0.62 * count))
    label, margin, gap = 3.35, 0.35, 0.55
    panels = 1 if comparison.static is None else 2
    bar = 0.75
    width = margin + label + panels * side + (panels - 1) * gap + bar + margin
    header, caption = 0.95, 0.62
    columns, small, small_gap = _grid(len(layers), width - 2 * margin, count)
    layer_rows = math.ceil(len(layers) / columns) if layers else 0
    below = 0.75 + layer_rows * (small + 0.42) if layers else 0.0
    height = header + caption + side + 0.3 + below

    figure = Figure(figsize=(width, height))

    def place(left: float, top: float, panel_width: float, panel_height: float) -> Any:
        return figure.add_axes(
            (left / width, 1 - (top + panel_height) / height, panel_width / width, panel_height / height)
        )

    def write(left: float, top: float, text: str, **style: Any) -> None:
        figure.text(left / width, 1 - top / height, text, va="baseline", parse_math=False, **style)

    number = "one sentence" if count == 1 else f"{count} sentences"
    write(margin, 0.5, f"“{clean(comparison.word)}” in {number}", fontsize=16, fontweight="bold", color=INK)
    subtitle = f"cosine between the vectors of the word · {clean(comparison.model)}"
    write(margin, 0.76, subtitle, fontsize=9.5, color=QUIET)

    top = header + caption
    sentences = [
        f"{shortened(sentence, node)}   {str(place_number).rjust(len(str(count)), FIGURE_SPACE)}"
        for place_number, (sentence, node) in enumerate(
            zip(comparison.sentences, comparison.nodes, strict=True), start=1
        )
    ]
    left = margin + label
    if comparison.static is not None:
        axes = place(left, top, side, side)
        _panel(axes, comparison.static, scale, labels=sentences, annotate=count <= LARGEST_ANNOTATED, low=low)
        _title(axes, "Static", "one vector a word, whatever the sentence")
        left += side + gap
    axes = place(left, top, side, side)
    labels = sentences if comparison.static is None else [str(row + 1) for row in range(count)]
    image = _panel(axes, comparison.contextual, scale, labels=labels, annotate=count <= LARGEST_ANNOTATED, low=low)
    _title(axes, "In context", "one vector an occurrence")

    bar_axes = place(left + side + 0.18, top, 0.13, side)
    colour_bar = figure.colorbar(image, cax=bar_axes)
    colour_bar.outline.set_visible(False)
    colour_bar.ax.tick_params(labelsize=8, colors=QUIET, length=0)

    if layers:
        top += side + 0.72
        write(margin, top, "Layer by layer", fontsize=11, fontweight="bold", color=INK)
        write(margin + 1.25, top, "the word's own vector; layer 0 is before any context", fontsize=9.5, color=QUIET)
        top += 0.42
        annotate = small / count >= 0.34
        for index, layer in enumerate(layers):
            row, column = divmod(index, columns)
            axes = place(margin + column * (small + small_gap), top + row * (small + 0.42), small, small)
            _panel(axes, layer.cosines, scale, labels=(), annotate=annotate, low=low, fontsize=7.0)
            axes.set_title(clean(layer.title), fontsize=9, color=INK, pad=4)
    return figure


def _grid(panels: int, room: float, count: int) -> tuple[int, float, float]:
    """Columns, side and gap (inches) of the small multiples that fill `room`."""
    if not panels:
        return 1, 0.0, 0.0
    gap = 0.22
    smallest = max(1.2, min(2.4, 0.3 * count))
    columns = max(1, min(panels, int((room + gap) / (smallest + gap))))
    columns = math.ceil(panels / math.ceil(panels / columns))
    return columns, min(2.6, (room + gap) / columns - gap), gap


def _panel(
    axes: Any,
    matrix: Matrix,
    scale: tuple[Any, Any],
    *,
    labels: Sequence[str],
    annotate: bool,
    low: float,
    fontsize: float = 9.5,
) -> Any:
    count = len(matrix)
    colours, norm = scale
    image = axes.imshow(matrix, cmap=colours, norm=norm, aspect="equal")
    axes.set_xticks([place - 0.5 for place in range(1, count)], minor=True)
    axes.set_yticks([place - 0.5 for place in range(1, count)], minor=True)
    axes.grid(which="minor", color="white", linewidth=1.6)
    axes.tick_params(which="both", length=0, colors=INK, labelsize=9)
    for spine in axes.spines.values():
        spine.set_visible(False)
    if labels:
        axes.set_xticks(range(count), [str(place + 1) for place in range(count)])
        axes.set_yticks(range(count), labels, parse_math=False)
    else:
        axes.set_xticks([])
        axes.set_yticks([])
    if annotate:
        for row, values in enumerate(matrix):
            for column, value in enumerate(values):
                style = {"ha": "center", "va": "center", "fontsize": fontsize, "color": ink(colour(value, low))}
                axes.text(column, row, f"{value:.2f}", **style)
    return image


def _title(axes: Any, title: str, explanation: str) -> None:
    place = {"xycoords": "axes fraction", "textcoords": "offset points", "ha": "left", "va": "bottom"}
    axes.annotate(title, (0, 1), xytext=(0, 18), fontsize=11, fontweight="bold", color=INK, **place)
    axes.annotate(explanation, (0, 1), xytext=(0, 5), fontsize=8.5, color=QUIET, **place)
