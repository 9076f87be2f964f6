"""How Sphinx builds these pages: Markdown through MyST, commands from click, the Python API from docstrings.

Nothing is fetched while it builds or when a page is read: Furo uses the fonts of the reader's system.
"""

from __future__ import annotations

import logging

import senseindex

logging.getLogger("faiss").setLevel(logging.WARNING)  # it tells what it loads

project = "senseindex"
author = "The senseindex developers"
copyright = author
release = version = senseindex.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx_click",
    "sphinx_copybutton",
]
source_suffix = {".md": "markdown"}
myst_heading_anchors = 4
default_role = "code"
"""What docstrings put into backticks."""

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"

html_theme = "furo"
html_title = f"senseindex {release}"
html_show_sourcelink = False
html_copy_source = False
copybutton_prompt_text = "$ "
copybutton_only_copy_prompt_lines = True
copybutton_remove_prompts = True
