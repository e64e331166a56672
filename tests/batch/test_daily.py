"""The day's chores by command and by worker: once a day by itself, again when somebody asks, never before the day."""

import os
from datetime import datetime, time, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from chuangwen import clock
from chuangwen.batch import cli, daily
from chuangwen.civic.assessments.models import Preview
from chuangwen.civic.jobs import running
from chuangwen.civic.jobs.models import Job
from chuangwen.civic.ledger import storage
from tests.civic.candidacies import a_title
from tests.civic.small_books import a_published_book
from tests.factories import SHANGHAI

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()  # the command reads the clock


def at(hour, minute=0):
    return datetime.combine(TODAY, time(hour, minute), tzinfo=SHANGHAI)


@pytest.fixture
def title(city, officer):
    title = a_title(city, city.agency, officer)
    title.until_date = TODAY
    title.save()
    return title


def state_of(title):
    title.refresh_from_db()
    return title.state


def test_the_command_does_what_is_due_and_done_again_nothing_new(title, capsys):
    first = cli.main(["daily"])
    said = capsys.readouterr().out
    again = cli.main(["daily"])

    assert (first, again, state_of(title)) == (0, 0, "expired")
    assert f"{TODAY}的事务：" in said
    assert "1个称号期限已满，已记为到期。" in said
    assert "没有期限届满的称号。" in capsys.readouterr().out
    assert (
        list(Job.objects.order_by("id").values_list("kind", "state", "requested_by"))
        == [("daily", "finished", None)] * 2
    )


def test_an_earlier_day_may_be_asked_for_and_a_later_one_not(title, capsys):
    assert cli.main(["daily", "--date", str(TODAY - timedelta(days=1))]) == 0
    assert state_of(title) == "awarded"

    with pytest.raises(SystemExit):
        cli.main(["daily", "--date", str(TODAY + timedelta(days=1))])
    assert "日期不能在今天以后" in capsys.readouterr().err


def test_the_command_leaves_to_another_process_what_that_is_doing(title, capsys):
    job = daily.ask_for(TODAY, at=clock.now())
    Job.objects.filter(pk=job.pk).update(state="running", heartbeat_at=clock.now())

    assert cli.main(["daily"]) == 0
    assert "正由另一个进程办理" in capsys.readouterr().out
    assert state_of(title) == "awarded"


def test_a_worker_asks_once_a_day_and_not_before_its_hour(settings):
    settings.DAILY_AT = time(7)

    assert [daily.day_to_begin(at(6, 59)), daily.day_to_begin(at(7))] == [None, TODAY]
    assert daily.day_to_begin(at(7).astimezone(timezone.get_fixed_timezone(0))) == TODAY
    settings.DAILY_AT = None
    assert daily.day_to_begin(at(23)) is None


def test_two_workers_that_wake_on_one_day_ask_for_one_job(settings):
    settings.DAILY_AT = time(0)

    for _ in range(2):
        waker = daily.Waker()
        waker.look()
        waker.look()
    running.run_due()
    daily.Waker().look()

    assert Job.objects.filter(kind="daily").count() == 1


def test_the_house_is_tidied(city, capsys):
    orphan = storage.store(["没有人引用的材料".encode()])
    path = storage.path_of(orphan.original)
    old = path.stat().st_mtime - 2 * 86400
    os.utime(path, (old, old))
    Session.objects.create(session_key="old", session_data="", expire_date=clock.now() - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=clock.now() + timedelta(days=1))

    cli.main(["daily"])

    assert not path.exists()
    assert [row.session_key for row in Session.objects.all()] == ["new"]
    assert "清理1个没有记录引用的文件。" in capsys.readouterr().out


def test_estimates_are_made_anew_where_they_are_missing_or_stale(city, capsys):
    a_published_book(city.city)

    cli.main(["daily"])
    first = capsys.readouterr().out
    cli.main(["daily"])

    assert Preview.objects.exists()
    assert "个单位的预计得分和建议。" in first
    assert "预计得分都是最新的。" in capsys.readouterr().out
