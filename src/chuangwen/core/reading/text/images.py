"""Photographs and scans: their text, recognised, with an honest word on how sure that is."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from chuangwen.core.reading.model import Block, Document, UnreadableFile
from chuangwen.core.reading.text import recognition
from chuangwen.core.reading.text.safety import Limits, Watch, broken

_MOST_PIXELS = 60_000_000
_LONG_SIDE = 3508  # an A4 page at 300 dpi; more detail only costs time
_SMALLEST_SIDE = 32


def read_image(data: bytes, name: str, limits: Limits, watch: Watch) -> Document:
    """Recognise the text of a picture, each of its pages (TIFF) in turn.

    Raises: UnreadableFile when it is broken, too large, or recognition is not installed.
    """
    if not recognition.is_there():
        raise UnreadableFile(
            f"文件“{name}”是图片，本系统没有安装文字识别组件，不能读取。请上传文字版，或把文字粘贴到页面上；也可以请系统管理员安装识别组件（chuangwen[ocr]）。"
        )
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return _pages(picture, name, limits, watch)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,
    ) as error:
        raise broken(name) from error


def _pages(picture: Image.Image, name: str, limits: Limits, watch: Watch) -> Document:
    every = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
    total = min(every, limits.scans)
    if picture.width * picture.height > _MOST_PIXELS:
        raise UnreadableFile(f"图片“{name}”有 {picture.width}×{picture.height} 个像素，太大了。请缩小到一半后再上传。")
    parts: list[str] = []
    blocks: list[Block] = []
    notes: list[str] = []
    for i in range(total):
        watch.step(i, total, name)
        picture.seek(i)
        seen = recognition.recognise(_prepared(picture))
        start = sum(map(len, parts))
        parts.append(seen.text)
        label = f"图片第{i + 1}页" if total > 1 else "图片"
        blocks.append(Block(start=start, end=start + len(seen.text), label=label, sureness=seen.sureness))
        notes += _remarks(seen, label)
    watch.step(total, total, name)
    if total < every:
        notes.append(f"图片共 {every} 页，一次最多识别 {total} 页，其余没有读取。请拆分后另行上传。")
    if not "".join(parts).strip():
        raise UnreadableFile(f"没有从图片“{name}”里认出文字。请换一张清晰、端正的照片，或把文字粘贴到页面上。")
    return Document(
        text="".join(parts),
        name=name,
        media_type=Image.MIME.get(picture.format or "", "image/png"),
        blocks=tuple(blocks),
        notes=tuple(notes),
    )


def _prepared(picture: Image.Image) -> Image.Image:
    """Turn a photograph as its camera says, put it on white paper, and shrink what is too large."""
    page = ImageOps.exif_transpose(picture)
    if page.mode in {"RGBA", "LA", "P"}:
        page = page.convert("RGBA")
        paper = Image.new("RGBA", page.size, "white")
        page = Image.alpha_composite(paper, page)
    page = page.convert("RGB")
    page.thumbnail((_LONG_SIDE, _LONG_SIDE))
    if min(page.size) < _SMALLEST_SIDE:
        page = ImageOps.expand(page, border=_SMALLEST_SIDE, fill="white")
    return page


def _remarks(seen: recognition.Seen, label: str) -> list[str]:
    if not seen.text:
        return []
    remarks = [f"{label}里的文字由系统识别，把握为 {seen.sureness:.0%}，请对照原件核对数字。"]
    if seen.sureness < recognition.SURE:
        remarks.append(f"{label}不够清晰或有遮挡，识别的把握较低，请逐条核对，或换一张清晰的照片。")
    if seen.turned:
        remarks.append(f"{label}原来是转向的，已按转正 {seen.turned} 度后的方向识别。")
    return remarks
