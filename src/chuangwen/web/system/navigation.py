"""What stands around a keeper's page: each keeper sees only their own doors."""

from django.http import HttpRequest
from django.urls import reverse

from chuangwen.civic.orgs.access import ACCOUNT_KEEPERS, has_role
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.people.models import User
from chuangwen.web.ui.navigation import Frame, NavItem

# Each entry: its words, its icon, its first page, how the names of its pages begin, and whose it is.
ENTRIES = (
    ("账号", "user-circle", "accounts", "account", ACCOUNT_KEEPERS),
    ("角色授权", "shield-check", "grants", "grant", frozenset({Role.SECURITY_ADMIN})),
    ("每日事务", "calendar-event", "daily", "daily", frozenset({Role.SYSTEM_ADMIN})),
    ("操作日志", "history", "journal", "journal", frozenset({Role.AUDIT_ADMIN})),
)


def frame(request: HttpRequest) -> Frame:
    """Return the frame of a keeper's page."""
    if not isinstance(request.user, User):
        return Frame()
    here = (request.resolver_match.url_name or "") if request.resolver_match else ""
    nav = [
        NavItem(label=label, url=reverse(f"system:{name}"), icon=icon, current=here.startswith(pages))
        for label, icon, name, pages, roles in ENTRIES
        if has_role(request.user, roles)
    ]
    return Frame(nav=nav, place="系统管理", home_url=nav[0].url if nav else "/")
