"""Pictures and scanned pages: read where the optional extra is installed, refused with advice where it is not."""

import difflib

import pytest
from PIL import Image, ImageFilter

from chuangwen.core.reading import Block, Document, ReadingStopped, UnreadableFile, extract, read
from chuangwen.core.reading.text import Limits, recognition
from tests.core.reading.catalogue import ROOT, shipped
from tests.core.reading.files import pdf_bytes
from tests.core.reading.printed import needs_font, page_picture, png_bytes, scanned_pdf

REPORT = (ROOT / "tests" / "corpus" / "bureau-summary.txt").read_text(encoding="utf-8")
SHORT = "青石区水务局工作简报\n全年开展志愿服务活动87场，参与1520人次。\n清理河道12公里，投入资金35.5万元。"
SMALL = (1700, 900)

with_extra = pytest.mark.skipif(not recognition.is_there(), reason="the extra chuangwen[ocr] is not installed")


def share_right(text, seen):
    """The share of the characters of a text that were recognised, in order; line ends do not count."""
    text, seen = "".join(text.split()), "".join(seen.split())
    blocks = difflib.SequenceMatcher(None, text, seen, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(len(text), len(seen))


@pytest.fixture
def without_extra(monkeypatch):
    monkeypatch.setattr(recognition, "find_spec", lambda name: None)


@pytest.mark.slow
@with_extra
@needs_font
def test_a_clean_page_is_recognised_with_at_most_two_in_a_hundred_characters_wrong():
    text = REPORT[:880]

    document = extract(png_bytes(page_picture(text)), "扫描.png")

    assert share_right(text, document.text) >= 0.98
    assert document.blocks[0].sureness >= 0.9


@pytest.mark.slow
@with_extra
@needs_font
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_page_is_turned_back_and_the_note_says_so(degrees):
    picture = page_picture(SHORT, paper=SMALL).rotate(degrees, expand=True)

    document = extract(png_bytes(picture), "照片.png")

    assert share_right(SHORT, document.text) >= 0.98
    assert f"已按转正 {degrees} 度后的方向识别" in document.notes[-1]


@pytest.mark.slow
@with_extra
@needs_font
def test_a_page_blurred_beyond_reading_is_refused():
    picture = page_picture(SHORT, paper=SMALL).filter(ImageFilter.GaussianBlur(16))

    with pytest.raises(UnreadableFile, match="没有从图片“模糊"):
        extract(png_bytes(picture, "JPEG"), "模糊.jpg")


@pytest.mark.slow
@with_extra
@needs_font
def test_a_page_blurred_but_legible_is_never_wrong_and_sure():
    picture = page_picture(SHORT, paper=SMALL).filter(ImageFilter.GaussianBlur(6))

    document = extract(png_bytes(picture, "JPEG"), "模糊.jpg")

    assert share_right(SHORT, document.text) >= 0.98 or document.blocks[0].sureness < recognition.SURE


@pytest.mark.slow
@with_extra
@needs_font
def test_a_scanned_page_of_a_pdf_is_recognised_and_its_facts_are_less_sure():
    heard = []
    blank = Image.new("L", SMALL, 255)

    document = extract(
        scanned_pdf(page_picture(SHORT, paper=SMALL), blank), "扫描.pdf", progress=lambda *pages: heard.append(pages)
    )
    facts = read(document, catalogue=shipped()).facts

    assert [(f.num, f.kind) for f in facts][:2] == [("87", "volunteer_activity"), ("1520", "participant")]
    assert document.label_at(facts[0].start) == "第1页"
    assert "请对照原件核对" in facts[0].because
    assert document.notes == (
        "第 1 页是图片，文字由系统识别，请对照原件核对数字。",
        "第 2 页是空白页，或没有从图片里认出文字。",
    )
    assert heard == [(0, 2), (1, 2), (2, 2)]


@pytest.mark.slow
@with_extra
@needs_font
def test_a_picture_without_words_is_refused():
    with pytest.raises(UnreadableFile, match="没有从图片“白"):
        extract(png_bytes(Image.new("RGB", (400, 400), "white")), "白.png")


@with_extra
def test_a_broken_picture_is_refused():
    with pytest.raises(UnreadableFile, match="已损坏"):
        extract(b"\x89PNG\r\n\x1a\n0000", "图.png")


@with_extra
def test_a_picture_of_too_many_pixels_is_refused():
    with pytest.raises(UnreadableFile, match="太大了"):
        extract(png_bytes(Image.new("1", (8000, 8000))), "巨幅.png")


def test_the_reader_says_what_to_do_when_recognition_is_not_installed(without_extra):
    for data, name, words in (
        (png_bytes(Image.new("L", (40, 40))), "图.png", "是图片，本系统没有安装文字识别组件"),
        (pdf_bytes([[], []]), "扫描.pdf", "是扫描件"),
    ):
        with pytest.raises(UnreadableFile, match=words):
            extract(data, name)


def test_a_page_that_cannot_be_recognised_is_mentioned(without_extra):
    document = extract(pdf_bytes([["Volunteers served 87 times in the first half."], []]), "a.pdf")

    assert document.notes == ("第 2 页没有文字层，可能是图片，没有读取。",)


@with_extra
def test_no_more_pages_are_recognised_than_the_caller_allows():
    document = extract(
        pdf_bytes([["Volunteers served 87 times in the first half."], [], []]), "a.pdf", limits=Limits(scans=0)
    )

    assert document.notes == (
        "第 2、3 页没有文字层，可能是图片，没有读取。一次最多识别 0 页图片，请把这些页拆出来另行上传。",
    )


def test_words_from_a_picture_lower_the_confidence_of_their_facts():
    text = "开展志愿服务活动87场。"
    page = Block(start=0, end=len(text), label="图片", sureness=0.7)

    (sure,) = read(Document(text=text), catalogue=shipped()).facts
    (doubted,) = read(Document(text=text, blocks=(page,)), catalogue=shipped()).facts

    assert doubted.confidence < sure.confidence * 0.6
    assert doubted.because.endswith("把握为 70%，请对照原件核对。")


def test_a_long_file_tells_its_pages_and_stops_when_asked():
    heard = []
    file = pdf_bytes([[f"Page {i} has 12 meetings held in the year."] for i in range(6)])

    with pytest.raises(ReadingStopped, match="共 6 页，已读 3 页"):
        extract(
            file, "长.pdf", progress=lambda done, total: heard.append((done, total)), cancelled=lambda: len(heard) > 3
        )

    assert heard == [(0, 6), (1, 6), (2, 6), (3, 6)]
