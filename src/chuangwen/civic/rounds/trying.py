"""What a step would do to applications, told before it is done. Nothing is locked and nothing is written."""

from collections.abc import Sequence
from datetime import datetime

from chuangwen.civic.people.models import User
from chuangwen.civic.rounds.models import Application, Round
from chuangwen.civic.rounds.operations import _moves
from chuangwen.civic.rounds.operations._moves import Outcome, Refused
from chuangwen.civic.titles.operations._rows import Paper
from chuangwen.core.lifecycle import application_machine, judge

__all__ = ["Outcome", "Refused", "try_step"]
# The papers come with the act itself: here they count as given, so that only what else is missing is told.
ALL_GIVEN = Paper(basis="—", number="—", grounds=("—",), reason="—", evidence_note="—")


def try_step(*, round_id: int, application_ids: Sequence[int], event: str, actor: User, at: datetime) -> Outcome:
    """Say which of a round's applications a step would move, and what stands against the others."""
    round_ = Round.objects.select_related("programme__unit", "unit").get(pk=round_id)
    rows = Application.objects.filter(round=round_, pk__in=application_ids).order_by("id")
    applications = list(rows.select_related("unit", "holder__unit", "screener", "publicity"))
    known = _moves.known_of(round_, application_ids, event, at)
    machine = application_machine(round_.steps)
    moved, already, refused = [], [], []
    for application in applications:
        application.round = round_
        case = _moves.case_of(application, known, actor=actor, at=at, paper=ALL_GIVEN)
        verdict = judge(machine, application.state, event, case)
        if verdict.is_done:
            already.append(application.pk)
        elif verdict.obstacles:
            refused.append(Refused(application_id=application.pk, name=application.name, obstacles=verdict.obstacles))
        else:
            moved.append(application.pk)
            known.occupied[application.unit_kind] += event == "publicise"
    return Outcome(moved=tuple(moved), already=tuple(already), refused=tuple(refused))
