"""Pictures that are safe to show: re-encoded, upright, no EXIF, of bounded size."""

from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from typing import BinaryIO

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from chuangwen.core.files.kinds import PDF, FileKind, NotAccepted

LONGEST_SIDE = 2000
SMALL_SIDE = 360
MOST_PIXELS = 80_000_000
QUALITY = 85
PDF_SIDE = 1400
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
BROKEN = "请重新保存这张图片，或用截图代替，再试一次。"

PDFIUM = Lock()  # PDFium may be in one thread only: hold it around whatever opens a PDF


@dataclass(frozen=True, slots=True, kw_only=True)
class Views:
    """Two JPEG pictures of a file: `large` to look at, `small` for a wall of them."""

    large: bytes
    small: bytes


def views_of(file: BinaryIO, kind: FileKind) -> Views | None:
    """Return pictures of a picture or of a PDF's first page; None for other kinds.

    Shape: `file` is open for reading and can seek; it is left at its start.
    Units: the long side is at most 2000 pixels, the small one 360.
    Raises: NotAccepted when it is broken, locked, or too large to open safely.
    """
    file.seek(0)
    try:
        if kind.is_picture:
            return _encoded(_opened(file, kind))
        return _encoded(_first_page(file)) if kind == PDF else None
    finally:
        file.seek(0)


def _opened(file: BinaryIO, kind: FileKind) -> Image.Image:
    """Decode a picture, turned as its camera was held."""
    try:
        picture = Image.open(file, formats=(FORMATS[kind.media_type],))
        if picture.width * picture.height > MOST_PIXELS:
            raise _too_large()
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        return ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, ZeroDivisionError) as error:
        raise NotAccepted("图片已损坏，打不开。", remedy=BROKEN) from error


def _too_large() -> NotAccepted:
    return NotAccepted("图片的像素太多，为了安全没有打开。", remedy="请把长边缩小到8000像素以内，再重新上传。")


def _first_page(file: BinaryIO) -> Image.Image:
    """Draw the first page of a PDF; which is also how a broken or locked one is found out."""
    content = file.read()
    try:
        with PDFIUM:
            return _drawn(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise NotAccepted(
                "PDF 设置了打开密码。", remedy="请去掉打开密码，或打印为新的 PDF，再重新上传。"
            ) from error
        raise NotAccepted("PDF 已损坏，打不开。", remedy="请重新下载或重新保存这份文件，再试一次。") from error


def page_picture(content: bytes, index: int) -> bytes | None:
    """Draw one page of a PDF or of a picture as JPEG, counted from 0; None when it is not there or cannot be drawn."""
    try:
        if b"%PDF-" in content[:1024]:
            with PDFIUM:
                return _jpeg(_drawn(content, index))
        with Image.open(BytesIO(content)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            picture.seek(index)
            flat = _flattened(ImageOps.exif_transpose(picture))
    except (pypdfium2.PdfiumError, IndexError, EOFError, OSError, SyntaxError, UnidentifiedImageError, NotAccepted):
        return None
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return _jpeg(flat)


def _drawn(content: bytes, index: int = 0) -> Image.Image:
    document = pypdfium2.PdfDocument(content)
    try:
        if len(document) == 0:
            raise NotAccepted("PDF 里一页也没有。", remedy="请重新保存这份文件，再试一次。")
        page = document[index]
        bitmap = page.render(scale=PDF_SIDE / max(*page.get_size(), 1.0))
        return Image.frombytes("RGB", (bitmap.width, bitmap.height), bitmap.to_pil().convert("RGB").tobytes())
    finally:
        document.close()


def _encoded(picture: Image.Image) -> Views:
    flat = _flattened(picture)
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    small = flat.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    return Views(large=_jpeg(flat), small=_jpeg(small))


def _flattened(picture: Image.Image) -> Image.Image:
    """Lay the picture on white paper: JPEG knows no transparency."""
    if picture.mode in {"RGB", "L"}:
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    paper = Image.new("RGB", layered.size, "white")
    paper.paste(layered, mask=layered.getchannel("A"))
    return paper


def _jpeg(picture: Image.Image) -> bytes:
    """Encode the pixels and nothing else: no EXIF, no colour profile, no comment."""
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    out = BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()
