import importlib

import click
import pytest

from senseindex.cli.main import COMMANDS, senseindex


def command(name: str) -> click.Command:
    module, _, attribute = COMMANDS[name].partition(":")
    return getattr(importlib.import_module(module), attribute)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(name):
    page = command(name).get_help(click.Context(command(name), info_name=name))
    assert "Example" in page
    assert f"senseindex {name}" in page.split("Example")[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(name):
    options = [each for each in command(name).params if isinstance(each, click.Option)]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_examples_of_every_command_parse(name):
    import shlex

    page = command(name).help or ""
    lines = [line.strip() for line in page.splitlines() if line.strip().startswith("senseindex ")]
    assert lines
    for line in lines:
        _, used, *arguments = shlex.split(line.split(" > ")[0])
        command(used).make_context(used, arguments)


def test_the_short_help_of_every_command_is_whole(run):
    page = run("--help").out
    assert "..." not in page.split("Commands:")[1]
    assert all(f"  {name} " in page for name in COMMANDS)


def test_no_arguments_show_the_help_page(run):
    outcome = run()
    assert outcome.code == 0
    assert outcome.out.startswith("Usage: senseindex")


def test_the_group_lists_its_commands_in_the_order_of_use():
    assert list(COMMANDS) == senseindex.list_commands(click.Context(senseindex))
