"""Write session.md: run session.sh as a whole, and put the output and the time of every command beneath it.

Usage: python examples/record.py CORPUS FOLDER > examples/session.md. `senseindex` must be on the path. In session.sh a
line that begins with `#|` is Markdown; a command may go over several lines with `\\`. What stands above the first `#|`
is run and not shown. It stops at the first command that fails, with its output.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("session.sh")
LONGEST = 150
"""Characters of a line of output; `[...]` stands for what is cut off."""
MARK = "\x1e"
PROGRESS = re.compile(r"[\w ]+: [\d,]+ of [\d,]+ \(\d+%\)")
"""Lines that tell how far a command is; they are left out."""


def parts_of(script: str) -> tuple[str, list[tuple[str, str]]]:
    """What is run first, then pairs of a kind (`text`, `command`) and what it says."""
    before, sign, shown = script.partition("#|")
    parts: list[tuple[str, str]] = []
    for line in (sign + shown).replace("\\\n", "\\\0").splitlines():
        kind, said = ("text", line[2:].strip()) if line.startswith("#|") else ("command", line.replace("\0", "\n"))
        if kind == "text" and parts and parts[-1][0] == "text":
            parts[-1] = ("text", f"{parts[-1][1]}\n{said}")
        elif kind == "text" or (said.strip() and not said.startswith("#")):
            parts.append((kind, said))
    return before, parts


def run(before: str, commands: list[str], arguments: list[str]) -> list[tuple[str, float]]:
    """The output of each command and its seconds. Exits with the output of one that fails."""
    timed = [
        f"printf '{MARK}%s\\n' $EPOCHREALTIME\n{command}\nprintf '{MARK}%s\\n' $EPOCHREALTIME" for command in commands
    ]
    done = subprocess.run(
        ["bash", "-c", "\n".join([before, *timed]), str(SCRIPT), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stdout.rpartition(MARK)[2])
    found = re.findall(f"{MARK}([0-9.]+)\n(.*?){MARK}([0-9.]+)\n", done.stdout, re.DOTALL)
    return [(output.rstrip("\n"), float(end) - float(start)) for start, output, end in found]


def shown(output: str) -> str:
    lines = [line for line in output.expandtabs(4).splitlines() if not PROGRESS.match(line)]
    return "\n".join(line if len(line) <= LONGEST else f"{line[: LONGEST - 6]} [...]" for line in lines)


def told(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else f"{int(seconds) // 60} min {int(seconds) % 60} s"


def main() -> None:
    before, parts = parts_of(SCRIPT.read_text(encoding="utf-8"))
    results = iter(run(before, [said for kind, said in parts if kind == "command"], sys.argv[1:]))
    for kind, said in parts:
        if kind == "text":
            print(said, end="\n\n")
        else:
            output, seconds = next(results)
            print(f"```console\n$ {said}   # {told(seconds)}\n{shown(output)}".rstrip() + "\n```\n")


if __name__ == "__main__":
    main()
