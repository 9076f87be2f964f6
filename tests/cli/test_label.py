"""Labels by keys from a pipe."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from senseindex.cli.main import main
from tests.builders import make_bank_index


def test_keys_from_a_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def run(keys: str, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(keys))
        code = main([*arguments, "--index", str(tmp_path / "index")])
        return code, *capsys.readouterr()

    make_bank_index(tmp_path / "index").close()
    code, out, _ = run("1 2s\nu2z 1", "label", "bank", "--author", "the author")
    assert code == 0 and "4 lines labelled, 4 in all" in out
    code, out, _ = run("", "history", "--format", "json")
    assert out.count('"action": "label"') == 5 and out.count("undone for good") == 1
    code, out, err = run("1x", "label", "bank")
    assert code == 2 and "there is no key 'x': use 1 to 2, u, s, z or q" in err
    code, out, _ = run("12121212q1", "label", "bank", "-n", "3")
    assert "3 lines labelled, 8 in all" in out
    code, out, _ = run("", "label", "bank", "--propagate")
    assert code == 0 and "cross-validated accuracy" in out
    code, out, _ = run("", "label", "bank", "--propagate", "--dry-run", "--format", "json")
    assert code == 0 and '"dry_run": true' in out
    code, _, err = run("", "label", "bank", "--dry-run")
    assert code == 2 and "--dry-run goes with --propagate" in err
    code, out, _ = run("", "review", "bank", "-n", "2")
    assert code == 0 and "2 shown" in out
