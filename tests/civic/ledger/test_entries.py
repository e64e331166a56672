"""Facts are recorded once, confirmed, and from then on never changed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from chuangwen.civic.journal.models import Line
from chuangwen.civic.ledger.enums import Source, Status
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.ledger.operations.entries import (
    AlreadySettled,
    FormOfAnother,
    NotRecordable,
    OneUnitAtATime,
    Origin,
    RecordedByOffice,
    SomeNotRecordable,
    change_draft,
    confirm_entries,
    discard_draft,
    record_entries,
    record_entry,
)
from chuangwen.civic.ledger.queries.entries import draft_of
from chuangwen.core.catalogue import FactDraft
from tests.factories import NOON, TODAY, a_document, an_entry

MEETING = FactDraft(
    kind="meeting",
    topic="creation",
    title="第三季度创建工作推进会",
    start_date=date(2025, 9, 3),
    quantities={"attendees": Decimal(42)},
    place="机关三楼会议室",
)
VIOLATION = FactDraft(kind="violation", title="安全责任事故", start_date=date(2025, 5, 1))
TOKEN = "a" * 32


def record(city, actor, draft=MEETING, **changes):
    arguments = {
        "unit_id": city.agency.pk,
        "draft": draft,
        "token": TOKEN,
        "confirm": True,
        "source": Source.TYPED,
        "actor": actor,
        "at": NOON,
    }
    return record_entry(**arguments | changes)


def verbs():
    return [line.verb for line in Line.objects.order_by("number")]


def revision(unit):
    unit.refresh_from_db()
    return unit.ledger_revision


def test_a_fact_is_recorded_as_it_was_said(city, clerk):
    entry = record(city, clerk)

    entry.refresh_from_db()
    assert draft_of(entry) == FactDraft(
        kind="meeting",
        topic="creation",
        title="第三季度创建工作推进会",
        start_date=date(2025, 9, 3),
        until_date=date(2025, 9, 4),
        quantities={"attendees": Decimal(42)},
        place="机关三楼会议室",
    )
    assert (entry.status, entry.source, entry.confirmed_by, entry.confirmed_at) == ("confirmed", "typed", clerk, NOON)


def test_quantities_are_kept_as_whole_numbers_at_the_places_of_the_catalogue(city, clerk):
    draft = FactDraft(kind="study", title="理论学习", start_date=date(2025, 9, 3), quantities={"hours": Decimal("1.5")})

    assert record(city, clerk, draft).quantities == {"hours": 15}


def test_recording_says_so_once_in_the_journal_and_moves_the_ledger_on(city, clerk):
    entry = record(city, clerk)

    (line,) = Line.objects.all()
    assert (line.verb, line.target, line.actor, line.unit_id) == (
        "entry.confirmed",
        f"ledger.entry:{entry.pk}",
        clerk,
        city.agency.pk,
    )
    assert line.after["title"] == "第三季度创建工作推进会"
    assert revision(city.agency) == 1


def test_the_same_form_sent_twice_makes_one_entry(city, clerk):
    first = record(city, clerk)
    second = record(city, clerk)

    assert (second, Entry.objects.count(), verbs(), revision(city.agency)) == (first, 1, ["entry.confirmed"], 1)


def test_a_form_of_another_unit_is_refused(city, clerk):
    record(city, clerk, unit_id=city.school.pk)

    with pytest.raises(FormOfAnother):
        record(city, clerk)

    assert revision(city.agency) == 0


def test_an_incomplete_fact_is_kept_as_a_draft_and_refused_when_confirmed(city, clerk):
    untitled = FactDraft(kind="meeting", title="", start_date=TODAY)

    with pytest.raises(NotRecordable) as refusal:
        record(city, clerk, untitled)
    kept = record(city, clerk, untitled, confirm=False)

    assert [problem.field for problem in refusal.value.problems] == ["title"]
    assert (kept.status, verbs(), revision(city.agency)) == (Status.DRAFT, ["entry.drafted"], 1)


def test_tomorrow_is_not_yet_a_fact(city, clerk):
    tomorrow = FactDraft(kind="meeting", title="明日例会", start_date=TODAY + timedelta(days=1))

    with pytest.raises(NotRecordable) as refusal:
        record(city, clerk, tomorrow)

    assert "还没有到" in refusal.value.why


def test_a_draft_that_no_row_can_hold_is_refused(city, clerk):
    with pytest.raises(NotRecordable):
        record(city, clerk, FactDraft(kind="unheard", title="例会", start_date=TODAY), confirm=False)

    assert Entry.objects.count() == 0


class TestWhatOnlyTheOfficeRecords:
    def test_a_clerk_is_refused_by_name(self, city, clerk):
        with pytest.raises(RecordedByOffice) as refusal:
            record(city, clerk, VIOLATION)

        assert refusal.value.why == "“负面事件”由文明办记录，单位不能自行填报或更改。"
        assert (Entry.objects.count(), revision(city.agency)) == (0, 0)

    def test_an_officer_over_the_unit_records_it(self, city, officer):
        assert record(city, officer, VIOLATION, source=Source.OFFICE).status == Status.CONFIRMED

    def test_an_officer_of_another_district_is_refused(self, city, district_officer):
        with pytest.raises(RecordedByOffice):
            record(city, district_officer, VIOLATION, unit_id=city.other_agency.pk)

    def test_a_clerk_cannot_turn_a_draft_into_it(self, city, clerk):
        draft = record(city, clerk, confirm=False)

        with pytest.raises(RecordedByOffice):
            change_draft(entry_id=draft.pk, draft=VIOLATION, actor=clerk, at=NOON)

    def test_a_clerk_cannot_confirm_or_discard_the_drafts_of_the_office(self, city, clerk, officer):
        entry = record(city, officer, VIOLATION, confirm=False)

        with pytest.raises(RecordedByOffice):
            confirm_entries(entry_ids=[entry.pk], actor=clerk, at=NOON)
        with pytest.raises(RecordedByOffice):
            discard_draft(entry_id=entry.pk, actor=clerk, at=NOON)

    def test_a_clerk_cannot_record_it_among_others(self, city, clerk):
        with pytest.raises(RecordedByOffice):
            record_many(city, clerk, [MEETING, VIOLATION])


def record_many(city, actor, drafts, **changes):
    arguments = {
        "unit_id": city.agency.pk,
        "drafts": drafts,
        "token": TOKEN,
        "confirm": True,
        "source": Source.EXCEL,
        "actor": actor,
        "at": NOON,
    }
    return record_entries(**arguments | changes)


class TestManyFacts:
    def test_they_are_recorded_together_with_one_line(self, city, clerk):
        entries = record_many(city, clerk, [MEETING] * 3)

        (line,) = Line.objects.all()
        ids = [entry.pk for entry in entries]
        assert line.after == {"count": 3, "ids": [[ids[0], ids[-1]]], "source": "excel"}
        assert (line.verb, line.target, revision(city.agency)) == (
            "entries.confirmed",
            f"orgs.unit:{city.agency.pk}",
            1,
        )

    def test_they_are_recorded_once_however_often_they_are_sent(self, city, clerk):
        first = record_many(city, clerk, [MEETING] * 3)
        second = record_many(city, clerk, [MEETING] * 3)

        assert (second, Entry.objects.count(), revision(city.agency)) == (first, 3, 1)

    def test_one_bad_fact_keeps_all_out_and_is_named(self, city, clerk):
        bad = FactDraft(kind="meeting", title="", start_date=TODAY)

        with pytest.raises(SomeNotRecordable) as refusal:
            record_many(city, clerk, [MEETING, bad])

        assert [problem.field for problem in refusal.value.problems[1]] == ["title"]
        assert list(refusal.value.problems) == [1]
        assert Entry.objects.count() == 0

    def test_each_remembers_where_it_was_read(self, city, clerk):
        document = a_document(unit=city.agency)

        (entry,) = record_many(
            city, clerk, [MEETING], origins=[Origin(document_id=document.pk, span_start=3, span_end=9)]
        )

        entry.refresh_from_db()
        assert (entry.document, entry.span_start, entry.span_end) == (document, 3, 9)

    def test_a_hundred_take_few_queries(self, city, clerk, django_assert_max_num_queries):
        with django_assert_max_num_queries(16):
            record_many(city, clerk, [MEETING] * 100)


class TestChangingADraft:
    def test_a_draft_is_changed_and_the_journal_keeps_old_and_new(self, city, clerk):
        entry = record(city, clerk, confirm=False)

        change_draft(entry_id=entry.pk, draft=draft_of(entry_with(entry, title="推进会")), actor=clerk, at=NOON)

        line = Line.objects.order_by("-number").first()
        assert (line.verb, line.before, line.after) == (
            "entry.changed",
            {"title": "第三季度创建工作推进会"},
            {"title": "推进会"},
        )
        assert revision(city.agency) == 2

    def test_it_is_changed_and_confirmed_in_one_act(self, city, clerk):
        entry = record(city, clerk, confirm=False)

        changed = change_draft(entry_id=entry.pk, draft=MEETING, actor=clerk, at=NOON, confirm=True)

        assert (changed.status, verbs()) == (Status.CONFIRMED, ["entry.drafted", "entry.confirmed"])

    def test_what_changes_nothing_leaves_no_trace(self, city, clerk):
        entry = record(city, clerk, confirm=False)

        change_draft(entry_id=entry.pk, draft=MEETING, actor=clerk, at=NOON)

        assert (verbs(), revision(city.agency)) == (["entry.drafted"], 1)

    @pytest.mark.parametrize("status", [each for each in Status if each != Status.DRAFT])
    def test_only_a_draft_is_changed(self, city, clerk, status):
        entry = an_entry(unit=city.agency, status=status, title="原来的标题")

        with pytest.raises(AlreadySettled):
            change_draft(entry_id=entry.pk, draft=MEETING, actor=clerk, at=NOON)

        entry.refresh_from_db()
        assert (entry.title, verbs(), revision(city.agency)) == ("原来的标题", [], 0)


def entry_with(entry, **columns):
    for name, value in columns.items():
        setattr(entry, name, value)
    return entry


class TestConfirming:
    def test_drafts_are_confirmed_together_with_one_line(self, city, clerk):
        drafts = record_many(city, clerk, [MEETING] * 3, confirm=False)

        confirmed = confirm_entries(entry_ids=[each.pk for each in drafts], actor=clerk, at=NOON)

        assert [each.status for each in Entry.objects.order_by("id")] == [Status.CONFIRMED] * 3
        assert (len(confirmed), verbs(), revision(city.agency)) == (3, ["entries.drafted", "entries.confirmed"], 2)

    def test_confirming_twice_changes_nothing(self, city, clerk):
        entry = record(city, clerk, confirm=False)
        confirm_entries(entry_ids=[entry.pk], actor=clerk, at=NOON)

        again = confirm_entries(entry_ids=[entry.pk], actor=clerk, at=NOON + timedelta(hours=1))

        entry.refresh_from_db()
        assert (again, entry.confirmed_at, revision(city.agency)) == ((), NOON, 2)

    def test_one_incomplete_draft_keeps_all_unconfirmed_and_is_named_by_its_place(self, city, clerk):
        good = record(city, clerk, confirm=False)
        bad = record(city, clerk, FactDraft(kind="meeting", title="", start_date=TODAY), token="b" * 32, confirm=False)

        with pytest.raises(SomeNotRecordable) as refusal:
            confirm_entries(entry_ids=[bad.pk, good.pk], actor=clerk, at=NOON)

        assert list(refusal.value.problems) == [0]
        assert set(Entry.objects.values_list("status", flat=True)) == {Status.DRAFT}

    def test_a_discarded_draft_is_not_confirmed(self, city, clerk):
        entry = record(city, clerk, confirm=False)
        discard_draft(entry_id=entry.pk, actor=clerk, at=NOON)

        with pytest.raises(AlreadySettled):
            confirm_entries(entry_ids=[entry.pk], actor=clerk, at=NOON)

    def test_entries_of_two_units_are_not_confirmed_in_one_act(self, city, clerk):
        one, other = (an_entry(unit=unit, status=Status.DRAFT) for unit in (city.agency, city.school))

        with pytest.raises(OneUnitAtATime):
            confirm_entries(entry_ids=[one.pk, other.pk], actor=clerk, at=NOON)

    def test_a_hundred_are_confirmed_in_at_most_twenty_queries(self, city, clerk, django_assert_max_num_queries):
        drafts = record_many(city, clerk, [MEETING] * 100, confirm=False)

        with django_assert_max_num_queries(20):
            confirm_entries(entry_ids=[each.pk for each in drafts], actor=clerk, at=NOON)


class TestDiscarding:
    def test_a_draft_is_put_away_and_its_row_stays(self, city, clerk):
        entry = record(city, clerk, confirm=False)

        discard_draft(entry_id=entry.pk, actor=clerk, at=NOON)
        discard_draft(entry_id=entry.pk, actor=clerk, at=NOON)

        entry.refresh_from_db()
        assert (entry.status, verbs(), revision(city.agency)) == (
            Status.DISCARDED,
            ["entry.drafted", "entry.discarded"],
            2,
        )

    def test_a_confirmed_fact_is_not_put_away(self, city, clerk):
        entry = record(city, clerk)

        with pytest.raises(AlreadySettled) as refusal:
            discard_draft(entry_id=entry.pk, actor=clerk, at=NOON)

        assert "撤回" in refusal.value.remedy
