"""Tiny encoders for the tests of this room."""

from tests.vectors.conftest import one_thread, tiny_folders  # noqa: F401
