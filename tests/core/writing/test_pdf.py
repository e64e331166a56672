"""The PDF measured: page, text block, 22 lines of 28 characters, numbers, words; and its replaced typefaces."""

import itertools
from pathlib import Path

import pytest
import typst
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chuangwen.core.writing import Attachment, Paragraph, faces, pdf_writer, write_pdf
from chuangwen.core.writing.faces import families_for
from chuangwen.core.writing.layout import FACES, LINE_PITCH
from tests.core.writing.papers import BUILDERS, a_document, built, opened, plain, squeezed, wide_table, words_of

MM = 72 / 25.4
FULL = "创" * (28 * 22 * 2)  # two full pages and more: a heading and a signature come on top


def chars_of(page):
    """Every visible sign of a page: sign, left, bottom, right, top in points."""
    words = page.get_textpage()
    return [
        (sign, *words.get_charbox(n, loose=False))
        for n in range(words.count_chars())
        if (sign := words.get_text_range(n, 1)).strip()
    ]


def lines_of(page):
    """The lines of a page from above, each as its signs; the number of the page left out."""
    lines = {}
    for char in chars_of(page):
        if char[2] > 30 * MM:
            lines.setdefault(round((char[2] + char[4]) / 2 / 4), []).append(char)
    return [lines[key] for key in sorted(lines, reverse=True)]


@pytest.fixture(scope="module")
def full():
    """The second page of a document that is nothing but one sign: all of it body."""
    return opened(write_pdf(plain(FULL)))[1]


def test_the_page_is_a4(full):
    assert [round(side / MM) for side in full.get_size()] == [210, 297]


def test_a_full_page_has_22_lines_of_28_characters(full):
    assert [len(line) for line in lines_of(full)] == [28] * 22


def test_lines_stand_at_a_pitch_of_28_95_points(full):
    bottoms = [line[0][2] for line in lines_of(full)]

    assert [round(a - b, 2) for a, b in itertools.pairwise(bottoms)] == [pytest.approx(LINE_PITCH, abs=0.02)] * 21


def test_the_text_fills_its_block_of_156_by_225_millimetres(full):
    lines = lines_of(full)
    left = min(char[1] for char in lines[0]) / MM
    right = max(char[3] for char in lines[0]) / MM
    top = 297 - max(char[4] for char in lines[0]) / MM
    bottom = min(char[2] for char in lines[-1]) / MM

    assert (left, right) == (pytest.approx(28, abs=0.6), pytest.approx(184, abs=0.6))
    assert top == pytest.approx(37, abs=1)
    assert 35 <= bottom <= 40.5  # what 22 lines leave of the block, with less than one more line


def test_pages_are_numbered_odd_at_the_right_and_even_at_the_left():
    file = opened(write_pdf(plain(FULL)))
    feet = [[char for char in chars_of(page) if char[4] < 33 * MM] for page in file]

    assert ["".join(char[0] for char in foot) for foot in feet] == ["—1—", "—2—", "—3—"][: len(feet)]
    assert feet[0][0][1] > 105 * MM > feet[1][-1][3]
    assert feet[1][0][1] / MM == pytest.approx(28 + 14 / MM, abs=0.8)
    assert feet[0][-1][3] / MM == pytest.approx(184 - 14 / MM, abs=0.8)
    dash = feet[0][0]
    assert 35 - (dash[2] + dash[4]) / 2 / MM == pytest.approx(7, abs=1)


def test_an_attached_list_lies_on_its_side_and_each_page_has_the_head():
    file = opened(write_pdf(a_document(attachments=(Attachment(title="名单", body=(wide_table(),), landscape=True),))))
    turned = [page for page in file if page.get_width() > page.get_height()]

    assert len(turned) > 2
    assert all("序号" in page.get_textpage().get_text_range() for page in turned)


def test_no_signature_stands_alone_on_a_page():
    for filler in range(18, 26):
        body = tuple(Paragraph(text=f"第{n}段。") for n in range(filler))
        last = list(opened(write_pdf(a_document(body=body, attachments=()))))[-1].get_textpage().get_text_range()
        assert "段。" in last
        assert "2026年3月5日" in squeezed(last)


def test_copies_stand_at_the_foot_of_the_last_page():
    file = opened(write_pdf(a_document(copies="云岭市人民政府办公室")))
    last = file[len(file) - 1]
    copies = [char for char in chars_of(last) if char[0] == "抄"]

    assert len(copies) == 1
    assert copies[0][2] / MM == pytest.approx(26, abs=4)  # the page lies on its side: its lower margin is 26


def test_every_typeface_that_is_lacking_is_named_with_what_stands_in():
    families, replaced = families_for(())

    assert set(families) == set(FACES)
    assert dict(write_pdf(plain("甲")).fonts_replaced) == dict(replaced)
    for code, face in FACES.items():
        own = families[code].casefold() in {name.casefold() for name in face.found_as}
        assert own != (face.name in dict(replaced))


@pytest.mark.parametrize("name", BUILDERS)
def test_the_same_paper_is_the_same_bytes(name):
    assert write_pdf(built(name)).content == write_pdf(built(name)).content


def test_a_certificate_is_one_landscape_page():
    file = opened(write_pdf(built("certificate")))

    assert len(file) == 1
    assert [round(side / MM) for side in file[0].get_size()] == [297, 210]


SIGNS = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0x21, max_codepoint=0x7E),
        st.sampled_from("文明创建单位〔〕《》，。“”—＃＄￥"),
        st.just(" "),
    ),
    min_size=1,
    max_size=60,
)


@settings(max_examples=80, deadline=None)
@given(text=SIGNS.filter(str.strip))
def test_any_text_comes_back_as_it_went_in(text):
    words = squeezed(words_of(write_pdf(plain(text))))

    assert words == "标题" + squeezed(text) + "—1—"


@pytest.mark.parametrize(
    "text",
    ['甲<乙&"丙', "#let x = 1", "$a^2$ *粗* _斜_ `码` @人 [一] \\n // 注", "= 题 - 项 + 项 / 词: 义", "http://a.cn"],
)
def test_no_sign_is_taken_for_markup(text):
    assert squeezed(text) in squeezed(words_of(write_pdf(plain(text))))


@settings(max_examples=60, deadline=None)
@given(text=st.text(min_size=1, max_size=80))
@example(text="lorem بسم الله ipsum 文明123")  # signs from right to left, which stop a typesetter told not to kern
@example(text="שלום 文明")
def test_no_text_stops_the_writer(text):
    assert write_pdf(plain(text)).content.startswith(b"%PDF-")


def test_a_machine_without_any_chinese_typeface_still_writes_and_says_what_it_lacks(monkeypatch):
    bare = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr(faces, "fonts_in", lambda folders: bare)
    monkeypatch.setattr(pdf_writer, "fonts_in", lambda folders: bare)
    nowhere = (Path("nowhere"),)  # a folder of its own, so that nothing remembered is taken

    written = write_pdf(plain("abc"), font_folders=nowhere)
    families_for.cache_clear()

    assert {wanted for wanted, _ in written.fonts_replaced} == {face.name for face in FACES.values()}
    assert "abc" in words_of(written)
