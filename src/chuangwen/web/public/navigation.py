"""What stands around a public page. Entries appear when there is something behind them."""

from django.http import HttpRequest
from django.urls import reverse

from chuangwen.web.ui.navigation import Frame, NavItem

# Each entry: its words, its icon, its first page, and how the names of its pages begin.
ENTRIES = (
    ("申报通知", "speakerphone", "rounds", ("round",)),
    ("公示", "list-details", "publicities", ("publicit", "objection-new")),
    ("异议查询", "message-report", "objection-status", ("objection-status", "objection-received")),
    ("测评核验", "clipboard-check", "results", ("results",)),
    ("证书核验", "certificate", "certificate", ("certificate",)),
)


def frame(request: HttpRequest) -> Frame:
    """Return the public frame."""
    here = (request.resolver_match.url_name or "") if request.resolver_match else ""
    nav = [
        NavItem(label=label, url=reverse(f"public:{name}"), icon=icon, current=here.startswith(pages))
        for label, icon, name, pages in ENTRIES
    ]
    return Frame(home_url=reverse("public:landing"), nav=nav)
