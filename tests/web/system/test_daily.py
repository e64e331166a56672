"""每日事务, as the system administrator reads it."""

import pytest

from chuangwen.batch.daily import ask_again
from chuangwen.civic.jobs import chores, running
from chuangwen.civic.jobs.models import Job
from tests.factories import NOON, ONE_DAY, TODAY

pytestmark = pytest.mark.django_db
PAGE = "/system/daily/"


@pytest.fixture
def keeper(sign_in, system_admin):
    return sign_in(system_admin)


@pytest.fixture
def _two_chores(monkeypatch):
    def breaks(day):
        raise RuntimeError(day)

    register = {
        "ends": chores.Chore(code="ends", name="称号到期", function=lambda day: "没有期限届满的称号。"),
        "breaks": chores.Chore(code="breaks", name="异议答复提醒", function=breaks),
    }
    monkeypatch.setattr(chores, "_register", register)


def runs(count):
    for number in range(count):
        ask_again(TODAY + number * ONE_DAY, at=NOON + number * ONE_DAY)
    running.run_due()


def test_before_the_first_day_the_page_says_how_it_begins(keeper):
    text = keeper.get(PAGE).content.decode()

    assert "还没有办理过。" in text
    assert "chuangwen daily" in text


@pytest.mark.usefixtures("_two_chores")
def test_the_last_day_is_shown_with_what_each_chore_did(keeper):
    runs(2)

    page = keeper.get(PAGE)

    assert page.context["run"] == Job.objects.latest("id")
    assert [(each.name, each.light.word) for each in page.context["chores"]] == [
        ("称号到期", "已办"),
        ("异议答复提醒", "没有办成"),
    ]
    assert chores.BROKEN in page.content.decode()


@pytest.mark.usefixtures("_two_chores")
def test_an_earlier_day_is_shown_when_it_is_asked_for(keeper):
    runs(2)
    first = Job.objects.earliest("id")

    page = keeper.get(PAGE, {"run": first.pk})

    assert page.context["run"] == first
    assert "2025年11月20日（周四）的事务" in page.content.decode()
    assert keeper.get(PAGE, {"export": "xlsx"}).status_code == 200


@pytest.mark.usefixtures("_two_chores")
def test_a_job_that_a_person_asked_for_is_not_here(keeper, officer, city):
    runs(1)
    own = Job.objects.get()
    Job.objects.filter(pk=own.pk).update(requested_by=officer)

    page = keeper.get(PAGE, {"run": own.pk})

    assert page.context["run"] is None


@pytest.mark.usefixtures("_two_chores")
@pytest.mark.parametrize("count", [1, 3, 40])
def test_the_page_costs_as_many_queries_for_one_day_as_for_many(keeper, count, django_assert_num_queries):
    runs(count)
    keeper.get(PAGE)

    with django_assert_num_queries(7):
        keeper.get(PAGE)
