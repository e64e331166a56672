"""What is refused before a spreadsheet is opened: by size, by content, by trickery.

A file's name is never believed: its first bytes are. Each member of the archive
is inflated once here, counted and thrown away, because an archive's own list of
sizes may lie.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from chuangwen.core.refusals import Refusal

MEGABYTE = 1024 * 1024
MOST_BYTES = 30 * MEGABYTE
MOST_INFLATED = 400 * MEGABYTE
MOST_RATIO = 150  # how far honest XML of a sheet is compressed at most
RATIO_MATTERS_FROM = 20 * MEGABYTE
MOST_MEMBERS = 2000
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_CELLS = 12_000_000
CHUNK = 1024 * 1024
OVERLAP = 64

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
BIFF_BOOKS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
DECLARATIONS = tuple(
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le", "utf-16-be")
)
SAVE_AS = "请用 Excel 或 WPS 打开后“另存为”.xlsx 工作簿，再重新选择文件。"
# Only cells that stand far right or far down: the others cannot make the sheet too large.
FAR_CELL = re.compile(rb'r="(?:([A-Z]{2,3})(\d+)|([A-Z])(\d{6,7}))"')
LOOKS_LIKE = (
    (b"%PDF", "PDF 文件"),
    (b"\xff\xd8\xff", "图片"),
    (b"\x89PNG", "图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"{\\rtf", "RTF 文档"),
    (b"<", "网页或 XML 文件"),
)


class SheetRefused(Refusal):
    """A file that cannot be imported as a sheet, and what to do about it."""


def check(content: bytes, *, name: str, most_bytes: int = MOST_BYTES) -> None:
    """Let an honest .xlsx, .xlsm or .xls (also WPS .et) pass.

    Units: bytes.

    Raises: SheetRefused when the file is empty, too large, of another type, broken,
    encrypted, a zip bomb, or declares XML entities.
    """
    what = f"文件“{name}”没有导入。"
    if not content:
        raise SheetRefused(what, why="文件是空的（0 字节）。", remedy="请检查文件是否保存完整，再重新选择。")
    if len(content) > most_bytes:
        size, most = len(content) / MEGABYTE, most_bytes // MEGABYTE
        raise SheetRefused(
            what,
            why=f"文件有 {size:.0f} MB，超过了 {most} MB 的上限。",
            remedy="请删去图片和无关的工作表，或分成几份导入。",
        )
    if content.startswith(ZIP):
        _check_archive(content, what)
    elif content.startswith(OLE):
        _check_compound(content, what)
    else:
        raise SheetRefused(what, why=f"这是{_kind_of(content)}，不是 Excel 工作簿。", remedy=SAVE_AS)


def _kind_of(content: bytes) -> str:
    return next((kind for start, kind in LOOKS_LIKE if content.startswith(start)), "文本或其他类型的文件")


def _check_compound(content: bytes, what: str) -> None:
    if ENCRYPTED_PACKAGE in content:
        raise _encrypted(what)
    if not any(word in content for word in BIFF_BOOKS):
        raise SheetRefused(what, why="这是旧版 Office 文档，里面没有工作簿。", remedy=SAVE_AS)


def _encrypted(what: str) -> SheetRefused:
    return SheetRefused(
        what, why="文件设置了打开密码。", remedy="请在 Excel 或 WPS 里去掉打开密码并保存，再重新选择文件。"
    )


def _check_archive(content: bytes, what: str) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            _check_members(members, what)
            inflated = 0
            for member in members:
                inflated += _check_member(archive, member, inflated, len(content), what)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise broken(what) from error


def broken(what: str) -> SheetRefused:
    """Return the refusal of a file that cannot be read to its end."""
    return SheetRefused(what, why="文件已损坏，读不完整。", remedy="请重新下载或重新保存这份文件，再试一次。")


def _check_members(members: list[zipfile.ZipInfo], what: str) -> None:
    names = {member.filename for member in members}
    if any(member.flag_bits & 1 for member in members):
        raise _encrypted(what)
    if len(members) > MOST_MEMBERS:
        raise _bomb(what)
    if "xl/workbook.xml" not in names:
        kind = "Word 文档" if "word/document.xml" in names else "压缩包或其他文档"
        kind = "Excel 二进制工作簿（.xlsb）" if "xl/workbook.bin" in names else kind
        raise SheetRefused(what, why=f"这是{kind}，不是 .xlsx 工作簿。", remedy=SAVE_AS)


def _bomb(what: str) -> SheetRefused:
    return SheetRefused(
        what,
        why="文件解压后大得不正常，为了安全没有打开。",
        remedy="请把要导入的内容复制到一个新的工作簿，再重新选择文件。",
    )


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, before: int, packed: int, what: str) -> int:
    """Inflate one member piece by piece; return how large it is."""
    size, tail, furthest = 0, b"", (0, 0)
    is_xml = member.filename.endswith((".xml", ".rels", ".vml"))
    is_sheet = member.filename.startswith("xl/worksheets/")
    for piece in _pieces(archive, member):
        size += len(piece)
        whole = before + size
        if whole > MOST_INFLATED or (whole > RATIO_MATTERS_FROM and whole > packed * MOST_RATIO):
            raise _bomb(what)
        window = tail + piece
        if is_xml and any(word in window for word in DECLARATIONS):
            raise SheetRefused(what, why="文件里有 XML 实体声明，为了安全没有打开。", remedy=SAVE_AS)
        if is_sheet:
            furthest = _furthest(window, furthest)
        tail = window[-OVERLAP:]
    if furthest[0] > MOST_ROWS or furthest[1] > MOST_COLUMNS or furthest[0] * furthest[1] > MOST_CELLS:
        raise SheetRefused(
            what,
            why=f"工作表太大：用到了第 {furthest[0]} 行、第 {furthest[1]} 列。",
            remedy=f"一次最多导入 {MOST_ROWS} 行、{MOST_COLUMNS} 列；请删去远处的空白格式，或分成几份导入。",
        )
    return size


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the member's true bytes, however many its head claims."""
    member.file_size = MOST_INFLATED * 2
    member.CRC = None  # type: ignore[assignment]  # an honest sum does not matter; the reader behind us checks it
    with archive.open(member) as stream:
        while piece := stream.read(CHUNK):
            yield piece


def _furthest(window: bytes, furthest: tuple[int, int]) -> tuple[int, int]:
    rows, columns = furthest
    for wide, row, narrow, far_row in FAR_CELL.findall(window):
        rows = max(rows, int(row or far_row))
        columns = max(columns, column_number(wide or narrow))
    return rows, columns


def column_number(name: bytes) -> int:
    """Return the number of a column.

    >>> column_number(b"A"), column_number(b"AA"), column_number(b"XFD")
    (1, 27, 16384)
    """
    number = 0
    for letter in name:
        number = number * 26 + letter - ord("A") + 1
    return number
