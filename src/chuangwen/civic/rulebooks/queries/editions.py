"""What editions say: those within a reader's reach, those in force for a unit, and the book behind each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Q, QuerySet

from chuangwen.civic.orgs.access import below
from chuangwen.civic.people.models import User
from chuangwen.civic.rulebooks import access
from chuangwen.civic.rulebooks.enums import EditionStatus
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.core import rulebook
from chuangwen.core.rulebook import Book

LARGE = ("canonical", "sources")
BOOKS_KEPT = 64


class TamperedBook(RuntimeError):
    """The stored text is not the text that was published: somebody changed the database by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """An edition with its book, as it reads on the day of assessment."""

    edition: Edition
    book: Book


def editions_in_reach(user: User) -> QuerySet[Edition]:
    """Return the editions that the user may open, without their texts."""
    return Edition.objects.filter(access.readable(user)).select_related("unit").defer(*LARGE)


def book_of(edition: Edition) -> Book:
    """Return an edition's book as it reads on its day of assessment, parsed once in a process.

    :raises TamperedBook: the stored text no longer has the digest it was published under.
    """
    return _book_on(edition.digest, edition.assessed_on)


@lru_cache(maxsize=BOOKS_KEPT)
def _book_on(digest: str, assessed_on: date) -> Book:
    return _book(digest).on(assessed_on)


@lru_cache(maxsize=BOOKS_KEPT)
def _book(digest: str) -> Book:
    text = Edition.objects.filter(digest=digest).order_by("id").values_list("canonical", flat=True)[:1].get()
    book = rulebook.from_canonical(text)
    if book.digest != digest:
        raise TamperedBook(digest)
    return book


def published_over(path: str) -> QuerySet[Edition]:
    """Return the published editions of a place and of all places above it, without their texts."""
    owners = access.line_of(path)
    return Edition.objects.filter(unit__path__in=owners, status=EditionStatus.PUBLISHED).defer(*LARGE)


def published_around(path: str) -> QuerySet[Edition]:
    """Return the published editions of a place, of those above and of those below it, without their texts."""
    owned = Q(unit__path__in=access.line_of(path)) | below(path, "unit__")
    return Edition.objects.filter(owned, status=EditionStatus.PUBLISHED).defer(*LARGE)


def in_order(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """Order editions as pages list them: the highest place first, then by book, the newest edition last."""
    return editions.select_related("unit").order_by("unit__path", "code", "published_at", "id")


def editions_in_force(path: str, kind: str, on: date) -> tuple[InForce, ...]:
    """Return the editions by which a unit of this kind at this path is marked on a day, in one query.

    Of several editions of one book at one place the newest in force counts.
    Books are ordered from the city's down, then by code.
    """
    return for_kind(in_order(published_over(path)), kind, on)


def for_kind(editions: Iterable[Edition], kind: str, on: date) -> tuple[InForce, ...]:
    """Return those of the ordered editions that cover a kind of unit and are in force on a day."""
    return tuple(found for found in newest(editions, on) if found.book.covers(kind))


def newest(editions: Iterable[Edition], on: date) -> tuple[InForce, ...]:
    """Return the ordered editions in force on a day, of each book of a place only the newest."""
    found: dict[tuple[int, str], InForce] = {}
    for edition in editions:
        book = book_of(edition)
        if is_in_force(book, on):
            found[(edition.unit_id, edition.code)] = InForce(edition=edition, book=book)
    return tuple(found.values())


def is_in_force(book: Book, on: date) -> bool:
    """Say whether the book's own dates hold the day."""
    start, until = book.in_force
    return start <= on and (until is None or on < until)
