"""What the standard asks and what it gives, by book; each mark opens its reason."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from chuangwen.civic.assessments import previews
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from tests.civic.small_books import a_published_book, texts
from tests.factories import NOON, a_person, a_unit, an_entry, an_evidence

HTMX = {"HX-Request": "true"}


@pytest.fixture
def book(city):
    return a_published_book(city.city)


@pytest.fixture
def page(clerk, sign_in):
    """Return a function that opens a page as the unit's clerk and gives its text."""
    client = sign_in(clerk)

    def opened(url, **more):
        return client.get(url, **more)

    return opened


def a_meeting(unit, day=date(2025, 3, 5)):
    entry = an_entry(unit=unit, kind="meeting", topic="creation", start_date=day)
    an_evidence(entry=entry, proof="minutes", name="会议纪要.docx")
    return entry


def standard(unit):
    return reverse("unit:standard", args=[unit.pk])


def why(unit, edition, code="I-1"):
    return reverse("unit:why", args=[unit.pk, edition.pk, code])


@pytest.mark.usefixtures("_early_in_the_year")
def test_every_criterion_stands_under_its_category_with_need_have_and_mark(city, book, page):
    a_meeting(city.agency)

    text = page(standard(city.agency)).content.decode()

    assert "组织领导" in text
    assert "创建领导小组每季度至少召开一次专题会议。" in text
    assert "应开4次" in text
    assert "I-1得分1.0分，满分4.0分，还可争取3.0分" in text


def test_all_books_stand_on_top_and_each_leads_to_its_own_page(city, book, page):
    other = a_published_book(city.district, texts(小测评="青石区测评", **{"book: small": "book: district"}))

    response = page(reverse("unit:standard-edition", args=[city.agency.pk, other.pk]))

    titles = [shown.view.edition.title for shown in response.context["books"]]
    assert titles == ["小测评细则（示例）", "青石区测评细则（示例）"]
    assert response.context["card"].view.edition == other
    assert reverse("unit:standard-edition", args=[city.agency.pk, book.pk]) in response.content.decode()


def test_each_mark_leads_to_its_reason_and_each_lack_to_the_form(city, book, page):
    text = page(standard(city.agency)).content.decode()

    assert f'href="{why(city.agency, book)}"' in text
    form = reverse("unit:entry-new", args=[city.agency.pk])
    assert f"{form}?kind=meeting&amp;topic=creation" in text


def test_a_criterion_at_full_points_offers_no_form(city, book, page):
    for month in (2, 5, 8, 10):
        a_meeting(city.agency, date(2025, month, 5))

    text = page(standard(city.agency)).content.decode()

    assert "kind=meeting" not in text
    assert "kind=document" in text


def test_the_filter_leaves_only_what_is_short_of_full_points(city, book, page):
    an_entry(unit=city.agency, kind="document", topic="creation")

    card = page(f"{standard(city.agency)}?short=1").context["card"]

    codes = [each.row.code for category in card.categories for each in category.criteria]
    assert "I-2" not in codes
    assert {"I-1", "II-1"} <= set(codes)
    assert (card.count, card.short_count) == (4, 2)


@pytest.mark.parametrize(
    ("words", "codes"), [("志愿", ["II-1"]), ("i-2", ["I-2"]), ("第三章", ["II-1"]), ("无此词", [])]
)
def test_the_search_finds_criteria_by_text_code_and_clause(city, book, page, words, codes):
    card = page(standard(city.agency), data={"q": words}).context["card"]

    assert [each.row.code for category in card.categories for each in category.criteria] == codes


def test_nothing_found_says_so_and_leads_back(city, book, page):
    text = page(standard(city.agency), data={"q": "无此词"}).content.decode()

    assert "没有符合条件的标准" in text
    assert "看全部标准" in text


def test_a_unit_without_a_book_is_told_what_will_be_here(city, page):
    text = page(standard(city.agency)).content.decode()

    assert "还没有适用于本单位的测评细则" in text
    assert reverse("unit:entries", args=[city.agency.pk]) in text


def test_the_negative_list_stands_first_with_what_it_costs(city, book, page):
    an_entry(unit=city.agency, kind="violation", topic="safety", start_date=date(2025, 4, 1))

    text = page(standard(city.agency)).content.decode()

    assert "负面清单" in text
    assert why(city.agency, book, "N-1") in text


def test_the_spreadsheet_has_the_rows_that_the_page_shows(city, book, page):
    a_meeting(city.agency)

    response = page(f"{standard(city.agency)}?q=I-1&export=xlsx")

    rows = (
        CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content))).get_sheet_by_index(0).to_python()
    )
    assert [row[1] for row in rows] == ["代码", "I-1", "II-1"]
    assert rows[1][rows[0].index("得分")] == 1.0


def test_the_sheet_to_print_says_that_it_is_no_result(city, book, page):
    text = page(reverse("unit:standard-print", args=[city.agency.pk, book.pk])).content.decode()

    assert "不是测评结果" in text
    assert "创建领导小组每季度至少召开一次专题会议。" in text


def test_why_names_the_entries_counted_and_left_out_with_links(city, book, page):
    counted = a_meeting(city.agency)
    draft = an_entry(
        unit=city.agency, kind="meeting", topic="creation", start_date=date(2025, 6, 5), status=Status.DRAFT
    )

    response = page(why(city.agency, book))

    shown = response.context["why"]
    assert [entry.url for entry in shown.counted] == [reverse("unit:entry", args=[counted.pk])]
    assert [entry.url for entry in shown.left_out] == [reverse("unit:entry", args=[draft.pk])]
    assert "草稿" in shown.left_out[0].reason
    text = response.content.decode()
    assert "会议纪要.docx" in text
    assert "云文明委〔2025〕3号" in text
    assert shown.back_url.endswith("#c-I-1")


def test_why_is_a_page_without_scripts_and_a_fragment_with_them(city, book, page):
    whole = page(why(city.agency, book)).content.decode()
    part = page(why(city.agency, book), headers={"HX-Request": "true"}).content.decode()

    assert "<html" in whole
    assert "<html" not in part
    assert 'id="why-panel"' in part


def test_why_of_an_unknown_criterion_is_not_found(city, book, page):
    assert page(why(city.agency, book)).status_code == 200
    assert page(why(city.agency, book, "IX-9")).status_code == 404


def test_why_in_a_book_of_another_district_is_not_found(city, book, page):
    other = a_published_book(city.other_district, texts(**{"book: small": "book: other"}))

    assert page(why(city.agency, book)).status_code == 200
    assert page(why(city.agency, other)).status_code == 404


@pytest.mark.parametrize("name", ["standard", "today"])
def test_another_units_page_is_not_found(city, book, page, name):
    assert page(reverse(f"unit:{name}", args=[city.agency.pk])).status_code == 200
    assert page(reverse(f"unit:{name}", args=[city.school.pk])).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CLERK])
def test_other_roles_have_no_page_of_a_unit(city, book, sign_in, role):
    client = sign_in(a_person(role, city.city))

    assert client.get(standard(city.agency)).status_code == 404


def test_a_stale_preview_is_repaired_before_it_is_shown(city, book, page):
    previews.refresh(city.agency.pk, NOON)
    a_meeting(city.agency)
    Unit.objects.filter(pk=city.agency.pk).update(ledger_revision=1)

    assert page(standard(city.agency)).context["card"].view.got == 1000


def test_the_page_costs_as_many_queries_for_one_entry_as_for_thirty(city, book, page, django_assert_num_queries):
    a_meeting(city.agency)
    page(standard(city.agency))
    with django_assert_num_queries(8):
        page(standard(city.agency))
    for day in range(1, 30):
        a_meeting(city.agency, date(2025, 5, day))
    assert Entry.objects.count() == 30

    with django_assert_num_queries(8):
        page(standard(city.agency))


def test_a_page_of_a_unit_beside_a_hundred_others_costs_no_more(city, book, page, django_assert_num_queries):
    for _ in range(100):
        a_unit(parent=city.district, kind="agency")
    page(standard(city.agency))

    with django_assert_num_queries(8):
        page(standard(city.agency))
