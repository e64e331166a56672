"""What a file is, by its first bytes; the name only decides between plain text formats."""

import io
import zipfile

from chuangwen.core.reading.model import UnreadableFile
from chuangwen.core.reading.text.safety import broken, encrypted

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_FOREIGN = (
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "GZ 压缩包"),
    (b"MZ", "程序文件"),
    (b"\x7fELF", "程序文件"),
    (b"ID3", "音频"),
    (b"\x00\x00\x00\x18ftyp", "视频"),
    (b"\x00\x00\x00 ftyp", "视频"),
)
_ACCEPTED = "可以上传 .docx、.doc、.pdf、.pptx、.xlsx、.xls、.csv、.html、.txt 文件和图片，或把文字粘贴到页面上。"


def sort_of(data: bytes, name: str) -> str:
    """Return docx, doc, pptx, pdf, image, sheet, html, csv or text.

    Raises: UnreadableFile for what the reader does not take, saying what to do instead.
    """
    head = data[:4096]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK"):
        return _office(data, name)
    if head.startswith(_OLE):
        return _old_office(data, name)
    if head.startswith(_IMAGES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "image"
    for magic, what in _FOREIGN:
        if head.startswith(magic):
            raise UnreadableFile(f"文件“{name}”是{what}，不能读取文字。{_ACCEPTED}")
    return _plain(head, name)


def _plain(head: bytes, name: str) -> str:
    wide = head[:2] in {b"\xff\xfe", b"\xfe\xff"}
    if b"\x00" in head and not wide:
        raise UnreadableFile(f"文件“{name}”不是文本文件，无法读取。{_ACCEPTED}")
    if head.lstrip()[:5] == b"{\\rtf":
        raise UnreadableFile(f"文件“{name}”是 RTF 格式。请用 Word 或 WPS 打开后另存为 .docx，再重新上传。")
    start = head.replace(b"\x00", b"").lower()
    if b"<html" in start or b"<!doctype html" in start or (b"<body" in start and b"<p" in start):
        return "html"
    return "csv" if name.lower().endswith((".csv", ".tsv")) else "text"


def _office(data: bytes, name: str) -> str:
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise broken(name) from error
    if any(n.lower().endswith("vbaproject.bin") for n in names):
        raise UnreadableFile(
            f"文件“{name}”带有宏，出于安全没有读取。请另存为不含宏的 .docx、.xlsx 或 .pptx，再重新上传。"
        )
    if "word/document.xml" in names:
        return "docx"
    if any(n.startswith("xl/") for n in names) or "content.xml" in names:
        return "sheet"
    if "ppt/presentation.xml" in names:
        return "pptx"
    raise UnreadableFile(f"文件“{name}”是压缩包，请解压后逐个上传。{_ACCEPTED}")


def _old_office(data: bytes, name: str) -> str:
    """Old binary Office files: sheets and documents are read, slides sent back with advice; encrypted new ones hide in the same shell."""
    wide = {
        w: w.encode("utf-16-le") in data
        for w in (
            "EncryptedPackage",
            "Workbook",
            "Book",
            "WordDocument",
            "PowerPoint Document",
            "_VBA_PROJECT",
            "_VBA_PROJECT_CUR",
        )
    }
    if wide["EncryptedPackage"]:
        raise encrypted(name)
    if wide["_VBA_PROJECT_CUR"] or (wide["WordDocument"] and wide["_VBA_PROJECT"]):
        raise UnreadableFile(f"文件“{name}”带有宏，出于安全没有读取。请另存为不含宏的 .docx 或 .xlsx，再重新上传。")
    if wide["WordDocument"]:
        return "doc"
    if wide["Workbook"] or wide["Book"]:
        return "sheet"
    if wide["PowerPoint Document"]:
        raise UnreadableFile(
            f"文件“{name}”是旧版演示文稿（.ppt）。请用 PowerPoint 或 WPS 打开，另存为 .pptx 后再上传。"
        )
    raise UnreadableFile(f"文件“{name}”是旧版办公文件，无法读取。请另存为 .docx 或 .xlsx，再重新上传。")
