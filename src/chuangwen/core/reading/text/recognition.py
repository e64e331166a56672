"""Text out of pictures: the optional extra `ocr`, whose models come in its wheel and need no network."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from PIL import Image

from chuangwen.core.reading.text.lines import joined

SURE = 0.85
"""Below this mean certainty a page is called doubtful, and turned round to see whether it reads better."""
_THREADS = 2
_WIDE_GAP = 2.0  # in line heights: a gap this wide parts two cells of a table
_INK = 200  # a page without one darker pixel is blank
_BUSY = threading.Lock()  # one page at a time: each takes hundreds of megabytes


@dataclass(frozen=True, slots=True)
class Seen:
    """What was recognised in a picture: `sureness` is 0 to 1, `turned` the degrees it had to be turned."""

    text: str
    sureness: float
    turned: int = 0


@dataclass(frozen=True, slots=True)
class _Line:
    left: float
    top: float
    right: float
    bottom: float
    text: str
    sureness: float


def is_there() -> bool:
    """Say whether the optional extra is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def recognise(picture: Image.Image) -> Seen:
    """Recognise a page; when it reads badly it is turned by quarters and the best reading taken.

    A quarter turn is suspected, too, when most lines stand upright.
    """
    pixels = np.asarray(picture.convert("RGB"))
    if pixels.min() > _INK:
        return Seen("", 0.0)
    with _BUSY:
        lines = _lines(pixels)
        best = _seen(lines, 0)
        if best.sureness >= SURE and not _stand_upright(lines):
            return best
        sideways = _stand_upright(lines)
        tried = [] if sideways else [best]
        for turns in (1, 3) if sideways else (2, 1, 3):
            lines = _lines(np.ascontiguousarray(np.rot90(pixels, -turns)))
            tried.append(_seen(lines, 90 * turns))
            if tried[-1].sureness >= SURE and not _stand_upright(lines) and not sideways:
                break
    return max(tried, key=lambda seen: seen.sureness * min(len(seen.text), 200))


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR  # noqa: PLC0415 - takes seconds to load, and is an optional extra

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _lines(pixels: Any) -> list[_Line]:
    found = _engine()(pixels, use_cls=False)
    if found.boxes is None or not found.txts:
        return []
    return [
        _Line(
            float(box[:, 0].min()),
            float(box[:, 1].min()),
            float(box[:, 0].max()),
            float(box[:, 1].max()),
            text,
            float(score),
        )
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
    ]


def _stand_upright(lines: Sequence[_Line]) -> bool:
    """Say whether most characters stand in boxes that are much taller than wide."""
    long = [line for line in lines if len(line.text) > 2]
    upright = sum(len(line.text) for line in long if line.bottom - line.top > 1.5 * (line.right - line.left))
    return bool(long) and upright > sum(len(line.text) for line in long) / 2


def _seen(lines: Sequence[_Line], turned: int) -> Seen:
    letters = sum(len(line.text) for line in lines)
    sureness = sum(line.sureness * len(line.text) for line in lines) / letters if letters else 0.0
    return Seen(joined(_rows(lines)), round(sureness, 3), turned)


def _rows(lines: Sequence[_Line]) -> list[str]:
    """Put boxes of the same height into one row, from left to right; a wide gap becomes a tab."""
    rows: list[list[_Line]] = []
    for line in sorted(lines, key=lambda line: line.top + line.bottom):
        last = rows[-1][-1] if rows else None
        middle = (line.top + line.bottom) / 2
        if last and last.top < middle < last.bottom:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_row(sorted(row, key=lambda line: line.left)) for row in rows]


def _row(row: Sequence[_Line]) -> str:
    text, end = row[0].text, row[0].right
    for line in row[1:]:
        text += ("\t" if line.left - end > _WIDE_GAP * (line.bottom - line.top) else "") + line.text
        end = line.right
    return text
