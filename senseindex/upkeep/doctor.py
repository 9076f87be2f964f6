"""Examine an index from end to end, and mend what can be mended without loss.

Files against their checksums, SQLite's own checks, cells against the catalog, and every number that can be counted
again. What interrupted work left is removed as soon as the index is opened, by the doctor as by anybody.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from senseindex.answers.reports import Diagnosis, DoctorReport
from senseindex.errors import StoreError
from senseindex.index.models import PROJECTION_SETTING, STATIC_FOLDER
from senseindex.index.open_index import OpenIndex, Progress
from senseindex.senses.stored_induction import stored_induction
from senseindex.store.catalog import checksums as catalog_checksums
from senseindex.store.catalog.catalog import CATALOG_FILE
from senseindex.store.catalog.check_counts import check_counts, check_database
from senseindex.store.catalog.findings import Finding
from senseindex.upkeep.check_cells import check_cells

ROUNDS = 3


def examine(path: Path, *, repair: bool = False, progress: Progress | None = None) -> DoctorReport:
    """Examine the index at `path`. Raises StoreError where there is no index at all, or a writer is at work."""
    started = time.perf_counter()
    if not (path / CATALOG_FILE).is_file():
        raise StoreError(f"{path} is not an index: it has no {CATALOG_FILE}; name another directory")
    try:
        index = OpenIndex(path)
    except StoreError as error:
        finding = Diagnosis("catalog", str(error), "", False)
        return DoctorReport(str(path), 0, 0, 0, (finding,), time.perf_counter() - started)
    try:
        altered = list(_checked("catalog", _check_catalog_file(index)))
        if repair and all(finding.remedy for finding in altered):
            with index.writing():
                problems = newest = _mended(index, [*altered, *_findings(index, progress)])
                for _ in range(ROUNDS):
                    if not any(problem.done for problem in newest):
                        break
                    # What was counted from a wrong number is right only once that number is.
                    newest = _mended(index, list(_findings(index, progress)))
                    problems = [*problems, *(problem for problem in newest if problem not in problems)]
        else:
            found = [*altered, *_findings(index, progress)]
            problems = [Diagnosis(each.check, each.problem, "", bool(each.remedy)) for each in found]
        problems += [
            Diagnosis("leftovers", f"{path} was left by interrupted work", "removed", True) for path in index.cleared
        ]
        catalog = index.catalog
        try:
            counts = catalog.documents.count(), catalog.occurrences.count(), len(catalog.segments.all())
        except StoreError:
            counts = 0, 0, 0
        return DoctorReport(str(path), *counts, tuple(problems), time.perf_counter() - started)
    finally:
        index.close()


def _mended(index: OpenIndex, found: list[Finding]) -> list[Diagnosis]:
    """Mend everything that has a remedy, unless SQLite finds the catalog damaged: counting again would hide that."""
    trusted = not any(each.check == "integrity" and not each.remedy for each in found)
    done = []
    for finding in found:
        mend = bool(finding.remedy) and trusted
        if mend and finding.mend is not None:
            with index.catalog.writing():
                finding.mend()
        done.append(Diagnosis(finding.check, finding.problem, finding.remedy if mend else "", bool(finding.remedy)))
    return done


def _findings(index: OpenIndex, progress: Progress | None) -> Iterator[Finding]:
    checks = [
        ("integrity", check_database(index.catalog)),
        ("counts", check_counts(index.catalog)),
        ("projection", _check_projection(index)),
        ("induction", _check_reading("induction", lambda: stored_induction(index.catalog))),
        ("segments", _check_segments(index)),
        ("cells", _check_cells(index)),
        ("static vectors", _check_static(index)),
    ]
    for number, (name, check) in enumerate(checks, start=1):
        yield from _checked(name, check)
        if progress:
            progress("examine", number, len(checks))


def _checked(name: str, check: Iterator[Finding]) -> Iterator[Finding]:
    """The findings of a check; where it cannot go on, that is one more."""
    try:
        yield from check
    except Exception as error:  # whatever a damaged catalog makes of numbers and texts
        yield Finding(name, f"this could not be examined to its end: {error}")


def _check_catalog_file(index: OpenIndex) -> Iterator[Finding]:
    problem, only_checksums = catalog_checksums.damage(index.catalog.path)
    if problem:
        yield Finding("catalog", problem, "wrote them anew" if only_checksums else "")


def _check_projection(index: OpenIndex) -> Iterator[Finding]:
    if index.catalog.settings.get(PROJECTION_SETTING) is not None or index.catalog.segments.all():
        yield from _check_reading("projection", lambda: index.models.projection)


def _check_reading(name: str, read: Callable[[], object]) -> Iterator[Finding]:
    """What stands in the way of reading something."""
    try:
        read()
    except StoreError as error:
        yield Finding(name, str(error))


def _check_segments(index: OpenIndex) -> Iterator[Finding]:
    for segment in index.catalog.segments.all():
        for problem in index.store.verify(segment.id):
            yield Finding("segments", problem)


def _check_cells(index: OpenIndex) -> Iterator[Finding]:
    if index.catalog.segments.all():
        yield from check_cells(index.catalog, index.store)
    elif index.catalog.occurrences.count():
        yield Finding("cells", "there are occurrences and no segments")


def _check_static(index: OpenIndex) -> Iterator[Finding]:
    from senseindex.vectors.static import has_static_vectors
    from senseindex.vectors.static.storage import damaged_files

    folder = index.path / STATIC_FOLDER
    method = (index.catalog.settings.get("static") or {}).get("method", "none")
    if has_static_vectors(folder):
        for problem in damaged_files(folder):
            yield Finding("static vectors", f"{problem}; train or import them again")
    elif method != "none":
        yield Finding("static vectors", f"{folder} is missing; train or import them again")
