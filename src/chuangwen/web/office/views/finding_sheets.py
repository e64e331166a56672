"""从表格登记: many of the office's records at once, of many units, in one sheet."""

from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chuangwen.civic.ledger import access
from chuangwen.civic.ledger.models import ImportBatch
from chuangwen.civic.ledger.queries import imports as queries
from chuangwen.civic.orgs.access import must_hold
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.queries.units import tops_of
from chuangwen.web.ui import notices
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.sheet_pages import SheetPages

OFFICERS = frozenset({Role.OFFICER})


def _told(request: SignedIn, said: str, batch: ImportBatch, at: datetime) -> None:
    """Say what was done; the marks of the units are made anew when they are next looked at."""
    label, url = "看文明办记录", reverse("office:findings")
    notices.tell(request, f"{said}有关单位看得到，预计得分随之更新。", next_label=label, next_url=url)


pages = SheetPages(
    doors={
        "sheet": "office:finding-sheet", "marked": "office:finding-sheet-marked",
        "commit": "office:finding-sheet-commit", "undo": "office:finding-sheet-undo",
        "drop": "office:finding-sheet-drop", "entry": "office:entry",
    },
    to_change=access.office_batch_to_change,
    list_url=lambda unit: reverse("office:finding-sheets"),
    ledger=lambda unit: ("文明办记录", reverse("office:findings")),
    tell=_told,
    heading="从表格登记",
    lead="把各单位的实地考察、问卷、部门意见、督导问题一次登记。先检查、再确认，有一行不清楚就一条也不写入；登记后还能整批撤销。",
    of_office=True,
)  # fmt: skip
_asked = require_http_methods(["GET", "POST"])
sheet, undo = _asked(pages.sheet), _asked(pages.undo)
marked, commit, drop = require_GET(pages.marked), require_POST(pages.commit), require_POST(pages.drop)


@require_http_methods(["GET", "POST"])
def sheets(request: SignedIn) -> HttpResponse:
    """Show what was recorded by sheets and take a new one."""
    must_hold(request.user, OFFICERS)
    place = tops_of(request.user, OFFICERS)[0]
    template_url = reverse("office:finding-sheet-template")
    return pages.sheets(request, place, queries.office_batches(request.user), template_url)


@require_GET
def template(request: SignedIn) -> HttpResponse:
    """Give the empty form: for all kinds of the office, or for the one asked for."""
    must_hold(request.user, OFFICERS)
    return pages.template(request)
