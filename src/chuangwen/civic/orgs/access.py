"""Who may: predicates over the unit tree, and gates that give a unit or 404.

Reach is a range of paths, never a list of ids. A predicate is a `Q` on a
`path`; other apps prefix it with their way to the unit (`reach(..., "unit__")`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404

from chuangwen.civic.journal.models import Line
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Body, BodyMember, Grant, Pairing, Unit, UnitImport
from chuangwen.civic.people.models import User

OFFICE_READERS = frozenset({Role.OFFICER, Role.REVIEWER, Role.LEADER})
BOOK_READERS = OFFICE_READERS | {Role.INSPECTOR, Role.CLERK}
KEEPERS = frozenset({Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, Role.SECURITY_ADMIN})
ACCOUNT_KEEPERS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})
NOBODY = Q(pk__in=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A grant in force, as the gates need it."""

    role: Role
    unit_id: int
    path: str


def posts_of(user: User) -> tuple[Post, ...]:
    """Return the user's grants in force; read once for each request's user object."""
    cached: tuple[Post, ...] | None = getattr(user, "_posts", None)
    if cached is None:
        rows = Grant.objects.filter(user_id=user.pk, until_date=None, user__is_active=True)
        cached = tuple(
            Post(role=Role(role), unit_id=unit_id, path=path)
            for role, unit_id, path in rows.order_by("unit__path", "id").values_list("role", "unit_id", "unit__path")
        )
        user._posts = cached  # type: ignore[attr-defined]  # noqa: SLF001  a cache for one request
    return cached


def has_role(user: User, roles: Iterable[Role]) -> bool:
    """Say whether the user holds one of the roles anywhere."""
    wanted = frozenset(roles)
    return any(post.role in wanted for post in posts_of(user))


def after(path: str) -> str:
    """Return the first path behind this subtree: the exclusive end of its range.

    >>> after("0000100009")
    '0000100010'
    """
    return str(int(path) + 1).zfill(len(path))


def below(path: str, prefix: str = "") -> Q:
    """Match the unit at `path` and everything below it."""
    return Q(**{f"{prefix}path__gte": path, f"{prefix}path__lt": after(path)})


def outermost(user: User, roles: Iterable[Role]) -> list[str]:
    """Return the paths at which the user holds one of the roles, without those below another."""
    wanted = frozenset(roles)
    paths = sorted({post.path for post in posts_of(user) if post.role in wanted})
    return [p for p in paths if not any(p != q and p.startswith(q) for q in paths)]


def reach(user: User, roles: Iterable[Role], prefix: str = "") -> Q:
    """Match all units that the user reaches in one of the roles."""
    outer = outermost(user, roles)
    if not outer:
        return NOBODY
    found = below(outer[0], prefix)
    for path in outer[1:]:
        found |= below(path, prefix)
    return found


def may_reach(user: User, roles: Iterable[Role], unit: Unit) -> bool:
    """Say whether the user holds one of the roles over a unit; no query."""
    return any(unit.path.startswith(path) for path in outermost(user, roles))


def _unit_or_404(user: User, unit_id: int, roles: Iterable[Role]) -> Unit:
    unit = Unit.objects.filter(reach(user, roles), pk=unit_id).first()
    if unit is None:
        raise Http404
    return unit


def unit_to_read(user: User, unit_id: int) -> Unit:
    """Return a unit that the office may look into."""
    return _unit_or_404(user, unit_id, OFFICE_READERS)


def unit_to_fill(user: User, unit_id: int) -> Unit:
    """Return a unit whose clerk the user is."""
    return _unit_or_404(user, unit_id, {Role.CLERK})


def unit_to_manage(user: User, unit_id: int) -> Unit:
    """Return a unit that the user may change: name, place, bodies."""
    return _unit_or_404(user, unit_id, {Role.OFFICER})


def unit_to_staff(user: User, unit_id: int) -> Unit:
    """Return a unit at which the security administrator grants roles."""
    return _unit_or_404(user, unit_id, {Role.SECURITY_ADMIN})


def _body_or_404(user: User, body_id: int, roles: Iterable[Role]) -> Body:
    body = Body.objects.filter(reach(user, roles, "unit__"), pk=body_id).select_related("unit").first()
    if body is None:
        raise Http404
    return body


def body_to_read(user: User, body_id: int) -> Body:
    """Return a body that the office may look at."""
    return _body_or_404(user, body_id, OFFICE_READERS)


def body_to_manage(user: User, body_id: int) -> Body:
    """Return a body that the office keeps."""
    return _body_or_404(user, body_id, {Role.OFFICER})


def body_to_fill(user: User, body_id: int) -> Body:
    """Return a body of a unit whose clerk the user is."""
    return _body_or_404(user, body_id, {Role.CLERK})


def _member_or_404(user: User, member_id: int, roles: Iterable[Role]) -> BodyMember:
    seats = BodyMember.objects.filter(reach(user, roles, "body__unit__"), pk=member_id)
    member = seats.select_related("body__unit").first()
    if member is None:
        raise Http404
    return member


def member_to_manage(user: User, member_id: int) -> BodyMember:
    """Return a seat in a body that the office keeps."""
    return _member_or_404(user, member_id, {Role.OFFICER})


def member_to_fill(user: User, member_id: int) -> BodyMember:
    """Return a seat in a body of a unit whose clerk the user is."""
    return _member_or_404(user, member_id, {Role.CLERK})


def pairing_to_manage(user: User, pairing_id: int) -> Pairing:
    """Return a pairing of which the office keeps both units."""
    rows = Pairing.objects.filter(reach(user, {Role.OFFICER}, "unit__"), reach(user, {Role.OFFICER}, "partner__"))
    pairing = rows.filter(pk=pairing_id).select_related("unit", "partner").first()
    if pairing is None:
        raise Http404
    return pairing


def import_to_manage(user: User, import_id: int) -> UnitImport:
    """Return a sheet of units handed in for a place that the user manages."""
    sheets = UnitImport.objects.filter(reach(user, {Role.OFFICER}, "unit__"), pk=import_id)
    batch = sheets.select_related("unit").first()
    if batch is None:
        raise Http404
    return batch


def account_to_see(user: User, account_id: int) -> User:
    """Return an account that a keeper looks at."""
    return _account_or_404(user, account_id, ACCOUNT_KEEPERS)


def account_to_keep(user: User, account_id: int) -> User:
    """Return an account that the system administrator renames or gives a new password."""
    return _account_or_404(user, account_id, {Role.SYSTEM_ADMIN})


def account_to_guard(user: User, account_id: int) -> User:
    """Return an account that the security administrator closes, opens, unlocks or gives a role."""
    return _account_or_404(user, account_id, {Role.SECURITY_ADMIN})


def _account_or_404(user: User, account_id: int, roles: Iterable[Role]) -> User:
    must_hold(user, roles)
    account = User.objects.filter(pk=account_id).first()
    if account is None:
        raise Http404
    return account


def grant_to_end(user: User, grant_id: int) -> Grant:
    """Return a role that the security administrator may end; one ended already stays ended."""
    must_hold(user, {Role.SECURITY_ADMIN})
    grant = Grant.objects.filter(pk=grant_id).select_related("user", "unit").first()
    if grant is None:
        raise Http404
    return grant


def line_to_audit(user: User, number: int) -> Line:
    """Return a line of the journal, for the audit administrator."""
    must_hold(user, {Role.AUDIT_ADMIN})
    line = Line.objects.filter(pk=number).select_related("actor").first()
    if line is None:
        raise Http404
    return line


def must_hold(user: User, roles: Iterable[Role]) -> None:
    """Let only these roles pass; for others the page does not exist."""
    if not has_role(user, roles):
        raise Http404
