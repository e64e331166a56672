"""A resident objects to a name on a list, without an account; the office answers; the code finds the answer."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from chuangwen import clock
from chuangwen.civic.rounds.models import Objection
from tests.civic import candidacies

pytestmark = pytest.mark.browser


@pytest.fixture
def publicity(town):
    at = clock.now()
    round_ = candidacies.a_round(town.city, town.officer, at=at)
    shown = candidacies.an_application(round_, town.city.agency, town.clerk, at=at)
    return candidacies.publicised(shown, town.officer, at=at)


def test_a_resident_objects_and_finds_the_answer_by_the_code(open_page, town, publicity):
    resident = open_page("/")
    resident.get_by_role("link", name=publicity.name).first.click()
    resident.locator("main table").get_by_role("link", name="提出异议").click()
    resident.get_by_label("异议内容").fill("该单位食堂没有公示检查结果，希望核实。")
    resident.get_by_role("button", name="提交异议").click()  # sent by itself when the proof of work is there
    expect(resident.locator("h1")).to_have_text("异议已收到")
    code = resident.locator(".cw-tracking").inner_text().strip()

    officer = open_page(reverse("office:objections"), user=town.officer)
    officer.locator("main table").get_by_role("link").first.click()
    officer.get_by_label("不成立").check()
    officer.get_by_label("书面答复").fill("经现场核实，检查结果已在门口公示。")
    officer.get_by_role("button", name="答复并办结").click()
    expect(officer.locator("main")).to_contain_text("不成立")

    resident.get_by_role("link", name="去查办理情况").click()
    resident.get_by_label("查询码").fill(code.lower())
    resident.get_by_role("button", name="查询").click()
    expect(resident.locator("main")).to_contain_text("经现场核实，检查结果已在门口公示。")
    assert Objection.objects.get().tracking_code == code


def test_without_scripts_the_form_says_where_else_to_turn(open_page, publicity):
    name = publicity.applications.get()
    page = open_page(reverse("public:objection-new", args=[publicity.pk, name.pk]), java_script_enabled=False)

    expect(page.locator("main")).to_contain_text("书面寄送")
