"""Importing a sheet into a unit's own ledger."""

from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chuangwen.civic.ledger import access
from chuangwen.civic.ledger.models import ImportBatch
from chuangwen.civic.ledger.queries import imports as queries
from chuangwen.civic.orgs.access import unit_to_fill
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.sheet_pages import SheetPages
from chuangwen.web.unit.outcomes import tell_saved


def _told(request: SignedIn, said: str, batch: ImportBatch, at: datetime) -> None:
    tell_saved(request, said, batch.unit_id, at=at)


pages = SheetPages(
    doors={
        "sheet": "unit:import", "marked": "unit:import-marked", "commit": "unit:import-commit",
        "undo": "unit:import-undo", "drop": "unit:import-drop", "entry": "unit:entry",
    },
    to_change=access.batch_to_change,
    list_url=lambda unit: reverse("unit:imports", args=[unit.pk]),
    ledger=lambda unit: ("台账", reverse("unit:entries", args=[unit.pk])),
    tell=_told,
    heading="导入台账",
    lead="把已有的Excel台账一次导入。先检查、再确认，导入后还能整批撤销。",
)  # fmt: skip
_asked = require_http_methods(["GET", "POST"])
batch, undo = _asked(pages.sheet), _asked(pages.undo)
marked, commit, drop = require_GET(pages.marked), require_POST(pages.commit), require_POST(pages.drop)


@require_http_methods(["GET", "POST"])
def imports(request: SignedIn, unit_id: int) -> HttpResponse:
    """Show what was imported and take a new sheet."""
    unit = request.unit = unit_to_fill(request.user, unit_id)
    template_url = reverse("unit:import-template", args=[unit.pk])
    return pages.sheets(request, unit, queries.batches_of_unit(unit), template_url)


@require_GET
def template(request: SignedIn, unit_id: int) -> HttpResponse:
    """Give the empty form: for all kinds, or for the one asked for."""
    unit_to_fill(request.user, unit_id)
    return pages.template(request)
