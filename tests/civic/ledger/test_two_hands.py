"""Two hands at once on one ledger: whatever they both do is done once."""

from datetime import date

import pytest

from chuangwen.civic.journal.models import Line
from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.enums import Source, Status
from chuangwen.civic.ledger.models import Entry, Evidence
from chuangwen.civic.ledger.operations.corrections import correct_entry, withdraw_entry
from chuangwen.civic.ledger.operations.entries import confirm_entries, record_entry
from chuangwen.civic.ledger.operations.evidence import attach_file
from chuangwen.civic.ledger.operations.refusals import AlreadyCorrected, AlreadySettled
from chuangwen.core.catalogue import FactDraft
from tests.civic.hands import at_once
from tests.factories import NOON, an_entry

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

MEETING = FactDraft(kind="meeting", title="创建工作推进会", start_date=date(2025, 9, 3))


def recording(unit, actor, token):
    return lambda: record_entry(
        unit_id=unit.pk, draft=MEETING, token=token, confirm=True, source=Source.TYPED, actor=actor, at=NOON
    )


def correcting(entry, actor):
    return lambda: correct_entry(
        entry_id=entry.pk, draft=MEETING, reason="人数有误", token=None, confirm=True, actor=actor, at=NOON
    )


def refusals(found):
    return [type(each) for each in found if isinstance(each, Exception)]


def revision(unit):
    unit.refresh_from_db()
    return unit.ledger_revision


def test_one_form_sent_by_two_hands_makes_one_entry(city, clerk):
    found = at_once(*(recording(city.agency, clerk, "a" * 32) for _ in range(4)))

    assert refusals(found) == []
    assert (len(set(found)), Entry.objects.count(), Line.objects.count(), revision(city.agency)) == (1, 1, 1, 1)


def test_different_facts_recorded_at_once_are_all_kept_and_all_counted(city, clerk):
    found = at_once(*(recording(city.agency, clerk, f"{n:032}") for n in range(4)))

    assert refusals(found) == []
    assert (Entry.objects.count(), Line.objects.count(), revision(city.agency)) == (4, 4, 4)


def test_a_draft_confirmed_by_two_hands_is_confirmed_once(city, clerk):
    entry = an_entry(unit=city.agency, status=Status.DRAFT)

    found = at_once(*(lambda: confirm_entries(entry_ids=[entry.pk], actor=clerk, at=NOON) for _ in range(2)))

    assert refusals(found) == []
    assert (sorted(map(len, found)), Line.objects.count()) == ([0, 1], 1)


def test_of_two_corrections_at_once_one_is_made(city, clerk):
    entry = an_entry(unit=city.agency)

    found = at_once(correcting(entry, clerk), correcting(entry, clerk))

    assert refusals(found) in ([AlreadyCorrected], [AlreadySettled])
    assert Entry.objects.filter(corrects=entry).count() == 1


def test_of_a_correction_and_a_withdrawal_at_once_one_is_done(city, clerk):
    entry = an_entry(unit=city.agency)

    found = at_once(
        correcting(entry, clerk),
        lambda: withdraw_entry(entry_id=entry.pk, reason="重复", actor=clerk, at=NOON),
    )

    assert refusals(found) == [AlreadySettled]
    assert Line.objects.count() == 1


def test_one_file_attached_by_two_hands_is_attached_once(city, clerk):
    entry = an_entry(unit=city.agency)
    file = storage.store(["会议纪要".encode()])

    found = at_once(
        *(
            lambda: attach_file(entry_id=entry.pk, file=file, proof="minutes", name="纪要", actor=clerk, at=NOON)
            for _ in range(3)
        )
    )

    assert refusals(found) == []
    assert (len(set(found)), Evidence.objects.count()) == (1, 1)
