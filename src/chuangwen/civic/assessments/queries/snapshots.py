"""Kept snapshots: where they lie, and what can be read back from them."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.db.models import OuterRef, Subquery

from chuangwen.civic.assessments.enums import AssessmentStatus
from chuangwen.civic.assessments.models import Assessment
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.core.rulebook import Book
from chuangwen.core.rulebook.scores import Peers
from chuangwen.core.scoring import Snapshot, SnapshotError, assess, open_snapshot
from chuangwen.core.scoring.unit import peer_groups
from chuangwen.places import HOME

FOLDER = HOME / "snapshots"
DISTRIBUTIONS_KEPT = 32
PeersByGroup = Mapping[str, Mapping[str, Peers]]


def folder_of(digest: str) -> Path:
    """Return where a snapshot lies: under its own digest."""
    return FOLDER / digest


def snapshot_of(assessment: Assessment) -> Snapshot:
    """Return the snapshot that an assessment was made from.

    :raises SnapshotError: its files are gone or no longer what they were.
    """
    snapshot = open_snapshot(folder_of(assessment.snapshot))
    if snapshot.digest != assessment.snapshot:
        raise SnapshotError(f"快照{assessment.snapshot[:12]}的清单已被改动。请从备份恢复。")
    return snapshot


def latest_snapshot() -> Subquery:
    """Annotate an edition with the snapshot of its latest finished assessment."""
    finished = Assessment.objects.filter(edition=OuterRef("pk"), status=AssessmentStatus.FINISHED)
    return Subquery(finished.order_by("-finished_at", "-id").values("snapshot")[:1])


def latest_digest(edition: Edition) -> str | None:
    """Return the snapshot of an edition's latest finished assessment."""
    rows = Assessment.objects.filter(edition=edition, status=AssessmentStatus.FINISHED)
    return rows.order_by("-finished_at", "-id").values_list("snapshot", flat=True).first()


def frozen_peers(book: Book, assessed_on: date, digest: str | None) -> PeersByGroup:
    """Return the values that ranks compare with, frozen at the latest assessment; empty while there is none.

    Groups that were put together for being small are found by their own names too.
    """
    return _distribution(book, assessed_on, digest) if digest and has_ranks(book) else {}


@lru_cache(maxsize=DISTRIBUTIONS_KEPT)
def has_ranks(book: Book) -> bool:
    """Say whether any criterion compares units with their peers."""
    return any(c.score.relative for c in (*book.criteria, *book.bonus.items))


@lru_cache(maxsize=DISTRIBUTIONS_KEPT)
def _distribution(book: Book, assessed_on: date, digest: str) -> PeersByGroup:
    try:
        snapshot = open_snapshot(folder_of(digest))
        cards = assess(book, snapshot, assessed_on)
    except SnapshotError:
        return {}
    found = {group: cards.peers(group) for group in set(cards.groups)}
    ranked_in = peer_groups(book, snapshot.column("kind").to_pylist())
    return {**found, **{own: found.get(group, {}) for own, group in ranked_in.items()}}
