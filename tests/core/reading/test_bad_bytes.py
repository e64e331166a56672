"""Cut, garbled and invented files of every format: a refusal in Chinese or an honest reading, never another error."""

import io

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from chuangwen.core.reading import UnreadableFile, extract
from chuangwen.core.reading.text import Limits
from tests.core.reading.files import docx_bytes, pdf_bytes, zip_bytes

SMALL = Limits(file_bytes=2**20, characters=100_000, pages=20, scans=0, rows=1000, unpacked_bytes=2**22)
"""Bounds by size, so that no input can take long; no page is recognised."""
SLIDE = (
    '<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r>'
    "<a:t>召开会议12场</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
)


def workbook():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write_row(0, 0, ["项目", "场次", 12])
    return file.getvalue()


SAMPLES = {
    "总结.docx": docx_bytes(lambda document: document.add_paragraph("全年召开推进会12次。")),
    "总结.pdf": pdf_bytes([["held 12 meetings in the year 2025"], ["planted 300 trees"]]),
    "台账.xlsx": workbook(),
    "汇报.pptx": zip_bytes({"ppt/presentation.xml": "<p/>", "ppt/slides/slide1.xml": SLIDE}),
    "网页.html": "<html><body><p>植树300株</p><table><tr><td>场次</td><td>3</td></tr></table></body></html>".encode(),
    "表.csv": "项目,数量\n植树,300\n".encode("gb18030"),
    "总结.txt": "全年召开推进会12次。\n".encode("utf-16"),
    "旧.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le") + bytes(600),
    "图.png": b"\x89PNG\r\n\x1a\n" + bytes(200),
}


def read_or_refused(data, name):
    """Return the text, or None for a refusal, which names the file; any other error fails the test."""
    text = refusal = None
    try:
        text = extract(data, name, limits=SMALL).text
    except UnreadableFile as error:
        refusal = str(error)
    assert text or name in refusal
    return text


@pytest.mark.parametrize("name", SAMPLES)
@given(share=st.floats(min_value=0, max_value=1))
@settings(max_examples=40, deadline=None)
def test_a_file_cut_short_is_read_or_refused(name, share):
    data = SAMPLES[name]

    read_or_refused(data[: int(len(data) * share)], name)


@pytest.mark.parametrize("name", SAMPLES)
@given(changes=st.lists(st.tuples(st.floats(min_value=0, max_value=1), st.integers(0, 255)), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_a_file_with_garbled_bytes_is_read_or_refused(name, changes):
    data = bytearray(SAMPLES[name])
    for share, value in changes:
        data[min(len(data) - 1, int(share * len(data)))] = value

    read_or_refused(bytes(data), name)


HEADS = [
    b"",
    b"PK\x03\x04",
    b"%PDF-1.4\n",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\xff\xfe",
    b"<html>",
    b"BM",
    b"\xff\xd8\xff",
]


@given(head=st.sampled_from(HEADS), tail=st.binary(max_size=3000), name=st.sampled_from(sorted(SAMPLES)))
@settings(max_examples=200, deadline=None)
def test_invented_bytes_are_read_or_refused(head, tail, name):
    read_or_refused(head + tail, name)


def test_a_text_of_one_endless_line_is_refused_by_its_size_not_read_for_ever():
    assert read_or_refused("召开会议12场，".encode() * 50_000, "一行.txt") is None
