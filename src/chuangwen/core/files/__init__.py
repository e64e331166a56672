"""Files that prove a fact: what they truly are, and a picture of them that is safe to show."""

from chuangwen.core.files.kinds import ACCEPTED, FileKind, NotAccepted
from chuangwen.core.files.pictures import PDFIUM, Views, page_picture, views_of
from chuangwen.core.files.sniffing import sniff

__all__ = ["ACCEPTED", "PDFIUM", "FileKind", "NotAccepted", "Views", "page_picture", "sniff", "views_of"]
