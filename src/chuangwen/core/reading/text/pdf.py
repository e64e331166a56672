"""PDF files: the text layer, page by page, wrapped lines joined."""

import re
from itertools import zip_longest

import pypdfium2 as pdfium

from chuangwen.core.reading.model import Block, Document, UnreadableFile
from chuangwen.core.reading.text.safety import Limits, broken, encrypted

_FEW = 20
_ENDS = "。！？；：.!?;:"
_STARTS = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]|第[一二三四五六七八九十]+|[一二三四五六七八九]是"
)
_PAGE_NUMBER = re.compile(r"[-—–\s]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:\s*[/共]\s*\d{1,3}\s*页?)?[-—–\s]*")


def read_pdf(data: bytes, name: str, limits: Limits) -> Document:
    """Read the text layer of every page.

    Raises: UnreadableFile when it is encrypted, broken, too long, or a scan without text.
    """
    try:
        file = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise (encrypted(name) if "password" in str(error).lower() else broken(name)) from error
    try:
        if len(file) > limits.pages:
            raise UnreadableFile(f"文件“{name}”有 {len(file)} 页，超过 {limits.pages} 页的上限。请拆分后再上传。")
        pages = [_page_text(file, i, name) for i in range(len(file))]
    finally:
        file.close()
    empty = [i + 1 for i, text in enumerate(pages) if len(text.strip()) < _FEW]
    if len(empty) == len(pages) and len("".join(pages).strip()) < _FEW:
        raise UnreadableFile(
            f"文件“{name}”是扫描件，只有图片、没有文字层，目前还不能识别。请上传文字版，或把文字粘贴到页面上。"
        )
    return _document(pages, name, empty)


def _page_text(file: pdfium.PdfDocument, index: int, name: str) -> str:
    try:
        page = file[index]
        text: str = page.get_textpage().get_text_range()
    except pdfium.PdfiumError as error:
        raise broken(name) from error
    return _joined(text.replace("\r\n", "\n").replace("\r", "\n").replace("￾", "").replace("\x02", ""))


def _joined(text: str) -> str:
    """Join the lines of a paragraph: a line ends one when it stops short or with a full stop."""
    lines = [line.strip() for line in text.split("\n")]
    lines = [line for line in lines if line and not _PAGE_NUMBER.fullmatch(line)]
    width = max((len(line) for line in lines), default=0)
    out = []
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        ends = (line[-1] in _ENDS and len(line) < width - 1) or len(line) < 0.75 * width or _STARTS.match(following)
        out.append(line + ("\n" if ends else ""))
    return "".join(out).rstrip("\n") + "\n" if out else ""


def _document(pages: list[str], name: str, empty: list[int]) -> Document:
    blocks, at = [], 0
    for number, text in enumerate(pages, start=1):
        blocks.append(Block(start=at, end=at + len(text), label=f"第{number}页"))
        at += len(text)
    notes = (f"第 {'、'.join(map(str, empty[:20]))} 页没有文字层，可能是图片，没有读取。",) if empty else ()
    return Document(text="".join(pages), name=name, media_type="application/pdf", blocks=tuple(blocks), notes=notes)
