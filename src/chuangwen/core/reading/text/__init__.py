"""Text out of files."""

from chuangwen.core.reading.model import Document, UnreadableFile


def extract(data: bytes, name: str) -> Document:
    """Return the text of a file."""
    return Document(text=data.decode("utf-8"), name=name)
