"""What may be done with a title now, and where it is done; what is open about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from chuangwen.civic.orgs.access import has_role
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.people.models import User
from chuangwen.civic.titles.enums import HolderKind, RectificationState
from chuangwen.civic.titles.models import Appeal, Rectification, Sanction, Title
from chuangwen.civic.titles.queries.lives import OPEN_SANCTIONS, actions_for

ON_THE_REVIEW = frozenset({"remind", "review", "fail", "defer", "lapse"})  # done where the yearly report is read
BY_CARD = frozenset({"uphold", "overturn", "verify", "redo"})  # offered beside what they decide


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLink:
    """An act that may be done now, and its page; grave ones stand apart."""

    label: str
    url: str
    is_grave: bool = False


def act_url(title: Title, act: str) -> str:
    """Return where an act on a title is done."""
    return reverse("office:title-act", args=[title.pk, act])


def actions_of(title: Title, user: User, today: date) -> tuple[ActLink, ...]:
    """Return what the table lets the person do with a title now, in the table's order."""
    if not has_role(user, {Role.OFFICER}):
        return ()
    return tuple(_actions(title, user, today))


def _actions(title: Title, user: User, today: date) -> Iterator[ActLink]:
    has_open = title.sanctions.filter(state__in=OPEN_SANCTIONS).exists()
    for action in actions_for(title, user):
        event = action.event
        if event in ON_THE_REVIEW | BY_CARD or (action.is_sanction and has_open):
            continue
        if event == "expire" and (title.until_date is None or title.until_date > today):
            continue
        if event == "recover" and title.plaque.recovered_date:
            continue
        if event == "merge":
            if title.holder.kind == HolderKind.UNIT:
                yield ActLink(label="单位合并…", url=f"{reverse('office:titles-merge')}?from={title.unit_id}")
            continue
        label = f"提出：{action.label}" if action.is_sanction else action.label
        yield ActLink(label=f"{label}…", url=act_url(title, event), is_grave=action.is_sanction)
    if title.is_live and title.honour.most_stars:
        yield ActLink(label="评定星级…", url=act_url(title, "stars"))
    if title.is_live:
        yield ActLink(label="持有者更名…", url=act_url(title, "rename"))


def open_cards(title: Title, user: User) -> dict[str, Any]:
    """Return what is open about a title: a proposal with its statement, an order, an appeal; and those decided."""
    sanctions = list(title.sanctions.select_related("proposed_by", "decided_by").order_by("-proposed_at", "-id"))
    return {
        "sanction": next((each for each in sanctions if each.is_open), None),
        "sanctions": [each for each in sanctions if not each.is_open],
        "rectification": open_rectification(title),
        "appeal": open_appeal(title),
        "appeals": title.appeals.exclude(state="filed").select_related("decided_by").order_by("-filed_at", "-id"),
        "review": title.reviews.filter(result__in=("due", "reported")).order_by("year").first(),
        "is_proposer": any(each.is_open and each.proposed_by_id == user.pk for each in sanctions),
    }


def open_sanction(title: Title) -> Sanction | None:
    """Return the proposal against a title that waits for its decision."""
    return title.sanctions.filter(state__in=OPEN_SANCTIONS).first()


def unheard_sanction(title: Title) -> Sanction | None:
    """Return the proposal against a title that its holder has not answered yet."""
    return title.sanctions.filter(state="proposed").first()


def open_rectification(title: Title) -> Rectification | None:
    """Return the order on a title that still runs."""
    return title.rectifications.filter(state=RectificationState.OPEN).first()


def open_appeal(title: Title) -> Appeal | None:
    """Return the appeal about a title that waits for its decision."""
    return title.appeals.filter(state="filed").select_related("filed_by").first()
