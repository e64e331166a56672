"""A paper as docx: page, grid, typefaces and page numbers as GB/T 9704-2012 has them.

The typefaces are named whether or not this machine has them: the reader's has. The same
paper gives the same bytes, so the archive is written anew with a fixed date.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Mm, Pt, RGBColor

from chuangwen.core.writing import layout
from chuangwen.core.writing.codes import qr_picture
from chuangwen.core.writing.docx_certificate import write_certificate
from chuangwen.core.writing.docx_pieces import (
    bordered,
    chars_in,
    faced,
    grid_of,
    line_of,
    number_foot,
    rest_right,
    say,
    to_bottom,
)
from chuangwen.core.writing.docx_tables import put_form, put_table
from chuangwen.core.writing.model import (
    Align,
    Attachment,
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

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNDATED = date(2000, 1, 1)
RED = RGBColor(0xE6, 0x00, 0x12)
ALIGNS = {
    Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Align.CENTER: WD_ALIGN_PARAGRAPH.CENTER,
    Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}


def write_docx(paper: Paper) -> Written:
    """Write a paper as docx."""
    file = docx.Document()
    faced(file)
    if isinstance(paper, Certificate):
        write_certificate(file, paper)
    else:
        _write(file, paper)
    _describe(file, paper)
    buffer = BytesIO()
    file.save(buffer)
    return Written(content=_dateless(buffer.getvalue()), media_type=MEDIA_TYPE, suffix="docx")


def _describe(file: Any, paper: Paper) -> None:
    day = paper.date or UNDATED
    told = file.core_properties
    told.title = clean(paper.heading if isinstance(paper, Certificate) else paper.title)[:250]
    told.author = told.last_modified_by = clean(paper.issuer)[:250]
    told.comments, told.language = "", "zh-CN"
    told.created = told.modified = datetime(day.year, day.month, day.day, tzinfo=UTC)


def _dateless(content: bytes) -> bytes:
    """Write the archive anew, each part with the same fixed date."""
    buffer = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), old.read(name), ZIP_DEFLATED)
    return buffer.getvalue()


# The document ------------------------------------------------------------------


def _write(file: Any, paper: Document) -> None:
    _lay_out(file.sections[0])
    number_foot(file)
    if paper.red_head:
        _red_head(file, paper)
    _title(file, paper.title)
    if paper.doc_number and not paper.red_head:
        line_of(file, paper.doc_number, WD_ALIGN_PARAGRAPH.CENTER)
    line_of(file, "")
    if paper.to:
        line_of(file, f"{paper.to}：", WD_ALIGN_PARAGRAPH.LEFT)
    _put(file, paper.body)
    _list_attachments(file, paper.attachments)
    _sign(file, paper)
    if paper.qr:
        _code(file, paper)
    for place, attachment in enumerate(paper.attachments, 1):
        _attach(file, attachment, str(place) if len(paper.attachments) > 1 else "")
    if paper.copies:
        _copies(file, paper.copies)


def _lay_out(section: Any, *, landscape: bool = False) -> None:
    """Set paper, margins and grid; a landscape page is the upright one turned by a quarter."""
    wide, high = layout.A4
    top, right, bottom, left = layout.TOP, layout.RIGHT, layout.BOTTOM, layout.LEFT
    if landscape:
        wide, high = high, wide
        top, right, bottom, left = left, top, right, bottom
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(wide), Mm(high)
    section.top_margin, section.right_margin = Mm(top), Mm(right)
    section.bottom_margin, section.left_margin = Mm(bottom), Mm(left)
    # The dash of the number stands in the middle of its line, seven millimetres below the text block.
    half_line = layout.FOOT_SIZE / 2 / layout.POINTS_PER_MM
    section.footer_distance = Mm(bottom - layout.FOOT_DASH - half_line)
    grid_of(section)


def _red_head(file: Any, paper: Document) -> None:
    head = line_of(file, "", WD_ALIGN_PARAGRAPH.CENTER, exact=False)
    head.paragraph_format.space_before = Mm(layout.HEAD_TO_TOP)
    size = min(52.0, 428 / max(1, len(paper.red_head)))
    say(head, paper.red_head, "biaosong", size).font.color.rgb = RED
    for _ in range(2):
        line_of(file, "")
    number = line_of(file, paper.doc_number, WD_ALIGN_PARAGRAPH.CENTER)
    bordered(number, bottom=12, colour="E60012", space=11)  # a line of 1.5 points, four millimetres below
    for _ in range(2):
        line_of(file, "")


def _title(file: Any, text: str) -> None:
    title = line_of(file, "", WD_ALIGN_PARAGRAPH.CENTER)
    say(title, text, "biaosong", layout.TITLE_SIZE)
    title.paragraph_format.keep_with_next = True


def _put(file: Any, blocks: Sequence[Block]) -> None:
    for block, number in numbered(blocks):
        match block:
            case Paragraph(align=Align.BODY):
                chars_in(line_of(file, block.text, WD_ALIGN_PARAGRAPH.JUSTIFY), 2)
            case Paragraph():
                line_of(file, block.text, ALIGNS[block.align])
            case Heading():
                heading = chars_in(line_of(file, "", WD_ALIGN_PARAGRAPH.JUSTIFY), 2)
                say(heading, number + block.text, layout.HEADING_FACES[block.level - 1], layout.BODY_SIZE)
                heading.paragraph_format.keep_with_next = True
            case Items():
                for place, text in enumerate(block.items, 1):
                    chars_in(line_of(file, f"{place}.{text}", WD_ALIGN_PARAGRAPH.JUSTIFY), 2)
            case Table():
                put_table(file, block)
            case Form():
                put_form(file, block)


def _list_attachments(file: Any, attachments: Sequence[Attachment]) -> None:
    if not attachments:
        return
    line_of(file, "")
    for place, each in enumerate(attachments, 1):
        lead = "附件：" if place == 1 else "　　　"
        number = f"{place}." if len(attachments) > 1 else ""
        chars_in(line_of(file, f"{lead}{number}{each.title}", WD_ALIGN_PARAGRAPH.LEFT), 2)


def _sign(file: Any, paper: Document) -> None:
    """Sign at the right: the signature over the date; never alone on a page."""
    if not (paper.issuer and paper.date):
        return
    if file.paragraphs:
        file.paragraphs[-1].paragraph_format.keep_with_next = True
    for _ in range(2):
        line_of(file, "").paragraph_format.keep_with_next = True
    issuer = line_of(file, paper.issuer, WD_ALIGN_PARAGRAPH.RIGHT)
    issuer.paragraph_format.keep_with_next = True
    rest_right(issuer, room_right_of_signature(paper.issuer, paper.date))
    rest_right(line_of(file, say_date(paper.date), WD_ALIGN_PARAGRAPH.RIGHT), 4)


def _code(file: Any, paper: Document) -> None:
    code = line_of(file, "", WD_ALIGN_PARAGRAPH.LEFT, exact=False)
    code.paragraph_format.keep_with_next = bool(paper.qr_note)
    code.add_run().add_picture(BytesIO(qr_picture(paper.qr)), width=Mm(25))
    if paper.qr_note:
        say(line_of(file, "", WD_ALIGN_PARAGRAPH.LEFT), paper.qr_note, "fangsong", layout.TABLE_SIZE)


def _attach(file: Any, attachment: Attachment, place: str) -> None:
    section = file.sections[-1]
    is_turned = section.orientation == WD_ORIENT.LANDSCAPE
    if attachment.landscape != is_turned:
        section = file.add_section(WD_SECTION.NEW_PAGE)
        _lay_out(section, landscape=attachment.landscape)
    else:
        file.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
    say(line_of(file, "", WD_ALIGN_PARAGRAPH.LEFT), f"附件{place}", "heiti", layout.BODY_SIZE)
    line_of(file, "")
    _title(file, attachment.title)
    line_of(file, "")
    _put(file, attachment.body)


def _copies(file: Any, copies: str) -> None:
    """Set the copies between two lines at the foot of the last page (7.4)."""
    line = line_of(file, "", WD_ALIGN_PARAGRAPH.LEFT)
    say(line, f"抄送：{copies}。", "fangsong", layout.FOOT_SIZE)
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(layout.FOOT_SIZE)
    bordered(line, top=6, bottom=6)
    to_bottom(line)
