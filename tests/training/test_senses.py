"""Training of senses: what is learnt, what is kept aside, and that an interruption changes nothing."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from senseindex.errors import EncoderError, UsageError
from senseindex.training.senses import SenseTrainingRequest, save_trained_model, train_senses
from senseindex.training.training_text import read_training_text
from senseindex.vectors.contextual import loading, model_names
from senseindex.vectors.contextual.adapters import Adapters
from senseindex.vectors.contextual.loading import load_model
from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder
from senseindex.vectors.likeness import WordLikeness
from tests.training.texts_with_senses import USAGES, WORDS, write_noad, write_plain
from tests.vectors.contextual.encoded import words_of

STEPS = 12


@pytest.fixture
def request_(tiny_folders: dict[str, Path], tmp_path: Path) -> SenseTrainingRequest:
    return SenseTrainingRequest(
        tmp_path / "adapters.safetensors",
        labelled=(f"noad={write_noad(tmp_path / 'noad')}",),
        model=str(tiny_folders["roberta"]),  # whose tokenizer is the same at every training of it
        from_layer=2,
        rank=4,
        steps=STEPS,
        fewest_held_out=4,
        learning_rate=5e-3,
        device="cpu",
    )


def left_beside(request: SenseTrainingRequest) -> list[str]:
    return sorted(each.name for each in request.output.parent.iterdir() if each.name.startswith(request.output.name))


def test_usages_come_apart_by_their_senses(request_: SenseTrainingRequest) -> None:
    said: list[str] = []
    looks = train_senses(replace(request_, steps=40), say=said.append)
    assert [look.step for look in looks] == [0, 14, 27, 40]
    losses = [look.apart for look in looks[1:]]
    assert losses[0] is not None and losses[-1] is not None and losses[-1] < 0.8 * losses[0]
    assert looks[-1].held_out is not None and looks[0].held_out is not None
    assert looks[-1].held_out > looks[0].held_out
    assert "6 words with known senses" in said[0] and "2 kept aside" in said[0] and "rank 4" in said[0]
    assert said[1].startswith("before: held out 0.") and f"(before: {looks[0].held_out:.3f})" in said[-1]
    assert Adapters.load(request_.output).layers == (2, 3)
    assert left_beside(request_) == ["adapters.safetensors"]


def map_by_hand(vectors: np.ndarray, senses: np.ndarray) -> float:
    """Mean average precision, a query and an answer at a time."""
    scores, values = WordLikeness(vectors).scores(vectors), []
    for query in range(len(senses)):
        order = sorted((place for place in range(len(senses)) if place != query), key=lambda p: -scores[query, p])
        right = [senses[place] == senses[query] for place in order]
        found = [sum(right[: rank + 1]) / (rank + 1) for rank in range(len(right)) if right[rank]]
        if found:
            values.append(np.mean(found))
    return float(np.mean(values))


def test_the_figure_of_words_kept_aside_is_that_of_the_encoder_with_merged_adapters(
    request_: SenseTrainingRequest, tmp_path: Path
) -> None:
    looks = train_senses(request_)
    save_trained_model(request_.model, request_.output, tmp_path / "trained")
    text = read_training_text(request_.labelled, (), fewest_held_out=4)
    assert len(text.held_out) == len(WORDS) // 4
    for folder, look in ((request_.model, looks[0]), (tmp_path / "trained", looks[-1])):
        encoder = TransformersEncoder.load(folder, device="cpu", precision="fp32", backend="torch")
        figures = []
        for word in text.held_out:
            assert word.senses is not None and len(word.usages) == 2 * USAGES
            passages = [text.passages[owner].passage for owner in text.owners[word.usages]]
            rows = words_of(encoder, [passage.words for passage in passages])
            vectors = np.array([row[passage.places[0]] for row, passage in zip(rows, passages, strict=True)])
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            figures.append(map_by_hand(vectors, word.senses))
        assert look.held_out == pytest.approx(np.mean(figures), abs=5e-3)  # states are kept in float16


class InterruptionError(Exception):
    pass


def interrupt_at(stage: str, count: int):
    def progress(name: str, done: int, total: int) -> None:
        if name.startswith(stage) and done >= count:
            raise InterruptionError

    return progress


def test_an_interrupted_training_goes_on_to_the_same_adapters(
    request_: SenseTrainingRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("senseindex.training.senses.CHECKPOINT_SECONDS", 0.0)
    looks = train_senses(request_)
    expected = request_.output.read_bytes()
    again = replace(request_, output=request_.output.with_name("again.safetensors"))
    with pytest.raises(InterruptionError):
        train_senses(again, progress=interrupt_at("train", 7))
    assert left_beside(again) == ["again.safetensors.checkpoint", "again.safetensors.states"]
    said: list[str] = []
    rest = train_senses(again, say=said.append)
    assert any("going on from again.safetensors.checkpoint, step 6" in line for line in said)
    assert again.output.read_bytes() == expected
    assert [(look.step, look.held_out) for look in rest] == [(look.step, look.held_out) for look in looks]


def test_states_that_are_there_are_not_computed_again(
    request_: SenseTrainingRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = replace(request_, states=tmp_path / "states")
    monkeypatch.setattr("senseindex.training.stored_states.BUDGET", 60)
    monkeypatch.setattr("senseindex.training.stored_states._SECTION", 1)
    with pytest.raises(InterruptionError):
        train_senses(kept, progress=interrupt_at("read", 300))
    reported: list[int] = []
    train_senses(kept, progress=lambda name, done, total: reported.append(done) if name.startswith("read") else None)
    assert reported and reported[0] > 300
    reported.clear()
    train_senses(
        replace(kept, seed=0, rank=2),
        progress=lambda name, done, total: reported.append(done) if name.startswith("read") else None,
    )
    assert not reported and kept.states is not None and kept.states.is_dir()


def test_another_trainings_checkpoint_and_states_are_refused(
    request_: SenseTrainingRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("senseindex.training.senses.CHECKPOINT_SECONDS", 0.0)
    kept = replace(request_, states=tmp_path / "states")
    with pytest.raises(InterruptionError):
        train_senses(kept, progress=interrupt_at("train", 3))
    with pytest.raises(UsageError, match="is the checkpoint of another training"):
        train_senses(replace(kept, rank=2))
    with pytest.raises(UsageError, match="holds the states of another training"):
        train_senses(replace(kept, from_layer=3))


def test_labels_that_are_left_out_are_not_looked_at(request_: SenseTrainingRequest) -> None:
    left_out = frozenset(WORDS[:3])
    text = read_training_text(request_.labelled, (), left_out=left_out, fewest_held_out=4)
    names = {name for each in text.passages for name in each.words}
    assert not {f"{word} NOUN" for word in left_out} & names and len(names) == 5
    learnt = {text.passages[text.owners[rows[0]]].words[0] for word in text.labelled for rows in word.values()}
    assert len(learnt) == 4 and not learnt & {word.name for word in text.held_out}
    with pytest.raises(UsageError, match="no lemma has two senses"):
        read_training_text(request_.labelled, (), left_out=frozenset(WORDS))


def test_an_encoder_learns_from_another_without_labels(request_: SenseTrainingRequest, tmp_path: Path) -> None:
    teacher = tmp_path / "teacher"
    train_senses(replace(request_, steps=40))
    save_trained_model(request_.model, request_.output, teacher)
    plain = replace(request_, labelled=(), texts=(write_plain(tmp_path / "plain"),), teacher=str(teacher), steps=60)
    looks = train_senses(plain)
    first, last = looks[1], looks[-1]
    assert first.likeness is not None and last.likeness is not None and last.likeness < 0.5 * first.likeness
    assert last.apart == 0.0
    assert looks[0].held_out is not None and last.held_out is not None
    assert 1.0 - last.held_out < 0.5 * (1.0 - looks[0].held_out)


def test_labels_and_plain_text_are_learnt_from_together(request_: SenseTrainingRequest, tmp_path: Path) -> None:
    both = replace(request_, texts=(write_plain(tmp_path / "plain"),), steps=3)
    said: list[str] = []
    train_senses(both, say=said.append)
    assert "6 words with known senses" in said[0] and " 0 without" not in said[0]


def test_the_same_training_on_another_day_gives_the_same_file(request_: SenseTrainingRequest) -> None:
    train_senses(replace(request_, steps=4))
    first = request_.output.read_bytes()
    train_senses(replace(request_, steps=4))
    assert request_.output.read_bytes() == first
    train_senses(replace(request_, steps=4, seed=1))
    assert request_.output.read_bytes() != first


def test_minutes_end_a_training_too(request_: SenseTrainingRequest) -> None:
    looks = train_senses(replace(request_, steps=None, minutes=0.005))
    assert looks[0].step == 0 < looks[-1].step and 0.005 <= looks[-1].minutes + 0.005 < 0.1


def test_the_cost_alone_writes_nothing(request_: SenseTrainingRequest) -> None:
    said: list[str] = []
    assert not train_senses(request_, dry_run=True, say=said.append)
    assert len(said) == 1 and "of disk" in said[0] and not left_beside(request_)


def test_a_disk_that_is_too_small_is_told_before(
    request_: SenseTrainingRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = 1000

    monkeypatch.setattr("senseindex.training.senses.shutil.disk_usage", lambda path: Usage)
    with pytest.raises(UsageError, match=r"needs .* and 1\.0 kB are free"):
        train_senses(request_)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"steps": None}, "--minutes or --steps"),
        ({"minutes": 1.0}, "--minutes or --steps"),
        ({"labelled": ()}, "nothing to learn from"),
        ({"labelled": (), "texts": (Path("x"),)}, "learns nothing from its own vectors"),
        ({"output": Path("/no/such/folder/x")}, "no such folder"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    changes: dict[str, object], what: str, request_: SenseTrainingRequest
) -> None:
    with pytest.raises(UsageError, match=what):
        replace(request_, **changes)


def test_layers_that_are_not_there_and_other_kinds_of_encoder_are_refused(
    request_: SenseTrainingRequest, tiny_folders: dict[str, Path]
) -> None:
    with pytest.raises(UsageError, match=r"--from-layer 4: .* uses layers 1 to 3"):
        train_senses(replace(request_, from_layer=4))
    with pytest.raises(EncoderError, match="of type modernbert"):
        train_senses(replace(request_, model=str(tiny_folders["modernbert"])))


def test_a_trained_encoder_is_a_folder_of_its_own(request_: SenseTrainingRequest, tmp_path: Path) -> None:
    train_senses(replace(request_, steps=3))
    folder = tmp_path / "trained"
    save_trained_model(request_.model, request_.output, folder)
    merged = load_model(Path(str(request_.model)), request_.output).model.state_dict()
    saved = load_model(folder).model.state_dict()
    assert all(np.array_equal(saved[name], tensor) for name, tensor in merged.items())
    with pytest.raises(UsageError, match="is there already"):
        save_trained_model(request_.model, request_.output, folder)


@pytest.fixture
def shipped(request_: SenseTrainingRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Adapters:
    """The adapters of `fast`, which is the tiny encoder, trained a little, meanwhile."""
    train_senses(replace(request_, output=tmp_path / "fast_adapters.safetensors", steps=20))
    file = tmp_path / "fast_adapters.safetensors"
    known = sha256(file.read_bytes()).hexdigest()
    monkeypatch.setattr(loading, "fast_folder", lambda: Path(str(request_.model)))
    monkeypatch.setattr(model_names, "__file__", str(tmp_path / "model_names.py"))
    monkeypatch.setitem(
        model_names.NAMED_MODELS, "fast", replace(model_names.NAMED_MODELS["fast"], adapters_sha256=known)
    )
    return Adapters.load(file)


def test_a_training_begins_with_the_adapters_that_come_with_the_encoder(
    request_: SenseTrainingRequest, shipped: Adapters
) -> None:
    named = replace(request_, model="fast", steps=1, rank=6)
    looks, anew = (
        train_senses(named),
        train_senses(replace(named, published=True, output=named.output.with_name("new"))),
    )
    assert looks[0].held_out is not None and anew[0].held_out is not None and looks[0].held_out > anew[0].held_out
    trained = Adapters.load(named.output)
    assert trained.rank == 6 and trained.factors.keys() == shipped.factors.keys()
    for place, (first, second) in shipped.factors.items():
        product, begun = trained.factors[place][1] @ trained.factors[place][0], second @ first
        assert np.abs(product - begun).max() < 0.3 * np.abs(begun).max()  # it has made one step


def test_layers_below_which_adapters_are_left_cannot_be_trained_alone(
    request_: SenseTrainingRequest, shipped: Adapters
) -> None:
    with pytest.raises(UsageError, match="has adapters from layer 2 on; train from there or below"):
        train_senses(replace(request_, model="fast", from_layer=3))
    train_senses(replace(request_, model="fast", from_layer=3, steps=1, published=True))
    assert Adapters.load(request_.output).layers == (3,)
