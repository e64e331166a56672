"""每日事务: what the program did by itself, day by day."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chuangwen.civic.jobs.access import own_jobs
from chuangwen.civic.jobs.models import Job
from chuangwen.civic.orgs import access
from chuangwen.civic.orgs.enums import Role
from chuangwen.web.system.tables import DayTable, day_light, day_of
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.signs import Light

PAGE = "system/daily/daily.html"
KEEPER = frozenset({Role.SYSTEM_ADMIN})
DONE, FAILED = Light(colour="green", word="已办"), Light(colour="red", word="没有办成")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChore:
    """One chore of a day: its name, what it did, and whether it was done."""

    name: str
    said: str
    light: Light


@require_GET
def daily(request: SignedIn) -> HttpResponseBase:
    """Show what was done on the last day, or in the run that was asked for, and list the days before."""
    access.must_hold(request.user, KEEPER)
    runs = own_jobs()
    table = DayTable(runs, request.GET, cookies=request.COOKIES)
    if table.wants_export:
        return export_response(table, "每日事务")
    found = _asked(runs, request.GET.get("run", ""))
    context: dict[str, Any] = {
        "table": table,
        "run": found,
        "day": day_of(found) if found else None,
        "light": day_light(found) if found else None,
        "chores": _chores(found) if found else [],
    }
    return render(request, PAGE, context)


def _asked(runs: QuerySet[Job], asked: str) -> Job | None:
    return (runs.filter(pk=int(asked)).first() if asked.isdecimal() else None) or runs.order_by("-id").first()


def _chores(run: Job) -> list[ShownChore]:
    return [
        ShownChore(name=line["name"], said=line["said"], light=DONE if line["is_done"] else FAILED)
        for line in run.result.get("lines", ())
    ]
