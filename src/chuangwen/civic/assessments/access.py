"""Who may: gates that give an assessment, a kept card or a unit in a book, or 404."""

from django.db.models import QuerySet
from django.http import Http404

from chuangwen.civic.assessments.enums import AssessmentStatus
from chuangwen.civic.assessments.models import Assessment, Card, Seal
from chuangwen.civic.orgs.access import OFFICE_READERS, posts_of, reach
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.rulebooks.access import line_of
from chuangwen.civic.rulebooks.enums import EditionStatus
from chuangwen.civic.rulebooks.models import Edition


def may_assess(user: User, place: Unit) -> bool:
    """Say whether the user is an officer of this place or of one above it."""
    above = line_of(place.path)
    return any(post.role == Role.OFFICER and post.path in above for post in posts_of(user))


def may_read_whole(user: User, assessment: Assessment) -> bool:
    """Say whether the user may open the whole assessment that a card belongs to, not only the card."""
    above = line_of(assessment.unit.path)
    return any(post.role in OFFICE_READERS and post.path in above for post in posts_of(user))


def assessment_to_read(user: User, assessment_id: int) -> Assessment:
    """Return an assessment of a place that the office may look into; one still running is not there yet."""
    rows = assessments_in_reach(user).filter(pk=assessment_id)
    found = rows.select_related("edition__unit", "unit", "started_by").first()
    if found is None:
        raise Http404
    return found


def assessments_in_reach(user: User) -> QuerySet[Assessment]:
    """Return the assessments that the office may look into; those still running are no results yet."""
    return Assessment.objects.filter(reach(user, OFFICE_READERS, "unit__")).exclude(status=AssessmentStatus.RUNNING)


def assessment_to_publish(user: User, assessment_id: int) -> Assessment:
    """Return a finished assessment that the user may seal, and publish."""
    found = assessment_to_read(user, assessment_id)
    if not may_assess(user, found.unit) or found.status != AssessmentStatus.FINISHED:
        raise Http404
    return found


def seal_to_read(user: User, assessment_id: int) -> Seal:
    """Return the seal of an assessment that the office may look into."""
    found = seal_of(assessment_to_read(user, assessment_id))
    if found is None:
        raise Http404
    return found


def seal_of(assessment: Assessment) -> Seal | None:
    """Return the seal of an assessment that its reader may see."""
    rows = Seal.objects.filter(assessment=assessment)
    return rows.select_related("sealed_by", "published_by", "assessment__edition__unit", "assessment__unit").first()


def card_to_read(user: User, assessment_id: int, unit_id: int) -> Card:
    """Return one unit's kept card in a finished assessment, for the office."""
    rows = Card.objects.filter(
        reach(user, OFFICE_READERS, "unit__"),
        assessment_id=assessment_id,
        unit_id=unit_id,
        assessment__status=AssessmentStatus.FINISHED,
    )
    found = rows.select_related("assessment__edition__unit", "assessment__unit", "unit").first()
    if found is None:
        raise Http404
    return found


def edition_marking(unit: Unit, edition_id: int) -> Edition:
    """Return a published edition of a place above the unit: one that may mark it.

    The unit comes from a gate of its own; this one makes sure that the book is its book.
    """
    owners = line_of(unit.path)
    rows = Edition.objects.filter(pk=edition_id, unit__path__in=owners, status=EditionStatus.PUBLISHED)
    found = rows.select_related("unit").defer("canonical", "sources").first()
    if found is None:
        raise Http404
    return found
