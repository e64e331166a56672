"""The ledger: saving one fact, listing and confirming, at 10,000 and at 250,000 entries.

    script/bench ledger [--sizes 10000 250000] [--per-unit 75 | --units 130]

Builds a city in the database that CHUANGWEN_DATABASE names (a throw-away SQLite file by
default), grows it to each size, and asks for pages as a clerk's browser does. As a city
grows so does the number of its units; with `--units` the same units get longer ledgers.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from uuid import uuid4

SHAPES = (
    ("meeting", "creation", "创建工作推进会", "attendees", "minutes"),
    ("study", "theory", "集中学习", "attendees", "sign_in"),
    ("volunteer_activity", "practice", "社区志愿服务", "people", "photo"),
    ("cleaning", "sanitation", "清理背街小巷", "people", "photo"),
    ("publicity", "values", "刊发创建信息", "copies", "web_page"),
)
BATCH = 5000
TRIES = 25
DRAFTS = 100
DAYS = 3 * 365  # entries of three years; the books look at the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one thing takes: statements without those that begin and end transactions, and milliseconds."""

    queries: int
    milliseconds: float


def main() -> None:
    """Print what each thing costs at each size, and how the largest compares with the smallest."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--sizes", type=int, nargs="+", default=[10_000, 250_000])
    ask.add_argument("--per-unit", type=int, default=75, help="entries of one unit's ledger")
    ask.add_argument("--units", type=int, help="so many units, whatever the size")
    args = ask.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chuangwen.settings")
    os.environ.setdefault("CHUANGWEN_HOME", tempfile.mkdtemp())
    os.environ["CHUANGWEN_HOSTS"] = "testserver"
    found = list(costs_at({size: args.units or max(size // args.per_unit, 1) for size in sorted(args.sizes)}))
    show(args.sizes, found)


def costs_at(sizes: Mapping[int, int]) -> Iterator[dict[str, Cost]]:
    """Yield the costs at each size, given with its number of units; the city grows in between."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    town, have = Town(min(sizes.values())), 0
    for size, units in sizes.items():
        started = time.perf_counter()
        if have:
            town.settle(units)
        town.grow(size - have)
        have = size
        print(f"{size:,} entries in {units:,} ledgers, made in {time.perf_counter() - started:.0f} s")
        yield town.costs()


class Town:
    """A city of units with their ledgers, two books in force, and one clerk at a browser."""

    def __init__(self, units: int) -> None:
        from django.test import Client

        from chuangwen import clock
        from chuangwen.civic.orgs.models import Grant, Unit
        from chuangwen.civic.people.models import User

        self.clock, self.chance = clock, random.Random(11)  # noqa: S311 not a secret
        self.city = city = Unit.objects.create(path="00001", kind="city", name="云岭市")
        self.units: list[Unit] = []
        self.settle(units)
        self.clerk = User.objects.create(username="clerk", name="许知秋", created_at=clock.now())
        officer = User.objects.create(username="officer", name="沈文", created_at=clock.now())
        today = clock.today()
        Grant.objects.create(user=officer, unit=city, role="officer", from_date=today)
        self.books = publish_all(city.pk, officer, clock.now(), today)
        self.client = Client()
        self.client.force_login(self.clerk, backend="allauth.account.auth_backends.AuthenticationBackend")

    def settle(self, count: int) -> None:
        """Add units until there are so many; theirs are the ledgers that grow next, or all when none came."""
        from chuangwen.civic.orgs.models import Unit

        numbers = range(len(self.units) + 1, count + 1)
        rows = [
            Unit(parent=self.city, path=f"00001{n:05}", kind="agency", name=f"示例单位{n}", staff=80) for n in numbers
        ]
        added = Unit.objects.bulk_create(rows)
        self.units += added
        self.growing = added or self.units
        self.unused = list(self.growing)

    def grow(self, count: int) -> None:
        """Add confirmed entries, two in three with evidence, spread over the units."""
        from chuangwen.civic.ledger.models import Entry, Evidence

        for start in range(0, count, BATCH):
            entries = Entry.objects.bulk_create([self.entry() for _ in range(min(BATCH, count - start))])
            proved = [entry for entry in entries if self.chance.random() < 2 / 3]
            Evidence.objects.bulk_create([self.evidence(entry) for entry in proved])

    def entry(self):
        from chuangwen.civic.ledger.models import Entry

        kind, topic, title, quantity, _ = self.chance.choice(SHAPES)
        day = self.clock.today() - timedelta(days=self.chance.randrange(DAYS))
        return Entry(
            unit=self.chance.choice(self.growing),
            kind=kind,
            topic=topic,
            title=f"第{self.chance.randrange(10_000)}次{title}",
            start_date=day,
            until_date=day + timedelta(days=1),
            quantities={quantity: self.chance.randrange(1, 200)},
            status="confirmed",
            created_by=self.clerk,
            created_at=self.clock.now(),
            confirmed_by=self.clerk,
            confirmed_at=self.clock.now(),
        )

    def evidence(self, entry):
        from chuangwen.civic.ledger.models import Evidence

        proof = next(shape[4] for shape in SHAPES if shape[0] == entry.kind)
        return Evidence(
            entry=entry,
            form="link",
            proof=proof,
            name="佐证",
            url="https://news.example/1",
            added_by=self.clerk,
            added_at=self.clock.now(),
        )

    def costs(self) -> dict[str, Cost]:
        """Return what the daily work of one clerk takes now, in a ledger that no measuring has touched."""
        unit = self.unused.pop().pk
        self.open_to_clerk(unit)
        return {
            "save one fact (page, act, previews)": measured(lambda: self.save(unit)),
            "  of it the act alone": measured(lambda: self.record(unit)),
            "  of it the previews alone": measured(lambda: self.refresh(unit)),
            "open the list": measured(lambda: self.get(f"/unit/{unit}/ledger/")),
            "search the list": measured(lambda: self.get(f"/unit/{unit}/ledger/?q=推进&status=confirmed")),
            "open the evidence wall": measured(lambda: self.get(f"/unit/{unit}/evidence/")),
            f"confirm {DRAFTS} drafts": measured(lambda: self.confirm(unit), before=lambda: self.draft(unit), tries=5),
        }

    def open_to_clerk(self, unit: int) -> None:
        """Make the clerk the clerk of this unit alone."""
        from chuangwen.civic.orgs.models import Grant

        today = self.clock.today()
        Grant.objects.filter(user=self.clerk, until_date=None).update(until_date=today)
        Grant.objects.create(user=self.clerk, unit_id=unit, role="clerk", from_date=today)

    def get(self, address: str) -> None:
        """Open a page."""
        assert self.client.get(address).status_code == 200, address  # noqa: S101 a benchmark checks itself

    def save(self, unit: int) -> None:
        """Send the form of a meeting, as the button does."""
        said = {
            "kind": "meeting",
            "token": uuid4().hex,
            "title": f"专题会{uuid4().hex[:8]}",
            "start_date": self.clock.today().isoformat(),
            "topic": "creation",
            "q_attendees": "42",
            "times": "1",
            "hinted": "title",
            "action": "confirm",
        }
        response = self.client.post(f"/unit/{unit}/ledger/new/", said)
        assert response.status_code == 302, response.content.decode()  # noqa: S101 a benchmark checks itself

    def record(self, unit: int) -> None:
        """Do the act alone."""
        from chuangwen.civic.ledger.operations.entries import record_entry

        record_entry(
            unit_id=unit,
            draft=self.fact(self.clock.today()),
            token=uuid4().hex,
            confirm=True,
            source="typed",
            actor=self.clerk,
            at=self.clock.now(),
        )

    def fact(self, day: date):
        from chuangwen.core.catalogue import FactDraft

        return FactDraft(kind="meeting", topic="creation", title="创建工作专题会", start_date=day)

    def refresh(self, unit: int) -> None:
        """Mark the unit anew in each book."""
        from chuangwen.civic.assessments import previews

        assert len(previews.refresh(unit, self.clock.now())) == self.books  # noqa: S101 a benchmark checks itself

    def draft(self, unit: int) -> None:
        """Lay the drafts that are to be confirmed."""
        from chuangwen.civic.ledger.operations.entries import record_entries

        self.waiting = record_entries(
            unit_id=unit,
            drafts=[self.fact(self.clock.today() - timedelta(days=n)) for n in range(DRAFTS)],
            token=None,
            confirm=False,
            source="typed",
            actor=self.clerk,
            at=self.clock.now(),
        )

    def confirm(self, unit: int) -> None:
        """Confirm them, as the button of the preview does."""
        said = {"ids": [entry.pk for entry in self.waiting], "sure": "1"}
        assert self.client.post(f"/unit/{unit}/ledger/confirm/", said).status_code == 302  # noqa: S101 a benchmark checks itself


def publish_all(city: int, officer, at, today: date) -> int:
    """Publish the books that come with the program; return how many cover the units."""
    from chuangwen.civic.rulebooks.operations import load_edition, publish_edition
    from chuangwen.places import RULEBOOKS

    for folder in sorted(path.parent for path in RULEBOOKS.glob("*/*/book.yaml")):
        texts = {str(p.relative_to(folder)): p.read_text(encoding="utf-8") for p in folder.rglob("*.yaml")}
        assessed_on = date(today.year, 12, 31)
        edition = load_edition(unit_id=city, texts=texts, assessed_on=assessed_on, actor=officer, at=at)
        publish_edition(edition_id=edition.pk, actor=officer, at=at)
    from chuangwen.civic.assessments import previews
    from chuangwen.civic.orgs.models import Unit

    return len(previews.refresh(Unit.objects.filter(kind="agency").order_by("id")[0].pk, at))


def measured(do: Callable[[], None], *, before: Callable[[], None] = lambda: None, tries: int = TRIES) -> Cost:
    """Count the statements of one run, then take the median time of several."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    before()
    do()
    before()
    with CaptureQueriesContext(connection) as captured:
        do()
    around = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    queries = sum(not query["sql"].startswith(around) for query in captured)
    times = []
    for _ in range(tries):
        before()
        started = time.perf_counter()
        do()
        times.append(1000 * (time.perf_counter() - started))
    return Cost(queries=queries, milliseconds=median(times))


def show(sizes: Sequence[int], found: Sequence[dict[str, Cost]]) -> None:
    """Print one line a thing: statements and milliseconds at each size, and the ratio of last to first."""
    heads = "".join(f"{f'at {size:,}':>22}" for size in sorted(sizes))
    print(f"\n{'':40}{heads}{'ratio':>8}")
    for name in found[0]:
        costs = [costs[name] for costs in found]
        cells = "".join(f"{cost.queries:>8} q {cost.milliseconds:>8.1f} ms" for cost in costs)
        print(f"{name:40}{cells}{costs[-1].milliseconds / costs[0].milliseconds:>8.2f}")


if __name__ == "__main__":
    main()
