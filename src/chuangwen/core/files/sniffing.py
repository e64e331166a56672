"""What a file is, by its content. Its name and extension are never believed."""

import zipfile
import zlib
from typing import BinaryIO

import puremagic

from chuangwen.core.files import kinds
from chuangwen.core.files.kinds import FileKind, NotAccepted

MEGABYTE = 1024 * 1024
HEAD = 8192
MOST_MEMBERS = 5000
MOST_INFLATED = 1024 * MEGABYTE
MOST_RATIO = 200  # how far an honest document is compressed at most
RATIO_MATTERS_FROM = 100 * MEGABYTE
CSV_LINES = 5

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
OLE_STREAMS = (
    ("WordDocument", kinds.DOC),
    ("Workbook", kinds.XLS),
    ("Book", kinds.XLS),
    ("PowerPoint Document", kinds.PPT),
)
OFFICE_PARTS = (
    ("word/document.xml", kinds.DOCX),
    ("xl/workbook.xml", kinds.XLSX),
    ("ppt/presentation.xml", kinds.PPTX),
)
STARTS = (
    (b"\xff\xd8\xff", kinds.JPEG),
    (b"\x89PNG\r\n\x1a\n", kinds.PNG),
    (b"GIF87a", kinds.GIF),
    (b"GIF89a", kinds.GIF),
)
MP4_BRANDS = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash"}
HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"}
MARKUP_STARTS = ("<!doctype", "<html", "<svg", "<?xml", "<script", "<head", "<body")

BROKEN = "请重新下载或重新保存这份文件，再试一次。"
LOCKED = "请去掉打开密码并保存，再重新上传。"


def sniff(file: BinaryIO) -> FileKind:
    """Return the kind of a file, told by its content alone.

    Shape: `file` is open for reading and can seek; it is left at its start.
    Raises: NotAccepted when it is empty, broken, locked, or of a kind that proves nothing here.

    >>> from io import BytesIO
    >>> sniff(BytesIO("第一季度专题会纪要".encode())).suffix
    '.txt'
    """
    file.seek(0)
    head = file.read(HEAD)
    try:
        return _kind_of(head, file)
    finally:
        file.seek(0)


def _kind_of(head: bytes, file: BinaryIO) -> FileKind:
    if not head:
        raise NotAccepted("文件是空的（0字节）。", remedy="请检查文件是否保存完整，再重新选择。")
    for start, kind in STARTS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return kinds.WEBP
    if b"%PDF-" in head[:1024]:
        return kinds.PDF
    if head.startswith(b"PK\x03\x04"):
        return _of_archive(file)
    if head.startswith(OLE):
        return _of_compound(file)
    if head[4:8] == b"ftyp":
        return _of_boxes(head)
    return _of_text(head, file)


def _of_boxes(head: bytes) -> FileKind:
    """Tell videos from the phone pictures that share their container."""
    brands = {head[at : at + 4] for at in range(8, min(int.from_bytes(head[:4], "big"), 64), 4)}
    if head[8:12] in MP4_BRANDS or (brands & MP4_BRANDS and not brands & HEIF_BRANDS):
        return kinds.MP4
    if brands & HEIF_BRANDS:
        raise NotAccepted(
            "这是手机的 HEIC 图片，多数电脑打不开。",
            remedy="请在手机相册里另存为 JPG，或把相机格式改为“兼容性最佳”，再重新上传。",
        )
    raise NotAccepted("这种视频格式不能上传。", remedy="请另存为 MP4，或改用照片、链接。")


def _of_archive(file: BinaryIO) -> FileKind:
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, OSError) as error:
        raise NotAccepted("文件已损坏，读不完整。", remedy=BROKEN) from error
    names = {member.filename for member in members}
    _must_be_honest(members, file)
    if any(member.flag_bits & 1 for member in members):
        raise NotAccepted("文件设置了打开密码。", remedy=LOCKED)
    if any(name.endswith("vbaProject.bin") for name in names):
        raise NotAccepted("文档里带有宏，为了安全不能上传。", remedy="请另存为不带宏的文档，再重新上传。")
    for part, kind in OFFICE_PARTS:
        if part in names:
            return kind
    raise NotAccepted("这是压缩包或其他文档。", remedy="请解压后逐个上传需要的文件。")


def _must_be_honest(members: list[zipfile.ZipInfo], file: BinaryIO) -> None:
    file.seek(0, 2)
    packed, inflated = file.tell(), sum(member.file_size for member in members)
    is_bomb = inflated > RATIO_MATTERS_FROM and inflated > packed * MOST_RATIO
    if is_bomb or inflated > MOST_INFLATED or len(members) > MOST_MEMBERS:
        raise NotAccepted("文件解压后大得不正常，为了安全没有打开。", remedy="请另存一份，或转换为 PDF 再上传。")


def _of_compound(file: BinaryIO) -> FileKind:
    file.seek(0)
    content = file.read()
    if ENCRYPTED_PACKAGE in content:
        raise NotAccepted("文件设置了打开密码。", remedy=LOCKED)
    for stream, kind in OLE_STREAMS:
        if stream.encode("utf-16-le") in content:
            return kind
    raise NotAccepted("这不是 Word、Excel 或 PPT 文档。")


def _of_text(head: bytes, file: BinaryIO) -> FileKind:
    file.seek(0)
    text = _decoded(file.read())
    if text is None:
        raise NotAccepted(f"这是{_guessed(head)}，不能作为佐证。")
    start = text.lstrip("\ufeff \t\r\n").lower()
    if start.startswith(MARKUP_STARTS):
        raise NotAccepted("这是网页或 XML 文件。", remedy="已经公开的网页请填链接，或上传截图。")
    return kinds.CSV if _has_columns(text) else kinds.TEXT


def _decoded(content: bytes) -> str | None:
    """Decode text as Chinese offices write it; None when it is not text."""
    codes = ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8", "gb18030")
    for code in codes:
        try:
            text = content.decode(code)
        except UnicodeDecodeError:
            continue
        controls = sum(1 for letter in text if letter < " " and letter not in "\t\r\n\f")
        return None if controls else text
    return None


def _has_columns(text: str) -> bool:
    lines = [line for line in text.splitlines()[:CSV_LINES] if line.strip()]
    commas = {line.count(",") for line in lines}
    return len(lines) > 1 and len(commas) == 1 and commas != {0}


def _guessed(head: bytes) -> str:
    """Name an unwelcome file by its extension, as far as its first bytes tell."""
    try:
        suffix = puremagic.from_string(head)
    except (puremagic.PureError, ValueError):
        return "无法识别的文件"
    return f"{suffix.lstrip('.').upper()} 文件" if suffix else "无法识别的文件"
