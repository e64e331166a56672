"""The ledger as a list: what is found can be shared, exported, printed; drafts are confirmed together."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.ledger.models import Entry
from tests.factories import an_entry, an_evidence


@pytest.fixture
def page(sign_in, clerk):
    return sign_in(clerk)


def ledger(page, city, query="", name="entries"):
    return page.get(f"{reverse(f'unit:{name}', args=[city.agency.pk])}?{query}")


def titles(response):
    return [row.subject.title for row in response.context["table"].rows]


def a_ledger(unit):
    """Return four entries that differ in all that can be asked for."""
    meeting = an_entry(unit=unit, title="创建推进会", quantities={"attendees": 42}, start_date=date(2025, 3, 5))
    an_evidence(entry=meeting)
    return (
        meeting,
        an_entry(unit=unit, kind="study", topic="theory", title="理论学习", start_date=date(2025, 4, 1), place="礼堂"),
        an_entry(unit=unit, title="例会", status=Status.DRAFT, source="excel", start_date=date(2025, 5, 1)),
        an_entry(unit=unit, title="废弃的", status=Status.DISCARDED),
    )


def test_the_newest_facts_come_first_and_what_was_discarded_is_gone(page, city):
    a_ledger(city.agency)
    an_entry(unit=city.school)

    assert titles(ledger(page, city)) == ["例会", "理论学习", "创建推进会"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=study", ["理论学习"]),
        ("topic=creation", ["例会", "创建推进会"]),
        ("status=draft", ["例会"]),
        ("source=excel", ["例会"]),
        ("proved=yes", ["创建推进会"]),
        ("proved=no", ["例会", "理论学习"]),
        ("day_from=2025-03-06&day_to=2025-04-30", ["理论学习"]),
        ("q=礼堂", ["理论学习"]),
        ("q=推进 创建", ["创建推进会"]),
        ("sort=title", ["例会", "创建推进会", "理论学习"]),
        ("kind=study&status=draft", []),
        ("kind=nonsense&day_from=nonsense", ["例会", "理论学习", "创建推进会"]),
    ],
)
def test_the_address_says_what_is_shown(page, city, query, found):
    a_ledger(city.agency)

    assert titles(ledger(page, city, query)) == found


def test_a_filter_is_a_chip_that_can_be_taken_off(page, city):
    a_ledger(city.agency)

    response = ledger(page, city, "status=draft&kind=meeting")

    chips = {chip.text: chip.without for chip in response.context["table"].chips}
    assert chips == {"草稿": "?kind=meeting", "会议": "?status=draft"}


def test_one_kind_alone_shows_its_quantities_in_columns_of_their_own(page, city):
    a_ledger(city.agency)

    labels = [head.column.label for head in ledger(page, city, "kind=meeting").context["table"].heads]

    assert "参会人数（人）" in labels
    assert "数量" not in labels


@pytest.mark.parametrize("count", [1, 3, 60])
def test_the_list_takes_nine_queries_whatever_its_length(page, city, count, django_assert_num_queries):
    for entry in [an_entry(unit=city.agency) for _ in range(count)]:
        an_evidence(entry=entry)
    ledger(page, city)

    with django_assert_num_queries(9):
        response = ledger(page, city)

    assert len(titles(response)) == min(count, 50)


def test_exactly_what_is_shown_is_exported(page, city):
    a_ledger(city.agency)

    response = ledger(page, city, "kind=meeting&cols=title&cols=q_attendees&export=xlsx")

    rows = CalamineWorkbook.from_filelike(BytesIO(response.getvalue())).get_sheet_by_index(0).to_python()
    assert rows == [["标题", "参会人数（人）"], ["例会", ""], ["创建推进会", 42]]


def test_a_title_that_looks_like_a_formula_is_exported_as_text(page, city):
    an_entry(unit=city.agency, title="=HYPERLINK(1)")

    response = ledger(page, city, "cols=title&export=xlsx")

    rows = CalamineWorkbook.from_filelike(BytesIO(response.getvalue())).get_sheet_by_index(0).to_python()
    assert rows[1] == ["=HYPERLINK(1)"]


def test_what_is_shown_is_printed_on_one_sheet(page, city):
    a_ledger(city.agency)

    text = ledger(page, city, "topic=creation", "entries-print").content.decode()

    assert "创建推进会" in text
    assert "参会人数42人" in text
    assert "理论学习" not in text


def test_an_empty_ledger_says_what_it_is_for_and_what_to_do(page, city):
    text = ledger(page, city).content.decode()

    assert "台账里还没有记录。" in text
    assert reverse("unit:entry-new", args=[city.agency.pk]) in text


def test_nothing_found_offers_the_way_back(page, city):
    a_ledger(city.agency)

    assert "清除条件，查看全部" in ledger(page, city, "q=没有这样的").content.decode()


@pytest.mark.parametrize("name", ["entries", "entries-print"])
@pytest.mark.parametrize("visitor", ["other_clerk", "officer", "stranger", "audit_admin"])
def test_a_ledger_is_there_for_its_clerk_alone(sign_in, city, request, visitor, name):
    page = sign_in(request.getfixturevalue(visitor))

    assert ledger(page, city, name=name).status_code == 404


class TestConfirmingTogether:
    def confirm(self, page, city, entries, **more):
        said = {"ids": [entry.pk for entry in entries]} | more
        return page.post(reverse("unit:entries-confirm", args=[city.agency.pk]), said)

    def drafts(self, city, count=3):
        return [an_entry(unit=city.agency, status=Status.DRAFT) for _ in range(count)]

    def test_first_it_is_shown_what_would_be_done(self, page, city):
        drafts = self.drafts(city)

        response = self.confirm(page, city, drafts)

        assert {each.entry for each in response.context["ready"]} == set(drafts)
        assert set(Entry.objects.values_list("status", flat=True)) == {Status.DRAFT}

    def test_then_it_is_done_and_said(self, page, city):
        drafts = self.drafts(city)

        response = self.confirm(page, city, drafts, sure="1")

        assert response.url == reverse("unit:entries", args=[city.agency.pk])
        assert set(Entry.objects.values_list("status", flat=True)) == {Status.CONFIRMED}
        assert "已确认3条记录。" in page.get(response.url).content.decode()

    def test_an_incomplete_draft_is_named_with_what_it_lacks(self, page, city):
        untitled = an_entry(unit=city.agency, status=Status.DRAFT, title="")

        response = self.confirm(page, city, [untitled])

        (unready,) = response.context["unready"]
        assert [problem.field for problem in unready.problems] == ["title"]
        assert response.context["ready"] == []

    def test_an_incomplete_draft_is_refused_whatever_the_page_said(self, page, city):
        untitled = an_entry(unit=city.agency, status=Status.DRAFT, title="")

        response = self.confirm(page, city, [untitled, *self.drafts(city, 1)], sure="1")

        assert response.context["refusal"].why == "有1条记录还不完整。"
        assert set(Entry.objects.values_list("status", flat=True)) == {Status.DRAFT}

    def test_drafts_of_another_unit_and_confirmed_entries_are_not_touched(self, page, city):
        foreign = an_entry(unit=city.school, status=Status.DRAFT)

        response = self.confirm(page, city, [foreign, an_entry(unit=city.agency)], sure="1")

        foreign.refresh_from_db()
        assert "所选记录里没有草稿。" in response.content.decode()
        assert foreign.status == Status.DRAFT

    def test_all_that_the_filters_leave_can_be_confirmed_at_once(self, page, city):
        wanted = an_entry(unit=city.agency, status=Status.DRAFT, title="学雷锋")
        an_entry(unit=city.agency, status=Status.DRAFT, title="例会")

        response = self.confirm(page, city, [], action="all", query="q=雷锋")

        assert [each.entry for each in response.context["ready"]] == [wanted]

    def test_a_hundred_are_confirmed_in_at_most_twenty_queries(self, page, city, django_assert_max_num_queries):
        drafts = [
            an_entry(unit=city.agency, status=Status.DRAFT, start_date=date(2025, 1, 1) + timedelta(days=n))
            for n in range(100)
        ]
        self.confirm(page, city, drafts[:1], sure="1")

        with django_assert_max_num_queries(20):
            self.confirm(page, city, drafts[1:], sure="1")

        assert Entry.objects.filter(status=Status.CONFIRMED).count() == 100

    def test_it_is_not_there_for_others(self, sign_in, city, other_clerk):
        assert self.confirm(sign_in(other_clerk), city, self.drafts(city), sure="1").status_code == 404
        assert set(Entry.objects.values_list("status", flat=True)) == {Status.DRAFT}
