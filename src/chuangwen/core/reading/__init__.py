"""The report reader: documents in, quantified facts with their place in the text out.

`read("全年召开专题会议12场。", catalogue=catalogue)` finds one fact: a meeting, twelve times.
"""

from chuangwen.core.reading.entries import ReadEntry, entries_of
from chuangwen.core.reading.model import (
    Block,
    Contradiction,
    Document,
    PassedOver,
    ReadFact,
    Reading,
    ReadingStopped,
    UnreadableFile,
)
from chuangwen.core.reading.pipeline import read
from chuangwen.core.reading.scoring import rows
from chuangwen.core.reading.text import extract

__all__ = [
    "Block",
    "Contradiction",
    "Document",
    "PassedOver",
    "ReadEntry",
    "ReadFact",
    "Reading",
    "ReadingStopped",
    "UnreadableFile",
    "entries_of",
    "extract",
    "read",
    "rows",
]
