"""Nothing in an index, a filter or a model runs code, or reaches a file outside of the index."""

from __future__ import annotations

import ast
import json
import pickle
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

import senseindex
from senseindex import SenseIndex
from senseindex.errors import EncoderError, FilterError, NotFoundError, SenseIndexError, StaticVectorError, StoreError
from senseindex.store.catalog.catalog import Catalog
from senseindex.upkeep.doctor import examine
from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder
from tests.builders import TinyIndex, document, make_bank_index
from tests.vectors.tiny_models import save_tiny_model

NASTY = [
    "'; DROP TABLE document; --",
    '"; DROP TABLE document; --',
    "x' OR '1'='1",
    "bank%1' UNION SELECT value FROM setting --",
    "../../etc/passwd",
    "\x00xyzzy",
    "%",
    "_" * 500,
    "🪤" * 50,
]


class Trap:
    """Unpickling it makes a file."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return (Path.touch, (self.target,))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SenseIndex]:
    with make_bank_index(tmp_path / "index") as index:
        yield index


def catalog_dump(path: Path) -> str:
    connection = sqlite3.connect(path / "catalog.db")
    dump = "\n".join(connection.iterdump())
    connection.close()
    return dump


@pytest.mark.parametrize("name", NASTY)
def test_names_are_never_read_as_sql_or_as_a_path(index: SenseIndex, name: str) -> None:
    before = catalog_dump(index.path)
    for ask in (
        lambda: index.query(name),
        lambda: index.query("bank", sense=name),
        lambda: index.query("bank", sort=name),
        lambda: index.senses(name),
        lambda: index.upkeep.delete([name]),
        lambda: index.induce([name]),
    ):
        with pytest.raises(SenseIndexError):
            ask()
    assert index.query("bank", where="document = ?", parameters=[name]).total == 0
    assert catalog_dump(index.path) == before


@pytest.mark.parametrize(
    "condition",
    [
        "1=1; DELETE FROM document",
        "document IN (SELECT name FROM document)",
        "load_extension('x.so') = 1",
        "year > 0) UNION SELECT value FROM setting WHERE (1=1",
        "writefile('/tmp/x', 'y') > 0",
        "randomblob(1000000000) IS NOT NULL",
        "fts3_tokenizer('x') = 1",
    ],
)
def test_a_filter_deletes_nothing_but_what_it_selects(index: SenseIndex, condition: str) -> None:
    before = catalog_dump(index.path)
    with pytest.raises(FilterError):
        index.upkeep.delete(where=condition)
    with pytest.raises(FilterError):
        index.query("bank", where=condition)
    assert catalog_dump(index.path) == before


@pytest.mark.parametrize("key", ['a"; DROP TABLE document; --', "year) VALUES (1); --", "document_id", "]", "`", " "])
def test_metadata_keys_become_columns_and_nothing_else(tmp_path: Path, key: str) -> None:
    tiny = TinyIndex(tmp_path / "index")
    tiny.add(document("a", "The river bank was green.", {key: "value"}))
    assert tiny.catalog.documents.count() == 1
    assert list(tiny.catalog.documents.metadata_of([1])[1].values()) == ["value"]
    tiny.close()


@pytest.mark.parametrize("folder", ["../../outside", "/etc", "..", ".", "", "tmp-0123456789abcdef", "0123456789ABCDEF"])
def test_a_segment_lies_inside_the_index(index: SenseIndex, tmp_path: Path, folder: str) -> None:
    shutil.copytree(next((index.path / "segments").iterdir()), tmp_path / "outside")
    index.close()
    (index.path / "catalog.checksums").unlink()
    connection = sqlite3.connect(index.path / "catalog.db")
    with connection:
        connection.execute("UPDATE segment SET folder = ? WHERE id = (SELECT max(id) FROM segment)", (folder,))
    connection.close()
    with SenseIndex.open(index.path) as again, pytest.raises(StoreError, match="no segment of this index"):
        again.query("bank")
    assert (tmp_path / "outside" / "cells.faiss").exists()


def test_a_segment_that_is_a_link_to_elsewhere_is_refused(index: SenseIndex, tmp_path: Path) -> None:
    segment = next((index.path / "segments").iterdir())
    index.close()
    shutil.move(segment, tmp_path / "outside")
    segment.symlink_to(tmp_path / "outside")
    with SenseIndex.open(index.path) as again, pytest.raises(StoreError, match="no segment of this index"):
        again.query("bank")


def test_a_leftover_link_is_removed_and_not_followed(index: SenseIndex, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").touch()
    (index.path / "segments" / "0123456789abcdef").symlink_to(tmp_path / "mine")
    (index.path / "segments" / "tmp-1").symlink_to(tmp_path / "mine")
    index.upkeep.compact()
    assert (tmp_path / "mine" / "file").exists()
    assert not (index.path / "segments" / "0123456789abcdef").is_symlink()


@pytest.mark.parametrize("generation", ["../../outside", "/etc", "", "1/../../../outside"])
def test_static_vectors_lie_inside_the_index(index: SenseIndex, tmp_path: Path, generation: str) -> None:
    (tmp_path / "static.txt").write_text("2 3\nbank 1 0 0\nriver 0 1 0\n", encoding="utf-8")
    index.ingest([], static_vectors=tmp_path / "static.txt")
    manifest = index.path / "static" / "static.json"
    shutil.copytree(index.path / "static" / "000001", tmp_path / "outside")
    content = json.loads(manifest.read_text(encoding="utf-8"))
    for changed in ({"generation": generation}, {"bytes": {"../../../outside/words.txt": 11}}):
        kept = {name: value for name, value in content.items() if name != "seal"}
        manifest.write_text(json.dumps(kept | {"format": 1} | changed), encoding="utf-8")
        with SenseIndex.open(index.path) as again, pytest.raises(StaticVectorError, match="damaged"):
            again.words.neighbors("bank")


def test_a_planted_trigger_or_view_runs_nothing(index: SenseIndex) -> None:
    index.close()
    (index.path / "catalog.checksums").unlink()
    connection = sqlite3.connect(index.path / "catalog.db")
    connection.executescript(
        "CREATE VIEW spy AS SELECT load_extension('x.so');"
        "CREATE TRIGGER trap AFTER DELETE ON document BEGIN SELECT load_extension('x.so'); END;"
    )
    connection.close()
    with SenseIndex.open(index.path) as again:
        with pytest.raises(FilterError):
            again.query("bank", where="year IN spy")
        before = again.info().documents
        with pytest.raises(StoreError):
            again.upkeep.delete(["river1"])
        assert again.info().documents == before


def test_nothing_is_unpickled(index: SenseIndex, tmp_path: Path) -> None:
    trap = pickle.dumps(Trap(tmp_path / "sprung"))
    index.close()
    for name in ("projection.safetensors", "catalog.checksums"):
        file = index.path / name
        data = file.read_bytes()
        file.write_bytes(trap)
        with SenseIndex.open(index.path) as again, pytest.raises(SenseIndexError):
            again.query("bank")
            again.upkeep.compact()
            raise NotFoundError("the catalog was usable")
        examine(index.path)
        file.write_bytes(data)
    for file in index.path.glob("segments/*/*"):
        data = file.read_bytes()
        file.write_bytes(trap)
        with SenseIndex.open(index.path) as again, pytest.raises(StoreError):
            again.query("bank")
        file.write_bytes(data)
    assert not (tmp_path / "sprung").exists()


def test_no_module_can_unpickle_or_run_text() -> None:
    forbidden = {"pickle", "shelve", "marshal", "joblib", "dill", "cloudpickle"}
    for path in Path(senseindex.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & forbidden, path
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in ("eval", "exec", "compile", "np.load", "torch.load", "__import__") or any(
                    keyword.arg == "allow_pickle" and ast.unparse(keyword.value) == "False" for keyword in node.keywords
                ), f"{path}: {called}"


def test_model_folders_load_safetensors_only(tmp_path: Path) -> None:
    folder = save_tiny_model("bert", tmp_path / "model")
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Trap(tmp_path / "sprung")))
    with pytest.raises(EncoderError, match="no safetensors weights"):
        TransformersEncoder.load(folder, device="cpu")
    (folder / "adapter.safetensors").write_bytes(b"")
    with pytest.raises(EncoderError):
        TransformersEncoder.load(folder, device="cpu")
    assert not (tmp_path / "sprung").exists()


def test_no_code_of_a_model_is_run(tmp_path: Path) -> None:
    folder = save_tiny_model("bert", tmp_path / "model")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config |= {"model_type": "mine", "auto_map": {"AutoConfig": "code.C", "AutoModel": "code.M"}}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    sprung = tmp_path / "sprung"
    (folder / "code.py").write_text(f"import pathlib\npathlib.Path({str(sprung)!r}).touch()\n", encoding="utf-8")
    with pytest.raises(EncoderError):
        TransformersEncoder.load(folder, device="cpu")
    assert not sprung.exists()


def test_a_catalog_that_is_a_folder_or_a_device_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "index" / "catalog.db").mkdir(parents=True)
    with pytest.raises(StoreError):
        Catalog(tmp_path / "index")


@pytest.mark.parametrize("name", ["segments", "static", "projection.safetensors", "catalog.db", "readers.lock"])
def test_an_index_that_links_to_elsewhere_is_refused_and_nothing_is_removed_there(
    index: SenseIndex, tmp_path: Path, name: str
) -> None:
    (tmp_path / "static.txt").write_text("2 3\nbank 1 0 0\nriver 0 1 0\n", encoding="utf-8")
    index.ingest([], static_vectors=tmp_path / "static.txt")
    index.close()
    outside = tmp_path / "outside"
    shutil.move(index.path / name, outside)
    (index.path / name).symlink_to(outside)
    if outside.is_dir():
        (outside / "thesis").mkdir()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(StoreError, match=f"{name} is a link"):
        SenseIndex.open(index.path)
    assert not examine(index.path, repair=True).sound
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["segments/*/cells.faiss", "segments/*/checksums", "static/*/words.txt"])
def test_files_of_an_index_are_no_links(index: SenseIndex, tmp_path: Path, name: str) -> None:
    (tmp_path / "static.txt").write_text("2 3\nbank 1 0 0\nriver 0 1 0\n", encoding="utf-8")
    index.ingest([], static_vectors=tmp_path / "static.txt")
    index.close()
    file = next(index.path.glob(name))
    shutil.move(file, tmp_path / "outside")
    file.symlink_to(tmp_path / "outside")
    with pytest.raises(StoreError, match=f"{file.name} is a link"), SenseIndex.open(index.path) as again:
        again.query("bank")


def test_a_backup_copies_nothing_from_outside_of_the_index(index: SenseIndex, tmp_path: Path) -> None:
    index.close()
    (index.path / "catalog.checksums").unlink()
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key").touch()
    (tmp_path / "safe").mkdir()
    connection = sqlite3.connect(index.path / "catalog.db")
    with connection:
        connection.execute("UPDATE segment SET folder = '../../secret' WHERE id = (SELECT max(id) FROM segment)")
    connection.close()
    with SenseIndex.open(index.path) as again, pytest.raises(StoreError, match="no segment of this index"):
        again.upkeep.backup(tmp_path / "safe" / "copy")
    assert list((tmp_path / "safe").iterdir()) == []
