"""Several views of a word in one answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from senseindex.profile.collocates import CollocateList
from senseindex.profile.examples import ExampleList
from senseindex.profile.frequency import FrequencyTable


@dataclass(frozen=True)
class Profile:
    """How often, with which words, and how: the parts have a table each."""

    frequency: FrequencyTable
    collocates: CollocateList
    examples: ExampleList

    @property
    def parts(self) -> tuple[FrequencyTable, CollocateList, ExampleList]:
        return (self.frequency, self.collocates, self.examples)

    def as_dict(self) -> dict[str, Any]:
        return {
            "frequency": self.frequency.as_dict(),
            "collocates": self.collocates.as_dict(),
            "examples": self.examples.as_dict(),
        }

    def __str__(self) -> str:
        return "\n\n".join(map(str, self.parts))

    def _repr_html_(self) -> str:
        return "".join(part._repr_html_() for part in self.parts)
