"""The command line: each command parses, calls one function of the library and shows what comes back.

Knows options, exit codes and terminals. Decides nothing that a caller from Python would miss.
"""
