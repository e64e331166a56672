"""What a document orders is typed in once as data; without its approval nothing opens."""

from datetime import date

import pytest
from django.urls import reverse

from chuangwen.civic.titles.models import Exemption, Honour, Programme
from chuangwen.core.lifecycle import DEFAULT_STEPS
from tests.factories import a_programme, an_honour

NEW = "office:programme-new"


def typed(honour, **changed):
    said = {
        "honour": honour.code, "level": "city", "awarding_body": "云岭市文明委", "verb": "named",
        "basis": "关于开展文明单位创建的批复", "basis_number": "云文明委〔2026〕1号", "basis_date": "2026-01-05",
        "from_date": "2026-01-10", "term_months": "36", "renew_months": "12", "window_months": "12",
        "apply_line": "90", "pass_line": "85.5", "quota": "20", "conditions": "一年内没有责任事故。\n\n专人负责。",
        "grounds": "材料不实。\n没有达标。", "report_month": "12", "clock_publicity": "7",
    }  # fmt: skip
    steps = {f"step_{step}": str(place) for place, step in enumerate(DEFAULT_STEPS, start=1)}
    return said | steps | changed


def test_a_programme_keeps_what_the_document_says(sign_in, city, officer):
    page = sign_in(officer)

    answer = page.post(reverse(NEW), typed(an_honour()))

    made = Programme.objects.get()
    assert answer.url == reverse("office:programme", args=[made.pk])
    assert (made.unit, made.basis_number, made.basis_date) == (city.city, "云文明委〔2026〕1号", date(2026, 1, 5))
    assert (made.apply_line, made.pass_line, made.quota, made.clocks["publicity"]) == (90_000, 85_500, {"": 20}, 7)
    assert tuple(made.steps) == DEFAULT_STEPS
    assert made.conditions == ["一年内没有责任事故。", "专人负责。"]
    assert [each["text"] for each in made.grounds] == ["材料不实。", "没有达标。"]


@pytest.mark.parametrize("field", ["basis", "basis_number", "awarding_body"])
def test_without_its_approval_nothing_opens(sign_in, officer, field):
    page = sign_in(officer)

    answer = page.post(reverse(NEW), typed(an_honour(), **{field: " "}))

    assert field in answer.context["form"].errors
    assert not Programme.objects.exists()


def test_the_order_of_steps_is_typed_as_numbers(sign_in, officer):
    page = sign_in(officer)
    short = {f"step_{step}": "" for step in DEFAULT_STEPS}
    short |= {"step_submit": "10", "step_accept": "20", "step_publicise": "30", "step_settle": "31", "step_award": "99"}

    page.post(reverse(NEW), typed(an_honour(), **short))

    assert Programme.objects.get().steps == ["submit", "accept", "publicise", "settle", "award"]


def test_an_order_without_publicity_is_refused_with_the_reason(sign_in, officer):
    page = sign_in(officer)

    answer = page.post(reverse(NEW), typed(an_honour(), step_publicise="", step_settle=""))

    assert "命名之前必须有公示" in answer.content.decode()
    assert not Programme.objects.exists()


def test_publicity_under_five_days_is_refused(sign_in, officer):
    page = sign_in(officer)

    page.post(reverse(NEW), typed(an_honour(), clock_publicity="3"))

    assert not Programme.objects.exists()


def test_an_honour_is_added_once(sign_in, officer):
    page = sign_in(officer)
    said = {"name": "文明家庭", "code": "civilised-family", "holder_kinds": ["household"], "most_stars": "5"}

    for _ in range(2):
        page.post(reverse("office:honour-new"), said)

    assert list(Honour.objects.values_list("name", "most_stars")) == [("文明家庭", 5)]


def test_a_programme_ends_from_a_day_on(sign_in, city, officer):
    found = a_programme(unit=city.city)
    page = sign_in(officer)

    page.post(reverse("office:programme-end", args=[found.pk]), {"until_date": "2027-01-01"})

    found.refresh_from_db()
    assert found.until_date == date(2027, 1, 1)


def test_an_exemption_says_why_and_by_what_document(sign_in, city, officer):
    found = a_programme(unit=city.city, needs_level="county")
    page = sign_in(officer)
    door = reverse("office:exemption-new", args=[found.pk])

    page.post(door, {"unit": city.agency.pk, "reason": "", "basis": ""})
    nothing = Exemption.objects.count()
    page.post(door, {"unit": city.agency.pk, "reason": "新组建单位", "basis": "云文明办〔2026〕3号"})

    assert (nothing, Exemption.objects.get().unit) == (0, city.agency)
    assert "新组建单位" in page.get(reverse("office:programme", args=[found.pk])).content.decode()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_asks_the_same_however_long(sign_in, city, officer, django_assert_max_num_queries, count):
    honour = an_honour()
    for each in range(count):
        a_programme(unit=city.city, honour=honour, from_date=date(2020, 1, 1 + each))
    page = sign_in(officer)

    with django_assert_max_num_queries(10):
        answer = page.get(reverse("office:programmes"))

    assert answer.context["table"].page.paginator.count == count
