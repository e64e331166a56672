"""Who may: the gate to a job, for whoever asked for it and for the officers of its unit."""

from django.db.models import Q, QuerySet
from django.http import Http404

from chuangwen.civic.jobs.enums import AWAITED
from chuangwen.civic.jobs.models import Job
from chuangwen.civic.orgs.access import reach
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User


def jobs_in_reach(user: User) -> QuerySet[Job]:
    """Return the jobs that the user asked for, and those of units whose officer the user is."""
    return Job.objects.filter(Q(requested_by=user) | reach(user, {Role.OFFICER}, "unit__"))


def own_jobs() -> QuerySet[Job]:
    """Return what the program did by itself, asked by nobody: the chores of each day."""
    return Job.objects.filter(requested_by=None)


def awaited_in(unit: Unit, kind: str) -> Job | None:
    """Return the work of this kind that is under way for a unit; for readers who may see it."""
    rows = Job.objects.filter(unit=unit, kind=kind, state__in=sorted(AWAITED))
    return rows.select_related("requested_by", "unit").order_by("id").first()


def job_to_see(user: User, job_id: int) -> Job:
    """Return a job whose progress the user may look at, and which the user may stop."""
    found = jobs_in_reach(user).filter(pk=job_id).select_related("requested_by", "unit").first()
    if found is None:
        raise Http404
    return found
