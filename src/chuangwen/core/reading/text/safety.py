"""Guards against hostile or oversized files, before anything is unpacked or parsed."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from chuangwen.core.reading.model import ReadingStopped, UnreadableFile

LARGEST_FILE = 30 * 2**20
LARGEST_TEXT = 2_000_000
MOST_PAGES = 600
MOST_SCANS = 6  # pages to recognise in one file, each about 5 s: what a person can wait for; a job in the background may allow more
LARGEST_UNPACKED = 200 * 2**20
STEEPEST_RATIO = 200
_SMALL_PART = 2**20
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DOCTYPE_WIDE = re.compile("<!\\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much the reader takes. Units: bytes, characters, pages; rows are per file; scans are pages recognised."""

    file_bytes: int = LARGEST_FILE
    characters: int = LARGEST_TEXT
    pages: int = MOST_PAGES
    scans: int = MOST_SCANS
    rows: int = 20_000
    unpacked_bytes: int = LARGEST_UNPACKED
    ratio: int = STEEPEST_RATIO


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Those who wait for a long reading: `progress` hears pages done and pages in all, `cancelled` says when to stop."""

    progress: Callable[[int, int], None] | None = None
    cancelled: Callable[[], bool] | None = None

    def step(self, done: int, total: int, name: str) -> None:
        """Tell how far the reading is.

        Raises: ReadingStopped when nobody wants it any more.
        """
        if self.progress:
            self.progress(done, total)
        if self.cancelled and self.cancelled():
            raise ReadingStopped(f"已按要求停止读取文件“{name}”（共 {total} 页，已读 {done} 页）。需要时可重新上传。")


class Package:
    """An Office file (a zip of XML parts), opened with care."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        """Open the zip and refuse bombs by their declared sizes.

        Raises: UnreadableFile when it is broken, encrypted, or would unpack too large.
        """
        self.name, self._limits = name, limits
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise broken(name) from error
        total = sum(entry.file_size for entry in entries)
        steep = any(e.file_size > _SMALL_PART and e.file_size > limits.ratio * max(1, e.compress_size) for e in entries)
        if total > limits.unpacked_bytes or steep or len(entries) > 10_000:
            raise UnreadableFile(
                f"文件“{name}”解压后异常巨大，可能会占满服务器，已停止读取。请用办公软件打开后另存一份再上传。"
            )
        if any(entry.flag_bits & 1 for entry in entries):
            raise encrypted(name)
        self.parts = [entry.filename for entry in entries]

    def xml(self, part: str) -> ET.Element:
        """Parse a part; document type declarations and entities are refused."""
        raw = self.bytes(part)
        if declares_entities(raw):
            raise UnreadableFile(
                f"文件“{self.name}”里含有外部实体声明，正常的办公文件不会有，出于安全没有读取。请用办公软件打开后另存一份再上传。"
            )
        try:
            return ET.fromstring(raw)  # noqa: S314 - declarations and entities were refused above
        except ET.ParseError as error:
            raise broken(self.name) from error

    def bytes(self, part: str) -> bytes:
        """Read a part whole; never more than it declared."""
        try:
            with self._zip.open(part) as file:
                raw = file.read(self._limits.unpacked_bytes + 1)
        except (
            KeyError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise broken(self.name) from error
        if len(raw) > self._limits.unpacked_bytes:
            raise broken(self.name)
        return raw


def declares_entities(raw: bytes) -> bool:
    """Say whether XML bytes of any encoding declare a document type or an entity."""
    if _DOCTYPE.search(raw):
        return True
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\x00" in raw[:8]:
        for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
            if _DOCTYPE_WIDE.search(raw.decode(encoding, errors="ignore")):
                return True
    return False


def broken(name: str) -> UnreadableFile:
    """Return the refusal for a damaged file."""
    return UnreadableFile(f"文件“{name}”已损坏，无法打开。请用办公软件打开确认后另存一份，再重新上传。")


def encrypted(name: str) -> UnreadableFile:
    """Return the refusal for a file behind a password."""
    return UnreadableFile(f"文件“{name}”设有密码，系统无法读取。请取消密码另存一份，再重新上传。")
