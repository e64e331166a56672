"""消息: what has happened that concerns the reader, with a way to the thing itself; and how they are told."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chuangwen import clock
from chuangwen.civic.letters import access, queries
from chuangwen.civic.letters.enums import Channel
from chuangwen.civic.letters.models import LetterCopy
from chuangwen.civic.letters.operations import choose_channels, mark_all_read, mark_read
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.queries.units import tops_of
from chuangwen.web.ui import notices
from chuangwen.web.ui.accounts import first_door
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.forms import PoliteForm
from chuangwen.web.ui.navigation import Frame, frame_of
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.tables import ChoiceFilter, Column, DayFilter, Table

LIST, CHOICE = "ui/letters/letters.html", "ui/letters/choice.html"
STATES = (("unread", "未读"), ("read", "已读"))


def _in_states(copies: QuerySet[LetterCopy], states: list[str]) -> QuerySet[LetterCopy]:
    return copies.filter(read_at__isnull="unread" in states) if len(states) == 1 else copies


class LetterTable(Table):
    """The reader's letters, newest first."""

    key = "letters"
    caption, counter = "消息", "条消息"
    columns = (
        Column("letter", "消息", value="letter.subject", template="ui/letters/letter.html", fixed=True),
        Column("unit", "单位", value="letter.unit.name", sort=("letter__unit__path",)),
        Column("at", "时间", value="letter.created_at", kind="time", sort=("letter__created_at", "pk")),
        Column("state", "状态", value=lambda copy: "已读" if copy.is_read else "未读"),
    )
    filters = (
        ChoiceFilter("state", "状态", STATES, by=_in_states),
        DayFilter("at", "日期", lookup="letter__created_at__date"),
    )
    search_fields: ClassVar = ("letter__subject", "letter__body", "letter__unit__name")
    search_label = "搜索标题、内容、单位"
    default_sort = "-at"
    row_key = "letter_id"

    def __init__(self, rows: QuerySet[LetterCopy], params: QueryDict, **options: Any) -> None:
        super().__init__(rows, params, **options)


@require_GET
def letters(request: SignedIn) -> HttpResponseBase:
    """Show the reader's letters, or the spreadsheet of what is shown."""
    table = LetterTable(queries.letters_of(request.user), request.GET, cookies=request.COOKIES)
    if table.wants_export:
        return export_response(table, "消息")
    return render(request, LIST, {"table": table, "frame": _frame(request)})


@require_POST
def read(request: SignedIn) -> HttpResponse:
    """Mark the ticked letters as read, or all of them."""
    if request.POST.get("action") == "all":
        count = mark_all_read(actor=request.user, at=clock.now())
    else:
        ids = [int(text) for text in request.POST.getlist("ids") if text.isdecimal() and len(text) < 19]
        count = mark_read(letter_ids=ids, actor=request.user, at=clock.now())
    notices.tell(request, f"已将{count}条消息标为已读。" if count else "没有新标为已读的消息。请先勾选未读的消息。")
    return redirect(f"{reverse('ui:letters')}?{QueryDict(request.POST.get('query', '')).urlencode()}")


@require_http_methods(["POST"])
def open_letter(request: SignedIn, letter_id: int) -> HttpResponse:
    """Mark a letter as read and go to the page where its thing is dealt with."""
    copy = access.copy_to_open(request.user, letter_id)
    mark_read(letter_ids=[copy.letter_id], actor=request.user, at=clock.now())
    link = copy.letter.link
    is_ours = link.startswith("/") and url_has_allowed_host_and_scheme(link, allowed_hosts=None)
    return redirect(link if is_ours else reverse("ui:letters"))


class ChoiceForm(PoliteForm):
    """By which ways letters also come to oneself."""

    by_email = forms.BooleanField(label="同时发到我的邮箱", required=False)
    by_sms = forms.BooleanField(label="同时发短信", required=False)


@require_http_methods(["GET", "POST"])
def choice(request: SignedIn) -> HttpResponse:
    """Choose by which ways letters also come to oneself; what is not set up is not asked."""
    chosen = queries.choice_of(request.user)
    now = {"by_email": chosen.by_email, "by_sms": chosen.by_sms}
    form = ChoiceForm(request.POST or None, initial=now)
    for name, channel in (("by_email", Channel.EMAIL), ("by_sms", Channel.SMS)):
        if channel not in settings.LETTER_CHANNELS:
            del form.fields[name]
    if request.method == "POST" and form.is_valid():
        choose_channels(**(now | form.cleaned_data), actor=request.user, at=clock.now())
        notices.tell(request, "已保存，从下一条消息起生效。")
        return redirect("ui:letters-choice")
    return render(request, CHOICE, {"form": form, "frame": _frame(request)})


def _frame(request: SignedIn) -> Frame:
    """Return the frame that the reader works in: letters belong to no audience."""
    if units := tops_of(request.user, {Role.CLERK}):
        request.unit = units[0]
    door = first_door(request.user)
    return frame_of(resolve(door).namespace, request) if door else Frame()
