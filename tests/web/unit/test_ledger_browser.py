"""The ledger in a real browser: fields that follow the kind, repeats shown while typing, nothing unreadable."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from chuangwen import clock
from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.ledger.models import Entry, Evidence
from chuangwen.civic.ledger.operations.evidence import attach_file
from tests.browser import PHONE, WIDE, is_wider_than_its_window, violations
from tests.factories import NOON, a_document, an_entry, an_evidence

pytestmark = pytest.mark.browser


def a_photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (500, 400), "teal").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def unit(live_server, city):
    return city.agency


@pytest.fixture
def entry(unit, clerk):
    """A confirmed meeting, read from a report and corrected once, with a photo and a link behind it."""
    first = an_entry(unit=unit, title="创建推进会", status=Status.CORRECTED)
    document = a_document(unit=unit, text="全年召开专题会议4次，开展活动12场。")
    entry = an_entry(
        unit=unit,
        title="创建推进会（扩大）",
        corrects=first,
        reason="人数有误",
        document=document,
        span_start=2,
        span_end=9,
        quantities={"attendees": 42},
    )
    an_evidence(entry=entry, proof="minutes")
    file = storage.store([a_photo()])
    attach_file(entry_id=entry.pk, file=file, proof="photo", name="会场.jpg", actor=clerk, at=NOON)
    return entry


def paths(unit, entry):
    draft = an_entry(unit=unit, status=Status.DRAFT, title="")
    evidence = Evidence.objects.get(file__isnull=False)
    ledger, wall = (reverse(f"unit:{name}", args=[unit.pk]) for name in ("entries", "evidence-wall"))
    return {
        "list": ledger,
        "nothing found": f"{ledger}?q=没有这样的",
        "list printed": reverse("unit:entries-print", args=[unit.pk]),
        "kinds": reverse("unit:entry-new", args=[unit.pk]),
        "form": f"{reverse('unit:entry-new', args=[unit.pk])}?kind=meeting",
        "entry": reverse("unit:entry", args=[entry.pk]),
        "entry printed": reverse("unit:entry-print", args=[entry.pk]),
        "draft": reverse("unit:entry", args=[draft.pk]),
        "edit": reverse("unit:entry-edit", args=[draft.pk]),
        "correct": reverse("unit:entry-correct", args=[entry.pk]),
        "withdraw": reverse("unit:entry-withdraw", args=[entry.pk]),
        "attach": reverse("unit:entry-evidence", args=[entry.pk]),
        "evidence": reverse("unit:evidence-file", args=[evidence.pk]),
        "wall": wall,
        "missing": f"{wall}?show=missing",
    }


NAMES = (
    *("list", "nothing found", "list printed", "kinds", "form", "entry", "entry printed", "draft", "edit"),
    *("correct", "withdraw", "attach", "evidence", "wall", "missing"),
)


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_and_nothing_is_too_wide(unit, entry, clerk, open_page, name, width):
    page = open_page(paths(unit, entry)[name], width, user=clerk, bypass_csp=True)  # axe itself must be let in

    assert violations(page) == []
    assert not is_wider_than_its_window(page)


@pytest.mark.parametrize("name", ["entry", "evidence-file"])
def test_axe_finds_nothing_on_the_pages_of_the_office(entry, officer, open_page, name):
    row = entry if name == "entry" else Evidence.objects.get(file__isnull=False)

    page = open_page(reverse(f"office:{name}", args=[row.pk]), PHONE, user=officer, bypass_csp=True)

    assert violations(page) == []
    assert not is_wider_than_its_window(page)


@pytest.fixture
def form(unit, clerk, open_page):
    return open_page(f"{reverse('unit:entry-new', args=[unit.pk])}?kind=meeting", user=clerk)


def test_the_fields_follow_the_kind_and_what_was_typed_stays(form):
    form.fill("#id_title", "青石区机关学习会")
    form.select_option("#kind-choice", "study")

    expect(form.locator("#id_q_hours")).to_be_visible()
    expect(form.locator("#id_title")).to_have_value("青石区机关学习会")
    form.reload()
    expect(form.locator("#id_q_hours")).to_be_visible()
    form.go_back()
    expect(form.locator("#id_q_attendees")).to_be_visible()
    expect(form.locator("#id_q_hours")).to_have_count(0)


def test_likely_repeats_appear_while_the_title_is_typed_and_then_it_saves_at_once(unit, form):
    day = clock.today() - timedelta(days=1)
    an_entry(unit=unit, title="创建工作推进会", start_date=day)

    form.fill("#id_start_date", day.isoformat())
    form.fill("#id_title", "创建推进会")
    form.locator("#id_place").focus()

    expect(form.locator("#hints")).to_contain_text("创建工作推进会")
    form.get_by_role("button", name="保存并确认").click()
    expect(form.locator("h1")).to_have_text("创建推进会")
    assert Entry.objects.count() == 2


def test_the_page_says_that_it_is_saved_and_what_is_next(unit, form):
    form.fill("#id_title", "年度创建动员会")
    form.fill("#id_start_date", date(2025, 3, 5).isoformat())
    form.set_input_files("#id_files_photo", {"name": "会场.jpg", "mimeType": "image/jpeg", "buffer": a_photo()})
    form.get_by_role("button", name="保存并确认").click()

    expect(form.locator(".cw-notices")).to_contain_text("已保存并确认。")
    expect(form.locator(".cw-notices a")).to_have_text("再记一笔")
    expect(form.locator(".cw-gallery img")).to_have_js_property("complete", value=True)


def test_faults_are_summed_up_and_lead_to_their_fields(form):
    form.fill("#id_q_attendees", "几十")
    form.get_by_role("button", name="保存并确认").click()

    form.locator(".cw-error-sum a", has_text="参会人数").click()

    expect(form.locator("#id_q_attendees")).to_be_focused()


def test_drafts_are_ticked_shown_and_confirmed(unit, clerk, open_page):
    for title in ("例会", "学习会"):
        an_entry(unit=unit, title=title, status=Status.DRAFT)
    page = open_page(f"{reverse('unit:entries', args=[unit.pk])}?status=draft", user=clerk)

    page.locator("[data-all]").check()
    page.get_by_role("button", name="确认所选草稿…").click()
    page.get_by_role("button", name="确认这2条").click()

    expect(page.locator(".cw-notices")).to_contain_text("已确认2条记录。")
    assert set(Entry.objects.values_list("status", flat=True)) == {Status.CONFIRMED}


def test_a_question_opens_in_a_dialog_and_its_answer_is_done(entry, clerk, open_page):
    page = open_page(reverse("unit:entry", args=[entry.pk]), user=clerk)

    page.get_by_role("link", name="撤回").click()
    page.locator("dialog #id_reason").fill("重复登记")
    page.locator("dialog").get_by_role("button", name="撤回记录").click()

    expect(page.locator(".cw-notices")).to_contain_text("已撤回。")


def test_without_scripts_a_fact_is_chosen_by_kind_and_saved(unit, clerk, open_page):
    page = open_page(reverse("unit:entry-new", args=[unit.pk]), user=clerk, java_script_enabled=False)

    page.get_by_role("link", name="讲座宣讲").click()
    page.fill("#id_title", "道德讲堂")
    page.get_by_role("button", name="存为草稿").click()

    expect(page.locator(".cw-notices")).to_contain_text("已存为草稿")
