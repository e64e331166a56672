"""Rounds and titles in a real browser: a resident objects, and a title lives its whole life in five hands."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from chuangwen import clock
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.rounds.models import Application, Objection
from chuangwen.civic.titles.models import Sanction, Title
from tests.civic import candidacies
from tests.factories import SHANGHAI, a_person

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


@pytest.fixture
def later(monkeypatch):
    """Move the clock on by days."""

    def moved(days):
        now = clock.now
        monkeypatch.setattr(clock, "now", lambda: now() + timedelta(days=days))
        monkeypatch.setattr(clock, "today", lambda: clock.now().astimezone(SHANGHAI).date())

    return moved


def fill(page, **fields):
    """Fill in fields by their names."""
    for name, value in fields.items():
        page.locator(f"main [name={name}]").fill(value)


def press(page, name):
    page.locator("main").get_by_role("button", name=name).last.click()


def step(page, label, /, **fields):
    """Take the step of an application's page and hand over what it asks for."""
    page.locator("main").get_by_role("link", name=label, exact=True).click()
    expect(page.locator("h1")).to_be_visible()
    fill(page, **fields)
    page.locator("main form button.btn-primary").last.click()


def test_a_title_lives_its_whole_life_in_five_hands(open_page, town, city, leader, later):
    programme = candidacies.a_programme(city, town.officer, steps=candidacies.STEPS)
    second = a_person(Role.OFFICER, city.city, username="second-hand", name="沈若谷")

    # The officer opens a round; the clerk applies from what the ledger knows.
    officer = open_page(reverse("office:round-new"), user=town.officer)
    officer.locator("[name=programme]").select_option(str(programme.pk))
    fill(officer, apply_from_date="2026-11-20", apply_due_date="2026-12-10")
    press(officer, "建立")
    officer.get_by_role("link", name="发布通知").click()
    fill(officer, notice="现组织申报，请在期限内提交。")
    press(officer, "发布通知")
    clerk = open_page(reverse("unit:honours", args=[city.agency.pk]), user=town.clerk)
    clerk.get_by_role("button", name="开始申报").click()
    clerk.get_by_role("link", name="提交申报").click()
    clerk.locator("#confirm button.btn-primary").click()
    expect(clerk.locator("main")).to_contain_text("已提交")

    # Screened, decided by the council, shown to everybody.
    application = Application.objects.get()
    officer.goto(officer.url.partition("/office/")[0] + reverse("office:application", args=[application.pk]))
    step(officer, "推荐")
    step(officer, "受理")
    step(officer, "评审通过", name="评审会", members="周禾、林小满、唐一禾")
    step(officer, "公示")
    expect(officer.locator("main")).to_contain_text("公示中")

    # A week later it is awarded; anybody verifies the certificate.
    later(10)
    officer = open_page(reverse("office:application", args=[application.pk]), user=town.officer)
    step(officer, "办结异议")
    step(officer, "命名", number="云文明委〔2026〕18号")
    expect(officer.locator("main")).to_contain_text("云文明委〔2026〕18号")
    title = Title.objects.get()
    resident = open_page(reverse("public:certificate"))
    fill(resident, number=title.certificate.number, code=title.certificate.code)
    resident.locator("main form button.btn-primary").click()
    expect(resident.locator("main")).to_contain_text("真实，在有效期内")

    # A revocation is proposed, heard, decided by another hand, appealed against, and stands.
    officer.goto(officer.url.partition("/office/")[0] + reverse("office:title-act", args=[title.pk, "revoke"]))
    officer.locator("main [name=grounds]").first.check()
    fill(officer, basis="管理办法第十条", reason="发生一起责任事故。", evidence_note="事故调查报告")
    officer.locator("main form button.btn-primary").click()
    expect(officer.locator("main")).to_contain_text("您是提出人，不能自己决定")
    clerk = open_page(reverse("unit:sanction", args=[Sanction.objects.get().pk]), user=town.clerk)
    fill(clerk, text="事故责任不在本单位。")
    press(clerk, "提交陈述")
    decider = open_page(reverse("office:title", args=[title.pk]), user=second)
    expect(decider.locator("main")).to_contain_text("事故责任不在本单位。")
    decider.get_by_role("link", name="作出决定").click()
    fill(decider, basis="管理办法第十条", number="云文明委〔2026〕20号", reason="事实清楚。", typed="终止")
    decider.locator("main form button.btn-primary").click()
    expect(decider.locator("main")).to_contain_text("已撤销")
    clerk = open_page(reverse("unit:appeal-new", args=[title.pk]), user=town.clerk)
    fill(clerk, text="请求复核责任认定。")
    clerk.locator("main form button.btn-primary").click()
    officer = open_page(reverse("office:title-act", args=[title.pk, "decide-appeal"]), user=town.officer)
    officer.locator("main [name=uphold]").last.check()
    fill(officer, answer="责任认定无误。", basis="复核意见")
    officer.locator("main form button.btn-primary").click()

    # The leader reads the whole life; nothing is offered to be done.
    reader = open_page(reverse("office:title", args=[title.pk]), user=leader)
    life = reader.locator(".cw-timeline").inner_text()
    for said in ("命名", "提出拟处理意见", "陈述申辩", "撤销称号", "提出申诉", "申诉决定"):
        assert said in life
    expect(reader.locator("main")).not_to_contain_text("现在可以办理")
    title.refresh_from_db()
    assert (title.state, title.appeals.get().state) == ("revoked", "rejected")
