"""Many applications at once: few queries, each judged alone, and a batch that was killed is begun anew."""

import os
import signal
import sqlite3
import subprocess
import sys

import pytest
from django.db import connection

from chuangwen.civic.journal.models import Line
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.rounds.models import Application, Award, Publicity, StepRecord
from chuangwen.civic.rounds.operations.publicity import publicise
from chuangwen.civic.rounds.operations.refusals import PapersWrong
from chuangwen.civic.rounds.operations.screening import move_applications
from chuangwen.civic.rounds.queries.boards import applications_of, batches, board, rounds_in_reach
from chuangwen.civic.titles.models import Holder, Title
from tests.civic.candidacies import BASIS, a_round, awarding, days_later
from tests.factories import NOON, TODAY, a_person

SHORT = ("submit", "recommend", "accept", "publicise", "settle", "award")
MOST_QUERIES = 30


def many_applications(round_, place, actor, count, *, state="submitted"):
    """Applications of so many units, as if each had been handed in; made in four queries."""
    start = Unit.objects.filter(parent=place).count() + 1
    units = Unit.objects.bulk_create(
        Unit(parent=place, path=f"{place.path}{n:05}", kind="agency", name=f"示例单位第{n}")
        for n in range(start, start + count)
    )
    holders = Holder.objects.bulk_create(
        Holder(unit=u, kind="unit", name=u.name, masked=u.name, added_by=actor, added_at=NOON) for u in units
    )
    rows = Application.objects.bulk_create(
        Application(
            round=round_,
            holder=holder,
            unit=holder.unit,
            name=holder.name,
            unit_name=holder.name,
            unit_kind="agency",
            state=state,
            started_by=actor,
            started_at=NOON,
        )
        for holder in holders
    )
    return [row.pk for row in rows]


def moving(round_, ids, event, actor, at=NOON):
    return move_applications(round_id=round_.pk, application_ids=ids, event=event, paper=BASIS, actor=actor, at=at)


def publicising(round_, ids, actor, at=NOON):
    return publicise(
        round_id=round_.pk,
        application_ids=ids,
        name="名单公示",
        text="",
        number="",
        from_date=at.date(),
        token="list",
        actor=actor,
        at=at,
    )[1]


@pytest.fixture
def round_(city, officer):
    return a_round(city, officer, steps=SHORT)


@pytest.mark.parametrize("count", [1, 100])
def test_a_batch_takes_few_queries_however_many_it_moves(count, round_, city, officer, django_assert_max_num_queries):
    ids = many_applications(round_, city.district, officer, count)
    a_person(Role.CLERK, city.district)  # everybody's letters have a reader
    for event in ("recommend", "accept"):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert len(moving(round_, ids, event, officer).moved) == count
    with django_assert_max_num_queries(MOST_QUERIES):
        assert len(publicising(round_, ids, officer).moved) == count
    with django_assert_max_num_queries(MOST_QUERIES):
        assert len(moving(round_, ids, "settle", officer, days_later(10)).moved) == count
    with django_assert_max_num_queries(MOST_QUERIES):
        assert len(awarding(round_, ids, officer, days_later(10))[1].moved) == count

    assert Title.objects.filter(state="awarded").count() == count
    assert Title.objects.filter(fact__isnull=False, certificate__isnull=False).count() == count


def test_a_thousand_units_are_moved_from_screening_to_award(round_, city, officer):
    ids = many_applications(round_, city.district, officer, 1000)
    for some in batches(ids):
        moving(round_, some, "recommend", officer)
        moving(round_, some, "accept", officer)
        publicising(round_, some, officer)
    for some in batches(ids):
        moving(round_, some, "settle", officer, days_later(10))
        awarding(round_, some, officer, days_later(10))

    assert Title.objects.count() == 1000
    assert StepRecord.objects.count() == 5000
    assert Line.objects.filter(verb="application.awarded").count() == 10


def test_each_is_judged_alone_and_the_rest_is_reported(round_, city, officer):
    ready = many_applications(round_, city.district, officer, 3)
    ahead = many_applications(round_, city.district, officer, 1, state="recommended")
    over = many_applications(round_, city.district, officer, 1, state="refused")

    outcome = moving(round_, [*ready, *ahead, *over], "recommend", officer)

    assert (outcome.moved, outcome.already) == (tuple(ready), tuple(ahead))
    assert [(r.application_id, r.obstacles[0].code) for r in outcome.refused] == [(over[0], "out_of_turn")]


def test_a_batch_begun_anew_moves_only_what_has_not_moved(round_, city, officer):
    ids = many_applications(round_, city.district, officer, 5)
    moving(round_, ids[:2], "recommend", officer)

    outcome = moving(round_, ids, "recommend", officer)

    assert (outcome.moved, outcome.already) == (tuple(ids[2:]), tuple(ids[:2]))
    assert StepRecord.objects.filter(event="recommend").count() == 5


def test_the_quota_is_not_passed_within_one_batch(city, officer):
    round_ = a_round(city, officer, steps=SHORT, quota={"": 2})
    ids = many_applications(round_, city.district, officer, 3, state="accepted")

    outcome = publicising(round_, ids, officer)

    assert outcome.moved == tuple(ids[:2])
    assert [each.code for each in outcome.refused[0].obstacles] == ["within_quota"]


def test_a_list_with_nobody_on_it_is_none(round_, city, officer):
    ids = many_applications(round_, city.district, officer, 2)

    assert len(publicising(round_, ids, officer).refused) == 2
    assert len(awarding(round_, ids, officer, NOON)[1].refused) == 2
    assert (Publicity.objects.count(), Award.objects.count(), Title.objects.count()) == (0, 0, 0)


def test_more_than_a_hundred_and_other_steps_are_refused(round_, officer):
    with pytest.raises(PapersWrong):
        moving(round_, list(range(101)), "recommend", officer)
    with pytest.raises(PapersWrong):
        moving(round_, [1], "award", officer)


def test_a_board_counts_by_state_in_one_query(round_, city, officer, django_assert_num_queries):
    many_applications(round_, city.district, officer, 3)
    many_applications(round_, city.district, officer, 2, state="accepted")
    Application.objects.filter(state="accepted").update(due_date=TODAY)
    for _ in range(2):
        with django_assert_num_queries(1):
            columns = {c.state: (c.count, c.overdue, c.step) for c in board(round_, officer, days_later(1).date())}
        many_applications(round_, city.district, officer, 1)

    assert columns["submitted"] == (4, 0, "recommend")
    assert columns["accepted"] == (2, 2, "publicise")
    assert [r.applied for r in rounds_in_reach(officer)] == [7]


def test_another_district_sees_nothing_of_it(round_, city, officer, other_clerk):
    many_applications(round_, city.district, officer, 3)
    many_applications(round_, city.other_district, officer, 1)
    elsewhere = a_person(Role.OFFICER, city.other_district)

    assert applications_of(round_, officer).count() == 4
    assert applications_of(round_, elsewhere).count() == 1
    assert applications_of(round_, other_clerk).count() == 0


KILLED = """
import os, sys, time
import django
django.setup()
from django.db import connection
from chuangwen.civic.people.models import User
from chuangwen.civic.rounds.models import Application, Round
from chuangwen.civic.rounds.operations import _moves
from chuangwen.civic.rounds.operations.screening import move_applications
from chuangwen.civic.rounds.queries.boards import batches
from chuangwen.civic.titles.operations._rows import Paper
from tests.factories import NOON

round_, actor = Round.objects.get(), User.objects.get(username="officer")
ids = list(Application.objects.order_by("id").values_list("id", flat=True))
dies_in = int(sys.argv[1])
written = _moves.tell
def tell(*args, **kwargs):
    written(*args, **kwargs)
    if not dies_in:
        return
    print("in the middle", flush=True)
    time.sleep(600)  # inside the transaction, everything written and nothing committed
for n, some in enumerate(batches(ids), 1):
    if n == dies_in:
        _moves.tell = tell
    move_applications(
        round_id=round_.pk, application_ids=some, event="recommend", paper=Paper(basis="b"), actor=actor, at=NOON
    )
print("done", flush=True)
"""


def run(home, dies_in):
    command = [sys.executable, "-c", KILLED, str(dies_in)]
    env = os.environ | {"CHUANGWEN_TEST_COPY": str(home), "DJANGO_SETTINGS_MODULE": "tests.civic.rounds.copied"}
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite  # copies its file
def test_a_batch_killed_in_its_middle_loses_nothing_and_does_nothing_twice(city, officer, tmp_path):
    round_ = a_round(city, officer, steps=SHORT)
    many_applications(round_, city.district, officer, 1000)
    copy = tmp_path / "copy.sqlite3"
    with sqlite3.connect(copy) as target:
        connection.connection.backup(target)

    dying = run(copy, dies_in=4)
    assert dying.stdout.readline() == "in the middle\n", dying.stderr.read()
    dying.send_signal(signal.SIGKILL)
    dying.wait(timeout=30)
    dying.communicate()
    counted = counts(copy)
    again = run(copy, dies_in=0)
    said, trouble = again.communicate(timeout=120)

    assert counted == (300, 300, 3)
    assert (said, again.returncode) == ("done\n", 0), trouble
    assert counts(copy) == (1000, 1000, 10)


def counts(copy):
    """How many have moved, how many steps say so, and how many lines: in the copied file."""
    with sqlite3.connect(copy) as rows:
        return tuple(
            rows.execute(query).fetchone()[0]
            for query in (
                "SELECT count(*) FROM rounds_application WHERE state = 'recommended'",
                "SELECT count(*) FROM rounds_steprecord WHERE event = 'recommend'",
                "SELECT count(*) FROM journal_line WHERE verb = 'application.recommended'",
            )
        )
