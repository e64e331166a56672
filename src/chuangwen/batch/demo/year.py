"""One year of a unit's material, thrown with seeded dice.

Strong units keep their rhythms, weak ones let weeks and whole quarters pass;
the same unit makes the same year on every machine.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from chuangwen.batch.demo.habits import HABITS, OFFICE_HABITS, Habit
from chuangwen.core.calendar import festivals_of
from chuangwen.core.catalogue import Catalogue
from chuangwen.core.catalogue.drafts import FactDraft

FIRST_DAY = date(2025, 12, 1)
LAST_DAY = date(2026, 11, 20)
BOUND_BY = {
    "attendees": "expected",
    "resolved": "found",
    "passed": "sites",
    "satisfied": "answers",
    "replied": "times",
    "settled": "times",
}
ADOPTION = 1.05
STRENGTHS = (("strong", 1.08, 3), ("average", 0.86, 5), ("weak", 0.52, 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A fact of the invented year with the proofs that stand behind it."""

    draft: FactDraft
    proofs: tuple[str, ...]
    by_office: bool = False

    @property
    def day(self) -> date:
        """Return the day on which it began."""
        return self.draft.start_date or FIRST_DAY


def strength_of(name: str) -> tuple[str, float]:
    """Say how strong a unit is: a word and how much of its rhythms it keeps."""
    dice = Random(f"{name}的家底")  # noqa: S311 an invented city, not a secret
    words = [(word, share) for word, share, weight in STRENGTHS for _ in range(weight)]
    word, share = dice.choice(words)
    return word, share + dice.uniform(-0.14, 0.06)


def year_of(*, name: str, kind: str, staff: int, catalogue: Catalogue) -> Iterator[Happening]:
    """Yield what happened at one unit from `FIRST_DAY` to `LAST_DAY`, oldest first."""
    dice = Random(f"{name}的一年")  # noqa: S311 an invented city, not a secret
    _, share = strength_of(name)
    found: list[Happening] = []
    for habit, by_office in (*((h, False) for h in HABITS), *((h, True) for h in OFFICE_HABITS)):
        if kind not in habit.unit_kinds or (not by_office and dice.random() > share * habit.keenness**2 * ADOPTION):
            continue
        for day, festival in days_of(habit.rhythm, dice):
            if dice.random() < min(0.99, share * habit.keenness):
                found.append(_happening(habit, day, festival, share, staff, by_office, catalogue, dice))
    yield from sorted(found, key=lambda h: (h.day, h.draft.kind, h.draft.title))


def days_of(rhythm: str, dice: Random) -> list[tuple[date, str]]:
    """List a rhythm's days in the year, each with its festival's name or ""."""
    if rhythm == "festivals":
        return [
            (festival.date + timedelta(days=dice.choice((-2, -1, 0))), festival.name) for festival in festivals_of(2026)
        ]
    if rhythm == "fridays":
        return [(day, "") for day in _every(FIRST_DAY, 4, 7) if dice.random() < 0.12]
    if rhythm == "nineteenths":
        return [(day, "") for day in (date(y, m, 19) for y, m in _months())]
    if rhythm == "monthly":
        return [(_workday(date(y, m, dice.randint(3, 27))), "") for y, m in _months()]
    if rhythm == "two-years":
        return [(day, "") for day in (date(2025, 4, 8), date(2025, 9, 9), date(2026, 4, 8), date(2026, 9, 9))]
    if rhythm == "snow":
        return [(day, "") for day in (date(2026, 1, 12), date(2026, 2, 3))]
    months = {
        "quarterly": [(2026, 2), (2026, 5), (2026, 8), (2026, 10)],
        "half-yearly": [(2026, 4), (2026, 9)],
        "once-january": [(2026, 1)],
        "once-spring": [(2026, dice.choice((3, 4, 5)))],
        "once-autumn": [(2026, dice.choice((9, 10)))],
    }[rhythm]
    return [(_workday(date(y, m, dice.randint(3, 26))), "") for y, m in months]


def _months() -> list[tuple[int, int]]:
    return [(2025, 12), *((2026, month) for month in range(1, 12))]


def _every(first: date, weekday: int, step: int) -> Iterator[date]:
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    while day <= LAST_DAY:
        yield day
        day += timedelta(days=step)


def _workday(day: date) -> date:
    return min(day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0), LAST_DAY)


def _happening(
    habit: Habit,
    day: date,
    festival: str,
    share: float,
    staff: int,
    by_office: bool,
    catalogue: Catalogue,
    dice: Random,
) -> Happening:
    day = min(day, LAST_DAY)
    kind = catalogue.kinds[habit.kind]
    amounts = {"times": Decimal(dice.randint(*habit.times))}
    amounts |= _amounts(habit, share, staff, amounts["times"], dice)
    quantities = {code: round(value, q.places) for code, value in amounts.items() if (q := kind.quantity(code))}
    draft = FactDraft(
        kind=habit.kind,
        topic=habit.topic,
        title=dice.choice(habit.titles).format(festival=festival),
        start_date=day,
        until_date=day + timedelta(days=1),
        times=max(1, int(amounts["times"])),
        quantities=quantities,
        level=dice.choice(habit.level) if habit.level else "",
        medium=dice.choice(habit.medium) if habit.medium else "",
        place=dice.choice(habit.place) if habit.place and "place" in kind.fields else "",
    )
    forgetful = not by_office and dice.random() > share + 0.12
    return Happening(draft=draft, proofs=() if forgetful else habit.proofs, by_office=by_office)


def _amounts(habit: Habit, share: float, staff: int, times: Decimal, dice: Random) -> dict[str, Decimal]:
    amounts = {"times": times}
    bounded = [code for code in habit.amounts if code in BOUND_BY and max(habit.amounts[code]) <= 1]
    for code in sorted(habit.amounts, key=lambda c: c in bounded):
        low, high = habit.amounts[code]
        thrown = Decimal(str(round(low + (high - low) * dice.betavariate(1 + 3 * share, 1 + 3 * (1 - share)), 2)))
        if code == "expected":
            amounts[code] = Decimal(max(6, min(staff, 60)))
        elif code in bounded:
            amounts[code] = (amounts[BOUND_BY[code]] * thrown).to_integral_value()
        elif code in habit.per_staff:
            amounts[code] = (Decimal(staff) * thrown).to_integral_value()
        else:
            amounts[code] = thrown.to_integral_value() if high >= 5 else thrown
    return amounts
