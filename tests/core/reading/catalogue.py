"""The catalogue that the readings of these tests use: the one that is shipped."""

from functools import cache
from pathlib import Path

from chuangwen.core import catalogue as catalogues

ROOT = Path(__file__).resolve().parents[3]


@cache
def shipped():
    return catalogues.load((ROOT / "catalogues" / "kinds.yaml").read_text(encoding="utf-8"))
