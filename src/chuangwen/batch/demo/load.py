"""Lay the demo city down by the same acts that people use.

Started again after being stopped, it goes on where it was: units and accounts
are looked up before they are made, and each batch of entries has its token.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from chuangwen import clock
from chuangwen.batch.demo.habits import FAULTS
from chuangwen.batch.demo.papers import Papers
from chuangwen.batch.demo.people import CLERKS, GIVEN, PASSWORD, PEOPLE, POSTS, SEATS, SURNAMES, Person
from chuangwen.batch.demo.places import CITY, planned_units
from chuangwen.batch.demo.rounds import award_and_run
from chuangwen.batch.demo.stage import Stage
from chuangwen.batch.demo.year import LAST_DAY, Happening, year_of
from chuangwen.civic.assessments import previews
from chuangwen.civic.assessments.operations import assess_units
from chuangwen.civic.ledger.enums import Source
from chuangwen.civic.ledger.operations.entries import record_entries
from chuangwen.civic.orgs.enums import BodyKind
from chuangwen.civic.orgs.models import Body, Grant, Unit
from chuangwen.civic.orgs.operations.bodies import seat_member, set_up_body
from chuangwen.civic.orgs.operations.grants import grant_role
from chuangwen.civic.orgs.operations.units import add_unit
from chuangwen.civic.people.models import User
from chuangwen.civic.people.operations.accounts import open_account
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.operations import load_edition, publish_edition
from chuangwen.civic.wordbook import kinds, unit_kinds
from chuangwen.core.catalogue import FactDraft
from chuangwen.core.registry.particulars import Particulars
from chuangwen.places import RULEBOOKS

BOOKS = ("city-unit", "city-agency")
ASSESSED_ON = date(2027, 1, 1)
COUNTS = (date(2026, 3, 31), date(2026, 7, 1), date(2026, 10, 9), date(2026, 11, 13), LAST_DAY)
TREND = COUNTS[-2:]  # days whose totals the week's changes are drawn from
Tell = Callable[[str], None]


def load(tell: Tell) -> None:
    """Lay down units, people, books, a year of entries and a first assessment."""
    tell("建立单位和账号……")
    units = _units(_at(date(2025, 11, 28)))
    people = _accounts(units, _at(date(2025, 11, 28)))
    _bodies(units, people["wenmingban"], _at(date(2026, 1, 12)))
    tell("发布测评细则……")
    editions = _books(units[CITY], people["wenmingban"], _at(date(2026, 1, 5)))
    tell("写入一年的台账……")
    for day, batch in _counted(units):
        _record(batch, people, day)
        if day in TREND:
            previews.refresh_all(units[CITY], _at(day))
    tell("计算一次正式测评……")
    for edition in editions:
        assess_units(
            edition_id=edition.pk, unit_id=units[CITY].pk, actor=people["wenmingban"], at=_at(LAST_DAY, hour=18)
        )
    tell("开展申报和称号管理……")
    clerks = {name: _clerk_of(unit, people) for name, unit in units.items()}
    award_and_run(Stage(units=units, people=people, clerk_of=clerks, today=max(LAST_DAY, clock.today())))


def _at(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))  # noqa: DTZ001 made aware at once


def _units(at: datetime) -> dict[str, Unit]:
    found: dict[str, Unit] = {unit.name: unit for unit in Unit.objects.all()}
    for plan in planned_units():
        if plan.name in found:
            continue
        parent = found[plan.parent].pk if plan.parent else None
        said = Particulars(
            uscc=plan.uscc, area_code=plan.area_code, staff=plan.staff, households=plan.households, contact=""
        )
        found[plan.name] = add_unit(
            parent_id=parent, kind=plan.kind, name=plan.name, particulars=said, actor=None, at=at
        )
    return found


def _accounts(units: dict[str, Unit], at: datetime) -> dict[str, User]:
    found = {user.username: user for user in User.objects.all()}
    for person in (*PEOPLE, *CLERKS):
        user = found.get(person.username) or _account(person, at)
        found[person.username] = user
        if not Grant.objects.filter(user=user).exists():
            grant_role(user_id=user.pk, unit_id=units[person.unit].pk, role=person.role, actor=None, at=at)
    # One printed password for all: an act each would hash it thirty times over.
    User.objects.filter(must_change_password=True).update(password=make_password(PASSWORD), must_change_password=False)
    return {user.username: user for user in User.objects.all()}


def _account(person: Person, at: datetime) -> User:
    return open_account(
        username=person.username,
        name=person.name,
        post=person.post,
        email="",
        password=f"first-{PASSWORD}",
        actor=None,
        at=at,
    )


def _bodies(units: dict[str, Unit], officer: User, at: datetime) -> None:
    seated = set(Body.objects.values_list("unit__name", flat=True))
    named = [name for name in units if name == CITY or name.endswith(("区", "县", "税务局", "实验小学", "渔歌镇"))]
    for name in named:
        if name in seated:
            continue
        kind = BodyKind.HEADQUARTERS if name == CITY else BodyKind.LEADING_GROUP
        body = set_up_body(
            unit_id=units[name].pk,
            kind=kind,
            name=f"{name}文明创建{kind.label}",
            document="云文明委〔2026〕1号" if name == CITY else "",
            from_date=date(2026, 1, 12),
            actor=officer,
            at=at,
        )
        dice = Random(f"{name}的班子")  # noqa: S311 invented people
        names = [dice.choice(SURNAMES) + given for given in dice.sample(GIVEN, len(SEATS))]
        for member, seat, post in zip(names, SEATS, POSTS, strict=True):
            seat_member(
                body_id=body.pk,
                name=member,
                post=post,
                seat=seat,
                duty="",
                from_date=body.from_date,
                actor=officer,
                at=at,
            )


def _books(city: Unit, officer: User, at: datetime) -> list[Edition]:
    editions = []
    for code in BOOKS:
        folder = RULEBOOKS / code / "2026"
        texts = {
            path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.yaml")
        }
        draft = load_edition(unit_id=city.pk, texts=texts, assessed_on=ASSESSED_ON, actor=officer, at=at)
        editions.append(publish_edition(edition_id=draft.pk, actor=officer, at=at))
    return editions


def _counted(units: dict[str, Unit]) -> Iterator[tuple[date, list[tuple[Unit, list[Happening]]]]]:
    """Yield, for each day on which ledgers were brought up to date, what each unit wrote down."""
    years = [(unit, list(_year(unit))) for unit in units.values() if unit_kinds()[unit.kind].assessed]
    since = date.min
    for day in COUNTS:
        yield day, [(unit, [h for h in year if since < h.day <= day]) for unit, year in years]
        since = day


def _year(unit: Unit) -> Iterator[Happening]:
    yield from year_of(name=unit.name, kind=unit.kind, staff=unit.staff or 20, catalogue=kinds())
    for name, topic, level, title, is_self_reported in FAULTS:
        if name == unit.name:
            day = date(2026, 8, 14)
            draft = FactDraft(
                kind="violation",
                topic=topic,
                title=title,
                start_date=day,
                until_date=day + timedelta(days=1),
                level=level,
                is_self_reported=is_self_reported,
            )
            yield Happening(draft=draft, proofs=("document",), by_office=True)


def _record(batch: Iterable[tuple[Unit, list[Happening]]], people: dict[str, User], day: date) -> None:
    papers = Papers.laid()
    for unit, happenings in batch:
        ordered = sorted(happenings, key=lambda h: h.by_office)
        for by_office, group in groupby(ordered, key=lambda h: h.by_office):
            kept = list(group)
            record_entries(
                unit_id=unit.pk,
                drafts=[h.draft for h in kept],
                token=f"demo-{day:%m%d}-{'o' if by_office else 'u'}-{unit.pk}",
                confirm=True,
                source=Source.OFFICE if by_office else Source.TYPED,
                actor=people["wenmingban"] if by_office else _clerk_of(unit, people),
                at=_at(day, hour=11 if by_office else 9),
                evidence=[papers.behind(h.proofs, h.draft.title, unit.name) for h in kept],
            )


def _clerk_of(unit: Unit, people: dict[str, User]) -> User:
    own = next((p for p in PEOPLE if p.unit == unit.name), None)
    if own is not None:
        return people[own.username]
    return people[next((p.username for p in CLERKS[1:] if _lies_in(unit, p.unit)), CLERKS[0].username)]


def _lies_in(unit: Unit, district: str) -> bool:
    return (
        unit.name.startswith(district)
        or (unit.parent is not None and unit.parent.name == district)
        or (unit.parent is not None and unit.parent.parent is not None and unit.parent.parent.name == district)
    )
