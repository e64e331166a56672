"""Evidence is stored once, attached many times, and gone from sight when removed."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from chuangwen.civic.journal.models import Line
from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.enums import EvidenceForm, Source, Status
from chuangwen.civic.ledger.models import Entry, Evidence, EvidenceFile
from chuangwen.civic.ledger.operations.entries import record_entries, record_entry
from chuangwen.civic.ledger.operations.evidence import (
    AlreadySettled,
    EvidenceNotTaken,
    NewEvidence,
    RecordedByOffice,
    TooMuchEvidence,
    attach_evidence,
    attach_file,
    attach_link,
    remove_evidence,
)
from chuangwen.civic.ledger.queries.evidence import (
    evidence_of_unit,
    kinds_with_evidence,
    lacking_evidence,
    other_uses,
    usual_proofs,
)
from chuangwen.civic.ledger.queries.recent import facts_of_unit
from chuangwen.core.catalogue import FactDraft
from tests.factories import NOON, an_entry, an_evidence

MEETING = FactDraft(kind="meeting", title="创建工作推进会", start_date=date(2025, 9, 3))


def a_stored(colour="teal") -> storage.StoredFile:
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return storage.store([out.getvalue()])


def attach(entry, actor, file, proof="photo"):
    return attach_file(entry_id=entry.pk, file=file, proof=proof, name="会场.jpg", actor=actor, at=NOON)


def link(entry, actor, url="https://news.example/1", proof="web_page"):
    return attach_link(entry_id=entry.pk, url=url, proof=proof, name="报道", actor=actor, at=NOON)


@pytest.fixture
def entry(city):
    return an_entry(unit=city.agency)


def test_a_file_is_attached_once_however_often_it_is_sent(clerk, entry):
    first = attach(entry, clerk, a_stored())
    second = attach(entry, clerk, a_stored())

    entry.unit.refresh_from_db()
    assert (first, first.form, Evidence.objects.count()) == (second, EvidenceForm.FILE, 1)
    assert ([line.verb for line in Line.objects.all()], entry.unit.ledger_revision) == (["evidence.attached"], 1)


def test_one_file_proves_many_facts_and_lies_on_the_disk_once(city, clerk, entry):
    other = an_entry(unit=city.agency)
    attach(entry, clerk, a_stored())
    attach(other, clerk, a_stored())

    assert (Evidence.objects.count(), EvidenceFile.objects.count()) == (2, 1)
    assert len([path for path in storage.root().rglob("*") if path.is_file()]) == 3  # with its two views


def test_the_same_file_elsewhere_in_the_unit_is_found(city, clerk, entry):
    other, foreign = an_entry(unit=city.agency), an_entry(unit=city.school)
    file = a_stored()
    for each in (entry, other, foreign):
        attach(each, clerk, file)

    assert other_uses([file.sha256], city.agency.pk, but=entry.pk) == {file.sha256: [other]}
    assert other_uses(["0" * 64], city.agency.pk) == {}


def test_a_link_stands_for_an_upload(clerk, entry):
    evidence = link(entry, clerk)

    assert (evidence.form, evidence.url, link(entry, clerk)) == (
        EvidenceForm.LINK,
        "https://news.example/1",
        evidence,
    )


@pytest.mark.parametrize(
    "url", ["", "news.example/1", "javascript:alert(1)", "ftp://news.example/1", "https://x.example/" + "a" * 500]
)
def test_only_a_page_on_the_web_is_a_link(clerk, entry, url):
    with pytest.raises(EvidenceNotTaken) as refusal:
        link(entry, clerk, url=url)

    assert "https://" in refusal.value.remedy
    assert Evidence.objects.count() == 0


def test_an_unknown_type_of_proof_is_refused(clerk, entry):
    with pytest.raises(EvidenceNotTaken):
        link(entry, clerk, proof="hearsay")


def test_an_entry_holds_no_more_than_twenty_pieces(clerk, entry):
    pieces = [NewEvidence(proof="web_page", url=f"https://news.example/{n}") for n in range(20)]
    attach_evidence(entry_id=entry.pk, pieces=pieces, actor=clerk, at=NOON)

    with pytest.raises(TooMuchEvidence):
        link(entry, clerk, url="https://news.example/one-more")

    assert Line.objects.count() == 1


def test_a_screenshot_says_that_it_is_one(clerk, entry):
    piece = NewEvidence(proof="web_page", name="公众号截图", file=a_stored(), is_screenshot=True)

    (evidence,) = attach_evidence(entry_id=entry.pk, pieces=[piece], actor=clerk, at=NOON)

    assert evidence.form == EvidenceForm.SCREENSHOT


def test_the_proofs_of_a_fact_reach_the_core(city, clerk, entry):
    attach(entry, clerk, a_stored(), proof="photo")
    minutes = link(entry, clerk, proof="minutes")
    remove_evidence(evidence_id=minutes.pk, actor=clerk, at=NOON)

    (fact,) = facts_of_unit(city.agency.pk)

    assert fact.proofs == {"photo"}


def test_removed_evidence_is_out_of_sight_and_its_row_stays(clerk, entry):
    evidence = attach(entry, clerk, a_stored())

    remove_evidence(evidence_id=evidence.pk, actor=clerk, at=NOON)
    remove_evidence(evidence_id=evidence.pk, actor=clerk, at=NOON)

    assert (Evidence.objects.get().removed_at, list(evidence_of_unit(entry.unit))) == (NOON, [])
    assert [line.verb for line in Line.objects.order_by("number")] == ["evidence.attached", "evidence.removed"]


def test_what_was_removed_can_be_attached_again(clerk, entry):
    remove_evidence(evidence_id=attach(entry, clerk, a_stored()).pk, actor=clerk, at=NOON)

    again = attach(entry, clerk, a_stored())

    assert list(evidence_of_unit(entry.unit)) == [again]


@pytest.mark.parametrize("status", [Status.CORRECTED, Status.WITHDRAWN, Status.DISCARDED])
def test_evidence_of_what_no_longer_stands_is_left_alone(city, clerk, status):
    entry = an_entry(unit=city.agency, status=status)
    evidence = an_evidence(entry=entry)

    with pytest.raises(AlreadySettled):
        link(entry, clerk)
    with pytest.raises(AlreadySettled):
        remove_evidence(evidence_id=evidence.pk, actor=clerk, at=NOON)


def test_a_clerk_does_not_touch_the_evidence_of_the_office(city, clerk, officer):
    finding = an_entry(unit=city.agency, kind="violation", topic="safety", source=Source.OFFICE)

    with pytest.raises(RecordedByOffice):
        link(finding, clerk)

    assert link(finding, officer, proof="document").entry == finding


class TestWithTheFact:
    def test_a_fact_comes_with_all_its_evidence_or_not_at_all(self, city, clerk):
        pieces = [
            NewEvidence(proof="photo", file=a_stored()),
            NewEvidence(proof="web_page", url="javascript:alert(1)"),
        ]

        with pytest.raises(EvidenceNotTaken):
            self.record(city, clerk, pieces)

        assert (Entry.objects.count(), EvidenceFile.objects.count(), Line.objects.count()) == (0, 0, 0)

    def test_the_form_sent_twice_makes_one_entry_with_one_set_of_photos(self, city, clerk):
        pieces = [NewEvidence(proof="photo", file=a_stored()), NewEvidence(proof="photo", file=a_stored("black"))]

        self.record(city, clerk, pieces)
        self.record(city, clerk, pieces)

        assert (Entry.objects.count(), Evidence.objects.count()) == (1, 2)

    def test_the_same_photo_chosen_twice_is_taken_once(self, city, clerk):
        entry = self.record(city, clerk, [NewEvidence(proof="photo", file=a_stored())] * 2)

        assert entry.evidence.count() == 1

    def test_many_facts_come_with_theirs(self, city, clerk):
        first, second = record_entries(
            unit_id=city.agency.pk,
            drafts=[MEETING, MEETING],
            token=None,
            confirm=True,
            source=Source.TYPED,
            actor=clerk,
            at=NOON,
            evidence=[[NewEvidence(proof="minutes", url="https://news.example/1")], []],
        )

        assert (first.evidence.count(), second.evidence.count()) == (1, 0)

    def record(self, city, actor, pieces):
        return record_entry(
            unit_id=city.agency.pk,
            draft=MEETING,
            token="d" * 32,
            confirm=True,
            source=Source.TYPED,
            actor=actor,
            at=NOON,
            evidence=pieces,
        )


class TestWhatIsMissing:
    def test_an_entry_lacks_evidence_until_it_has_one_of_the_usual(self, city, clerk, entry):
        link(entry, clerk, proof="other")
        before = list(lacking_evidence(city.agency))

        link(entry, clerk, url="https://news.example/2", proof="minutes")

        assert (before, list(lacking_evidence(city.agency))) == ([entry], [])

    def test_what_is_usual_for_another_kind_does_not_help(self, city, clerk):
        greening = an_entry(unit=city.agency, kind="greening", topic="environment")
        link(greening, clerk, proof="minutes")

        assert list(lacking_evidence(city.agency)) == [greening]

    def test_drafts_and_other_units_are_not_listed(self, city):
        an_entry(unit=city.agency, status=Status.DRAFT)
        an_entry(unit=city.school)

        assert list(lacking_evidence(city.agency)) == []

    def test_the_usual_types_are_offered_first(self):
        offered = [code for code, _ in usual_proofs("meeting")]

        assert (offered[:3], len(offered)) == (["minutes", "sign_in", "photo"], 15)

    def test_pieces_are_counted_by_kind(self, city, clerk, entry):
        link(entry, clerk)
        link(entry, clerk, url="https://news.example/2")

        assert kinds_with_evidence(city.agency) == {"meeting": 2}


def test_the_bytes_of_the_original_are_untouched(clerk, entry):
    out = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG", comment=b"as it came")
    file = storage.store([out.getvalue()[:100], out.getvalue()[100:]])

    evidence = attach(entry, clerk, file)

    stored = Path(storage.path_of(evidence.file.original)).read_bytes()
    assert stored == out.getvalue()
    assert b"as it came" not in storage.path_of(evidence.file.view).read_bytes()
