"""The register of titles on the office's pages, and the acts on one title."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from chuangwen import clock
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.titles.enums import HolderKind, SanctionKind
from chuangwen.civic.titles.models import Appeal, Plaque, Rectification, Sanction, Title, YearlyReview
from chuangwen.civic.titles.operations.appeals import file_appeal
from chuangwen.civic.titles.operations.awards import register_title
from chuangwen.civic.titles.operations.programmes import open_programme
from chuangwen.civic.titles.operations.sanctions import give_statement, propose_sanction
from tests.civic.candidacies import BLAME, a_draft, a_holder, a_programme, a_title, an_honour
from tests.factories import NOON, a_person, a_unit
from tests.web.sheets import cells_of

SINCE = date(2025, 2, 1)


@pytest.fixture
def title(city, officer):
    return a_title(city, city.agency, officer, from_date=SINCE)


@pytest.fixture
def second_officer(city):
    return a_person(Role.OFFICER, city.city, username="second-officer", name="石见山")


def act(page, title, what, /, **said):
    return page.post(reverse("office:title-act", args=[title.pk, what]), said)


def state_of(title):
    return Title.objects.values_list("state", flat=True).get(pk=title.pk)


def proposed(title, officer, kind, *, at=None):
    at = at or clock.now()
    return propose_sanction(title_id=title.pk, kind=kind, paper=BLAME, actor=officer, at=at)


def heard(title, officer, clerk, kind):
    sanction = proposed(title, officer, kind)
    give_statement(sanction_id=sanction.pk, text="已经整改。", actor=clerk, at=clock.now())
    return sanction


DECISION = {"basis": "管理办法第十条", "number": "云文明委〔2026〕9号", "reason": "三十日内整改到位。"}


# The register ---------------------------------------------------------------------
def test_the_register_shows_who_held_what_on_a_day(sign_in, officer, title):
    page = sign_in(officer)

    before = page.get(reverse("office:titles"), {"on": "2025-01-31"}).content.decode()
    after = page.get(reverse("office:titles"), {"on": "2025-02-01"}).content.decode()

    assert "这一天没有称号" in before
    assert "青石区税务局" in after


def test_a_title_that_has_ended_is_held_on_the_days_before(sign_in, officer, title):
    Title.objects.update(state="revoked", ended_date=date(2025, 8, 1))
    page = sign_in(officer)

    def names(**query):
        return [row.subject.awarded_name for row in page.get(reverse("office:titles"), query).context["table"].rows]

    assert names() == []
    assert names(on="2025-07-31") == ["青石区税务局"]
    assert names(ended="") == ["青石区税务局"]


def test_families_are_masked_in_the_list_and_in_its_spreadsheet(sign_in, city, officer):
    programme = a_programme(city, officer)
    programme.honour.holder_kinds = ["household"]
    programme.honour.save()
    family = a_holder(city.agency, officer, HolderKind.HOUSEHOLD, "林小满家庭", consent_note="已签字")
    told = {"document": "决定", "number": "云文明委〔2024〕2号", "from_date": SINCE, "actor": officer, "at": NOON}
    register_title(holder_id=family.pk, programme_id=programme.pk, **told)
    page = sign_in(officer)

    shown = page.get(reverse("office:titles")).content.decode()
    sheet = page.get(reverse("office:titles"), {"export": "xlsx"})

    cells = [str(cell) for row in cells_of(sheet) for cell in row]
    assert "林**家庭" in shown
    assert "林小满" not in shown
    assert "林**家庭" in cells
    assert not [cell for cell in cells if "林小满" in cell]


def test_the_list_is_narrowed_to_what_runs_out_soon_and_to_what_is_under_a_sanction(sign_in, city, officer, title):
    proposed(title, officer, SanctionKind.WARN)
    page = sign_in(officer)

    def count(**query):
        return page.get(reverse("office:titles"), query).context["table"].count

    assert (count(care="open"), count(due="soon")) == (1, 0)
    Title.objects.update(until_date=clock.today() + timedelta(days=30))
    assert count(due="soon") == 1
    assert count(state="awarded") == 1
    assert count(level="county") == 0


def test_coverage_says_part_and_whole(sign_in, officer, title):
    page = sign_in(officer).get(reverse("office:titles"))

    units = page.context["coverages"][0]
    assert (units.name, units.part) == ("获得称号的单位", 1)
    assert f"<small>/{units.whole}</small>" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3, 12])
def test_the_register_asks_the_same_however_long(sign_in, city, officer, django_assert_max_num_queries, count):
    first = a_title(city, city.agency, officer, from_date=SINCE)
    for n in range(1, count):
        unit = a_unit(parent=city.district, kind="agency", name=f"青石区第{n}局")
        told = {"document": "决定", "number": "云文明委〔2024〕2号", "from_date": SINCE, "actor": officer, "at": NOON}
        register_title(holder_id=a_holder(unit, officer).pk, programme_id=first.programme_id, **told)
    page = sign_in(officer)

    with django_assert_max_num_queries(21):
        shown = page.get(reverse("office:titles"))

    assert shown.context["table"].count == count


def test_an_earlier_title_is_registered_by_the_unit_s_name(sign_in, city, officer):
    programme = a_programme(city, officer)
    page = sign_in(officer)
    said = {"programme": programme.pk, "kind": "unit", "unit": "税务", "document": "命名决定"}

    page.post(reverse("office:title-new"), said | {"number": "云文明委〔2024〕2号", "from_date": "2025-02-01"})

    made = Title.objects.get()
    assert (made.awarded_name, made.from_date) == ("青石区税务局", SINCE)


def test_a_name_that_fits_several_units_is_asked_for_in_full(sign_in, city, officer):
    a_unit(parent=city.district, kind="agency", name="青石区税务稽查局")
    programme = a_programme(city, officer)
    said = {"programme": programme.pk, "kind": "unit", "unit": "税务", "document": "决定", "number": "一"}

    page = sign_in(officer).post(reverse("office:title-new"), said | {"from_date": "2025-02-01"}).content.decode()

    assert "是哪一个：" in page
    assert "青石区税务稽查局" in page
    assert not Title.objects.exists()


# Sanctions: proposed, heard, decided by a second hand -----------------------------
def test_a_proposal_needs_evidence_and_tells_that_the_unit_is_heard(sign_in, officer, title):
    page = sign_in(officer)
    said = {"grounds": ["accident"], "reason": "发生一起责任事故。", "basis": "管理办法第十条"}

    first = act(page, title, "revoke", **said)
    then = act(page, title, "revoke", **said, evidence_note="事故调查报告")

    assert "请写明佐证是什么" in first.content.decode()
    assert then.status_code == 302
    sanction = Sanction.objects.get()
    assert (sanction.kind, sanction.state, state_of(title)) == ("revoke", "proposed", "awarded")


def test_evidence_that_was_handed_over_opens_from_the_time_line_and_only_there(sign_in, city, officer, title):
    paper = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(paper, "PNG")
    file = SimpleUploadedFile("现场.png", paper.getvalue())
    page = sign_in(officer)
    act(page, title, "warn", grounds=["accident"], reason="事故。", basis="第十条", evidence=file)

    sanction = Sanction.objects.get()
    door = reverse("office:title-evidence", args=[title.pk, sanction.evidence_id])
    assert door in page.get(reverse("office:title", args=[title.pk])).content.decode()
    assert page.get(door).getvalue() == paper.getvalue()
    assert page.get(reverse("office:title-evidence", args=[title.pk, "0" * 64])).status_code == 404


def test_who_proposed_does_not_decide_and_is_told_so(sign_in, officer, clerk, title):
    heard(title, officer, clerk, SanctionKind.WARN)
    page = sign_in(officer)

    said = act(page, title, "decide", **DECISION).content.decode()

    assert "提出的人不能自己批准" in said
    assert state_of(title) == "awarded"
    assert "您是提出人" in page.get(reverse("office:title", args=[title.pk])).content.decode()


def test_before_the_statement_nothing_is_decided_and_the_clock_is_shown(sign_in, officer, second_officer, title):
    sanction = proposed(title, officer, SanctionKind.WARN)
    page = sign_in(second_officer)

    asked = page.get(reverse("office:title-act", args=[title.pk, "decide"])).content.decode()
    said = act(page, title, "decide", **DECISION).content.decode()

    assert "在此之前不能作出决定" in asked
    assert "请先听取单位的陈述和申辩" in said
    assert (Sanction.objects.get(pk=sanction.pk).state, state_of(title)) == ("proposed", "awarded")


def test_a_second_hand_orders_and_another_verifies(sign_in, officer, second_officer, clerk, title):
    heard(title, officer, clerk, SanctionKind.ORDER)
    page = sign_in(second_officer)
    asked = page.get(reverse("office:title-act", args=[title.pk, "decide"])).content.decode()
    act(page, title, "decide", **DECISION, days=20)
    ordered = (state_of(title), Rectification.objects.get().demands)
    act(page, title, "verify", passed="yes", reason="已整改到位。", evidence_note="现场核查记录")

    assert "已经整改。" in asked
    assert ordered == ("rectifying", "三十日内整改到位。")
    assert state_of(title) == "reviewed_ok"


def test_a_title_is_revoked_only_when_the_word_was_typed(sign_in, officer, second_officer, clerk, title):
    heard(title, officer, clerk, SanctionKind.REVOKE)
    page = sign_in(second_officer)

    act(page, title, "decide", **DECISION)
    before = state_of(title)
    act(page, title, "decide", **DECISION, typed="终止")

    assert (before, state_of(title)) == ("awarded", "revoked")


def test_a_revoked_title_s_plaque_comes_back_and_its_appeal_is_another_s_to_decide(
    sign_in, officer, second_officer, clerk, title
):
    heard(title, officer, clerk, SanctionKind.REVOKE)
    second = sign_in(second_officer)
    act(second, title, "decide", **DECISION, typed="终止")
    file_appeal(title_id=title.pk, text="事故与我单位无关。", actor=clerk, at=clock.now())
    answer = {"uphold": "yes", "answer": "申诉属实。", "basis": "管理办法第十二条"}

    own = act(second, title, "decide-appeal", **answer).content.decode()
    first = sign_in(officer)
    act(first, title, "extend-appeal", days=5, reason="需要补充核查。")
    act(first, title, "recover", recovered_date=clock.today(), note="由单位交回")
    act(first, title, "decide-appeal", **answer)

    assert "请另一位工作人员办理" in own
    assert Appeal.objects.get().state == "upheld"
    assert Plaque.objects.get().recovered_date == clock.today()
    assert state_of(title) == "reviewed_ok"


def test_a_proposal_is_dropped_with_its_reason(sign_in, officer, title):
    proposed(title, officer, SanctionKind.WARN)

    act(sign_in(officer), title, "drop", reason="情况不属实。")

    assert (Sanction.objects.get().state, state_of(title)) == ("dropped", "awarded")


def test_what_is_done_already_leads_back_to_the_title(sign_in, officer, title):
    answer = sign_in(officer).get(reverse("office:title-act", args=[title.pk, "decide"]))

    assert answer.url == reverse("office:title", args=[title.pk])


# Other acts -----------------------------------------------------------------------
def test_a_holder_is_renamed_and_the_title_keeps_the_name_of_its_day(sign_in, officer, title):
    page = sign_in(officer)

    act(page, title, "rename", name="国家税务总局青石区税务局", reason="机构改革")
    shown = page.get(reverse("office:title", args=[title.pk])).content.decode()

    assert "国家税务总局青石区税务局（单位）；命名时为青石区税务局" in shown


def test_a_title_is_renewed_and_the_old_one_ends_on_that_day(sign_in, officer, title):
    said = {"document": "重新命名决定", "number": "云文明委〔2026〕3号", "from_date": clock.today()}

    act(sign_in(officer), title, "renew", **said)

    old, new = Title.objects.order_by("pk")
    assert (old.state, old.ended_date, new.renews_id) == ("expired", clock.today(), old.pk)


def test_terms_that_have_run_out_are_ended_together(sign_in, officer, title):
    Title.objects.update(until_date=clock.today() - timedelta(days=1))
    page = sign_in(officer)

    notice = page.get(reverse("office:titles")).content.decode()
    page.post(reverse("office:titles-expire"))

    assert "期限已满，还没有办理到期" in notice
    assert state_of(title) == "expired"


def test_merged_units_keep_the_lower_title(sign_in, city, officer, title):
    other = a_unit(parent=city.district, kind="agency", name="青石区商务局")
    said = {
        "from_unit": "青石区税务局",
        "into_unit": other.name,
        "keeps_single": "on",
        "basis": "改革方案",
        "reason": "合并",
    }

    sign_in(officer).post(reverse("office:titles-merge"), said)

    assert Title.objects.get(ended_date=None).unit_id == other.pk


def test_stars_are_set_and_the_earlier_ones_stay_in_the_history(sign_in, officer, title):
    title.honour.most_stars = 5
    title.honour.save()
    page = sign_in(officer)

    act(page, title, "stars", stars="3", from_date="2025-03-01", basis="年度评定")
    act(page, title, "stars", stars="4", from_date="2025-09-01", basis="年度评定")

    assert list(title.ratings.order_by("from_date").values_list("stars", "until_date")) == [
        (3, date(2025, 9, 1)),
        (4, None),
    ]


def test_readers_see_a_title_but_are_offered_nothing_to_do(sign_in, leader, title):
    YearlyReview.objects.create(title=title, year=2025, due_date=clock.today())

    page = sign_in(leader).get(reverse("office:title", args=[title.pk]))

    assert page.context["actions"] == ()
    assert "现在可以办理" not in page.content.decode()


def test_a_flag_is_passed_on_and_its_history_stays(sign_in, city, officer):
    an_honour(officer, "flag", name="流动红旗", is_flag=True)
    draft = a_draft(honour_code="flag")
    programme = open_programme(unit_id=city.city.pk, draft=draft, actor=officer, at=NOON)
    other = a_unit(parent=city.district, kind="agency", name="青石区商务局")
    page = sign_in(officer)
    door = reverse("office:flag-pass", args=[programme.pk])

    for name, day in ((city.agency.name, "2025-04-01"), (other.name, "2025-07-01")):
        page.post(door, {"unit": name, "document": "通报", "number": "云文明办〔2025〕4号", "from_date": day})

    held = list(Title.objects.order_by("from_date").values_list("awarded_name", "ended_date"))
    assert held == [("青石区税务局", date(2025, 7, 1)), ("青石区商务局", None)]
    shown = page.get(reverse("office:flags")).content.decode()
    assert "青石区税务局" in shown
    assert "现在" in shown
