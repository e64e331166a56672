"""The docx read back: paper, margins, grid, typefaces, numbers, heads that repeat."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from chuangwen.core.writing import Paragraph, write_docx
from chuangwen.core.writing.wording import clean
from tests.core.writing.papers import BUILDERS, a_document, built, opened, plain


@pytest.fixture(scope="module")
def file():
    return opened(write_docx(a_document(copies="云岭市人民政府办公室")))


def line(file, text):
    return next(paragraph for paragraph in file.paragraphs if text in paragraph.text)


def face(paragraph):
    run = next(run for run in paragraph.runs if run.text)
    return run._element.rPr.rFonts.get(qn("w:eastAsia")), run.font.size.pt


def millimetres(*lengths):
    return tuple(round(length.mm) for length in lengths)


def test_page_and_margins_are_those_of_the_standard(file):
    section = file.sections[0]

    assert millimetres(section.page_width, section.page_height) == (210, 297)
    assert millimetres(section.top_margin, section.right_margin, section.bottom_margin, section.left_margin) == (
        37,
        26,
        35,
        28,
    )


def test_the_grid_has_22_lines_of_28_characters(file):
    grid = file.sections[0]._sectPr.find(qn("w:docGrid"))
    pitch, space = int(grid.get(qn("w:linePitch"))) / 20, int(grid.get(qn("w:charSpace"))) / 4096

    assert pitch == 28.95
    assert 22 * pitch <= 225 * 72 / 25.4 < 23 * pitch
    assert 28 * (16 + space) == pytest.approx(156 * 72 / 25.4, abs=0.1)


def test_the_lines_of_the_body_stand_at_a_fixed_pitch(file):
    form = file.styles["Normal"].paragraph_format

    assert (form.line_spacing.pt, form.line_spacing_rule) == (28.95, 4)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("关于做好年度申报工作的通知", ("方正小标宋简体", 22)),
        ("一、总体要求", ("黑体", 16)),
        ("（一）工作安排", ("楷体_GB2312", 16)),
        ("1.第一步", ("仿宋_GB2312", 16)),
        ("（1）自查", ("仿宋_GB2312", 16)),
        ("要把文明创建", ("仿宋_GB2312", 16)),
        ("二、工作要求", ("黑体", 16)),
        ("抄送：", ("仿宋_GB2312", 14)),
    ],
)
def test_each_part_has_its_typeface_and_size(file, text, wanted):
    assert face(line(file, text)) == wanted


def test_the_addressee_stands_flush_left_with_a_full_width_colon(file):
    paragraph = line(file, "各创建单位")

    assert paragraph.text == "各创建单位："
    assert paragraph.paragraph_format.first_line_indent is None


def test_the_signature_stands_over_the_date_at_the_right(file):
    texts = [paragraph.text for paragraph in file.paragraphs]
    at = texts.index("2026年3月5日")

    assert texts[at - 1] == "云岭市文明办"
    assert [file.paragraphs[n].alignment for n in (at - 1, at)] == [2, 2]


def test_pages_are_numbered_odd_at_the_right_and_even_at_the_left(file):
    section = file.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]

    assert file.settings.odd_and_even_pages_header_footer
    assert (odd.alignment, even.alignment) == (2, 0)
    for foot in (odd, even):
        assert foot._element.xpath("string(.)") == "— PAGE —"
        assert face(foot) == ("宋体", 14)


def test_an_attached_list_lies_on_its_side_under_a_head_that_repeats(file):
    section = file.sections[-1]

    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert millimetres(section.page_width, section.page_height) == (297, 210)
    head = file.tables[0].rows[0]
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in head.cells] == ["序号", "名称"]
    assert len(file.tables[0].rows) == 61


def test_only_who_is_entitled_to_it_gets_a_red_head():
    def red(document):
        return [r.text for p in document.paragraphs for r in p.runs if str(r.font.color.rgb) == "E60012"]

    assert red(opened(write_docx(built("award")))) == []
    assert red(opened(write_docx(built("award", red_head="云岭市文明委文件")))) == ["云岭市文明委文件"]


def test_a_certificate_is_one_landscape_page_with_its_code():
    file = opened(write_docx(built("certificate")))

    assert file.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert len(file.inline_shapes) == 1


@pytest.mark.parametrize("name", BUILDERS)
def test_the_same_paper_is_the_same_bytes(name):
    assert write_docx(built(name)).content == write_docx(built(name)).content
    with ZipFile(BytesIO(write_docx(built(name)).content)) as archive:
        assert {part.date_time[0] for part in archive.infolist()} == {1980}


@settings(max_examples=60, deadline=None)
@given(text=st.text(min_size=1).filter(lambda text: clean(text).strip()))
def test_any_text_comes_back_as_it_went_in(text):
    file = opened(write_docx(plain(text)))

    assert file.paragraphs[-1].text == clean(text)


def test_signs_that_other_writers_swallow_survive():
    text = "甲<乙&丙\"丁'戊>{{ 己 }}{% 庚 %}"

    assert opened(write_docx(a_document(body=(Paragraph(text=text),)))).paragraphs[4].text == text
