"""What leaves an index as files. `SenseIndex` has these methods."""


class Exports:
    """The part of `SenseIndex` that writes files."""
