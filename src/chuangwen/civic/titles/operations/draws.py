"""Random re-checks: drawn from a seed that is told beforehand, so that anybody can repeat the draw."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from chuangwen.civic.journal import pen
from chuangwen.civic.orgs.access import below, may_reach
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.titles.models import Recheck, RecheckPick, Title, TitleEvent
from chuangwen.civic.titles.operations import _letters
from chuangwen.civic.titles.operations.refusals import NotYourPlace, PapersWrong
from chuangwen.core.lifecycle.tables import LIVE


def _order(seed: str, title_id: int) -> str:
    return sha256(f"{seed}:{title_id}".encode()).hexdigest()


@transaction.atomic(durable=True)
def draw_rechecks(
    *, unit_id: int, honour_id: int | None, level: str, wanted: int, seed: str, actor: User, at: datetime
) -> Recheck:
    """Draw titles of a place to be looked at again; the same seed gives back the same draw.

    The pool is every live title, and the order is that of SHA-256 over `seed:id`.

    :raises NotYourPlace: the actor is no officer of the place or of one above.
    :raises PapersWrong: there is no seed, or nothing to draw from.
    """
    place = Unit.objects.select_for_update(no_key=True).get(pk=unit_id)
    if not may_reach(actor, {Role.OFFICER}, place):
        raise NotYourPlace("没有抽取。")
    if known := Recheck.objects.filter(unit=place, seed=seed).first():
        return known
    pool = Title.objects.filter(below(place.path, "unit__"), state__in=LIVE, honour__is_flag=False)
    pool = pool.filter(honour_id=honour_id) if honour_id else pool
    pool = pool.filter(level=level) if level else pool
    titles = list(pool.select_related("holder", "unit", "honour", "programme__unit").order_by("id"))
    if not seed.strip() or not titles or wanted < 1:
        raise PapersWrong("没有抽取。", why="种子、抽取数不能为空，范围里须有称号。", remedy="请改正后再抽。")
    recheck = Recheck.objects.create(
        unit=place,
        honour_id=honour_id,
        level=level,
        seed=seed,
        pool=[title.pk for title in titles],
        wanted=wanted,
        drawn_by=actor,
        drawn_at=at,
    )
    picked = sorted(titles, key=lambda title: _order(seed, title.pk))[:wanted]
    RecheckPick.objects.bulk_create(
        RecheckPick(recheck=recheck, title=title, position=n) for n, title in enumerate(picked, 1)
    )
    events = TitleEvent.objects.bulk_create(
        TitleEvent(title=t, event="recheck", before=t.state, after=t.state, actor=actor, actor_name=actor.name, at=at)
        for t in picked
    )
    _letters.tell(events, at=at)
    after = {"count": len(picked), "seed": seed}
    pen.write("rechecks.drawn", recheck, actor=actor, at=at, unit_id=place.pk, after=after)
    return recheck
