"""What everybody may see: announced rounds, lists that are shown, and what became of an objection."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from chuangwen.civic.orgs.access import OFFICE_READERS, reach
from chuangwen.civic.people.models import User
from chuangwen.civic.rounds.enums import RoundState
from chuangwen.civic.rounds.models import Application, Objection, Publicity, Round

WITHDRAWN_NAME = "（已撤回同意）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One name on a public list: units by their name, families and persons masked."""

    application_id: int
    name: str
    unit_name: str
    is_unit: bool
    state: str
    state_label: str


def announced_rounds() -> QuerySet[Round]:
    """Return all announced and closed rounds, the newest first."""
    rows = Round.objects.exclude(state=RoundState.PREPARED).select_related("programme__honour", "unit")
    return rows.order_by("-announced_at", "-id")


def publicities(today: date, *, running: bool = True) -> QuerySet[Publicity]:
    """Return the lists that are shown today, or those whose time is over."""
    span = Q(from_date__lte=today, due_date__gte=today) if running else Q(due_date__lt=today)
    rows = Publicity.objects.filter(span).select_related("round__programme__honour", "round__unit")
    return rows.annotate(listed=Count("applications")).order_by("-from_date", "-id")


def shown_in(publicity: Publicity) -> tuple[Shown, ...]:
    """Return the names on a list, as the public sees them; one query."""
    rows = Application.objects.filter(publicity=publicity).exclude(state="withdrawn").select_related("holder")
    return tuple(_shown(row) for row in rows.order_by("unit_name", "id"))


def _shown(application: Application) -> Shown:
    holder = application.holder
    name = application.name if not holder.needs_consent else holder.masked
    return Shown(
        application_id=application.pk,
        name=name if holder.has_consent else WITHDRAWN_NAME,
        unit_name=application.unit_name,
        is_unit=not holder.needs_consent,
        state=application.state,
        state_label=application.get_state_display(),
    )


def objections_to_answer(user: User) -> QuerySet[Objection]:
    """Return open objections of places whose office the person serves, the most urgent first."""
    rows = Objection.objects.filter(reach(user, OFFICE_READERS, "publicity__round__unit__"), state="received")
    return rows.select_related("application", "publicity__round").order_by("due_date", "id")
