"""The index of the profiles is drawn here."""

from tests.profile.conftest import index, tiny  # noqa: F401
