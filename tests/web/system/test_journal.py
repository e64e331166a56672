"""The journal as the audit administrator reads it."""

import pytest
from django.urls import reverse

from chuangwen.civic.journal import pen
from chuangwen.civic.journal.models import Line
from chuangwen.web.system.views import journal as views
from tests.factories import NOON, ONE_DAY, a_user
from tests.web.sheets import cells_of

pytestmark = pytest.mark.django_db
PAGE = "/system/journal/"


@pytest.fixture
def audit(sign_in, audit_admin):
    return sign_in(audit_admin)


@pytest.fixture
def acts(city, officer):
    """Three acts on two units by two hands, on three days."""
    pen.write(
        "unit.changed",
        city.agency,
        actor=officer,
        at=NOON,
        unit_id=city.agency.pk,
        before={"staff": 86},
        after={"staff": 90},
    )
    pen.write("unit.closed", city.school, actor=officer, at=NOON + ONE_DAY, unit_id=city.school.pk)
    pen.write("account.sign_in_failed", a_user(), actor=None, at=NOON + 2 * ONE_DAY, after={"address": "10.1.2.3"})


def numbers(page):
    return [row.subject.number for row in page.context["table"].rows]


def text_of(response):
    return response.content.decode()


def test_lines_are_told_in_chinese_newest_first(audit, acts):
    page = audit.get(PAGE)

    assert numbers(page) == [3, 2, 1]
    for said in ("修改单位资料", "在职人数：86→90", "沈文（officer）", "登录失败", "停用单位"):
        assert said in text_of(page)


def test_lines_are_narrowed_by_person_thing_unit_group_and_day(audit, acts, city):
    def found(**query):
        return numbers(audit.get(PAGE, query))

    assert found(q="沈文") == [2, 1]
    assert found(q=f"orgs.unit:{city.agency.pk}") == [1]
    assert found(unit=city.school.pk) == [2]
    assert found(group="account") == [3]
    assert found(group=["account", "unit"]) == [3, 2, 1]
    assert found(at_from="2025-11-21", at_to="2025-11-21") == [2]
    assert found(q="沈文", at_from="2025-11-21") == [2]


def test_one_line_shows_before_and_after_and_what_else_was_done_on_the_thing(audit, acts, city, officer):
    pen.write("unit.renamed", city.agency, actor=officer, at=NOON)

    page = text_of(audit.get(reverse("system:journal-line", args=[1])))

    for said in ("在职人数", ">86</td>", ">90</td>", "青石区税务局", "单位改名", Line.objects.get(pk=1).digest):
        assert said in page


def test_what_is_shown_is_exported(audit, acts):
    cells = cells_of(audit.get(PAGE + "?group=unit&export=xlsx"))

    assert [row[0] for row in cells] == ["编号", 2.0, 1.0]
    assert cells[2][3:6] == ["修改单位资料", f"单位 {Line.objects.get(pk=1).target.split(':')[1]}", "在职人数：86→90"]


def test_pages_are_cut_by_number(audit, officer, city, django_assert_max_num_queries):
    for _ in range(120):
        pen.write("unit.changed", city.agency, actor=officer, at=NOON)

    first, second, last = (numbers(audit.get(PAGE, {"page": page})) for page in (1, 2, 3))

    assert (first[0], first[-1], second[0], second[-1], last) == (120, 71, 70, 21, list(range(20, 0, -1)))
    with django_assert_max_num_queries(6):
        audit.get(PAGE, {"page": 2})
    assert "共120条" in text_of(audit.get(PAGE))


def test_an_untouched_journal_is_called_whole_with_its_last_digest(audit, acts):
    page = text_of(audit.post(PAGE + "verify/"))

    assert "日志完整" in page
    assert Line.objects.get(pk=3).digest in page


def test_a_touched_journal_is_told_at_its_first_line(audit, acts):
    Line.objects.filter(pk=2).update(actor=None)

    page = text_of(audit.post(PAGE + "verify/"))

    assert "第2行的内容与写下时不同" in page
    assert "保护现场" in page


def test_a_long_journal_is_checked_from_its_newest_part(audit, acts, monkeypatch):
    monkeypatch.setattr(views, "MOST_CHECKED", 2)
    Line.objects.filter(pk=1).update(verb="unit.renamed")

    assert "已校验最近的2行" in text_of(audit.post(PAGE + "verify/"))


def test_checking_changes_nothing_and_reading_asks_to_be_posted(audit, acts):
    assert audit.get(PAGE + "verify/").status_code == 405
    audit.post(PAGE + "verify/")

    assert Line.objects.count() == 3


def test_an_empty_journal_has_its_page(audit):
    assert "日志里还没有内容" in text_of(audit.get(PAGE))
    assert "日志完整" in text_of(audit.post(PAGE + "verify/"))


@pytest.mark.parametrize("who", ["officer", "leader", "system_admin", "security_admin", "clerk", "stranger"])
def test_nobody_else_reads_it(request, sign_in, acts, who):
    client = sign_in(request.getfixturevalue(who))

    for response in (
        client.get(PAGE),
        client.get(PAGE + "1/"),
        client.post(PAGE + "verify/"),
        client.get(PAGE + "?export=xlsx"),
    ):
        assert response.status_code == 404
