"""Every link inside the repository leads somewhere."""

from __future__ import annotations

import pytest

from tests.docs.pages import PAGES, REPOSITORY, anchors_of, links_of, text_of


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_and_anchors(page: str) -> None:
    for link in links_of(page):
        if "://" in link:
            continue
        place, _, anchor = link.partition("#")
        target = (REPOSITORY / page).parent / place if place else REPOSITORY / page
        assert target.exists(), f"{page}: {link}"
        if anchor:
            assert anchor in anchors_of(target.resolve().relative_to(REPOSITORY).as_posix()), f"{page}: {link}"


def test_every_page_of_the_docs_is_reached_from_the_index() -> None:
    index = text_of("docs/index.md")
    for page in PAGES:
        if page.startswith("docs/") and page != "docs/index.md":
            assert page.removeprefix("docs/").removesuffix(".md") in index.splitlines(), page
