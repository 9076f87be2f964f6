"""Made-up labelled text: words that mean one thing in one kind of sentence and another in another kind."""

from __future__ import annotations

from pathlib import Path

WORDS = ("bank", "crane", "seal", "mole", "spring", "interest", "account", "container")
SENTENCES = {
    "wet": ("The river burst its {} after a week of rain", "We watched the {} near the cold water of the river"),
    "dry": ("She paid in her savings and the {} was unhappy", "Rates were raised again by the {} and the bankers"),
}
USAGES = 6


def write_noad(folder: Path, words: tuple[str, ...] = WORDS) -> Path:
    """A folder of files with senses, each document one sentence with one labelled word."""
    folder.mkdir(parents=True, exist_ok=True)
    for word in words:
        for sense, templates in SENTENCES.items():
            for number in range(USAGES):
                tokens = [*["again"] * number, *templates[number % 2].split()]
                lines = [
                    f'<word text="{word}" lemma="{word}" pos="NOUN" sense="{word}.{sense}"/>'
                    if token == "{}"
                    else f'<word text="{token}"/>'
                    for token in tokens
                ]
                (folder / f"{word}-{sense}-{number}.xml").write_text(f"<doc>{''.join(lines)}</doc>", encoding="utf-8")
    return folder


def write_plain(folder: Path) -> Path:
    """A folder of plain text with the same words."""
    folder.mkdir(parents=True, exist_ok=True)
    for word in WORDS:
        lines = [template.format(word) for templates in SENTENCES.values() for template in templates]
        (folder / f"{word}.txt").write_text("\n\n".join(f"{line}." for line in lines * 4), encoding="utf-8")
    return folder
