"""Small pieces of a docx that python-docx has no words for: grids, borders, fields, East Asian typefaces."""

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from chuangwen.core.writing import layout
from chuangwen.core.writing.wording import clean

LATIN = "Times New Roman"
# What follows these elements inside w:pPr, by the schema: the order is part of the format.
AFTER_FRAME = (
    "w:widowControl", "w:numPr", "w:suppressLineNumbers", "w:pBdr", "w:shd", "w:tabs", "w:suppressAutoHyphens",
    "w:kinsoku", "w:wordWrap", "w:overflowPunct", "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi",
    "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents",
    "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl", "w:divId",
    "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
)  # fmt: skip
AFTER_BORDER = AFTER_FRAME[4:]


def element(name: str, **attributes: object) -> Any:
    """Make an element of the w: namespace."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def faced(file: Any) -> None:
    """Make the body's typeface, size and line pitch those of the Normal style."""
    style = file.styles["Normal"]
    _name_font(style.element.get_or_add_rPr(), "fangsong")
    style.font.size = Pt(layout.BODY_SIZE)
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(layout.LINE_PITCH)
    form.widow_control = False  # 22 lines a page, whatever they are


def _name_font(properties: Any, face: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = element("rFonts")
        properties.insert(0, fonts)
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{key}"), LATIN)
    fonts.set(qn("w:eastAsia"), layout.FACES[face].name)


def say(paragraph: Any, text: str, face: str, size: float) -> Any:
    """Add words in a typeface and size."""
    run = paragraph.add_run(clean(text))
    run.font.size = Pt(size)
    _name_font(run._element.get_or_add_rPr(), face)  # noqa: SLF001  python-docx has no word for East Asian typefaces
    return run


def line_of(file: Any, text: str, align: Any = None, *, exact: bool = True) -> Any:
    """Add a paragraph of the body's typeface; `exact=False` lets what it holds make it higher."""
    paragraph = file.add_paragraph()
    if text:
        say(paragraph, text, "fangsong", layout.BODY_SIZE)
    paragraph.alignment = align
    if not exact:
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    return paragraph


def chars_in(paragraph: Any, chars: int) -> Any:
    """Indent the first line by a number of characters."""
    paragraph.paragraph_format.first_line_indent = Pt(chars * layout.CHAR_PITCH)
    paragraph._element.pPr.ind.set(qn("w:firstLineChars"), str(chars * 100))  # noqa: SLF001  counted in characters
    return paragraph


def rest_right(paragraph: Any, chars: float) -> None:
    """Leave a number of characters free at the right."""
    paragraph.paragraph_format.right_indent = Pt(chars * layout.CHAR_PITCH)
    paragraph._element.pPr.ind.set(qn("w:rightChars"), str(round(chars * 100)))  # noqa: SLF001  counted in characters


def grid_of(section: Any) -> None:
    """Give a section the grid of 22 lines by 28 characters."""
    properties = section._sectPr  # noqa: SLF001  python-docx has no word for the grid
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    pitch = round(layout.LINE_PITCH * 20)
    space = round((layout.CHAR_PITCH - layout.BODY_SIZE) * 4096)
    properties.append(element("docGrid", type="linesAndChars", linePitch=pitch, charSpace=space))


def bordered(paragraph: Any, *, top: int = 0, bottom: int = 0, colour: str = "000000", space: int = 4) -> None:
    """Draw lines above and below a paragraph, in eighths of a point."""
    borders = element("pBdr")
    for side, width in (("top", top), ("bottom", bottom)):
        if width:
            borders.append(element(side, val="single", sz=width, space=space, color=colour))
    paragraph._element.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDER)  # noqa: SLF001  no word for it


def to_bottom(paragraph: Any) -> None:
    """Set a paragraph at the foot of the text block of its page."""
    wide = round(layout.BLOCK[0] * layout.POINTS_PER_MM * 20)
    frame = element(
        "framePr", w=wide, hRule="auto", wrap="notBeside", hAnchor="margin", vAnchor="margin", yAlign="bottom"
    )
    paragraph._element.get_or_add_pPr().insert_element_before(frame, *AFTER_FRAME)  # noqa: SLF001  no word for it


def number_foot(file: Any) -> None:
    """Set the page number in the foot: — 1 —, odd pages at the right, even ones at the left, one character in."""
    file.settings.odd_and_even_pages_header_footer = True
    section = file.sections[0]
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        line = footer.paragraphs[0]
        line.alignment = align
        line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(layout.FOOT_SIZE)
        say(line, "— ", "songti", layout.FOOT_SIZE)
        for kind in ("begin", None, "end"):
            run = say(line, "", "songti", layout.FOOT_SIZE)._element  # noqa: SLF001  fields are raw elements
            if kind:
                run.append(element("fldChar", fldCharType=kind))
            else:
                code = element("instrText")
                code.text = "PAGE"
                run.append(code)
        say(line, " —", "songti", layout.FOOT_SIZE)
