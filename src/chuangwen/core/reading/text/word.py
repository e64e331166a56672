"""Word documents (.docx): paragraphs, tables, text boxes, headers; insertions kept, deletions dropped."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from chuangwen.core.reading.model import Block, Document
from chuangwen.core.reading.text.safety import Limits, Package, Watch, broken

_DROPPED = {"del", "moveFrom", "delText", "instrText", "rPr", "pPr", "sectPr", "Fallback"}
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read_docx(data: bytes, name: str, limits: Limits, watch: Watch) -> Document:
    """Read the body, then headers, footers and notes, each as a block of its own."""
    package = Package(data, name, limits)
    page = _Page()
    notes: list[str] = []
    root = package.xml("word/document.xml")
    body = next((child for child in root if _tag(child) == "body"), None)
    if body is None:
        raise broken(name)
    page.write_blocks(body)
    for part in sorted(package.parts):
        if label := _side_part(part):
            page.write_part(package.xml(part), label)
    if any(_tag(e) in {"ins", "del"} for e in root.iter()):
        notes.append("文件里有修订痕迹：新增的文字已读取，删除的文字没有读取。")
    return Document(
        text="".join(page.parts), name=name, media_type=_DOCX, blocks=tuple(page.blocks), notes=tuple(notes)
    )


def _side_part(part: str) -> str:
    for stem, label in (
        ("word/header", "页眉"),
        ("word/footer", "页脚"),
        ("word/footnotes", "脚注"),
        ("word/endnotes", "尾注"),
    ):
        if part.startswith(stem) and part.endswith(".xml"):
            return label
    return ""


def _tag(element: ET.Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


class _Page:
    """The text as it is written out, with the places of tables and side parts."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.blocks: list[Block] = []
        self._at = 0
        self._tables = 0

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self._at += len(text)

    def write_part(self, root: ET.Element, label: str) -> None:
        """Write a header or footer, unless it is empty or only a page number."""
        side = _Page()
        side.write_blocks(root)
        text = "".join(side.parts).strip()
        if len(text.strip("-— 0123456789第页共")) > 1:
            start = self._at
            self._write(text + "\n")
            self.blocks.append(Block(start=start, end=self._at, label=label))

    def write_blocks(self, parent: ET.Element) -> None:
        """Write paragraphs and tables in order; wrappers (content controls, insertions) are looked through."""
        for child in parent:
            tag = _tag(child)
            if tag == "p":
                self._write_paragraph(child)
            elif tag == "tbl":
                self._write_table(child)
            elif tag not in _DROPPED:
                self.write_blocks(child)

    def _write_paragraph(self, paragraph: ET.Element) -> None:
        self._write("".join(_words(paragraph)) + "\n")
        for box in _text_boxes(paragraph):
            start = self._at
            self.write_blocks(box)
            self.blocks.append(Block(start=start, end=self._at, label="文本框"))

    def _write_table(self, table: ET.Element) -> None:
        self._tables += 1
        start, number = self._at, self._tables
        for row in _children(table, "tr"):
            if any(_tag(e) == "del" for e in row.findall("./*/*")):
                continue
            cells = [
                " ".join("".join(_words(p)).strip() for p in cell.iter() if _tag(p) == "p").strip()
                for cell in _children(row, "tc")
            ]
            self._write("\t".join(cells) + "\n")
        self.blocks.append(Block(start=start, end=self._at, label=f"表{number}"))


def _children(parent: ET.Element, wanted: str) -> Iterator[ET.Element]:
    """Yield the children of one name, through content controls and insertions."""
    for child in parent:
        if _tag(child) == wanted:
            yield child
        elif _tag(child) in {"sdt", "sdtContent", "ins", "customXml", "smartTag"}:
            yield from _children(child, wanted)


def _words(element: ET.Element) -> Iterator[str]:
    for child in element:
        tag = _tag(child)
        if tag == "t":
            yield child.text or ""
        elif tag in {"tab", "br", "cr"}:
            yield "\t" if tag == "tab" else "\n"
        elif tag == "noBreakHyphen":
            yield "-"
        elif tag not in _DROPPED and tag not in {"txbxContent", "tbl"}:
            yield from _words(child)


def _text_boxes(element: ET.Element) -> Iterator[ET.Element]:
    """Yield the text boxes anchored in a paragraph; the second copy for old programs is skipped."""
    for child in element:
        tag = _tag(child)
        if tag == "txbxContent":
            yield child
        elif tag not in {"del", "Fallback", "rPr", "pPr"}:
            yield from _text_boxes(child)
