"""What the acts on evidence share: check it, and lay its rows. Each function runs inside the caller's act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.enums import EvidenceForm
from chuangwen.civic.ledger.models import Entry, Evidence, EvidenceFile
from chuangwen.civic.ledger.operations.refusals import EvidenceNotTaken, TooMuchEvidence
from chuangwen.civic.ledger.storage import StoredFile
from chuangwen.civic.people.models import User
from chuangwen.civic.wordbook import kinds

MOST_PIECES = 20
NAME_LIMIT = 200
URL_LIMIT = 500
_is_web_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvidence:
    """A piece of evidence to attach: a stored file, or the address of a published page."""

    proof: str
    name: str = ""
    file: StoredFile | None = None
    url: str = ""
    is_screenshot: bool = False

    @property
    def form(self) -> EvidenceForm:
        """Return which form of evidence it is."""
        if self.file is None:
            return EvidenceForm.LINK
        return EvidenceForm.SCREENSHOT if self.is_screenshot else EvidenceForm.FILE


def must_be_sound(pieces: Sequence[NewEvidence], *, held: int = 0) -> None:
    """Refuse evidence of no known type, without a file or address, or too much of it.

    :raises EvidenceNotTaken: naming what is wrong.
    :raises TooMuchEvidence: the entry would hold more than the cap.
    """
    for piece in pieces:
        if piece.proof not in kinds().evidence:
            raise EvidenceNotTaken(f"没有“{piece.proof}”这种佐证。", remedy="请从列表里选择佐证类型。")
        if piece.file is None:
            must_be_web_address(piece.url)
        elif piece.url:
            raise EvidenceNotTaken("一份佐证只能是文件或链接。", remedy="请分两份添加。")
    if held + len(pieces) > MOST_PIECES:
        raise TooMuchEvidence(f"每条记录最多{MOST_PIECES}份佐证，已有{held}份，这次要加{len(pieces)}份。")


def must_be_web_address(url: str) -> None:
    """Refuse what is not the address of a page on the web.

    :raises EvidenceNotTaken: saying how to write it.
    """
    try:
        _is_web_address(url)
        is_sound = len(url) <= URL_LIMIT
    except ValidationError:
        is_sound = False
    if not is_sound:
        raise EvidenceNotTaken(
            "链接不是可以打开的网页地址。", remedy="请填写以 http:// 或 https:// 开头的完整地址，最多500个字符。"
        )


def attach(entry: Entry, pieces: Sequence[NewEvidence], *, actor: User, at: datetime) -> list[Evidence]:
    """Lay the rows of sound evidence for a saved entry; the same file twice is taken once."""
    return attach_all([(entry, piece) for piece in pieces], actor=actor, at=at)


def attach_all(pairs: Sequence[tuple[Entry, NewEvidence]], *, actor: User, at: datetime) -> list[Evidence]:
    """Lay the rows of sound evidence for many saved entries, in two queries."""
    files = {piece.file.sha256: storage.row_of(piece.file, at) for _, piece in pairs if piece.file}
    if files:
        EvidenceFile.objects.bulk_create(files.values(), ignore_conflicts=True)
    unique: dict[tuple[int, str], tuple[Entry, NewEvidence]] = {}
    for entry, piece in pairs:
        unique.setdefault((entry.pk, piece.file.sha256 if piece.file else piece.url), (entry, piece))
    rows = [_row(entry, piece, actor=actor, at=at) for entry, piece in unique.values()]
    return Evidence.objects.bulk_create(rows) if rows else []


def _row(entry: Entry, piece: NewEvidence, *, actor: User, at: datetime) -> Evidence:
    name = piece.name.strip() or kinds().evidence[piece.proof]
    return Evidence(
        entry=entry,
        form=piece.form,
        proof=piece.proof,
        file_id=piece.file.sha256 if piece.file else None,
        name=name[:NAME_LIMIT],
        url=piece.url,
        added_by=actor,
        added_at=at,
    )


def said_by(evidence: Sequence[Evidence]) -> dict[str, Any]:
    """Return what the evidence is, as the journal keeps it."""
    return {
        "evidence": [
            {"id": each.pk, "proof": each.proof, "name": each.name, "file": each.file_id, "url": each.url}
            for each in evidence
        ]
    }
