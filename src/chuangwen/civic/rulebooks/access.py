"""Who may: which editions a person reads, and which an officer may change.

An edition is owned by a place. It judges the units below that place, so those
units' people read it; the office of the place, or of one above, changes it.
"""

from django.db.models import Q
from django.http import Http404

from chuangwen.civic.orgs.access import BOOK_READERS, NOBODY, posts_of, reach
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import STEP, Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.rulebooks.enums import EditionStatus
from chuangwen.civic.rulebooks.models import Edition


def line_of(path: str) -> tuple[str, ...]:
    """Return the paths from the root down to this one: where a unit's books may come from.

    >>> line_of("000010000200003")
    ('00001', '0000100002', '000010000200003')
    """
    return tuple(path[:end] for end in range(STEP, len(path) + 1, STEP))


def readable(user: User) -> Q:
    """Match the editions that the user may open.

    Issued ones of places above, at or below one's post; drafts only where
    one is an officer.
    """
    posts = [post for post in posts_of(user) if post.role in BOOK_READERS]
    if not posts:
        return NOBODY
    above = {path for post in posts for path in line_of(post.path)}
    issued = Q(unit__path__in=above) | reach(user, BOOK_READERS, "unit__")
    return (issued & ~Q(status=EditionStatus.DRAFT)) | changeable(user)


def changeable(user: User) -> Q:
    """Match the editions of places where the user is an officer, or of places below."""
    return reach(user, {Role.OFFICER}, "unit__")


def may_issue(user: User, unit: Unit) -> bool:
    """Say whether the user is an officer of this place or of one above it."""
    above = line_of(unit.path)
    return any(post.role == Role.OFFICER and post.path in above for post in posts_of(user))


def edition_to_read(user: User, edition_id: int) -> Edition:
    """Return an edition that the user may open."""
    return _edition_or_404(readable(user), edition_id)


def edition_to_change(user: User, edition_id: int) -> Edition:
    """Return an edition that the user may publish, retire or discard."""
    return _edition_or_404(changeable(user), edition_id)


def _edition_or_404(allowed: Q, edition_id: int) -> Edition:
    found = Edition.objects.filter(allowed, pk=edition_id).select_related("unit").first()
    if found is None:
        raise Http404
    return found
