"""The journal, as the audit administrator reads it."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from chuangwen.civic.journal import queries
from chuangwen.civic.orgs import access
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.web.system.tables import JournalTable, actor_name
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.requests import SignedIn

LIST = "system/journal/journal.html"
LINE = "system/journal/line.html"
KEEPER = frozenset({Role.AUDIT_ADMIN})
MOST_CHECKED = 20_000  # about a second; the command checks the whole chain
MOST_TOLD = 20


@require_GET
def journal(request: SignedIn) -> HttpResponseBase:
    """Show the lines, newest first, or the spreadsheet of what is shown."""
    access.must_hold(request.user, KEEPER)
    table = JournalTable(queries.lines(), request.GET, unit=_unit(request), cookies=request.COOKIES)
    if table.wants_export:
        return export_response(table, "操作日志")
    return render(request, LIST, {"table": table})


def _unit(request: SignedIn) -> tuple[int, str] | None:
    """Name the unit that the URL narrows to; its name is all that the audit sees of it."""
    asked = request.GET.get("unit", "")
    unit = Unit.objects.filter(pk=int(asked)).first() if asked.isdecimal() else None
    return (unit.pk, unit.name) if unit else None


@require_GET
def line(request: SignedIn, number: int) -> HttpResponse:
    """Show one line with its change, and what else was done on the same thing."""
    line = access.line_to_audit(request.user, number)
    unit = Unit.objects.filter(pk=line.unit_id).first() if line.unit_id else None
    context = {
        "line": line,
        "actor": actor_name(line),
        "unit": unit,
        "changes": queries.changes_of(line),
        "others": queries.lines(target=line.target).exclude(pk=line.pk)[:MOST_TOLD],
    }
    return render(request, LINE, context)


@require_POST
def verify(request: SignedIn) -> HttpResponse:
    """Check the newest lines, and say what was found."""
    access.must_hold(request.user, KEEPER)
    since = max(queries.last_number() - MOST_CHECKED, 0)
    verdict = queries.verify(since=since)
    table = JournalTable(queries.lines(), request.GET, unit=None, cookies=request.COOKIES)
    return render(request, LIST, {"table": table, "verdict": verdict, "since": since})
