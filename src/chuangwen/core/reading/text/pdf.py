"""PDF files: the text layer, page by page, wrapped lines joined; pages without one are recognised."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pypdfium2 as pdfium
from PIL import Image

from chuangwen.core.reading.model import Block, Document, UnreadableFile
from chuangwen.core.reading.text import recognition
from chuangwen.core.reading.text.lines import joined
from chuangwen.core.reading.text.safety import Limits, Watch, broken, encrypted

_FEW = 20
_LONG_SIDE = 2200  # pixels of a page rendered for recognition
_MOST_LISTED = 20


@dataclass(slots=True)
class _Found:
    """What the pages gave so far."""

    parts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    recognised: list[int] = field(default_factory=list)
    doubtful: list[int] = field(default_factory=list)
    size: int = 0


def read_pdf(data: bytes, name: str, limits: Limits, watch: Watch) -> Document:
    """Read every page; pages are opened one at a time, so that long files need no more memory.

    Raises: UnreadableFile when it is encrypted, broken, too long, or a scan that cannot be recognised.
    """
    with _opened(data, name) as file:
        total = len(file)
        if total > limits.pages:
            raise UnreadableFile(f"文件“{name}”有 {total} 页，超过 {limits.pages} 页的上限。请拆分后再上传。")
        found = _Found()
        for i in range(total):
            watch.step(i, total, name)
            _take(file, i, name, limits, found)
            if found.size > limits.characters:
                break  # the entrance refuses the file for its length
        watch.step(total, total, name)
    if len(found.empty) == total:
        raise UnreadableFile(_nothing(name))
    return Document(
        text="".join(found.parts),
        name=name,
        media_type="application/pdf",
        blocks=tuple(found.blocks),
        notes=tuple(_notes(found, limits.scans)),
    )


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[pdfium.PdfDocument]:
    try:
        file = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise (encrypted(name) if "password" in str(error).lower() else broken(name)) from error
    try:
        yield file
    finally:
        file.close()


def _take(file: pdfium.PdfDocument, index: int, name: str, limits: Limits, found: _Found) -> None:
    number, sureness = index + 1, 1.0
    text, picture = _page(file, index, name, may_render=len(found.recognised) < limits.scans)
    if picture is not None:
        seen = recognition.recognise(picture)
        text, sureness = seen.text, seen.sureness
        found.recognised.append(number)
        if sureness < recognition.SURE and text:
            found.doubtful.append(number)
    if len(text.strip()) < (1 if picture is not None else _FEW):
        found.empty.append(number)
    found.parts.append(text)
    found.blocks.append(Block(start=found.size, end=found.size + len(text), label=f"第{number}页", sureness=sureness))
    found.size += len(text)


def _page(file: pdfium.PdfDocument, index: int, name: str, *, may_render: bool) -> tuple[str, Image.Image | None]:
    """Return the text of a page, and its picture when it has next to no text and may be recognised."""
    try:
        page = file[index]
        layer = page.get_textpage()
        raw: str = layer.get_text_range()
        layer.close()
        text = joined(raw.replace("\r\n", "\n").replace("\r", "\n").replace("￾", "").replace("\x02", "").split("\n"))
        picture = None
        if len(text.strip()) < _FEW and may_render and recognition.is_there():
            scale = _LONG_SIDE / max(1.0, *page.get_size())
            picture = page.render(scale=scale, grayscale=True).to_pil()
        page.close()
    except pdfium.PdfiumError as error:
        raise broken(name) from error
    return text, picture


def _notes(found: _Found, most: int) -> Iterator[str]:
    if read := [n for n in found.recognised if n not in found.empty]:
        yield f"第 {_listed(read)} 页是图片，文字由系统识别，请对照原件核对数字。"
    if found.doubtful:
        yield f"第 {_listed(found.doubtful)} 页不够清晰，识别的把握较低，请逐条核对，或换一份清晰的扫描件。"
    if blank := [n for n in found.empty if n in found.recognised]:
        yield f"第 {_listed(blank)} 页是空白页，或没有从图片里认出文字。"
    if unread := [n for n in found.empty if n not in found.recognised]:
        yield f"第 {_listed(unread)} 页没有文字层，可能是图片，没有读取。" + (
            f"一次最多识别 {most} 页图片，请把这些页拆出来另行上传。" if recognition.is_there() else ""
        )


def _listed(numbers: list[int]) -> str:
    more = "等" if len(numbers) > _MOST_LISTED else ""
    return "、".join(map(str, numbers[:_MOST_LISTED])) + more


def _nothing(name: str) -> str:
    if recognition.is_there():
        return f"文件“{name}”是扫描件，没有从图片里认出文字。请换一份清晰的扫描件，或把文字粘贴到页面上。"
    return f"文件“{name}”是扫描件，只有图片、没有文字层，本系统没有安装文字识别组件，不能读取。请上传文字版，或把文字粘贴到页面上；也可以请系统管理员安装识别组件（chuangwen[ocr]）。"
