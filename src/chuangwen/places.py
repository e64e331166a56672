"""Where the program's own files and the office's files are.

In a checkout the catalogues and books stand at the project's root; in an
installed package they lie inside it.
"""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
_ROOT = PACKAGE.parent.parent


def _shipped(name: str) -> Path:
    inside = PACKAGE / name
    return inside if inside.is_dir() else _ROOT / name


CATALOGUES = _shipped("catalogues")
RULEBOOKS = _shipped("rulebooks")
SCHEMA_FILE = _shipped("docs") / "rulebook.schema.json"
HOME = Path(os.environ.get("CHUANGWEN_HOME", "var")).resolve()
FONTS = HOME / "fonts"  # typefaces that the office has a licence for; see docs/documents.md
