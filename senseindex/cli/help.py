"""`help`: the help page of the program or of a command."""

from __future__ import annotations

import click


@click.command()
@click.argument("words", nargs=-1, metavar="[COMMAND...]")
@click.pass_context
def help(context: click.Context, words: tuple[str, ...]) -> None:
    """Show all commands, or what a command does.

    \b
    Examples:
        senseindex help
        senseindex help query
        senseindex help sense split
    """
    page = context.find_root()
    command = page.command
    for word in words:
        found = command.resolve_command(page, [word])[1] if isinstance(command, click.Group) else None
        if found is None:
            raise click.UsageError(f"{page.command_path} has no command {word!r}", ctx=page)
        command = found
        page = click.Context(command, info_name=word, parent=page)
    click.echo(command.get_help(page))
