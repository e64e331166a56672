"""Who may: gates that give a round, an application and what belongs to it, or 404.

Officers of a place run its rounds and see the applications of their subtree;
clerks see and write their own units' applications; a department answers what
it was asked; a responsible department screens what was assigned to it. An
objector comes with a tracking code and no account.
"""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from chuangwen.civic.orgs.access import NOBODY, OFFICE_READERS, posts_of, reach
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.people.models import User
from chuangwen.civic.rounds.enums import RoundState
from chuangwen.civic.rounds.models import (
    Application,
    Award,
    CouncilSession,
    DepartmentOpinion,
    Objection,
    Publicity,
    Round,
)
from chuangwen.civic.rulebooks.access import line_of

CLERKS = frozenset({Role.CLERK})
OFFICERS = frozenset({Role.OFFICER})
Found = TypeVar("Found", bound=Model)


def _or_404(rows: QuerySet[Found]) -> Found:
    found = rows.first()
    if found is None:
        raise Http404
    return found


def _lines(user: User, roles: frozenset[Role]) -> set[str]:
    return {path for post in posts_of(user) if post.role in roles for path in line_of(post.path)}


def rounds_open_to(user: User) -> Q:
    """Match announced rounds of places above one's units: those that the units may apply in."""
    above = _lines(user, CLERKS)
    return Q(unit__path__in=above) & ~Q(state=RoundState.PREPARED) if above else NOBODY


def rounds_seen_by(user: User) -> Q:
    """Match the rounds of one's own place and below, and announced ones of places above."""
    above = _lines(user, OFFICE_READERS)
    announced = ~Q(state=RoundState.PREPARED)
    return reach(user, OFFICE_READERS, "unit__") | (Q(unit__path__in=above) & announced if above else NOBODY)


def _round(condition: Q, round_id: int) -> Round:
    rows = Round.objects.filter(condition, pk=round_id)
    return _or_404(rows.select_related("programme__honour", "programme__unit", "unit", "edition"))


def round_to_read(user: User, round_id: int) -> Round:
    """Return a round that the office sees."""
    return _round(rounds_seen_by(user), round_id)


def round_to_run(user: User, round_id: int) -> Round:
    """Return a round of a place whose officer the person is."""
    return _round(reach(user, OFFICERS, "unit__"), round_id)


def round_to_apply_in(user: User, round_id: int) -> Round:
    """Return an announced round that the person's units may apply in."""
    return _round(rounds_open_to(user), round_id)


def announced_round(round_id: int) -> Round:
    """Return an announced round, for anybody."""
    return _round(~Q(state=RoundState.PREPARED), round_id)


def _application(condition: Q, application_id: int) -> Application:
    rows = Application.objects.filter(condition, pk=application_id)
    related = ("round__programme__honour", "round__unit", "holder", "unit", "screener", "publicity", "award", "title")
    return _or_404(rows.select_related(*related))


def applications_seen_by(user: User) -> Q:
    """Match the applications that the office of a place sees."""
    return reach(user, OFFICE_READERS, "unit__")


def screened_by(user: User) -> Q:
    """Match the applications that the person's department screens."""
    ids = [post.unit_id for post in posts_of(user) if post.role == Role.CLERK]
    return Q(screener_id__in=ids) if ids else NOBODY


def application_to_read(user: User, application_id: int) -> Application:
    """Return an application that the office sees; drafts are the unit's own."""
    return _application(applications_seen_by(user) & ~Q(state="drafted"), application_id)


def application_to_handle(user: User, application_id: int) -> Application:
    """Return an application that an officer over its unit handles; what may be done is the table's to say."""
    return _application(reach(user, OFFICERS, "unit__") & ~Q(state="drafted"), application_id)


def application_to_fill(user: User, application_id: int) -> Application:
    """Return an application of a unit whose clerk the person is."""
    return _application(reach(user, CLERKS, "unit__"), application_id)


def application_to_screen(user: User, application_id: int) -> Application:
    """Return an application that the person's department screens."""
    return _application(screened_by(user) & ~Q(state="drafted"), application_id)


def opinion_to_give(user: User, opinion_id: int) -> DepartmentOpinion:
    """Return what the person's department was asked."""
    ids = [post.unit_id for post in posts_of(user) if post.role == Role.CLERK]
    rows = DepartmentOpinion.objects.filter(unit_id__in=ids, pk=opinion_id)
    return _or_404(rows.select_related("application__round", "application__unit", "unit"))


def opinion_to_extend(user: User, opinion_id: int) -> DepartmentOpinion:
    """Return what a department was asked of an applicant over whom, or over whose round, the person is an officer."""
    hands = reach(user, OFFICERS, "application__unit__") | reach(user, OFFICERS, "application__round__unit__")
    rows = DepartmentOpinion.objects.filter(hands, pk=opinion_id)
    return _or_404(rows.select_related("application__round", "application__unit", "unit"))


def session_to_read(user: User, session_id: int) -> CouncilSession:
    """Return a council's meeting on a round that the office sees."""
    rows = CouncilSession.objects.filter(reach(user, OFFICE_READERS, "round__unit__"), pk=session_id)
    return _or_404(rows.select_related("round", "body"))


def publicity_to_run(user: User, publicity_id: int) -> Publicity:
    """Return a publicity of a place whose officer the person is."""
    rows = Publicity.objects.filter(reach(user, OFFICERS, "round__unit__"), pk=publicity_id)
    return _or_404(rows.select_related("round__unit"))


def publicity_to_see(publicity_id: int) -> Publicity:
    """Return a publicity, for anybody."""
    return _or_404(Publicity.objects.filter(pk=publicity_id).select_related("round__programme__honour", "round__unit"))


def objection_to_answer(user: User, objection_id: int) -> Objection:
    """Return an objection that the running office handles; nobody else sees who objected."""
    rows = Objection.objects.filter(reach(user, OFFICERS, "publicity__round__unit__"), pk=objection_id)
    return _or_404(rows.select_related("application__unit", "publicity__round__unit"))


def objections_handled_by(user: User) -> QuerySet[Objection]:
    """Return the objections of places whose office the person serves; only officers open one."""
    return Objection.objects.filter(reach(user, OFFICE_READERS, "publicity__round__unit__"))


def objection_by_code(tracking_code: str) -> Objection:
    """Return an objection by the code that its objector was given."""
    rows = Objection.objects.filter(tracking_code=tracking_code.strip().upper())
    return _or_404(rows.select_related("application", "publicity__round"))


def award_to_read(user: User, award_id: int) -> Award:
    """Return an award decision of a place that the office sees."""
    rows = Award.objects.filter(reach(user, OFFICE_READERS, "round__unit__"), pk=award_id)
    return _or_404(rows.select_related("round__programme__honour", "round__unit"))
