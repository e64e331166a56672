"""Pages of a unit's bodies: the same for its own clerk and for the office, behind different gates.

Each audience makes one `BodyPages` with its gates, and hangs its methods on its own URLs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date

from chuangwen import clock
from chuangwen.civic.orgs.enums import BodyKind, Seat
from chuangwen.civic.orgs.models import Body, BodyMember, Unit
from chuangwen.civic.orgs.operations import bodies as acts
from chuangwen.civic.orgs.queries.bodies import bodies_of, bodies_on, former_members, members_on
from chuangwen.civic.people.models import User
from chuangwen.core.refusals import Refusal
from chuangwen.web.ui import notices
from chuangwen.web.ui.forms import PoliteForm
from chuangwen.web.ui.requests import SignedIn


class BodyForm(PoliteForm):
    """A body as it is set up."""

    name = forms.CharField(label="机构名称", max_length=120, help_text="例如：创建文明单位工作领导小组。")
    kind = forms.ChoiceField(label="类型", choices=BodyKind.choices)
    document = forms.CharField(
        label="成立文件", max_length=120, required=False, help_text="文号，例如：青税发〔2025〕3号。"
    )
    from_date = forms.DateField(label="成立日期")


class SeatForm(PoliteForm):
    """What a person does in a body, and from when."""

    post = forms.CharField(label="职务", max_length=80, required=False, help_text="在本单位的职务。")
    seat = forms.ChoiceField(label="组内职务", choices=Seat.choices)
    duty = forms.CharField(label="分工", max_length=200, required=False)
    from_date = forms.DateField(label="起始日期")


class MemberForm(SeatForm):
    """A new member."""

    name = forms.CharField(label="姓名", max_length=60)
    field_order = ("name", "post", "seat", "duty", "from_date")


class BodyEndForm(PoliteForm):
    """The first day on which a body is no more."""

    until_date = forms.DateField(label="撤销日期", help_text="从这一天起不再存在，成员同时卸任。")


class SeatEndForm(PoliteForm):
    """The first day on which a person no longer sits."""

    until_date = forms.DateField(label="卸任日期", help_text="从这一天起不再任职。")


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyPages:
    """The pages for one audience. `to_read` and `to_keep` are its gates to a unit, a body, a member."""

    audience: str
    unit_to_read: Callable[[User, int], Unit]
    unit_to_keep: Callable[[User, int], Unit]
    body_to_read: Callable[[User, int], Body]
    body_to_keep: Callable[[User, int], Body]
    member_to_keep: Callable[[User, int], BodyMember]
    may_keep: Callable[[User, Unit], bool]
    above: str = ""  # the name of the unit's own page, where the audience has one

    def url(self, name: str, pk: int) -> str:
        """Return a page's address with this audience."""
        return reverse(f"{self.audience}:{name}", args=[pk])

    # Reading ---------------------------------------------------------------
    def bodies(self, request: SignedIn, unit_id: int) -> HttpResponse:
        """Show a unit's bodies, standing ones first."""
        unit = request.unit = self.unit_to_read(request.user, unit_id)
        rows = [(body, self.url("body", body.pk)) for body in bodies_of(unit, clock.today())]
        links = {"new": self.url("body-new", unit.pk), "print": self.url("bodies-print", unit.pk)}
        return self._page(request, "bodies", unit, {"rows": rows, "links": links})

    def printed(self, request: SignedIn, unit_id: int) -> HttpResponse:
        """Show the bodies of a day with their members, as sheets of A4."""
        unit = request.unit = self.unit_to_read(request.user, unit_id)
        day = _day(request)
        shown = {"bodies": bodies_on(unit, day), "day": day, "back_url": self.url("bodies", unit.pk)}
        return self._page(request, "printed", unit, shown)

    def body(self, request: SignedIn, body_id: int) -> HttpResponse:
        """Show a body as it was on a day: who sat, and who had left."""
        body = self.body_to_read(request.user, body_id)
        unit = request.unit = body.unit
        day = _day(request)
        keeps = self.may_keep(request.user, unit)
        sitting = [(member, self._member_links(member) if keeps else {}) for member in members_on(body, day)]
        shown = {
            "body": body,
            "day": day,
            "sitting": sitting,
            "former": former_members(body, day),
            "back_url": self.url("bodies", unit.pk),
            "links": {
                "edit": self.url("body-edit", body.pk),
                "end": self.url("body-end", body.pk),
                "seat": self.url("member-new", body.pk),
            },
        }
        return self._page(request, "body", unit, shown)

    def _member_links(self, member: BodyMember) -> dict[str, str]:
        return {"edit": self.url("member-edit", member.pk), "end": self.url("member-end", member.pk)}

    # Changing --------------------------------------------------------------
    def new(self, request: SignedIn, unit_id: int) -> HttpResponse:
        """Set up a body."""
        unit = request.unit = self.unit_to_keep(request.user, unit_id)
        form = BodyForm(request.POST or None, initial={"from_date": clock.today()})

        def act() -> str:
            body = acts.set_up_body(unit_id=unit.pk, **_told(form), actor=request.user, at=clock.now())
            notices.tell(request, f"已成立“{body.name}”，请添加成员。")
            return self.url("body", body.pk)

        return self._form(request, unit, form, act, "成立机构", self.url("bodies", unit.pk))

    def edit(self, request: SignedIn, body_id: int) -> HttpResponse:
        """Put right what was mistyped of a body."""
        body = self.body_to_keep(request.user, body_id)
        unit = request.unit = body.unit
        told = {name: getattr(body, name) for name in ("name", "kind", "document", "from_date")}
        form = BodyForm(request.POST or None, initial=told)

        def act() -> str:
            acts.correct_body(body_id=body.pk, **_told(form), actor=request.user, at=clock.now())
            notices.tell(request, "已更正。")
            return self.url("body", body.pk)

        return self._form(request, unit, form, act, f"更正“{body.name}”", self.url("body", body.pk))

    def end(self, request: SignedIn, body_id: int) -> HttpResponse:
        """End a body and its open seats."""
        body = self.body_to_keep(request.user, body_id)
        unit = request.unit = body.unit
        form = BodyEndForm(request.POST or None, initial={"until_date": clock.today()})

        def act() -> str:
            acts.end_body(body_id=body.pk, **_told(form), actor=request.user, at=clock.now())
            notices.tell(request, f"已撤销“{body.name}”，成员同时卸任。")
            return self.url("bodies", unit.pk)

        return self._form(request, unit, form, act, f"撤销“{body.name}”", self.url("body", body.pk))

    def seat(self, request: SignedIn, body_id: int) -> HttpResponse:
        """Give a person a seat."""
        body = self.body_to_keep(request.user, body_id)
        unit = request.unit = body.unit
        form = MemberForm(request.POST or None, initial={"from_date": clock.today(), "seat": Seat.MEMBER})

        def act() -> str:
            member = acts.seat_member(body_id=body.pk, **_told(form), actor=request.user, at=clock.now())
            again = self.url("member-new", body.pk)
            notices.tell(request, f"已添加{member.name}。", next_label="再添加一人", next_url=again)
            return self.url("body", body.pk)

        return self._form(request, unit, form, act, f"为“{body.name}”添加成员", self.url("body", body.pk))

    def correct(self, request: SignedIn, member_id: int) -> HttpResponse:
        """Put right what was mistyped of a seat."""
        member = self.member_to_keep(request.user, member_id)
        body, unit = member.body, member.body.unit
        request.unit = unit
        told = {name: getattr(member, name) for name in ("post", "seat", "duty", "from_date")}
        form = SeatForm(request.POST or None, initial=told)

        def act() -> str:
            acts.correct_member(member_id=member.pk, **_told(form), actor=request.user, at=clock.now())
            notices.tell(request, f"已更正{member.name}的任职资料。")
            return self.url("body", body.pk)

        return self._form(request, unit, form, act, f"更正{member.name}的任职", self.url("body", body.pk))

    def unseat(self, request: SignedIn, member_id: int) -> HttpResponse:
        """End a person's seat."""
        member = self.member_to_keep(request.user, member_id)
        body, unit = member.body, member.body.unit
        request.unit = unit
        form = SeatEndForm(request.POST or None, initial={"until_date": clock.today()})

        def act() -> str:
            acts.unseat_member(member_id=member.pk, **_told(form), actor=request.user, at=clock.now())
            notices.tell(request, f"{member.name}已卸任。")
            return self.url("body", body.pk)

        return self._form(request, unit, form, act, f"{member.name}卸任", self.url("body", body.pk))

    # Both ------------------------------------------------------------------
    def _form(
        self, request: SignedIn, unit: Unit, form: PoliteForm, act: Callable[[], str], title: str, back_url: str
    ) -> HttpResponse:
        """Show a form; once it is filled in rightly, act and go on."""
        refusal: Refusal | None = None
        if request.method == "POST" and form.is_valid():
            try:
                return redirect(act())
            except Refusal as refused:
                refusal = refused
        shown = {"form": form, "refusal": refusal, "title": title, "back_url": back_url}
        return self._page(request, "form", unit, shown)

    def _page(self, request: SignedIn, name: str, unit: Unit, shown: dict[str, Any]) -> HttpResponse:
        around = {
            "unit": unit,
            "bodies_url": self.url("bodies", unit.pk),
            "above_url": self.url(self.above, unit.pk) if self.above else "",
            "may_keep": self.may_keep(request.user, unit),
        }
        return render(request, f"ui/bodies/{name}.html", around | shown)


def _told(form: PoliteForm) -> dict[str, Any]:
    return dict(form.cleaned_data)


def _day(request: SignedIn) -> date:
    """Return the day that the URL asks about, else today."""
    try:
        return parse_date(request.GET.get("day", "")) or clock.today()
    except ValueError:
        return clock.today()
