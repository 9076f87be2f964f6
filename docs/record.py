"""Run the commands of a page of the documentation on the example corpus and write what they print beneath them.

Usage: python docs/record.py docs/tutorial.md. `senseindex` must be on the path. In a block of the kind `console` every
line that begins with `$ ` is a command, and what stands below it is its output, which is written anew. All blocks of a
page share a shell and a folder, where `senseindex demo` has been run.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "\x1e"
SETTINGS = {
    "COLUMNS": "100",
    "SENSEINDEX": "indexes/demo",
    "SENSEINDEX_AUTHOR": "editor",
    "SENSEINDEX_MODEL": "good",
    "SENSEINDEX_PRECISION": "fp32",  # the same on every machine
}


def commands_of(page: str) -> list[str]:
    """The commands of a page's console blocks, in order."""
    return [line[2:] for block in BLOCK.findall(page) for line in block.splitlines() if line.startswith("$ ")]


def outputs_of(page: str) -> list[str]:
    """What the page shows beneath each of its commands."""
    return [shown for block in BLOCK.findall(page) for shown in re.split(r"^\$ .*\n", block, flags=re.MULTILINE)[1:]]


def run(commands: list[str], folder: Path) -> list[str]:
    """What each command prints, stdout and stderr together. Exits with the output of one that fails."""
    script = "set -e\n" + "\n".join(f"{command}\nprintf '{MARK}'" for command in commands)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=os.environ | SETTINGS,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stdout.rpartition(MARK)[2])
    return done.stdout.split(MARK)[:-1]


def recorded(page: str, outputs: list[str]) -> str:
    """The page with these outputs beneath its commands."""
    left = iter(outputs)

    def written(block: re.Match[str]) -> str:
        lines = [line for line in block[1].splitlines() if line.startswith("$ ")]
        return "```console\n" + "".join(f"{line}\n{next(left)}" for line in lines) + "```"

    return BLOCK.sub(written, page)


def main() -> None:
    for path in map(Path, sys.argv[1:]):
        page = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            outputs = run(["senseindex demo", *commands_of(page)], Path(folder))[1:]
        path.write_text(recorded(page, outputs), encoding="utf-8")


if __name__ == "__main__":
    main()
