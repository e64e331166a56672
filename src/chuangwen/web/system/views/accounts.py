"""Accounts: listed, opened, looked at, changed."""

import secrets
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from chuangwen import clock
from chuangwen.civic.orgs import access
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.queries.grants import grants_of, with_roles
from chuangwen.civic.people import queries
from chuangwen.civic.people.models import User
from chuangwen.civic.people.operations.accounts import open_account, rename_account
from chuangwen.core.refusals import Refusal
from chuangwen.web.system.forms import AccountForm, PersonForm
from chuangwen.web.system.tables import AccountTable, state_of
from chuangwen.web.ui import notices
from chuangwen.web.ui.accounts import first_door
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.requests import SignedIn

LIST = "system/accounts/accounts.html"
PAGE = "system/accounts/account.html"
FORM = "system/accounts/account_form.html"
OPENED = "system/accounts/password_given.html"
SIGNS = ("abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKMNPQRSTUVWXYZ", "23456789")  # none that look alike


@require_GET
def home(request: SignedIn) -> HttpResponse:
    """Lead a keeper to their own first page."""
    access.must_hold(request.user, access.KEEPERS)
    return redirect(first_door(request.user))


@require_GET
def accounts(request: SignedIn) -> HttpResponseBase:
    """Show all accounts, or the spreadsheet of what is shown."""
    access.must_hold(request.user, access.ACCOUNT_KEEPERS)
    table = AccountTable(with_roles(queries.accounts()), request.GET, cookies=request.COOKIES)
    if table.wants_export:
        return export_response(table, "账号")
    return render(request, LIST, {"table": table, "may_open": _opens(request.user)})


def _opens(user: User) -> bool:
    return access.has_role(user, {Role.SYSTEM_ADMIN})


@require_GET
def account(request: SignedIn, account_id: int) -> HttpResponse:
    """Show one account: its person, its roles, and what this keeper may do with it."""
    account = access.account_to_see(request.user, account_id)
    locked = queries.minutes_locked([account.username])
    context: dict[str, Any] = {
        "account": account,
        "state": state_of(account, locked),
        "is_locked": bool(locked),
        "has_second_factor": queries.has_second_factor(account),
        "grants": grants_of(account),
        "is_own": account.pk == request.user.pk,
        "may_open": _opens(request.user),
        "may_guard": access.has_role(request.user, {Role.SECURITY_ADMIN}),
    }
    return render(request, PAGE, context)


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """Open an account; its temporary password is shown once, on the answer itself."""
    access.must_hold(request.user, {Role.SYSTEM_ADMIN})
    form, refusal = AccountForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        password = temporary_password()
        try:
            account = open_account(**form.cleaned_data, password=password, actor=request.user, at=clock.now())
        except Refusal as refused:
            refusal = refused
        else:
            return render(request, OPENED, {"account": account, "password": password, "is_new": True})
    return render(request, FORM, {"form": form, "refusal": refusal})


@require_http_methods(["GET", "POST"])
def edit(request: SignedIn, account_id: int) -> HttpResponse:
    """Change what an account says of its person."""
    account = access.account_to_keep(request.user, account_id)
    told = {"name": account.name, "post": account.post, "email": account.email}
    form, refusal = PersonForm(request.POST or None, initial=told), None
    if request.method == "POST" and form.is_valid():
        try:
            rename_account(user_id=account.pk, **form.cleaned_data, actor=request.user, at=clock.now())
        except Refusal as refused:
            refusal = refused
        else:
            notices.tell(request, "已保存。")
            return redirect("system:account", account.pk)
    return render(request, FORM, {"form": form, "account": account, "refusal": refusal})


def temporary_password() -> str:
    """Make a password that is read out over the telephone: three groups, no sign that looks like another."""
    groups = ["".join(secrets.choice(signs) for _ in range(4)) for signs in SIGNS]
    return "-".join(groups)
