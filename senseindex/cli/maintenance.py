"""`delete`, `compact`, `doctor` and `backup`: keep an index in order."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from senseindex.cli.options import (
    PATH,
    format_option,
    index_option,
    is_empty_place,
    open_index,
    show,
    text_option,
    write,
)
from senseindex.cli.progress import ProgressDisplay
from senseindex.errors import UsageError

if TYPE_CHECKING:
    from senseindex.answers.reports import DoctorReport, Report

SHOWN = 20


@click.command()
@index_option
@text_option(
    "--document", "-d", "documents", multiple=True, metavar="NAME", help="A document's id. May be given several times."
)
@text_option("--where", metavar="SQL", help="Delete the documents that this condition selects.")
@click.option("--dry-run", is_flag=True, help="Say what would be deleted, and delete nothing.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask first.")
@format_option
def delete(
    index_directory: Path,
    documents: tuple[str, ...],
    where: str | None,
    dry_run: bool,
    yes: bool,
    output_format: str,
) -> None:
    """Delete documents from an index.

    They are gone from every answer at once; their vectors leave the disk with the next compaction. On a terminal it
    asks first.

    \b
    Examples:
        senseindex delete --document speeches/1943-10-02.txt
        senseindex delete --where "year < 1950" --dry-run
    """
    if bool(documents) == (where is not None):
        raise UsageError("say which documents: --document NAME (once or more), or --where SQL, and not both")
    chosen: dict[str, Any] = {"documents": list(documents)} if documents else {"where": where}
    with open_index(index_directory) as index:
        if not dry_run and not yes and sys.stdin.isatty():
            planned = index.upkeep.delete(**chosen, dry_run=True)
            if planned.documents and not click.confirm(f"Delete {planned.amount}?", err=True):
                raise click.Abort
        with ProgressDisplay() as progress:
            report = index.upkeep.delete(**chosen, dry_run=dry_run, progress=progress)
    _show(report, output_format)


@click.command()
@index_option
def compact(index_directory: Path) -> None:
    """Merge segments and drop deleted vectors.

    It also lays the vectors out by today's senses, which makes queries by sense faster. This comes by itself when a
    fifth of the vectors is dead or there are more than 16 segments.

    \b
    Example:
        senseindex compact --index indexes/speeches
    """
    with open_index(index_directory) as index:
        before = index.info()
        with ProgressDisplay() as progress:
            index.upkeep.compact(progress)
        after = index.info()
    from senseindex.answers.forms import human_bytes

    write(
        f"{before.segments:,} segments became {after.segments:,}: {human_bytes(before.bytes)} before, "
        f"{human_bytes(after.bytes)} now"
    )


@click.command()
@index_option
@click.option("--repair", is_flag=True, help="Mend what can be mended without loss, and say what was done.")
@click.option("--json", "as_json", is_flag=True, help="Write the report as JSON.")
def doctor(index_directory: Path, repair: bool, as_json: bool) -> None:
    """Examine an index for damage.

    Files against their checksums, vectors against the catalog, and every count. Exit code 1 if a problem remains.

    \b
    Examples:
        senseindex doctor --index indexes/speeches
        senseindex doctor --repair
    """
    from senseindex.upkeep.doctor import examine

    if is_empty_place(index_directory):
        open_index(index_directory)  # says that there is none
    with ProgressDisplay() as progress:
        report = examine(index_directory, repair=repair, progress=progress)
    if as_json:
        show(report, "json")
    else:
        _show_problems(report, repair)
    if not report.sound:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("destination", type=PATH, metavar="DEST")
@index_option
@format_option
def backup(destination: Path, index_directory: Path, output_format: str) -> None:
    """Copy an index to a new folder.

    DEST is an index too: open it with --index DEST, or move it back to restore. Other commands may write meanwhile;
    the copy is the state at the start.

    \b
    Example:
        senseindex backup /backups/speeches --index indexes/speeches
    """
    with open_index(index_directory) as index, ProgressDisplay() as progress:
        report = index.upkeep.backup(destination, progress)
    _show(report, output_format)


def update_senses(index_directory: Path, seed: int | None, output_format: str) -> None:
    """`induce --update`: a line for every word that was induced again."""
    with open_index(index_directory) as index, ProgressDisplay() as progress:
        report = index.induce(update=True, seed=seed, progress=progress)
    _show(report, output_format)


def _show(report: Report, output_format: str) -> None:
    """The report; its lines hold paths and reasons, which are never cut."""
    if output_format == "table":
        write(str(report))
    else:
        show(report, output_format)


def _show_problems(report: DoctorReport, repair: bool) -> None:
    for problem in report.problems[:SHOWN]:
        outcome = (
            f"mended: {problem.done}" if problem.done else "can be mended with --repair" if problem.mendable else ""
        )
        write(f"{problem.check}: {problem.problem}{f' ({outcome})' if outcome else ''}")
    if len(report.problems) > SHOWN:
        write(f"... and {len(report.problems) - SHOWN:,} problems more; --json lists all")
    left = sum(not problem.done for problem in report.problems)
    content = f"{report.documents:,} documents, {report.occurrences:,} occurrences, {report.segments:,} segments"
    write(f"{report.path}: {f'{left:,} problems' if left else 'sound'} ({content})")
