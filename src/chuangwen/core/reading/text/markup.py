"""HTML pages: the text that a person would see, block by block."""

from html.parser import HTMLParser

from chuangwen.core.reading.model import Document
from chuangwen.core.reading.text.plain import decode
from chuangwen.core.reading.text.safety import Limits, Watch

_SILENT = {"script", "style", "noscript", "template", "head", "nav", "footer", "select", "svg"}
_BLOCK = {
    "p",
    "div",
    "br",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "table",
    "ul",
    "ol",
    "blockquote",
    "dd",
    "dt",
    "hr",
}
_CELL = {"td", "th"}


class _Visible(HTMLParser):
    """Gathers visible text; what is inside silent elements is dropped."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag in _BLOCK:
            self._break("\n")
        elif tag in _CELL:
            self._break("\t")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        elif tag in _BLOCK - {"br"}:
            self._break("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent and (text := " ".join(data.split())):
            self.parts.append(text)

    def _break(self, mark: str) -> None:
        if self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append(mark)


def read_html(data: bytes, name: str, limits: Limits, watch: Watch) -> Document:
    """Read a saved web page."""
    text, _ = decode(data, name)
    parser = _Visible()
    parser.feed(text)
    parser.close()
    return Document(text="".join(parser.parts).strip(), name=name, media_type="text/html")
