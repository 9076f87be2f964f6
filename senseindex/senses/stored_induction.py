"""What an index remembers of how its senses were found: the setting `induction`.

It is a name and plain values. Opening an index imports nothing that it names; finding senses again does, from what is
installed here, and calls only what says by its arguments that it is an induction algorithm.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from senseindex.errors import RESTORE, StoreError, UsageError
from senseindex.senses.algorithms.induction import Induction
from senseindex.store.catalog.catalog import Catalog
from senseindex.vectors.contextual.model_names import FAST

SETTING = "induction"
"""None where no senses have been induced."""


def induction_for(model: str, seed: int = 0) -> Induction:
    """What suits the sense vectors of the recipe that suits an encoder.

    Those of `fast` are mixed with their passage, and only `two-level` was made for that.
    """
    return Induction("two-level", seed=seed) if model == FAST else Induction(seed=seed)


def stored_induction(catalog: Catalog) -> Induction:
    """How the senses of an index were found; where none were yet, what suits its encoder.

    Raises StoreError for a damaged one.
    """
    data = catalog.settings.get(SETTING)
    try:
        return (
            induction_for(catalog.settings.get("recipe", {}).get("model", ""))
            if data is None
            else Induction.from_dict(data)
        )
    except UsageError as error:
        raise StoreError(f"the catalog says no readable way to induce: {error}; {RESTORE}") from None


def chosen_induction(
    stored: Induction, algorithm: str | None, parameters: Mapping[str, Any] | None, seed: int | None
) -> Induction:
    """What is asked for, and else what is stored; another algorithm does not get the parameters of the stored one.

    Raises UsageError for an unknown algorithm and for parameters that it does not have.
    """
    if parameters is None:
        parameters = dict(stored.parameters) if algorithm in (None, stored.algorithm) else {}
    chosen = Induction.of(algorithm or stored.algorithm, parameters, stored.seed if seed is None else seed)
    chosen.check()
    return chosen
