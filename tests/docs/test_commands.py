"""Command lines and options that the pages show are those that there are."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from senseindex.cli.main import COMMANDS, senseindex
from tests.docs.pages import PAGES, Block, blocks_of, prose_of, text_of

OPTIONS_OF_OTHERS = {"--constraint", "--quiet"}
"""Options of pip and the like that the pages name."""


def command_lines(block: Block) -> Iterator[list[str]]:
    """The words of each call of `senseindex` in a block: behind a prompt, in a pipe, in `$( )`."""
    text = re.sub(r"\$\w+", "1", block.text.replace("\\\n", " "))
    lines = text.splitlines() if block.kind != "console" else re.findall(r"^\$ (.*)$", text, re.MULTILINE)
    for line in lines:
        for call in re.findall(r"(?:^(?:\$ )?|[|(] *)(senseindex .*)", line):
            lexer = shlex.shlex(call, posix=True, punctuation_chars="|;<>)")
            lexer.whitespace_split = True
            words = list(lexer)
            yield words[1 : next((n for n, word in enumerate(words) if word and set(word) <= set("|;<>)")), None)]


def parse(words: list[str]) -> None:
    """Let click parse a call; a group passes on to its command."""
    command: click.Command = senseindex
    context = click.Context(senseindex)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(context, words[0])
        assert found is not None, f"no command {words[0]}"
        context = click.Context(found, info_name=words[0], parent=context)
        command, words = found, words[1:]
    if isinstance(command, click.Group):
        return
    command.make_context(context.info_name, [word for word in words if word != "..."], parent=context.parent)


@pytest.mark.parametrize("page", PAGES)
def test_command_lines_parse(page: str) -> None:
    for block in blocks_of(page):
        if block.kind in ("", "bash", "console"):
            for words in command_lines(block):
                try:
                    parse(words)
                except click.UsageError as error:
                    pytest.fail(f"{page}: senseindex {shlex.join(words)}: {error.format_message()}")


def options_of(command: click.Command) -> set[str]:
    found = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            found |= options_of(below)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_options_and_commands_that_the_text_names_exist(page: str) -> None:
    said = re.findall(r"`([^`\n]+)`", prose_of(page))
    known = options_of(senseindex) | {"--help"} | OPTIONS_OF_OTHERS
    named = {option for each in said for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", each)}
    assert named - known == set()
    commands = {match[1] for each in said if (match := re.match(r"senseindex ([a-z]+)\b", each))}
    assert commands - set(COMMANDS) == set()


def test_every_command_stands_in_the_handbook() -> None:
    handbook = " ".join(text_of(page) for page in PAGES if page.startswith("docs/"))
    assert [name for name in COMMANDS if f"senseindex {name}" not in handbook] == []
