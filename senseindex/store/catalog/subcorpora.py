"""Parts of the corpus that a person has given a name, each a condition on the metadata of documents."""

from __future__ import annotations

from senseindex.store.catalog.settings import Settings

_SETTING = "subcorpora"


class Subcorpora:
    """Conditions by name."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def all(self) -> dict[str, str]:
        """Name and condition of every subcorpus, in the order of the alphabet."""
        return dict(sorted(self._settings.get(_SETTING, {}).items()))

    # -- writing, inside the caller's transaction ------------------------------------------------------------------

    def define(self, name: str, condition: str) -> None:
        """Give a condition a name, which may have stood for another one."""
        self._settings.set(_SETTING, self.all() | {name: condition})

    def forget(self, name: str) -> None:
        self._settings.set(_SETTING, {each: where for each, where in self.all().items() if each != name})
