"""Papers on the office's pages: each kind as docx and PDF, under a Chinese name, or a word on what is missing."""

from io import BytesIO
from urllib.parse import quote

import pypdfium2
import pytest
from django.urls import reverse
from docx import Document

from chuangwen import clock
from chuangwen.civic.rounds.models import Award, Objection
from chuangwen.civic.rounds.operations.publicity import answer_objection, object_to
from chuangwen.civic.rounds.operations.screening import refuse_application
from chuangwen.civic.titles.enums import SanctionKind
from chuangwen.civic.titles.operations._rows import Paper
from chuangwen.civic.titles.operations.sanctions import confirm_sanction, give_statement, propose_sanction
from chuangwen.web.ui.papers import fonts_replaced
from tests.civic import candidacies
from tests.civic.candidacies import BLAME, DECISION
from tests.factories import NOON, a_person

NUMBER = "云文明办〔2026〕5号"


def text_of(answer):
    pdf = pypdfium2.PdfDocument(answer.getvalue())
    return "".join(page.get_textpage().get_text_range() for page in pdf).replace("\r\n", "").replace("\n", "")


def words_of(answer):
    return "".join(each.text for each in Document(BytesIO(answer.getvalue())).paragraphs)


@pytest.fixture
def application(city, officer, clerk):
    return candidacies.an_application(candidacies.a_round(city, officer), city.agency, clerk)


@pytest.fixture
def objection(application, officer):
    candidacies.publicised(application, officer)
    told = {"is_anonymous": True, "name": "", "contact": "", "actor": None, "at": NOON}
    return object_to(application_id=application.pk, text="有投诉没有办结。", **told)


@pytest.fixture
def title(city, officer):
    return candidacies.a_title(city, city.agency, officer)


def decided(title, officer, clerk, kind=SanctionKind.WARN):
    sanction = propose_sanction(title_id=title.pk, kind=kind, paper=BLAME, actor=officer, at=NOON)
    give_statement(sanction_id=sanction.pk, text="已经整改。", actor=clerk, at=NOON)
    second = a_person("officer", title.programme.unit)
    return confirm_sanction(sanction_id=sanction.pk, paper=DECISION, actor=second, at=NOON)


def test_the_application_form_comes_as_both_and_under_its_name(sign_in, officer, application):
    page, door = sign_in(officer), reverse("office:application-paper", args=[application.pk])

    docx, pdf = page.get(door, {"as": "docx"}), page.get(door, {"as": "pdf"})

    assert quote("青石区税务局申报表.docx") in docx["Content-Disposition"]
    assert docx["Cache-Control"] == "private, no-store"
    assert "青石区税务局" in text_of(pdf)
    assert door in page.get(reverse("office:application", args=[application.pk])).content.decode()


def test_a_refusal_s_notice_asks_for_its_number_and_then_names_the_grounds(sign_in, officer, application):
    paper = Paper(grounds=("accident",), reason="三月发生一起责任事故。")
    refuse_application(application_id=application.pk, paper=paper, actor=officer, at=NOON)
    page, door = sign_in(officer), reverse("office:refusal-paper", args=[application.pk])
    start = page.get(door).context["form"]
    said = {name: field.initial for name, field in start.fields.items()} | {"as": "pdf"}

    blank = page.get(door, said).content.decode()
    wrong = page.get(door, said | {"doc_number": "云文明办[2026]第05号"}).content.decode()
    right = text_of(page.get(door, said | {"doc_number": NUMBER}))

    assert "文书没有生成。" in blank
    assert "发文字号”还没有填写" in blank
    assert "写法不对" in wrong
    assert NUMBER in right
    assert "三月发生一起责任事故" in right


def test_a_form_that_is_no_paper_s_is_not_there(sign_in, officer, application):
    door = reverse("office:application-paper", args=[application.pk])

    assert sign_in(officer).get(door, {"as": "exe"}).status_code == 404


def test_a_list_on_show_and_the_answer_to_an_objection_are_printed(sign_in, officer, application, objection):
    answer_objection(objection_id=objection.pk, finding="reject", answer="经核查，投诉已办结。", actor=officer, at=NOON)
    application.refresh_from_db()
    page = sign_in(officer)

    notice = page.get(
        reverse("office:publicity-paper", args=[application.publicity_id]),
        {"as": "docx", "issuer": "云岭市文明办", "contact": "电话0000-1234567"},
    )
    answer = page.get(
        reverse("office:objection-paper", args=[objection.pk]),
        {"as": "docx", "issuer": "云岭市文明办", "doc_number": NUMBER, "remedy": "可以向上级反映。"},
    )

    said = words_of(answer)
    assert "0000-1234567" in words_of(notice)
    assert "经核查，投诉已办结。" in said
    assert objection.tracking_code in said


def test_an_objection_without_an_answer_has_no_paper(sign_in, officer, objection):
    assert Objection.objects.get().answer == ""
    assert sign_in(officer).get(reverse("office:objection-paper", args=[objection.pk])).status_code == 404


def test_the_decision_that_names_lists_everyone_and_is_linked_from_the_round(sign_in, officer, application):
    candidacies.awarded(application, officer)
    award = Award.objects.get()
    page, door = sign_in(officer), reverse("office:award-paper", args=[award.pk])

    text = text_of(page.get(door, {"as": "pdf", "to": "各有关单位"}))

    assert "青石区税务局" in text
    assert award.number in text
    assert door in page.get(reverse("office:round", args=[award.round_id])).content.decode()


def test_a_hearing_is_announced_and_its_decision_is_printed(sign_in, officer, clerk, title):
    sanction = decided(title, officer, clerk)
    page = sign_in(officer)
    asked = {"as": "pdf", "doc_number": NUMBER, "contact": "云岭市文明办"}

    notice = text_of(page.get(reverse("office:hearing-paper", args=[sanction.pk]), asked))
    decision = text_of(page.get(reverse("office:sanction-paper", args=[sanction.pk]), {"as": "pdf"}))

    assert "陈述申辩告知书" in notice
    assert "已经整改。" in decision
    assert DECISION.number in decision


def test_what_was_not_decided_has_no_decision(sign_in, officer, title):
    told = {"kind": SanctionKind.WARN, "paper": BLAME, "actor": officer, "at": clock.now()}
    sanction = propose_sanction(title_id=title.pk, **told)

    assert sign_in(officer).get(reverse("office:sanction-paper", args=[sanction.pk])).status_code == 404


def test_a_certificate_leads_to_where_anybody_verifies_it(sign_in, officer, title, settings, client):
    settings.SITE = "https://wenming.example.cn"
    door = reverse("office:certificate-paper", args=[title.pk])

    page = sign_in(officer)

    answer = page.get(door, {"as": "pdf"})
    link = page.get(door).context["asked"].fill({}).qr

    verified = client.get(link.removeprefix("https://wenming.example.cn")).content.decode()
    assert link.startswith("https://wenming.example.cn/")
    assert title.certificate.number in text_of(answer)
    assert "青石区税务局" in verified


def test_replaced_typefaces_are_told_before_printing(sign_in, officer, title):
    said = sign_in(officer).get(reverse("office:certificate-paper", args=[title.pk])).content.decode()

    replaced = fonts_replaced()
    assert ("没有下列公文字体" in said) == bool(replaced)
    assert [wanted for wanted, taken in replaced if f"{wanted}：以{taken}代替" not in said] == []
