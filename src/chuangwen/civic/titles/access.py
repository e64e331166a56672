"""Who may: hands over a holder's unit, and gates that give a title and what belongs to it, or 404.

The office of a place reads the titles of its subtree; a unit's clerk reads its
own. Who may do what to a title is asked of the table; here stands only whose
hand a person has.
"""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from chuangwen.civic.orgs.access import NOBODY, OFFICE_READERS, posts_of, reach
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.people.models import User
from chuangwen.civic.rulebooks.access import line_of
from chuangwen.civic.titles.models import Appeal, Holder, Programme, Rectification, Sanction, Title, YearlyReview
from chuangwen.core.lifecycle import Who

READERS = OFFICE_READERS | {Role.CLERK}
Found = TypeVar("Found", bound=Model)


def hands_of(user: User, *, unit_path: str, awarding_path: str, screener_path: str = "") -> frozenset[Who]:
    """Return the hands that a person has over a unit's application or title; no query of its own."""
    hands = set()
    awarding = line_of(awarding_path)
    for post in posts_of(user):
        if post.role == Role.CLERK and unit_path.startswith(post.path):
            hands |= {Who.APPLICANT, Who.HOLDER}
        if post.role == Role.CLERK and screener_path and screener_path == post.path:
            hands.add(Who.DEPARTMENT)
        if post.role == Role.OFFICER and unit_path.startswith(post.path):
            hands |= {Who.OFFICE, Who.COUNCIL}
        if post.role == Role.OFFICER and post.path in awarding:
            hands.add(Who.AWARDING)
    return frozenset(hands)


def is_conflicted(user: User, unit_path: str) -> bool:
    """Say whether the person serves in the very unit that is judged."""
    return any(post.role == Role.CLERK and post.path == unit_path for post in posts_of(user))


def may_award(user: User, programme: Programme) -> bool:
    """Say whether the person is an officer of the awarding place, or of one above it."""
    above = line_of(programme.unit.path)
    return any(post.role == Role.OFFICER and post.path in above for post in posts_of(user))


def programmes_over(user: User) -> Q:
    """Match the programmes of places above, at or below one's posts."""
    posts = [post for post in posts_of(user) if post.role in READERS]
    if not posts:
        return NOBODY
    above = {path for post in posts for path in line_of(post.path)}
    return Q(unit__path__in=above) | reach(user, READERS, "unit__")


def _or_404(rows: QuerySet[Found]) -> Found:
    found = rows.first()
    if found is None:
        raise Http404
    return found


def programme_to_read(user: User, programme_id: int) -> Programme:
    """Return a programme whose round the person's units may take part in."""
    rows = Programme.objects.filter(programmes_over(user), pk=programme_id)
    return _or_404(rows.select_related("honour", "unit", "edition"))


def programme_to_run(user: User, programme_id: int) -> Programme:
    """Return a programme of a place whose officer the person is."""
    rows = Programme.objects.filter(reach(user, {Role.OFFICER}, "unit__"), pk=programme_id)
    return _or_404(rows.select_related("honour", "unit", "edition"))


def _titles(condition: Q, title_id: int) -> QuerySet[Title]:
    rows = Title.objects.filter(condition, pk=title_id)
    return rows.select_related("holder", "unit", "programme__unit", "honour", "plaque", "certificate")


def title_to_read(user: User, title_id: int) -> Title:
    """Return a title that the office looks into."""
    return _or_404(_titles(reach(user, OFFICE_READERS, "unit__"), title_id))


def title_to_manage(user: User, title_id: int) -> Title:
    """Return a title over which the person is an officer; what may be done is the table's to say."""
    return _or_404(_titles(reach(user, {Role.OFFICER}, "unit__"), title_id))


def title_to_hold(user: User, title_id: int) -> Title:
    """Return a title of a unit whose clerk the person is."""
    return _or_404(_titles(reach(user, {Role.CLERK}, "unit__"), title_id))


def holder_to_fill(user: User, holder_id: int) -> Holder:
    """Return a holder of a unit whose clerk the person is."""
    return _or_404(Holder.objects.filter(reach(user, {Role.CLERK}, "unit__"), pk=holder_id).select_related("unit"))


def review_to_report(user: User, review_id: int) -> YearlyReview:
    """Return a yearly review of a unit whose clerk the person is."""
    return _or_404(_about(YearlyReview.objects.all(), reach(user, {Role.CLERK}, "title__unit__"), review_id))


def review_to_judge(user: User, review_id: int) -> YearlyReview:
    """Return a yearly review of a place whose officer the person is."""
    return _or_404(_about(YearlyReview.objects.all(), reach(user, {Role.OFFICER}, "title__unit__"), review_id))


def sanction_to_answer(user: User, sanction_id: int) -> Sanction:
    """Return a sanction against a title of a unit whose clerk the person is."""
    return _or_404(_about(Sanction.objects.all(), reach(user, {Role.CLERK}, "title__unit__"), sanction_id))


def sanction_to_decide(user: User, sanction_id: int) -> Sanction:
    """Return a sanction against a title over which the person is an officer."""
    return _or_404(_about(Sanction.objects.all(), reach(user, {Role.OFFICER}, "title__unit__"), sanction_id))


def rectification_to_verify(user: User, rectification_id: int) -> Rectification:
    """Return an order to put things right, for an officer over the title."""
    rows = _about(Rectification.objects.all(), reach(user, {Role.OFFICER}, "title__unit__"), rectification_id)
    return _or_404(rows.select_related("sanction"))


def appeal_to_withdraw(user: User, appeal_id: int) -> Appeal:
    """Return an appeal of a unit whose clerk the person is."""
    return _or_404(_about(Appeal.objects.all(), reach(user, {Role.CLERK}, "title__unit__"), appeal_id))


def appeal_to_decide(user: User, appeal_id: int) -> Appeal:
    """Return an appeal about a title over which the person is an officer."""
    return _or_404(_about(Appeal.objects.all(), reach(user, {Role.OFFICER}, "title__unit__"), appeal_id))


def _about(rows: QuerySet[Found], condition: Q, pk: int) -> QuerySet[Found]:
    return rows.filter(condition, pk=pk).select_related("title__unit", "title__honour", "title__programme__unit")
