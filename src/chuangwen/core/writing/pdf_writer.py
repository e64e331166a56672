"""A paper as PDF: the paper goes to the typesetter as data, never as markup, so no sign of it can be taken for code."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typst

from chuangwen.core.writing import layout
from chuangwen.core.writing.codes import qr_drawing
from chuangwen.core.writing.faces import families_for, fonts_in
from chuangwen.core.writing.model import (
    Block,
    Certificate,
    Document,
    Form,
    Heading,
    Items,
    Paper,
    Paragraph,
    Table,
    Written,
)
from chuangwen.core.writing.wording import clean, numbered, room_right_of_signature, say_date

TEMPLATES = Path(__file__).parent / "templates"
MEDIA_TYPE = "application/pdf"
UNDATED = date(2000, 1, 1)


def write_pdf(paper: Paper, *, font_folders: Sequence[Path] = ()) -> Written:
    """Write a paper as PDF. Typefaces that the machine lacks are replaced, and named in the result."""
    folders = tuple(font_folders)
    families, replaced = families_for(folders)
    told = _certificate(paper) if isinstance(paper, Certificate) else _document(paper)
    told |= {"fonts": dict(families), "layout": _figures()}
    name = "certificate.typ" if isinstance(paper, Certificate) else "document.typ"
    day = paper.date or UNDATED
    content = typst.compile(
        (TEMPLATES / name).read_bytes(),
        format="pdf",
        font_paths=fonts_in(folders),
        sys_inputs={"paper": json.dumps(told, ensure_ascii=False)},
        timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
    )
    return Written(content=content, media_type=MEDIA_TYPE, suffix="pdf", fonts_replaced=replaced)


def _figures() -> dict[str, float]:
    return {
        "char": layout.CHAR_PITCH,
        "size": layout.BODY_SIZE,
        "pitch": layout.LINE_PITCH,
        "title": layout.TITLE_SIZE,
        "foot": layout.FOOT_SIZE,
        "table": layout.TABLE_SIZE,
        "top": layout.TOP,
        "right": layout.RIGHT,
        "bottom": layout.BOTTOM,
        "left": layout.LEFT,
        "dash": layout.FOOT_DASH,
        "head": layout.HEAD_TO_TOP,
    }


def _document(paper: Document) -> dict[str, Any]:
    attachments = [
        {"title": clean(each.title), "landscape": each.landscape, "body": _blocks(each.body)}
        for each in paper.attachments
    ]
    is_signed = bool(paper.issuer and paper.date)
    return {
        "title": clean(paper.title),
        "red_head": clean(paper.red_head),
        "doc_number": clean(paper.doc_number),
        "to": clean(paper.to),
        "body": _blocks(paper.body),
        "attachments": attachments,
        "issuer": clean(paper.issuer),
        "date": say_date(paper.date) if paper.date else "",
        "room": room_right_of_signature(paper.issuer, paper.date) if is_signed and paper.date else 0,
        "copies": clean(paper.copies),
        "qr": qr_drawing(paper.qr) if paper.qr else "",
        "qr_note": clean(paper.qr_note),
    }


def _certificate(paper: Certificate) -> dict[str, Any]:
    return {
        "heading": clean(paper.heading),
        "holder": clean(paper.holder),
        "text": clean(paper.text),
        "number": clean(paper.number),
        "issuer": clean(paper.issuer),
        "date": say_date(paper.date),
        "until": clean(paper.until),
        "qr": qr_drawing(paper.qr),
    }


def _blocks(blocks: Iterable[Block]) -> list[Mapping[str, Any]]:
    return [_block(block, number) for block, number in numbered(blocks)]


def _block(block: Block, number: str) -> Mapping[str, Any]:
    match block:
        case Paragraph():
            return {"is": "paragraph", "text": clean(block.text), "align": block.align.value}
        case Heading():
            face = layout.HEADING_FACES[block.level - 1]
            return {"is": "heading", "text": number + clean(block.text), "face": face}
        case Items():
            return {"is": "items", "items": [f"{n}.{clean(text)}" for n, text in enumerate(block.items, 1)]}
        case Table():
            rows = [[clean(cell) for cell in row] for row in block.rows]
            shares = list(block.shares or [1] * len(block.head))
            return {"is": "table", "head": [clean(cell) for cell in block.head], "rows": rows, "shares": shares}
        case Form():
            cells = [
                {"text": clean(c.text), "span": c.span, "label": c.is_label, "tall": c.tall, "foot": clean(c.foot)}
                for row in block.rows
                for c in row
            ]
            return {"is": "form", "shares": list(block.shares), "cells": cells}
