"""Text out of files, with positions kept: one entrance for every format."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

from chuangwen.core.reading.model import Document, UnreadableFile
from chuangwen.core.reading.text.safety import LARGEST_FILE, LARGEST_TEXT, MOST_PAGES, Limits, Watch
from chuangwen.core.reading.text.sniff import sort_of

Reader = Callable[[bytes, str, Limits, Watch], Document]
_READERS = {
    "docx": ("word", "read_docx"),
    "doc": ("old_word", "read_doc"),
    "pptx": ("slides", "read_pptx"),
    "pdf": ("pdf", "read_pdf"),
    "image": ("images", "read_image"),
    "sheet": ("sheets", "read_sheets"),
    "html": ("markup", "read_html"),
    "csv": ("plain", "read_csv"),
    "text": ("plain", "read_text"),
}
__all__ = ["LARGEST_FILE", "LARGEST_TEXT", "MOST_PAGES", "Limits", "extract"]


def extract(
    data: bytes,
    name: str,
    *,
    limits: Limits | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Document:
    """Return the text of a file, chosen by its content, not by its name.

    Shape: `progress` is called with pages done and pages in all; `cancelled` is asked after each page.

    Raises: UnreadableFile with a Chinese message for encrypted, broken, too large,
    macro-carrying, hostile or unsupported files; ReadingStopped (one of them) when cancelled.
    """
    limits = limits or Limits()
    if len(data) > limits.file_bytes:
        raise UnreadableFile(
            f"文件“{name}”有 {len(data) / 2**20:.0f} MB，超过 {limits.file_bytes / 2**20:.0f} MB 的上限。请拆分或压缩图片后再上传。"
        )
    if not data.strip():
        raise UnreadableFile(f"文件“{name}”是空的，没有可以读取的内容。请检查后重新上传。")
    document = _reader(sort_of(data, name))(data, name, limits, Watch(progress=progress, cancelled=cancelled))
    if len(document.text) > limits.characters:
        raise UnreadableFile(
            f"文件“{name}”的文字有 {len(document.text)} 个，超过 {limits.characters} 个的上限。请按部门或年份拆分后再上传。"
        )
    if not document.text.strip():
        raise UnreadableFile(f"文件“{name}”里没有找到文字。请换一份清晰的文件，或把文字粘贴到页面上。")
    return replace(document, name=name)


def _reader(sort: str) -> Reader:
    """Import the reader of one format only when a file of that format comes: PDF and sheet libraries are slow to load."""
    module, function = _READERS[sort]
    reader: Reader = getattr(import_module(f"chuangwen.core.reading.text.{module}"), function)
    return reader
