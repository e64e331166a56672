"""A file is what its content says; what cannot be opened later is refused now."""

import zipfile
from io import BytesIO

import pytest
from docx import Document
from PIL import Image

from chuangwen.core.files import NotAccepted, sniff

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def a_picture(form: str, **options) -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, form, **options)
    return out.getvalue()


def an_archive(*names: str, content: bytes = b"<x/>") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return out.getvalue()


def a_document() -> bytes:
    out = BytesIO()
    document = Document()
    document.add_paragraph("文明创建推进会纪要")
    document.save(out)
    return out.getvalue()


def suffix_of(content: bytes) -> str:
    return sniff(BytesIO(content)).suffix


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (a_picture("JPEG"), ".jpg"),
        (a_picture("PNG"), ".png"),
        (a_picture("WEBP"), ".webp"),
        (a_picture("GIF"), ".gif"),
        (b"%PDF-1.7\n", ".pdf"),
        (a_document(), ".docx"),
        (an_archive("xl/workbook.xml"), ".xlsx"),
        (an_archive("ppt/presentation.xml"), ".pptx"),
        (OLE + "WordDocument".encode("utf-16-le"), ".doc"),
        (OLE + "Workbook".encode("utf-16-le"), ".xls"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", ".mp4"),
        ("会议纪要\n第一项".encode("gb18030"), ".txt"),
        ("会议纪要".encode("utf-16"), ".txt"),
        ("日期,标题\n2025-03-01,例会\n".encode(), ".csv"),
    ],
)
def test_a_file_is_told_by_its_content(content, suffix):
    assert suffix_of(content) == suffix


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "文件是空的"),
        (b"MZ\x90\0\x03" + b"\0" * 200, "不能作为佐证"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "网页"),
        (b"\n<svg xmlns='http://www.w3.org/2000/svg'/>", "网页"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0", "视频"),
        (an_archive("readme.txt"), "压缩包"),
        (an_archive("word/document.xml", "word/vbaProject.bin"), "宏"),
        (a_document()[:-200], "损坏"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (OLE, "不是 Word"),
        (b"%PDX" + bytes(range(256)), "不能作为佐证"),
    ],
)
def test_a_file_that_proves_nothing_is_refused_with_its_reason(content, why):
    with pytest.raises(NotAccepted) as refusal:
        sniff(BytesIO(content))

    assert why in refusal.value.why
    assert refusal.value.remedy.endswith("。")


def test_an_archive_that_swells_beyond_measure_is_refused_unopened():
    bomb = an_archive("word/document.xml", content=b"0" * (150 * 1024 * 1024))

    with pytest.raises(NotAccepted) as refusal:
        sniff(BytesIO(bomb))

    assert "大得不正常" in refusal.value.why


def test_a_locked_archive_is_refused():
    content = bytearray(an_archive("word/document.xml"))
    central = content.index(b"PK\x01\x02")
    content[central + 8] |= 1

    with pytest.raises(NotAccepted) as refusal:
        sniff(BytesIO(bytes(content)))

    assert "密码" in refusal.value.why


def test_the_file_is_left_at_its_start():
    file = BytesIO(a_picture("PNG"))

    sniff(file)

    assert file.tell() == 0
