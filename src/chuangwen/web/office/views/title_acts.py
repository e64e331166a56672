"""Acts on one title: proposed, decided by a second hand, verified, restored, renewed; each with its small form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chuangwen import clock
from chuangwen.civic.people.models import User
from chuangwen.civic.titles import access
from chuangwen.civic.titles.enums import SanctionKind
from chuangwen.civic.titles.models import Appeal, Rectification, Sanction, Title
from chuangwen.civic.titles.operations.appeals import decide_appeal, extend_appeal
from chuangwen.civic.titles.operations.awards import renew_title, set_stars
from chuangwen.civic.titles.operations.endings import expire_titles, recover_plaque, restore_title
from chuangwen.civic.titles.operations.holders import rename_holder
from chuangwen.civic.titles.operations.sanctions import (
    confirm_sanction,
    drop_sanction,
    extend_statement,
    propose_sanction,
    verify_rectification,
)
from chuangwen.core.refusals import Refusal
from chuangwen.web.office import title_forms as forms
from chuangwen.web.office import title_links as links
from chuangwen.web.office.refusing import shown_refusal
from chuangwen.web.ui import notices
from chuangwen.web.ui.requests import SignedIn

PAGE = "office/titles/act.html"
Thing = Sanction | Rectification | Appeal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act: its words, its form, how it is done, and what it is about when that is not the title itself."""

    label: str
    form: type[forms.ActForm]
    do: Callable[[Title, Any, forms.ActForm, User, datetime], object]
    done: str
    find: Callable[[Title], Thing] | None = None
    lead: str = ""


@require_http_methods(["GET", "POST"])
def act(request: SignedIn, title_id: int, act: str) -> HttpResponse:
    """Ask for what one act needs, and do it; a refusal names everything that stands in the way."""
    found = access.title_to_manage(request.user, title_id)
    if act not in ACTS:
        raise Http404
    chosen = ACTS[act]
    thing = chosen.find(found) if chosen.find else None
    if chosen.find and thing is None:
        notices.tell(request, f"没有需要“{chosen.label}”的事项，可能已经办结。")
        return redirect("office:title", found.pk)
    told: dict[str, Any] = {"title": found, "today": clock.today(), "event": act}
    if isinstance(thing, Sanction) and issubclass(chosen.form, forms.DecideForm):
        told = {key: told[key] for key in ("title", "today")} | {"sanction": thing}
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = chosen.form(*sent, **told)
    shown: dict[str, Any] = {"title": found, "act": chosen, "form": form, "thing": thing}
    shown |= {"sanction": thing if isinstance(thing, Sanction) else None, "today": clock.today()}
    shown |= {"appeal": thing if isinstance(thing, Appeal) else None}
    shown |= {"rectification": thing if isinstance(thing, Rectification) else None}
    if request.method == "POST" and form.is_valid():
        try:
            chosen.do(found, thing, form, request.user, clock.now())
        except Refusal as refusal:
            shown["refusal"] = shown_refusal(refusal)
        else:
            notices.tell(request, chosen.done)
            return redirect("office:title", found.pk)
    shown["back"] = reverse("office:title", args=[found.pk])
    return render(request, PAGE, shown)


# The acts, each in the same shape ---------------------------------------------------
def _propose(kind: SanctionKind) -> Act:
    def do(title: Title, thing: Thing, form: forms.ActForm, actor: User, at: datetime) -> object:
        said = form.cleaned_data
        return propose_sanction(
            title_id=title.pk,
            kind=kind,
            paper=form.paper(),
            event_date=said["event_date"],
            is_self_reported=said["is_self_reported"],
            actor=actor,
            at=at,
        )

    return Act(
        label=f"提出拟处理：{kind.label}",
        form=forms.ProposeForm,
        do=do,
        done="已提出，并已通知单位陈述申辩。期满或单位陈述后，由另一位工作人员决定。",
        lead="先提出拟处理意见，单位有权陈述申辩；决定由命名机关的另一位工作人员作出。",
    )


def _decide(title: Title, thing: Sanction, form: forms.ActForm, actor: User, at: datetime) -> object:
    days = form.cleaned_data.get("days")
    return confirm_sanction(sanction_id=thing.pk, paper=form.paper(), days=days, actor=actor, at=at)


def _drop(title: Title, thing: Sanction, form: forms.ActForm, actor: User, at: datetime) -> object:
    return drop_sanction(sanction_id=thing.pk, reason=form.cleaned_data["reason"], actor=actor, at=at)


def _verify(title: Title, thing: Rectification, form: forms.ActForm, actor: User, at: datetime) -> object:
    said = form.cleaned_data
    return verify_rectification(
        rectification_id=thing.pk,
        passed=said["passed"] == "yes",
        paper=form.paper(),
        days=said["days"],
        actor=actor,
        at=at,
    )


def _restore(title: Title, thing: Thing, form: forms.ActForm, actor: User, at: datetime) -> object:
    return restore_title(title_id=title.pk, paper=form.paper(), actor=actor, at=at)


def _recover(title: Title, thing: Thing, form: forms.ActForm, actor: User, at: datetime) -> object:
    return recover_plaque(title_id=title.pk, actor=actor, at=at, **form.cleaned_data)


def _renew(title: Title, thing: Thing, form: forms.ActForm, actor: User, at: datetime) -> object:
    return renew_title(title_id=title.pk, actor=actor, at=at, **form.cleaned_data)


def _expire(title: Title, thing: Thing, form: forms.ActForm, actor: User, at: datetime) -> object:
    return expire_titles(unit_id=title.unit_id, actor=actor, at=at)


def _stars(title: Title, thing: Thing, form: forms.ActForm, actor: User, at: datetime) -> object:
    said = form.cleaned_data
    return set_stars(
        title_id=title.pk,
        stars=int(said["stars"]),
        from_date=said["from_date"],
        basis=said["basis"],
        reason=said["reason"],
        actor=actor,
        at=at,
    )


def _rename(title: Title, thing: Thing, form: forms.ActForm, actor: User, at: datetime) -> object:
    return rename_holder(holder_id=title.holder_id, actor=actor, at=at, **form.cleaned_data)


def _decide_appeal(title: Title, thing: Appeal, form: forms.ActForm, actor: User, at: datetime) -> object:
    said = form.cleaned_data
    return decide_appeal(
        appeal_id=thing.pk,
        uphold=said["uphold"] == "yes",
        answer=said["answer"],
        basis=said["basis"],
        actor=actor,
        at=at,
    )


def _extend_appeal(title: Title, thing: Appeal, form: forms.ActForm, actor: User, at: datetime) -> object:
    return extend_appeal(appeal_id=thing.pk, actor=actor, at=at, **form.cleaned_data)


def _extend_statement(title: Title, thing: Sanction, form: forms.ActForm, actor: User, at: datetime) -> object:
    return extend_statement(sanction_id=thing.pk, actor=actor, at=at, **form.cleaned_data)


ACTS: Mapping[str, Act] = {kind.value: _propose(kind) for kind in SanctionKind} | {
    "decide": Act(
        label="作出决定",
        form=forms.DecideForm,
        do=_decide,
        done="决定已登记，并已通知单位。",
        find=links.open_sanction,
        lead="提出的人不能自己决定；单位已陈述、已放弃，或陈述期满，才能决定。",
    ),
    "drop": Act(
        label="不予处理",
        form=forms.ReasonForm,
        do=_drop,
        done="已登记不予处理，称号不变。",
        find=links.open_sanction,
        lead="称号保持原状，写明原因。",
    ),
    "extend-statement": Act(
        label="延长陈述期限",
        form=forms.MoreDaysForm,
        do=_extend_statement,
        done="陈述期限已延长，并已通知单位。",
        find=links.unheard_sanction,
        lead="从原来的期限起往后延；期满以前不能作出决定。",
    ),
    "verify": Act(
        label="核查整改",
        form=forms.VerifyForm,
        do=_verify,
        done="核查结果已登记。",
        find=links.open_rectification,
        lead="由没有提出处理意见的人核查，附上佐证。",
    ),
    "restore": Act(label="恢复称号", form=forms.ActForm, do=_restore, done="称号已恢复。"),
    "recover": Act(label="收回牌匾", form=forms.RecoverForm, do=_recover, done="牌匾已登记收回。"),
    "renew": Act(
        label="重新命名",
        form=forms.RenewForm,
        do=_renew,
        done="已重新命名；原来的称号到新称号起始那天为止。",
        lead="按新的命名决定登记；原称号留在历史里。",
    ),
    "expire": Act(
        label="办理到期",
        form=forms.EmptyForm,
        do=_expire,
        done="已办理到期。",
        lead="这个单位期限已满的称号都办理到期，自期满那天起不再持有。",
    ),
    "stars": Act(
        label="评定星级",
        form=forms.StarsForm,
        do=_stars,
        done="星级已登记，原来的星级留在历史里。",
    ),
    "rename": Act(
        label="持有者更名",
        form=forms.RenameForm,
        do=_rename,
        done="已更名；命名时的名称不变，更名记在办理经过里。",
        lead="单位名称变了，称号不变。",
    ),
    "decide-appeal": Act(
        label="作出申诉决定",
        form=forms.AppealForm,
        do=_decide_appeal,
        done="申诉决定已登记，并已通知单位。",
        find=links.open_appeal,
        lead="由没有作出原决定的人办理。",
    ),
    "extend-appeal": Act(
        label="延长申诉办理期限",
        form=forms.MoreDaysForm,
        do=_extend_appeal,
        done="期限已延长，并已通知单位。",
        find=links.open_appeal,
    ),
}
