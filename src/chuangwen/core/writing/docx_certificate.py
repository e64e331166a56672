"""The certificate as docx: one landscape page with a frame."""

from io import BytesIO
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from chuangwen.core.writing import layout
from chuangwen.core.writing.codes import qr_picture
from chuangwen.core.writing.docx_pieces import element, say
from chuangwen.core.writing.model import Certificate
from chuangwen.core.writing.wording import say_date

RED = "B3261E"


def write_certificate(file: Any, paper: Certificate) -> None:
    """Write the certificate into an empty docx."""
    _page(file.sections[0])
    heading = say(_line(file, WD_ALIGN_PARAGRAPH.CENTER, after=24), paper.heading, "biaosong", 44)
    heading.font.color.rgb = RGBColor.from_string(RED)
    say(_line(file, WD_ALIGN_PARAGRAPH.LEFT, after=12), f"{paper.holder}：", "kaiti", 26)
    text = _line(file, WD_ALIGN_PARAGRAPH.JUSTIFY, after=36)
    text.paragraph_format.first_line_indent = Pt(40)
    say(text, paper.text, "fangsong", 20)
    table = file.add_table(rows=1, cols=3)
    for cell, width in zip(table.rows[0].cells, (35, 82, 100), strict=True):
        cell.width = Mm(width)
    code, number, signature = table.rows[0].cells
    _single(code.paragraphs[0]).add_run().add_picture(BytesIO(qr_picture(paper.qr)), width=Mm(28))
    for place, words in enumerate(_numbers(paper)):
        line = _single(number.paragraphs[0] if place == 0 else number.add_paragraph())
        say(line, words, "fangsong", layout.TABLE_SIZE)
    for place, words in enumerate((paper.issuer, say_date(paper.date))):
        line = _single(signature.paragraphs[0] if place == 0 else signature.add_paragraph())
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        say(line, words, "fangsong", 20)


def _numbers(paper: Certificate) -> list[str]:
    until = [f"有效期至：{paper.until}"] if paper.until else []
    return [f"证书编号：{paper.number}", *until, "扫码核验"]


def _page(section: Any) -> None:
    high, wide = layout.A4
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(wide), Mm(high)
    section.left_margin = section.right_margin = Mm(40)
    section.top_margin = section.bottom_margin = Mm(32)
    borders = element("pgBorders", offsetFrom="page")
    for side in ("top", "left", "bottom", "right"):
        borders.append(element(side, val="thinThickSmallGap", sz=24, space=24, color=RED))
    properties = section._sectPr  # noqa: SLF001  python-docx has no word for page borders
    properties.find(qn("w:pgMar")).addnext(borders)


def _line(file: Any, align: Any, *, after: int) -> Any:
    paragraph = _single(file.add_paragraph())
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(after)
    return paragraph


def _single(paragraph: Any) -> Any:
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    return paragraph
