import sys

import pytest

from senseindex.errors import UsageError
from senseindex.output.render.heatmap import check_plot_path, plot_comparison, shortened
from tests.output.render.examples import comparison


def drawn(comparison):
    pytest.importorskip("matplotlib")
    from senseindex.output.render.heatmap import _draw

    return _draw(comparison)


def images(figure):
    return [image for axes in figure.axes for image in axes.get_images()]


def test_a_png_is_written(tmp_path):
    pytest.importorskip("matplotlib")
    path = tmp_path / "bank.png"
    plot_comparison(comparison(3, 3), path)
    assert path.read_bytes().startswith(b"\x89PNG")


def test_every_matrix_is_drawn_as_it_is_on_one_scale():
    answer = comparison(4, 7)
    panels = images(drawn(answer))
    expected = [answer.static, answer.contextual, *(layer.cosines for layer in answer.by_layer)]
    assert [panel.get_array().tolist() for panel in panels] == [[list(row) for row in matrix] for matrix in expected]
    assert {panel.get_clim() for panel in panels} == {(0.0, 1.0)}


def test_negative_cosines_widen_the_scale_for_all():
    from dataclasses import replace

    answer = replace(comparison(2), contextual=((1.0, -0.33), (-0.33, 1.0)))
    assert {panel.get_clim() for panel in images(drawn(answer))} == {(-0.4, 1.0)}


def test_without_static_vectors_only_the_contextual_matrix_is_drawn():
    assert len(images(drawn(comparison(2, static=False)))) == 1


def test_sentences_label_the_rows_with_their_node_marked_and_dollars_are_dollars():
    figure = drawn(comparison(2))
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels[0] == "Sentence 1 is about the [bank] and costs $5.   1"


def test_many_sentences_and_foreign_letters_are_no_trouble(tmp_path):
    pytest.importorskip("matplotlib")
    from dataclasses import replace

    answer = comparison(15, 2)
    plot_comparison(replace(answer, sentences=("彼は川の[bank]に座った $x_1$",) * 15), tmp_path / "many.svg")
    assert (tmp_path / "many.svg").stat().st_size > 0


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("The [bank] lends.", "The [bank] lends."),
        ("She paid the cheque into the [bank] on Friday morning before lunch.", "…the [bank] on Friday…"),
        ("The [bank] on Friday morning before lunch.", "The [bank] on Friday…"),
    ],
)
def test_long_sentences_are_cut_around_their_node_at_spaces(sentence, label):
    assert shortened(sentence, "bank", 22) == label


def test_a_name_that_is_no_picture_a_missing_folder_and_a_folder_are_refused(tmp_path):
    with pytest.raises(UsageError, match=r"must end in .pdf, .png, .svg"):
        check_plot_path(tmp_path / "bank.txt")
    with pytest.raises(UsageError, match="does not exist"):
        check_plot_path(tmp_path / "nowhere" / "bank.png")
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(UsageError, match="is a folder"):
        check_plot_path(tmp_path / "folder.png")


def test_without_matplotlib_the_error_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(UsageError, match=r"senseindex\[plot\]"):
        check_plot_path(tmp_path / "bank.png")
