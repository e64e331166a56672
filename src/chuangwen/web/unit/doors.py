"""Where the links of a scorecard lead for a unit's clerk."""

from django.urls import reverse

from chuangwen.civic.assessments.queries.advice import NextStep
from chuangwen.civic.orgs.models import Unit
from chuangwen.web.ui.scorecards import Doors, door_with


def clerk_doors(unit: Unit) -> Doors:
    """Return the doors of one unit's cards: reasons, entries, evidence, and the form to record what is missing."""
    return Doors(
        why=lambda edition_id, code: reverse("unit:why", args=[unit.pk, edition_id, code]),
        entry=lambda entry_id: reverse("unit:entry", args=[entry_id]),
        evidence=lambda evidence_id: reverse("unit:evidence-file", args=[evidence_id]),
        add=lambda ask: door_with("unit:entry-new", unit.pk, kind=ask.kind, topic=ask.topic),
    )


def step_door(unit: Unit, step: NextStep) -> str:
    """Return where a step is taken: the entry to complete, the drafts of its kind, or a new entry."""
    if len(step.entry_ids) == 1:
        return reverse("unit:entry", args=step.entry_ids)
    if step.is_mending:
        return door_with("unit:entries", unit.pk, kind=step.kind)
    return door_with("unit:entry-new", unit.pk, kind=step.kind, topic=step.topic)
