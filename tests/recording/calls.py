"""The Python calls of the recording, by the names of `tests.recording.api`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from tests.recording import api

Ask = Callable[..., Any]
Calls = Mapping[str, Callable[[Ask], Any]]

MONEY = "She asked her bank for a loan to buy the bakery."
RIVER = "We tied the boat to a willow on the bank and ate our sandwiches."
LETTER = "The bank lent us money. We sat on the bank in spring, and a mole dug up the pitch."


def plain(value: Any) -> Any:
    """`value` as JSON knows it; numbers keep four decimals."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return round(value, 4) + 0.0
    if hasattr(value, "as_dict"):
        return plain(value.as_dict())
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return str(value)


def shown(value: Any) -> str:
    """An answer as JSON, and as it prints where that is a table."""
    text = json.dumps(plain(value), ensure_ascii=False, indent=1)
    printed = f"\n--- printed\n{value}" if hasattr(value, "table") else ""
    return f"{text}{printed}\n"


def _hit(ask: Ask, place: int = 0, **asked: Any) -> int:
    found: int = ask("query", **asked, n=place + 1)[place].occurrence_id
    return found


def _many(ask: Ask) -> Any:
    return [found.hits for found in ask("query_many", [MONEY, RIVER], lemma="bank", n=4, window=3)]


def _many_likes(ask: Ask) -> Any:
    likes = [_hit(ask, sense="bank%1"), _hit(ask, sense="spring%2")]
    return [(found.lemma, found.total, found.hits) for found in ask("query_many", likes=likes, n=3, window=3)]


def _session(ask: Ask) -> Any:
    """Label five lines, undo and skip one, and propagate."""
    session = ask("label_session", "plant", author="caller", window=4)
    steps: list[Any] = [[sense.name for sense in session.senses]]
    for number in range(5):
        hit = session.next()
        steps.append((hit.occurrence_id, str(hit)))
        if number == 3:
            session.skip(hit.occurrence_id)
        else:
            session.label(hit.occurrence_id, session.senses[number % 2].name)
        if number == 2:
            steps.append(session.undo())
    return [*steps, session.labelled, ask("propagate", "plant", author="caller")]


def _edits(ask: Ask) -> Any:
    """One edit after the other, and what each gives."""
    editor = ask("editor", "caller")
    given = api.given
    steps = [
        given(editor.rename("bank%1", "money")),
        given(editor.define("bank%1", "it lends")),
        given(editor.tick([_hit(ask, 2, sense="bank%2")])),
        given(editor.move([_hit(ask, 1, sense="match%2")], "match%1")),
        given(editor.split("pitch%2", 2), "senses"),
        given(editor.merge("spring%1", "spring%2")),
        given(editor.create("crane", examples=["The crane lifted the beam."], label="machine"), "made"),
        given(editor.delete("palm%2")),
        given(editor.lock("bank%1", "bank%2")),
        next(sense.size for sense in ask("senses", "bank", examples=0) if sense.id == "bank%1"),
        given(editor.undo(), "summary"),
        given(editor.undo("crane"), "summary"),
        given(editor.redo("crane"), "summary"),
    ]
    return [*steps, ask("edit").history(n=12)]


def _preview(ask: Ask) -> Any:
    editor = ask("editor", None)
    examples = ["The crane lifted the steel beam.", "The crane spread its wings."]
    made = editor.preview_create("crane", examples=examples[:1], lines=4, window=3)
    return [made.hits, [part.hits for part in editor.preview_split("crane%1", examples=examples, lines=4, window=3)]]


def _after_edits(ask: Ask) -> Any:
    return [
        ask("senses", lemma, examples=2, window=4) for lemma in ("bank", "match", "pitch", "spring", "crane", "palm")
    ]


def _doctor_of_damage(_: Ask) -> Any:
    """What is said of a copy with one byte changed in its two largest files but the catalog, one after the other."""
    files = [path for path in Path("copy").rglob("*") if path.is_file() and "catalog" not in path.name]
    steps = []
    for path in sorted(files, key=lambda path: -path.stat().st_size)[:2]:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0xFF
        path.write_bytes(bytes(content))
        report = api.doctor(Path("copy"))
        steps.append([report.sound, [(problem.check, bool(problem.mendable)) for problem in report.problems]])
    return steps


_ASKED: Calls = {
    "recipe": lambda ask: ask("recipe").to_dict(),
    "language": lambda ask: ask("language"),
    "senses": lambda ask: ask("senses", "bank", examples=2, window=5),
    "senses of a form": lambda ask: ask("senses", "Banks", examples=0),
    "senses as HTML": lambda ask: ask("senses", "bank")._repr_html_(),
    "ambiguous": lambda ask: ask("ambiguous", 5, min_frequency=20, min_share=0.1),
    "query": lambda ask: ask("query", "bank", n=5),
    "query as HTML": lambda ask: ask("query", "bank", sense="bank%2", n=3)._repr_html_(),
    "query with bound values": lambda ask: ask(
        "query", "bank", where="year > ? and genre = ?", parameters=(2000, "news")
    ),
    "query by an example": lambda ask: ask("query", "bank", context=RIVER, n=50, window=0),
    "query like an occurrence": lambda ask: ask("query", like=_hit(ask, sense="bank%1"), n=6, window=2),
    "query over all words": lambda ask: ask("query", context="We sat on the [bank].", any_word=True, n=30, window=2),
    "query, sorted": lambda ask: ask("query", "spring", sort="R1,-year,node", n=100, window=2),
    "query, sampled": lambda ask: ask("query", "spring", sample=10, seed=4, n=10, window=2),
    "query near words": lambda ask: ask("query", "bank", near=["river,water"], without=("loan",), span=6, n=9),
    "query by a pattern": lambda ask: ask("query", pattern='[word="the|a"%c] [sense="bank%2"]', n=9),
    "query of nothing": lambda ask: ask("query", "bank", where="year > 3000"),
    "query, refused": lambda ask: ask("query", "bank", n=-1),
    "query of an unknown word": lambda ask: ask("query", "zeppelin"),
    "count": lambda ask: ask("count", "bank", sense="bank%1"),
    "breakdown by sense": lambda ask: ask("breakdown", "sense", "spring"),
    "breakdown by genre": lambda ask: ask("breakdown", "genre", sense="bank%2"),
    "breakdown by collocate": lambda ask: ask("breakdown", "collocate", "bank", span=3),
    "query_many": _many,
    "query_many of occurrences": _many_likes,
    "query_many, refused": lambda ask: ask("query_many", ["The bank."], likes=[1]),
    "assign": lambda ask: ask("assign", LETTER),
    "assign nothing": lambda ask: ask("assign", ""),
    "neighbors": lambda ask: ask("neighbors", "water", 5),
    "similarity": lambda ask: ask("similarity", "bank", "water"),
    "analogy": lambda ask: ask("analogy", "bank", "money", "water", n=5),
    "analogy by product": lambda ask: ask("analogy", "bank", "money", "water", n=5, method="3cosmul"),
    "odd_one_out": lambda ask: ask("odd_one_out", ["bank", "water", "money", "account"]),
    "compare": lambda ask: ask("compare", "bank", [MONEY, RIVER], layers="0,3,-1"),
    "profile": lambda ask: ask("profile", "bank", examples=2, options=api.collocate_options(n=4, min_frequency=2)),
    "frequency": lambda ask: ask("frequency", "bank", where="year >= ?", parameters=(2000,)),
    "collocates": lambda ask: ask(
        "collocates", sense="bank%2", options=api.collocate_options(window=3, sort="ll", n=8)
    ),
    "contrast": lambda ask: ask("contrast", "spring%1", "spring%2", options=api.collocate_options(min_frequency=2)),
    "examples": lambda ask: ask("examples", "spring", n=6),
    "change": lambda ask: ask("change", "bank", by="decade"),
    "thesaurus": lambda ask: ask("thesaurus", sense="bank%1", n=8),
    "keyness": lambda ask: ask(
        "keyness", "bank", where="year < ?", parameters=(2000,), against="genre = 'news'", added=10
    ),
    "review": lambda ask: ask("review", "spring", 5, window=3),
    "dictionary": lambda ask: ask("dictionary", "sources/dictionary.json", ["bank"], lines=2, window=3),
    "history of nothing": lambda ask: ask("edit").history(),
}

_CHANGED: Calls = {
    "subcorpora of none": lambda ask: ask("subcorpora"),
    "define_subcorpus": lambda ask: ask("define_subcorpus", "late", "year >= 2010"),
    "subcorpora": lambda ask: ask("subcorpora"),
    "query in a subcorpus": lambda ask: ask("query", "bank", subcorpus="late", n=5),
    "frequency in a subcorpus": lambda ask: ask("frequency", "bank", subcorpus="late", where="genre = 'news'"),
    "remove_subcorpus": lambda ask: [ask("remove_subcorpus", "late"), ask("subcorpora")],
    "remove_subcorpus, refused": lambda ask: ask("remove_subcorpus", "late"),
    "previews": _preview,
    "edits": _edits,
    "senses after edits": _after_edits,
    "label and propagate": _session,
    "senses after labels": lambda ask: ask("senses", "plant", examples=2, window=4),
    "export_senses": lambda ask: ask("export_senses", "senses.json", "bank"),
    "import_senses": lambda ask: ask("edit").import_senses("sources/inventory.json"),
    "adopt a dictionary": lambda ask: ask("dictionary", "sources/dictionary.tsv", ["pitch"], adopt=True, lines=0),
    "export_hits": lambda ask: ask(
        "export_hits", "hits.csv", "bank", where="year > ?", parameters=(2005,), sort="year"
    ),
    "export_entries": lambda ask: ask("export_entries", "entries.md", ["bank", "plant"], format="markdown", examples=1),
    "export_entries, refused": lambda ask: ask("export_entries", "entries.md", ["bank"], format="pdf"),
    "export_corpus": lambda ask: ask("export_corpus", "corpus.vert", format="vertical"),
    "export_sense_vectors": lambda ask: ask("export_sense_vectors", "senses.vec", "bank"),
    "induce by k-means": lambda ask: ask("induce", ["mole", "court"], algorithm="kmeans", seed=5),
    "senses by k-means": lambda ask: [ask("senses", word, examples=1, window=3) for word in ("mole", "court")],
    "induce, refused": lambda ask: ask("induce", ["mole"], algorithm="magic"),
    "induce": lambda ask: ask("induce", min_frequency=25, seed=1),
    "delete, dry": lambda ask: ask("delete", ["fiction-001", "fiction-002"], dry_run=True),
    "delete": lambda ask: ask("delete", where="year < ?", parameters=(1990,)),
    "update_senses": lambda ask: ask("induce", update=True, seed=2),
    "compact": lambda ask: ask("compact"),
    "backup": lambda ask: ask("backup", "copy"),
    "info": lambda ask: ask("info"),
    "doctor": lambda _: api.doctor(Path("copy")),
    "doctor of damage": _doctor_of_damage,
    "query at the end": lambda ask: ask("query", "bank", n=100, window=1),
}

_SPEECHES: Calls = {
    "senses": lambda ask: ask("senses", "interest", examples=2, window=5),
    "all hits": lambda ask: ask("query", "great", n=1000, window=0),
    "hits of a sense": lambda ask: ask("query", sense="party%1", n=200, window=1),
    "by an example": lambda ask: ask("query", context="He spoke for the Labor [party].", n=300, window=0),
    "over all words": lambda ask: ask("query", context="They signed a [treaty].", any_word=True, n=60, window=1),
    "query_many": lambda ask: [
        each.hits for each in ask("query_many", ["A rate of [interest].", "The [party] won."], n=5)
    ],
    "ambiguous": lambda ask: ask("ambiguous", 60),
    "neighbors": lambda ask: ask("neighbors", "party", 20),
    "collocates": lambda ask: ask("collocates", "interest", options=api.collocate_options(sort="mi", n=15)),
    "examples": lambda ask: ask("examples", sense="interest%4", n=10),
    "thesaurus": lambda ask: ask("thesaurus", "agreement", n=20),
    "change": lambda ask: ask("change", "trade", by="decade"),
    "review": lambda ask: ask("review", "trade", 10, window=3),
    "assign": lambda ask: ask("assign", "The party lost interest in the trade agreement with the school."),
    "export_entries": lambda ask: ask("export_entries", "entries.json", ["party"], format="dmlex"),
}

GROUPS: Mapping[str, tuple[str, Calls]] = {
    "calls-asked": ("example", _ASKED),
    "calls-changed": ("example", _CHANGED),
    "calls-speeches": ("speeches", _SPEECHES),
}
"""Name of a group -> the index it works on, and its calls in order."""
