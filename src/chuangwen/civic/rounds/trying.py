"""What a step would do to applications, told before it is done. Nothing is locked and nothing is written."""

from collections.abc import Sequence
from datetime import datetime

from chuangwen.civic.people.models import User
from chuangwen.civic.rounds.models import Application, Round
from chuangwen.civic.rounds.operations import _moves
from chuangwen.civic.rounds.operations._moves import Outcome
from chuangwen.civic.titles.operations._rows import Paper

__all__ = ["Outcome", "try_step"]
# The papers come with the act itself: here they count as given, so that only what else is missing is told.
ALL_GIVEN = Paper(basis="—", number="—", grounds=("—",), reason="—", evidence_note="—")


def try_step(*, round_id: int, application_ids: Sequence[int], event: str, actor: User, at: datetime) -> Outcome:
    """Say which of a round's applications a step would move, and what stands against the others."""
    round_ = Round.objects.select_related("programme__unit", "unit").get(pk=round_id)
    rows = Application.objects.filter(round=round_, pk__in=application_ids).order_by("id")
    applications = list(rows.select_related("unit", "holder__unit", "screener", "publicity"))
    for application in applications:
        application.round = round_
    return _moves.judged(round_, applications, event, actor=actor, at=at, paper=ALL_GIVEN)[-1]
