"""Each step tells whom it concerns, once, and nobody else."""

import pytest
from django.urls import reverse

from chuangwen.civic.letters import pen
from chuangwen.civic.letters.models import Letter, LetterCopy
from chuangwen.civic.rounds.operations.publicity import object_to
from chuangwen.civic.rounds.operations.screening import return_application
from chuangwen.civic.titles.enums import SanctionKind
from chuangwen.civic.titles.operations._rows import Paper
from chuangwen.civic.titles.operations.sanctions import give_statement, propose_sanction
from tests.civic.candidacies import BLAME, a_round, a_title, an_application, publicised
from tests.factories import NOON


def subjects(user):
    return list(LetterCopy.objects.filter(user=user).order_by("id").values_list("letter__subject", flat=True))


def test_a_returned_applicant_is_told_the_grounds_and_the_day_and_nobody_else(city, officer, clerk, other_clerk):
    application = an_application(a_round(city, officer), city.agency, clerk)
    paper = Paper(grounds=("late",), reason="请补充总结。")
    for _ in range(2):
        return_application(application_id=application.pk, paper=paper, actor=officer, at=NOON)

    (subject,) = subjects(clerk)
    letter = Letter.objects.get(subject=subject)
    assert subject == "青石区税务局的申报退回补正，请在2025年11月27日前补齐"
    assert letter.body.splitlines() == ["2025年度市级文明单位申报", "材料逾期未补正。", "请补充总结。"]
    assert subjects(officer) == ["青石区税务局提交了申报，请在2025年12月4日前初审"]
    assert subjects(other_clerk) == []


def test_an_objection_reaches_the_office_without_what_it_says(city, officer, clerk):
    application = an_application(a_round(city, officer), city.agency, clerk)
    publicised(application, officer)
    object_to(
        application_id=application.pk,
        text="有投诉未办结。",
        is_anonymous=False,
        name="路人甲",
        contact="",
        actor=None,
        at=NOON,
    )

    letter = Letter.objects.order_by("-id").first()
    assert letter.subject.startswith("收到1件异议")
    assert "路人甲" not in letter.subject + letter.body
    assert letter.subject in subjects(officer)
    assert letter.subject not in subjects(clerk)


def test_a_sanction_tells_its_holder_and_the_answer_tells_the_office(city, officer, clerk):
    title = a_title(city, city.agency, officer)
    sanction = propose_sanction(title_id=title.pk, kind=SanctionKind.WARN, paper=BLAME, actor=officer, at=NOON)
    give_statement(sanction_id=sanction.pk, text="已整改。", actor=clerk, at=NOON)

    assert subjects(clerk) == ["拟对市级文明单位作出处理，请在2025年11月27日前陈述申辩"]
    assert subjects(officer) == ["青石区税务局就市级文明单位的拟处理作了陈述申辩"]


@pytest.mark.parametrize("name", pen.PAGES)
def test_a_letter_leads_to_a_page_that_is_there(name):
    args = [7] * pen.PAGES[name].count("{}")

    assert pen.page(name, *args) == reverse(name, args=args)


def test_each_reader_is_led_to_a_page_of_its_own(city, officer, clerk):
    title = a_title(city, city.agency, officer)
    sanction = propose_sanction(title_id=title.pk, kind=SanctionKind.WARN, paper=BLAME, actor=officer, at=NOON)
    give_statement(sanction_id=sanction.pk, text="已整改。", actor=clerk, at=NOON)

    links = Letter.objects.order_by("id").values_list("link", flat=True)
    assert list(links) == [f"/unit/titles/{title.pk}/", f"/office/titles/{title.pk}/"]
