"""What keepers do with an account: each asks first, then acts."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chuangwen import clock
from chuangwen.civic.orgs import access
from chuangwen.civic.people.models import User
from chuangwen.civic.people.operations.accounts import close_account, reopen_account
from chuangwen.civic.people.operations.passwords import (
    change_password_by_admin,
    remove_second_factor,
    unlock_account,
)
from chuangwen.core.refusals import Refusal
from chuangwen.web.system.views.accounts import OPENED, temporary_password
from chuangwen.web.ui import notices
from chuangwen.web.ui.requests import SignedIn

QUESTION = "system/accounts/question.html"
View = Callable[[SignedIn, int], HttpResponse]


class Act(Protocol):
    """An act on one account."""

    def __call__(self, *, user_id: int, actor: User, at: datetime) -> User:
        """Do it."""


def _asking(act: Act, *, title: str, text: str, consequences: Sequence[str], submit: str, done: str) -> View:
    """Make the view that asks and then does one act of the security administrator."""

    @require_http_methods(["GET", "POST"])
    def view(request: SignedIn, account_id: int) -> HttpResponse:
        account = access.account_to_guard(request.user, account_id)
        refusal: Refusal | None = None
        if request.method == "POST":
            try:
                act(user_id=account.pk, actor=request.user, at=clock.now())
            except Refusal as refused:
                refusal = refused
            else:
                notices.tell(request, done.format(account))
                return redirect("system:account", account.pk)
        question = {"title": title.format(account), "text": text, "consequences": consequences, "submit": submit}
        return render(request, QUESTION, question | _around(request, account, refusal))

    return view


def _around(request: SignedIn, account: User, refusal: Refusal | None) -> dict[str, object]:
    back = reverse("system:account", args=[account.pk])
    return {"account": account, "action": request.path, "cancel_url": back, "refusal": refusal}


close = _asking(
    close_account,
    title="停用{}的账号",
    text="人员调离或不再从事创建工作时停用。",
    consequences=("立即退出登录，不能再登录。", "名下的记录和角色都保留，重新启用后照旧。"),
    submit="停用账号",
    done="已停用{}的账号。",
)
reopen = _asking(
    reopen_account,
    title="重新启用{}的账号",
    text="",
    consequences=("可以用原来的密码登录。", "原来没有撤销的角色继续有效。"),
    submit="重新启用",
    done="已重新启用{}的账号。",
)
unlock = _asking(
    unlock_account,
    title="解除{}的登录锁定",
    text="请先确认是本人输错了密码，而不是有人在试探。",
    consequences=("本人可以马上再试。",),
    submit="解除锁定",
    done="已解除{}的登录锁定。",
)
second_factor = _asking(
    remove_second_factor,
    title="停用{}的两步验证",
    text="只在本人丢了手机又没有备用码时办理，请当面或电话核实是本人。",
    consequences=("登录时只要密码，直到本人重新启用两步验证。", "原来的备用码全部作废。"),
    submit="停用两步验证",
    done="已停用{}的两步验证。",
)


@never_cache
@require_http_methods(["GET", "POST"])
def password(request: SignedIn, account_id: int) -> HttpResponse:
    """Give an account a temporary password, shown once on the answer itself."""
    account = access.account_to_keep(request.user, account_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        given = temporary_password()
        try:
            change_password_by_admin(user_id=account.pk, password=given, actor=request.user, at=clock.now())
        except Refusal as refused:
            refusal = refused
        else:
            return render(request, OPENED, {"account": account, "password": given})
    question = {
        "title": f"重置{account}的密码",
        "text": "请先核实是本人要求重置。",
        "consequences": ("原密码立即失效，已登录的会退出。", "本人用临时密码登录后，须先改成自己的密码。"),
        "submit": "重置密码",
    }
    return render(request, QUESTION, question | _around(request, account, refusal))
