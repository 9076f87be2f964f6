"""The command `senseindex`: its group of commands, and what the shell sees when something goes wrong.

Commands are imported when they are called, so that one that needs no model starts at once. Every failure is one line
on stderr: exit code 1 where the work failed, 2 where the request was wrong, 130 after Ctrl-C. A reader that closes
the pipe (`| head`) ends the command quietly with 0. A fault in senseindex itself is one line too; the environment
variable SENSEINDEX_DEBUG=1 shows its traceback.
"""

from __future__ import annotations

import importlib
import os
import sys
import warnings
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

import click

from senseindex import __version__
from senseindex.errors import SenseIndexError
from senseindex.store.catalog.connection import CatalogFault, is_damage

_MODULES = (
    ("demo", "demo"),
    ("ingest", "ingest induce"),
    ("models", "models"),
    ("info", "info"),
    ("maintenance", "delete compact doctor backup"),
    ("query", "senses"),
    ("sense", "sense"),
    ("label", "label review"),
    ("dictionary", "dictionary"),
    ("history", "undo redo history"),
    ("query", "query subcorpus"),
    ("export", "export"),
    ("profile", "profile"),
    ("lists", "frequency wordlist keywords ngrams statistics"),
    ("words", "neighbors similarity analogy odd"),
    ("compare", "compare"),
    ("evaluate", "evaluate"),
    ("train", "train"),
    ("help", "help"),
)
COMMANDS = {name: f"senseindex.cli.{module}:{name}" for module, names in _MODULES for name in names.split()}
"""Name of a command -> module:attribute, in the order of the help page."""

OTHER_NAMES: dict[str, tuple[str, ...]] = {
    **{name: (f"sense {name}",) for name in ("rename", "define", "merge", "split", "move", "create", "lock", "tick")},
    "search": ("query",),
    "concordance": ("query",),
    "kwic": ("query",),
    "find": ("query",),
    "grep": ("query --cql",),
    "collocations": ("profile --show collocates",),
    "collocates": ("profile --show collocates",),
    "thesaurus": ("profile --show thesaurus",),
    "examples": ("profile --show examples",),
    "words": ("wordlist",),
    "vocabulary": ("wordlist",),
    "hapaxes": ("wordlist --hapaxes",),
    "keyness": ("keywords", "profile --show keyness"),
    "bigrams": ("ngrams --size 2",),
    "trigrams": ("ngrams --size 3",),
    "clusters": ("ngrams",),
    "stats": ("statistics",),
    "ttr": ("statistics",),
    "index": ("ingest",),
    "add": ("ingest",),
    "remove": ("delete",),
    "similar": ("neighbors",),
}
"""What people call commands that have another name here."""


ALIASES = {"similar-words": "neighbors"}
"""Other names of commands, which the help page leaves out."""


class LazyGroup(click.Group):
    """A click group that imports a command's module when the command is asked for."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        name = ALIASES.get(name, name)
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = arguments[0]
        if name not in COMMANDS and name not in ALIASES and not name.startswith("-"):
            near = [*OTHER_NAMES.get(name.lower(), ()), *get_close_matches(name.lower(), COMMANDS, n=3)]
            hint = f"did you mean {', '.join(dict.fromkeys(near))}?" if near else "`senseindex help` lists them"
            raise click.UsageError(f"there is no command '{name}'; {hint}", ctx=context)
        return super().resolve_command(context, arguments)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=False,
    invoke_without_command=True,
)
@click.version_option(__version__, "-V", "--version", prog_name="senseindex")
@click.option("--index", type=click.Path(path_type=Path), metavar="DIR", help="The index of the command that follows.")
@click.pass_context
def senseindex(context: click.Context, index: Path | None) -> None:
    """Search a corpus by word sense.

    \b
    See it at work on a small example corpus:
        senseindex demo
    Read your own texts, find the senses of their words, and ask:
        senseindex ingest speeches/ --induce
        senseindex senses bank
        senseindex query bank --context "The river burst its banks."

    The index is the directory given with --index, else $SENSEINDEX, else indexes/default.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line on `arguments` (default: those of the process) and give the exit code."""
    _prepare()
    if "_SENSEINDEX_COMPLETE" in os.environ:
        senseindex.main(prog_name="senseindex")  # a shell asks click for completions
    try:
        given = sys.argv[1:] if arguments is None else list(arguments)
        with senseindex.make_context("senseindex", given) as context:
            senseindex.invoke(context)
        sys.stdout.flush()
        return 0
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except BrokenPipeError:
        _close_output()
        return 0
    except (KeyboardInterrupt, click.Abort):
        return _fail("Interrupted.", 130, label="")
    except click.ClickException as error:
        return _fail(_click_message(error), error.exit_code)
    except SenseIndexError as error:
        return _fail(str(error), error.exit_code)
    except OSError as error:
        return _fail(_system_message(error), 1)
    except CatalogFault as error:
        advice = "; restore the index from a backup, or build it anew" if is_damage(error) else ""
        return _fail(f"the catalog of the index cannot be used: {error}{advice}", 1)
    except MemoryError:
        return _fail("out of memory", 1)
    except Exception as error:
        if os.environ.get("SENSEINDEX_DEBUG"):
            raise
        hint = "SENSEINDEX_DEBUG=1 shows where, `senseindex doctor` whether the index is damaged"
        return _fail(f"a fault in senseindex: {type(error).__name__}: {error} ({hint})", 1)


def _prepare() -> None:
    """Keep libraries from talking, and make sure that any text can be written."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
        warnings.filterwarnings("default", module=r"senseindex\.")  # ours are one line for people
        warnings.formatwarning = lambda message, *_, **__: f"Note: {message}\n"
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors="replace")
        else:  # a file or a pipe holds UTF-8 whatever the locale says
            reconfigure(encoding="utf-8", errors="replace")


def _fail(message: str, exit_code: int, label: str = "Error: ") -> int:
    line = " ".join(message.split())
    try:
        print(f"{label}{line}", file=sys.stderr)
        sys.stdout.flush()
    except OSError:
        _close_output()  # a pipe is closed, or the disk that made the command fail cannot take the rest of its output
    return exit_code


def _close_output() -> None:
    """Send what is still buffered nowhere, so that the interpreter does not complain when it ends."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass


def _click_message(error: click.ClickException) -> str:
    message = error.format_message().strip()
    if not message.endswith((".", "?", "!")):
        message += "."
    if isinstance(error, click.UsageError) and error.ctx is not None:
        message += f" See {error.ctx.command_path} --help."
    return message


def _system_message(error: OSError) -> str:
    if error.strerror is None:
        return str(error)
    return f"{error.filename}: {error.strerror}" if error.filename else error.strerror


if __name__ == "__main__":
    sys.exit(main())
