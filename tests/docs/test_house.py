"""The house that the docs show is the one that stands."""

from __future__ import annotations

import re

from tests.docs.pages import text_of
from tests.test_architecture import RANKS


def test_the_docs_list_every_room_from_the_top_down() -> None:
    _, _, house = text_of("docs/how-it-works.md").partition("## The house")
    rooms = re.findall(r"^\| `(\w+)(?:/|\.py)` \|", house, re.MULTILINE)
    assert set(rooms) == set(RANKS) - {"__init__"}, "a room stands in docs/how-it-works.md with what is in it"
    assert [RANKS[room] for room in rooms] == sorted((RANKS[room] for room in rooms), reverse=True)
