"""Files that prove a fact: what they truly are, and a picture of them that is safe to show."""

from chuangwen.core.files.kinds import ACCEPTED, FileKind, NotAccepted
from chuangwen.core.files.pictures import Views, views_of
from chuangwen.core.files.sniffing import sniff

__all__ = ["ACCEPTED", "FileKind", "NotAccepted", "Views", "sniff", "views_of"]
