"""What the ledger says: only to those who may read it, and in a known number of queries."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import Http404

from chuangwen.civic.ledger import access
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.ledger.queries.entries import (
    duplicates_of,
    entries_in_reach,
    entries_of_unit,
    facts_of_units,
)
from chuangwen.civic.ledger.queries.recent import facts_of_kinds, facts_of_unit
from chuangwen.core.catalogue import FactDraft
from chuangwen.core.rulebook.facts import Fact
from tests.factories import a_batch, a_document, a_file, a_proposal, a_unit, an_entry, an_evidence

DAY = date(2025, 9, 3)


def a_draft(title="创建工作推进会", **columns):
    return FactDraft(**{"kind": "meeting", "title": title, "start_date": DAY} | columns)


class TestFacts:
    def test_a_fact_says_all_that_a_mark_may_depend_on(self, city):
        entry = an_entry(
            unit=city.agency, title="学习会", kind="study", topic="theory", times=2, quantities={"attendees": 30}
        )
        an_evidence(entry=entry, proof="minutes")
        an_evidence(entry=entry, proof="photo")

        assert facts_of_unit(city.agency.pk) == (
            Fact(
                id=entry.pk,
                kind="study",
                start_date=date(2025, 3, 5),
                until_date=date(2025, 3, 6),
                topic="theory",
                times=2,
                quantities={"attendees": 30},
                source="typed",
                proofs=frozenset({"minutes", "photo"}),
                status="confirmed",
                title="学习会",
            ),
        )

    def test_whether_it_was_self_reported_is_said_only_where_it_is_asked(self, city):
        an_entry(unit=city.agency, kind="violation", topic="safety", is_self_reported=True)
        an_entry(unit=city.agency)

        assert [fact.self_reported for fact in facts_of_unit(city.agency.pk)] == [True, None]

    @pytest.mark.parametrize("count", [1, 3, 40])
    def test_one_query_whatever_the_number(self, city, count, django_assert_num_queries):
        for entry in [an_entry(unit=city.agency) for _ in range(count)]:
            an_evidence(entry=entry)
            an_evidence(entry=entry)

        with django_assert_num_queries(1):
            assert len(facts_of_unit(city.agency.pk)) == count

    def test_drafts_come_along_and_what_no_longer_stands_does_not(self, city):
        for status in Status:
            an_entry(unit=city.agency, status=status)

        assert {fact.status for fact in facts_of_unit(city.agency.pk)} == {"draft", "confirmed"}

    def test_a_window_leaves_out_what_lies_wholly_outside(self, city):
        spans = [(1, 5), (4, 8), (7, 9)]
        for start, until in spans:
            an_entry(unit=city.agency, start_date=date(2025, 3, start), until_date=date(2025, 3, until))

        facts = facts_of_unit(city.agency.pk, since=date(2025, 3, 5), until=date(2025, 3, 7))

        assert [fact.start_date.day for fact in facts] == [4]

    def test_a_place_yields_the_confirmed_facts_of_all_its_units(self, city):
        school, agency = an_entry(unit=city.school), an_entry(unit=city.agency)
        an_evidence(entry=school, proof="minutes")
        an_evidence(entry=school, proof="photo", removed_at="2025-11-20T00:00Z")
        an_entry(unit=city.agency, status=Status.DRAFT)
        an_entry(unit=city.other_agency)

        found = [(unit_id, fact.id, fact.proofs) for unit_id, fact in facts_of_units(city.district.path)]

        assert found == sorted(
            [(city.school.pk, school.pk, {"minutes"}), (city.agency.pk, agency.pk, frozenset())],
            key=lambda row: row[:2],
        )

    def test_a_place_is_read_in_one_query(self, city, django_assert_num_queries):
        entries = [an_entry(unit=city.agency) for _ in range(5)]

        with django_assert_num_queries(1):
            assert [fact.id for _, fact in facts_of_units(city.city.path)] == [entry.pk for entry in entries]


class TestLikelyRepeats:
    @pytest.mark.parametrize(
        ("title", "day", "is_hint"),
        [
            ("创建工作推进会", DAY, True),
            ("文明创建工作推进会", DAY, True),
            ("创建工作推进会。", date(2025, 9, 6), True),
            ("创建工作推进会", date(2025, 8, 31), True),
            ("创建工作推进会", date(2025, 9, 7), False),
            ("机关食堂光盘行动", DAY, False),
        ],
    )
    def test_a_near_title_within_three_days_is_a_hint(self, city, title, day, is_hint):
        entry = an_entry(unit=city.agency, title=title, start_date=day)

        assert duplicates_of(a_draft(), city.agency.pk) == ((entry,) if is_hint else ())

    def test_the_same_file_is_a_hint_whatever_the_title(self, city):
        entry = an_entry(unit=city.agency, title="机关食堂光盘行动", start_date=DAY)
        file = an_evidence_file(entry)

        assert duplicates_of(a_draft(), city.agency.pk, file_ids=[file.pk]) == (entry,)
        assert duplicates_of(a_draft(), city.agency.pk, file_ids=["f" * 64]) == ()

    @pytest.mark.parametrize("status", [Status.CORRECTED, Status.WITHDRAWN, Status.DISCARDED])
    def test_what_no_longer_stands_is_no_hint(self, city, status):
        an_entry(unit=city.agency, title="创建工作推进会", start_date=DAY, status=status)

        assert duplicates_of(a_draft(), city.agency.pk) == ()

    def test_another_unit_another_kind_and_the_entry_itself_are_no_hints(self, city):
        an_entry(unit=city.school, title="创建工作推进会", start_date=DAY)
        an_entry(unit=city.agency, kind="study", title="创建工作推进会", start_date=DAY)
        itself = an_entry(unit=city.agency, title="创建工作推进会", start_date=DAY)

        assert duplicates_of(a_draft(), city.agency.pk, but=[itself.pk]) == ()

    def test_a_draft_without_a_date_asks_nothing(self, city, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert duplicates_of(a_draft(start_date=None), city.agency.pk) == ()

    def test_quantities_do_not_matter(self, city):
        entry = an_entry(unit=city.agency, title="创建工作推进会", start_date=DAY)

        assert duplicates_of(a_draft(quantities={"attendees": Decimal(1)}), city.agency.pk) == (entry,)


def an_evidence_file(entry):
    file = a_file()
    an_evidence(entry=entry, form="file", url="", file=file)
    return file


class TestWhoMayRead:
    @pytest.mark.parametrize("reader", ["clerk", "officer", "district_officer", "reviewer", "leader"])
    def test_the_clerk_and_the_office_read_an_entry_and_its_evidence(self, city, request, reader):
        user = request.getfixturevalue(reader)
        evidence = an_evidence(entry=an_entry(unit=city.agency))

        assert access.entry_to_read(user, evidence.entry_id) == evidence.entry
        assert access.evidence_to_open(user, evidence.pk) == evidence
        assert list(entries_in_reach(user)) == [evidence.entry]

    @pytest.mark.parametrize(
        "reader", ["other_clerk", "inspector", "system_admin", "security_admin", "audit_admin", "stranger"]
    )
    def test_for_others_they_do_not_exist(self, city, request, reader):
        user = request.getfixturevalue(reader)
        evidence = an_evidence(entry=an_entry(unit=city.agency))

        for gate in (access.entry_to_read, access.entry_to_inspect, access.entry_to_change):
            with pytest.raises(Http404):
                gate(user, evidence.entry_id)
        for gate in (access.evidence_to_open, access.evidence_to_change):
            with pytest.raises(Http404):
                gate(user, evidence.pk)
        assert list(entries_in_reach(user)) == []

    def test_an_officer_reads_only_his_district(self, city, district_officer):
        foreign = an_entry(unit=city.other_agency)

        with pytest.raises(Http404):
            access.entry_to_inspect(district_officer, foreign.pk)

    @pytest.mark.parametrize("reader", ["officer", "district_officer", "reviewer", "leader"])
    def test_the_office_changes_no_entry_of_a_unit(self, city, request, reader):
        user = request.getfixturevalue(reader)
        evidence = an_evidence(entry=an_entry(unit=city.agency))
        batch, document = a_batch(unit=city.agency), a_document(unit=city.agency)
        proposal = a_proposal(document=document)

        for gate, row in (
            (access.entry_to_change, evidence.entry),
            (access.evidence_to_change, evidence),
            (access.batch_to_change, batch),
            (access.document_to_change, document),
            (access.proposal_to_answer, proposal),
        ):
            with pytest.raises(Http404):
                gate(user, row.pk)

    def test_the_clerk_changes_all_that_is_the_units(self, city, clerk):
        evidence = an_evidence(entry=an_entry(unit=city.agency))
        batch, document = a_batch(unit=city.agency), a_document(unit=city.agency)
        proposal = a_proposal(document=document)

        assert access.entry_to_change(clerk, evidence.entry_id) == evidence.entry
        assert access.evidence_to_change(clerk, evidence.pk) == evidence
        assert access.batch_to_change(clerk, batch.pk) == batch
        assert access.document_to_change(clerk, document.pk) == document
        assert access.proposal_to_answer(clerk, proposal.pk) == proposal

    def test_removed_evidence_is_opened_by_nobody(self, city, clerk):
        evidence = an_evidence(entry=an_entry(unit=city.agency), removed_at="2025-11-20T00:00Z")

        with pytest.raises(Http404):
            access.evidence_to_open(clerk, evidence.pk)

    def test_discarded_drafts_are_on_no_list(self, city, clerk):
        an_entry(unit=city.agency, status=Status.DISCARDED)

        assert list(entries_in_reach(clerk)) == []
        assert list(entries_of_unit(city.agency)) == []


def test_facts_of_some_kinds_are_those_of_the_whole_ledger(db):
    unit = a_unit()
    meeting = an_entry(unit=unit, kind="meeting", quantities={"attendees": 42})
    for proof in ("photo", "minutes"):
        an_evidence(entry=meeting, proof=proof)
    an_entry(unit=unit, kind="violation", is_self_reported=True, status="draft")
    an_entry(unit=unit, kind="study")

    found = facts_of_kinds(unit.pk, {"meeting", "violation"})

    assert list(found) == [fact for fact in facts_of_unit(unit.pk) if fact.kind != "study"]
    assert facts_of_kinds(unit.pk, ()) == ()
