"""A correction cites what it corrects and takes its place; a withdrawal says why."""

from datetime import date
from decimal import Decimal

import pytest

from chuangwen.civic.journal.models import Line
from chuangwen.civic.ledger.enums import Source, Status
from chuangwen.civic.ledger.models import Entry, Evidence
from chuangwen.civic.ledger.operations.corrections import correct_entry, withdraw_entry
from chuangwen.civic.ledger.operations.entries import change_draft, confirm_entries, discard_draft
from chuangwen.civic.ledger.operations.refusals import (
    AlreadyCorrected,
    AlreadySettled,
    ReasonMissing,
    RecordedByOffice,
)
from chuangwen.civic.ledger.queries.entries import draft_of
from chuangwen.civic.ledger.queries.recent import facts_of_unit
from chuangwen.core.catalogue import FactDraft
from tests.factories import NOON, a_document, an_entry, an_evidence

MENDED = FactDraft(
    kind="meeting",
    topic="creation",
    title="第三季度推进会",
    start_date=date(2025, 9, 3),
    quantities={"attendees": Decimal(40)},
)
COLUMNS = [field.attname for field in Entry._meta.concrete_fields if field.attname != "status"]


def correct(entry, actor, **changes):
    arguments = {"draft": MENDED, "reason": "人数登记有误", "token": None, "confirm": True, "actor": actor, "at": NOON}
    return correct_entry(entry_id=entry.pk, **arguments | changes)


def kept(entry):
    """Return all columns of an entry but its status."""
    return Entry.objects.filter(pk=entry.pk).values(*COLUMNS).get()


@pytest.fixture
def entry(city):
    return an_entry(unit=city.agency, quantities={"attendees": 42}, document=a_document(unit=city.agency))


def test_a_confirmed_correction_takes_the_place_of_what_it_cites(city, clerk, entry):
    before = kept(entry)

    correction = correct(entry, clerk)

    entry.refresh_from_db()
    assert (entry.status, correction.status, correction.corrects) == (Status.CORRECTED, Status.CONFIRMED, entry)
    assert kept(entry) == before
    assert [fact.id for fact in facts_of_unit(city.agency.pk)] == [correction.pk]


def test_the_journal_keeps_what_the_correction_changed(clerk, entry):
    correct(entry, clerk)

    (line,) = Line.objects.all()
    assert line.verb == "entry.corrected"
    assert line.before["quantities"] == {"attendees": 42}
    assert line.after["quantities"] == {"attendees": 40}
    assert line.after["reason"] == "人数登记有误"


def test_evidence_and_the_place_in_a_report_need_not_be_given_again(clerk, entry):
    an_evidence(entry=entry, proof="minutes", url="https://news.example/kept")
    an_evidence(entry=entry, proof="photo", url="https://news.example/removed", removed_at=NOON)

    correction = correct(entry, clerk)

    assert list(Evidence.objects.filter(entry=correction).values_list("proof", "url")) == [
        ("minutes", "https://news.example/kept")
    ]
    assert correction.document == entry.document


def test_a_correction_kept_as_a_draft_leaves_the_fact_standing_until_it_is_confirmed(city, clerk, entry):
    correction = correct(entry, clerk, confirm=False)
    standing = [fact.id for fact in facts_of_unit(city.agency.pk) if fact.status == "confirmed"]

    confirm_entries(entry_ids=[correction.pk], actor=clerk, at=NOON)

    entry.refresh_from_db()
    assert (standing, entry.status) == ([entry.pk], Status.CORRECTED)


def test_a_draft_of_a_correction_that_is_mended_and_confirmed_also_takes_its_place(clerk, entry):
    correction = correct(entry, clerk, confirm=False)

    change_draft(entry_id=correction.pk, draft=MENDED, actor=clerk, at=NOON, confirm=True)

    entry.refresh_from_db()
    assert entry.status == Status.CORRECTED


def test_a_correction_is_made_once_however_often_the_form_is_sent(clerk, entry):
    first = correct(entry, clerk, token="c" * 32)
    second = correct(entry, clerk, token="c" * 32)

    assert (first, Line.objects.count()) == (second, 1)


def test_a_fact_has_one_correction_at_a_time(clerk, entry):
    first = correct(entry, clerk, confirm=False)

    with pytest.raises(AlreadyCorrected) as refusal:
        correct(entry, clerk)

    assert refusal.value.correction_id == first.pk


def test_a_correction_put_away_makes_room_for_another(clerk, entry):
    discard_draft(entry_id=correct(entry, clerk, confirm=False).pk, actor=clerk, at=NOON)

    assert correct(entry, clerk).status == Status.CONFIRMED


def test_a_correction_can_be_corrected_in_turn(clerk, entry):
    first = correct(entry, clerk)
    second = correct(first, clerk)

    first.refresh_from_db()
    assert (first.status, second.corrects) == (Status.CORRECTED, first)


@pytest.mark.parametrize("status", [each for each in Status if each != Status.CONFIRMED])
def test_only_a_confirmed_fact_is_corrected(city, clerk, status):
    entry = an_entry(unit=city.agency, status=status)

    with pytest.raises(AlreadySettled):
        correct(entry, clerk)

    assert Entry.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "   ", "字" * 201])
def test_a_correction_says_why_in_few_words(clerk, entry, reason):
    with pytest.raises(ReasonMissing):
        correct(entry, clerk, reason=reason)
    with pytest.raises(ReasonMissing):
        withdraw_entry(entry_id=entry.pk, reason=reason, actor=clerk, at=NOON)


class TestWithdrawing:
    def test_a_withdrawn_fact_counts_no_longer_and_keeps_what_it_said(self, city, clerk, entry):
        before = kept(entry)

        withdraw_entry(entry_id=entry.pk, reason="重复登记", actor=clerk, at=NOON)

        entry.refresh_from_db()
        assert (entry.status, facts_of_unit(city.agency.pk)) == (Status.WITHDRAWN, ())
        assert kept(entry) == before | {"reason": "重复登记"}

    def test_it_is_withdrawn_once(self, city, clerk, entry):
        withdraw_entry(entry_id=entry.pk, reason="重复登记", actor=clerk, at=NOON)
        withdraw_entry(entry_id=entry.pk, reason="又一次", actor=clerk, at=NOON)

        entry.refresh_from_db()
        city.agency.refresh_from_db()
        assert (entry.reason, Line.objects.count(), city.agency.ledger_revision) == ("重复登记", 1, 1)

    @pytest.mark.parametrize("status", [Status.DRAFT, Status.CORRECTED, Status.DISCARDED])
    def test_only_what_stands_is_withdrawn(self, city, clerk, status):
        entry = an_entry(unit=city.agency, status=status)

        with pytest.raises(AlreadySettled):
            withdraw_entry(entry_id=entry.pk, reason="重复登记", actor=clerk, at=NOON)

    def test_a_fact_whose_correction_is_under_way_is_not_withdrawn(self, clerk, entry):
        correct(entry, clerk, confirm=False)

        with pytest.raises(AlreadyCorrected):
            withdraw_entry(entry_id=entry.pk, reason="重复登记", actor=clerk, at=NOON)

    def test_what_the_office_found_is_neither_withdrawn_nor_corrected_by_the_unit(self, city, clerk, officer):
        finding = an_entry(unit=city.agency, kind="violation", topic="safety", source=Source.OFFICE)

        with pytest.raises(RecordedByOffice):
            withdraw_entry(entry_id=finding.pk, reason="不同意", actor=clerk, at=NOON)
        with pytest.raises(RecordedByOffice):
            correct(finding, clerk)
        mended = correct(finding, officer, draft=draft_of(finding))

        assert (mended.source, mended.status) == (Source.OFFICE, Status.CONFIRMED)
