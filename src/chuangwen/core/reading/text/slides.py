"""Presentations (.pptx): each slide a page, its text boxes from top to bottom, tables as rows, then its notes."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from chuangwen.core.reading.model import Block, Document, UnreadableFile
from chuangwen.core.reading.text.safety import Limits, Package, Watch

_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml$")
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_OFF_PAGE = {"sldNum", "dt", "ftr"}


def read_pptx(data: bytes, name: str, limits: Limits, watch: Watch) -> Document:
    """Read the slides in the order in which they are shown."""
    package = Package(data, name, limits)
    slides = _in_order(package)
    if len(slides) > limits.pages:
        raise UnreadableFile(f"文件“{name}”有 {len(slides)} 页，超过 {limits.pages} 页的上限。请拆分后再上传。")
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for number, slide in enumerate(slides, start=1):
        watch.step(number - 1, len(slides), name)
        for label, lines in _texts(package, slide, number):
            text = "".join(f"{line}\n" for line in lines)
            if text:
                blocks.append(Block(start=at, end=at + len(text), label=label))
                parts.append(text)
                at += len(text)
    watch.step(len(slides), len(slides), name)
    return Document(text="".join(parts), name=name, media_type=_PPTX, blocks=tuple(blocks))


def _in_order(package: Package) -> list[str]:
    """Return the slides as the presentation lists them, else by number."""
    numbered = sorted((int(m[1]), part) for part in package.parts if (m := _SLIDE.match(part)))
    every = [part for _, part in numbered]
    if "ppt/_rels/presentation.xml.rels" not in package.parts:
        return every
    targets = {link.get("Id"): link.get("Target", "") for link in package.xml("ppt/_rels/presentation.xml.rels")}
    listed = [e.get(_LINK) for e in package.xml("ppt/presentation.xml").iter() if _tag(e) == "sldId"]
    shown = ["ppt/" + targets.get(key, "").removeprefix("/ppt/") for key in listed]
    return [part for part in shown if part in every] or every


def _texts(package: Package, slide: str, number: int) -> Iterator[tuple[str, list[str]]]:
    yield f"第{number}页", list(_lines(package.xml(slide)))
    links = f"ppt/slides/_rels/{slide.rsplit('/', 1)[-1]}.rels"
    if links not in package.parts:
        return
    for link in package.xml(links):
        target = "ppt/" + link.get("Target", "").removeprefix("../")
        if "notesSlides/" in target and target in package.parts:
            yield f"第{number}页备注", list(_lines(package.xml(target)))


def _lines(root: ET.Element) -> Iterator[str]:
    """Yield the lines of a slide: shapes by their height on the page, tables row by row."""
    for _, shape in sorted(_shapes(root), key=lambda item: item[0]):
        if _is_off_page(shape):
            continue
        tables = [e for e in shape.iter() if _tag(e) == "tbl"]
        if tables:
            for row in (e for e in tables[0].iter() if _tag(e) == "tr"):
                yield "\t".join(" ".join(_paragraphs(cell)) for cell in row if _tag(cell) == "tc")
        else:
            yield from _paragraphs(shape)


def _shapes(root: ET.Element) -> Iterator[tuple[tuple[int, int], ET.Element]]:
    """Yield shapes with their place (top, left); those of unknown place keep their order, at the top."""
    for element in root.iter():
        if _tag(element) in {"sp", "graphicFrame"}:
            place = next((e for e in element.iter() if _tag(e) == "off"), None)
            yield (_number(place, "y"), _number(place, "x")), element


def _number(place: ET.Element | None, key: str) -> int:
    words = place.get(key, "") if place is not None else ""
    return int(words) if re.fullmatch(r"-?\d{1,12}", words) else 0


def _is_off_page(shape: ET.Element) -> bool:
    return any(_tag(e) == "ph" and e.get("type") in _OFF_PAGE for e in shape.iter())


def _paragraphs(element: ET.Element) -> Iterator[str]:
    for paragraph in (e for e in element.iter() if _tag(e) == "p"):
        words = "".join(e.text or "" if _tag(e) == "t" else "\n" for e in paragraph.iter() if _tag(e) in {"t", "br"})
        yield from (line for line in words.split("\n") if line.strip())


def _tag(element: ET.Element) -> str:
    return element.tag.rsplit("}", 1)[-1]
