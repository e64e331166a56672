"""Seals: what an assessment is sealed with, and whether its rows and files are still what they were."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from chuangwen.civic.assessments.models import Assessment, Card, Seal
from chuangwen.civic.assessments.queries.keys import public_keys
from chuangwen.civic.assessments.queries.snapshots import folder_of, has_ranks, snapshot_of
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.queries.editions import book_of
from chuangwen.core.sealing import Written, digest_of, marked_by, said_of, verifies, write_seal
from chuangwen.core.sealing.folder import BOOK, MARKS, SIGNATURE, SNAPSHOT, SOURCE, hash_of
from chuangwen.core.sealing.verifying import Comparison

COLUMNS = (
    "certain", "possible", "full", "peers", "verdict", "categories", "marks", "card", "position", "group_size",
)  # fmt: skip
BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SealCheck:
    """What a look at the rows and files has found."""

    differences: tuple[str, ...]
    key_is_ours: bool

    @property
    def is_intact(self) -> bool:
        """Say whether everything is as it was sealed."""
        return not self.differences


def lines_of(assessment: Assessment) -> Iterator[bytes]:
    """Yield a line a unit from the rows as they stand now."""
    rows = Card.objects.filter(assessment=assessment).order_by("unit_id").values("unit_id", *COLUMNS)
    for row in rows.iterator(chunk_size=BATCH):
        yield said_of(row.pop("unit_id"), row)


def about(assessment: Assessment) -> dict[str, Any]:
    """Return what a seal says of itself, for a person."""
    edition = assessment.edition
    return {
        "assessment": assessment.pk,
        "place": assessment.unit.name,
        "book": f"{edition.code}@{edition.edition}",
        "title": edition.title,
        "assessed_on": assessment.assessed_on.isoformat(),
        "finished_at": assessment.finished_at.isoformat() if assessment.finished_at else "",
        "units": assessment.summary.get("units", 0),
    }


def write_folder(assessment: Assessment, folder: Path, *, said: Mapping[str, Any], private_key: str = "") -> Written:
    """Write an assessment as it stands now into a folder.

    :raises SnapshotError: its files are gone or no longer what they were.
    """
    edition = Edition.objects.get(pk=assessment.edition_id)
    snapshot = snapshot_of(assessment)
    return write_seal(
        folder,
        about=said,
        engine=assessment.engine,
        book=(edition.digest, edition.canonical),
        sources=edition.sources,
        snapshot=(assessment.snapshot, snapshot.folder),
        peers=_peers(assessment),
        lines=lines_of(assessment),
        private_key=private_key,
    )


def _peers(assessment: Assessment) -> Mapping[str, Any]:
    """Return the values that ranks compared with; worked out from the snapshot, in a book that ranks."""
    book = book_of(assessment.edition)
    if not has_ranks(book):
        return {}
    return marked_by("duckdb", book, snapshot_of(assessment), assessment.assessed_on)[0]


def rewrite(seal: Seal, folder: Path) -> bool:
    """Write a sealed assessment anew, for a download; say whether it is what was sealed."""
    manifest = json.loads(seal.manifest)
    made = write_folder(seal.assessment, folder, said=manifest["about"])
    if seal.signature:
        said = {"algorithm": "Ed25519", "key": seal.key, "signature": seal.signature}
        (folder / SIGNATURE).write_text(json.dumps(said, sort_keys=True, separators=(",", ":")), encoding="utf-8")
    return made.digest == seal.digest


def published_cards(unit: Unit) -> QuerySet[Card]:
    """Return a unit's marks in results that have been made public, the newest first."""
    rows = Card.objects.filter(unit=unit, assessment__seal__published_at__isnull=False).defer("card", "marks")
    shown = ("assessment__edition", "assessment__unit", "assessment__seal__sealed_by", "assessment__seal__published_by")
    return rows.select_related(*shown).order_by("-assessment__seal__published_at", "-id")


def published_seals() -> QuerySet[Seal]:
    """Return the seals of all results that have been made public, the newest first; for anybody."""
    rows = Seal.objects.filter(published_at__isnull=False).select_related("assessment__edition", "assessment__unit")
    return rows.defer("manifest").order_by("-published_at", "-id")


def check_seal(seal: Seal) -> SealCheck:
    """Compare the rows and files with what was sealed; a mark that differs is named."""
    keys = {each.key for each in public_keys()}
    return SealCheck(differences=tuple(_differences(seal, keys)), key_is_ours=seal.key in keys)


def _differences(seal: Seal, keys: set[str]) -> Iterator[str]:
    content = seal.manifest.encode()
    if sha256(content).hexdigest() != seal.digest:
        yield "封存清单已被改动。"
    if seal.signature and not verifies(seal.key, seal.signature, content):
        yield "签名与封存清单不符。"
    if seal.key and keys and seal.key not in keys:
        yield "签名用的不是本单位的密钥。"
    try:
        files = {name: said["sha256"] for name, said in json.loads(content)["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        yield "封存清单读不出来。"
        return
    yield from _text_differences(seal.assessment, files)
    yield from _snapshot_differences(seal.assessment, files)
    marks = digest_of(lines_of(seal.assessment))
    if marks != files.get(MARKS) or marks != seal.marks:
        yield _first_mark(seal.assessment)


def _text_differences(assessment: Assessment, files: Mapping[str, str]) -> Iterator[str]:
    edition = Edition.objects.get(pk=assessment.edition_id)
    texts = {BOOK: edition.canonical, **{f"{SOURCE}/{name}": text for name, text in edition.sources.items()}}
    for name, text in texts.items():
        if sha256(text.encode()).hexdigest() != files.get(name):
            yield f"细则《{edition.title}》的文本已被改动（{name}）。"


def _snapshot_differences(assessment: Assessment, files: Mapping[str, str]) -> Iterator[str]:
    folder = folder_of(assessment.snapshot)
    for name, digest in files.items():
        if not name.startswith(f"{SNAPSHOT}/"):
            continue
        path = folder / name.removeprefix(f"{SNAPSHOT}/")
        if not path.is_file():
            yield f"台账快照缺少文件{path.name}。"
        elif hash_of(path) != digest:
            yield f"台账快照的文件{path.name}已被改动。"


def _first_mark(assessment: Assessment) -> str:
    """Name the first mark that is not what the sealed snapshot gives."""
    try:
        snapshot, book = snapshot_of(assessment), book_of(assessment.edition)
        _, anew = marked_by("duckdb", book, snapshot, assessment.assessed_on)
        told = Comparison(book, snapshot, assessment.engine).first(lines_of(assessment), anew)
    except (ValueError, OSError, RuntimeError) as error:
        return f"得分与封存的不同，且无法复算：{error}"
    return told or "得分与封存的不同。"
