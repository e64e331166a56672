"""Where the bytes of evidence lie: once under their SHA-256, whole or not at all.

Its own room, because bytes are laid down before the act that cites them begins:
hashing and redrawing a photo takes long, and an act holds the database's one
writing lock (docs/decisions/0007). A file that no row cites in the end is an
orphan, and `sweep` takes it away.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from chuangwen.civic.ledger.models import EvidenceFile
from chuangwen.core.files import FileKind, NotAccepted, sniff, views_of

MEGABYTE = 1024 * 1024
WAITING = "waiting"  # half-written files, on the same disk as the whole ones
LARGE, SMALL = ".view.jpg", ".small.jpg"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """Bytes that lie whole on the disk, ready to be cited by a row."""

    sha256: str
    size: int
    media_type: str
    original: str
    view: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep took away."""

    count: int
    size: int


def root() -> Path:
    """Return the folder of all files."""
    return Path(settings.MEDIA_ROOT)


def path_of(name: str) -> Path:
    """Return where a stored name lies.

    :raises ValueError: the name leads out of the folder.
    """
    path = (root() / name).resolve()
    if not path.is_relative_to(root().resolve()):
        raise ValueError(name)
    return path


def small_of(view: str) -> str:
    """Return the name of the small picture beside a view."""
    return view.removesuffix(LARGE) + SMALL


def store(chunks: Iterable[bytes], *, cap: int | None = None, otherwise: FileKind | None = None) -> StoredFile:
    """Lay bytes down under their SHA-256 and say what they are.

    Killed at any moment it leaves either nothing under the hash or the whole file.
    `otherwise` is what they are when they are no kind that proves anything by
    itself: the web page or the scan that a report came as.

    :raises NotAccepted: too large, or not a kind of file that proves anything.
    """
    with _waiting_file() as waiting:
        digest, size = _write(chunks, waiting, cap or settings.UPLOAD_CAP)
        name = f"{digest[:2]}/{digest[2:4]}/{digest}"
        try:
            with waiting.open("rb") as file:
                kind = sniff(file)
            view = _store_views(waiting, kind, name)
        except NotAccepted:
            if otherwise is None:
                raise
            kind, view = otherwise, ""
        _settle(waiting, path_of(name))
    return StoredFile(sha256=digest, size=size, media_type=kind.media_type, original=name, view=view)


@contextmanager
def _waiting_file() -> Iterator[Path]:
    folder = root() / WAITING
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / uuid4().hex
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _write(chunks: Iterable[bytes], path: Path, cap: int) -> tuple[str, int]:
    digest, size = sha256(), 0
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > cap:
                raise too_large(cap)
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def too_large(cap: int) -> NotAccepted:
    """Return the refusal of a file beyond the cap."""
    return NotAccepted(
        f"文件超过{cap // MEGABYTE} MB的上限。", remedy="请压缩图片或视频、分成几份，或改填已公开网页的链接。"
    )


def _store_views(waiting: Path, kind: FileKind, name: str) -> str:
    """Redraw a picture for pages; return the view's name, or "" for kinds without one."""
    with waiting.open("rb") as file:
        views = views_of(file, kind)
    if views is None:
        return ""
    for suffix, content in ((SMALL, views.small), (LARGE, views.large)):
        with _waiting_file() as drawn:
            _write([content], drawn, len(content))
            _settle(drawn, path_of(name + suffix))
    return name + LARGE


def _settle(waiting: Path, place: Path) -> None:
    """Move a whole file to its place in one step; one that lies there already stays."""
    if place.exists():
        os.utime(place)  # fresh again, so that no sweep takes it before its row is written
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    waiting.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def row_of(stored: StoredFile, at: datetime) -> EvidenceFile:
    """Return the row that cites the bytes, not yet saved."""
    return EvidenceFile(
        sha256=stored.sha256,
        size=stored.size,
        media_type=stored.media_type,
        original=stored.original,
        view=stored.view,
        added_at=at,
    )


def keep(stored: StoredFile, at: datetime) -> str:
    """Write the row that cites the bytes, once; return its key, for whatever noun cites the file."""
    EvidenceFile.objects.bulk_create([row_of(stored, at)], ignore_conflicts=True)
    return stored.sha256


def sweep(*, before: datetime) -> Swept:
    """Take away half-written files and files that no row cites, if last touched before an instant.

    An upload that is under way is younger than any sensible `before`, such as a day ago.
    """
    if not root().is_dir():
        return Swept(count=0, size=0)
    count = size = 0
    for path in _old_files(before):
        digest = path.name.partition(".")[0]
        if path.parent.name != WAITING and EvidenceFile.objects.filter(sha256=digest).exists():
            continue
        count, size = count + 1, size + path.stat().st_size
        path.unlink()
    return Swept(count=count, size=size)


def _old_files(before: datetime) -> Iterator[Path]:
    limit = before.timestamp()
    for path in sorted(root().rglob("*")):
        if path.is_file() and path.stat().st_mtime < limit:
            yield path
