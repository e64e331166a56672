"""Pages printed for tests: pictures and PDF files of Chinese text, in a font of the machine."""

import io
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

FONT = next(
    (p for p in Path("/usr/share/fonts").rglob("NotoSerifCJK-Regular.ttc")),
    next((p for p in Path("/usr/share/fonts").rglob("NotoSansCJK-Regular.ttc")), None),
)
SIMPLIFIED = 2  # the place of the Chinese face in the collection
needs_font = pytest.mark.skipif(FONT is None, reason="the font fonts-noto-cjk is not installed")
A4 = (2480, 3508)
MARGIN = 300


def page_picture(text, *, size=50, paper=A4):
    """A page at 300 dots an inch; 50 pixels are 12 points."""
    picture = Image.new("L", paper, 255)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(FONT, size, index=SIMPLIFIED)
    for number, line in enumerate(wrapped(text, (paper[0] - 2 * MARGIN) // size)):
        draw.text((MARGIN, MARGIN + number * size * 1.7), line, font=font, fill=0)
    return picture


def wrapped(text, width):
    for paragraph in text.split("\n"):
        yield from [paragraph[i : i + width] for i in range(0, len(paragraph), width)] or [""]


def png_bytes(picture, kind="PNG"):
    file = io.BytesIO()
    picture.save(file, kind, dpi=(300, 300))
    return file.getvalue()


def scanned_pdf(*pictures):
    """A PDF whose pages are pictures."""
    file = io.BytesIO()
    pictures[0].convert("RGB").save(file, "PDF", resolution=300, save_all=True, append_images=pictures[1:])
    return file.getvalue()


def printed_pdf(pages):
    """A PDF with a text layer: every page a list of lines as they are printed."""
    pdf = FPDF(format="A4")
    pdf.add_font("noto", fname=FONT, collection_font_number=SIMPLIFIED)
    pdf.set_auto_page_break(auto=False)
    for lines in pages:
        pdf.add_page()
        pdf.set_font("noto", size=12)
        for line in lines:
            pdf.cell(w=0, h=8, text=line, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())
