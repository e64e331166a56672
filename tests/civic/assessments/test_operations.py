"""Assessing a place: kept with edition, snapshot and engine; whole or not at all; the same twice."""

from datetime import date

import pytest

from chuangwen.civic.assessments.enums import AssessmentStatus
from chuangwen.civic.assessments.models import Assessment, Card
from chuangwen.civic.assessments.operations import BookNotInForce, NobodyToAssess, NotYourPlace, _marking, assess_units
from chuangwen.civic.assessments.queries.snapshots import folder_of, snapshot_of
from chuangwen.civic.journal.models import Line
from chuangwen.civic.rulebooks.enums import EditionStatus
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.operations import load_edition, publish_edition, retire_edition
from chuangwen.core.scoring import ENGINE_VERSION
from tests.civic.assessments.conftest import a_meeting, a_volunteer_day
from tests.civic.small_books import ASSESSED_ON, TEXTS, texts
from tests.factories import NOON, an_edition


def assess(book, place, actor):
    return assess_units(edition_id=book.pk, unit_id=place.pk, actor=actor, at=NOON)


def standing(assessment):
    rows = Card.objects.filter(assessment=assessment).order_by("position", "unit_id")
    return [(card.unit.name, card.certain, card.position, card.group_size) for card in rows.select_related("unit")]


def test_every_unit_of_a_place_is_marked_and_ranked_within_its_group(city, book, officer):
    a_meeting(city.agency, date(2025, 3, 5))
    a_volunteer_day(city.other_agency, times=8)

    assessment = assess(book, city.city, officer)

    assert (assessment.status, assessment.engine, len(assessment.snapshot)) == ("finished", ENGINE_VERSION, 64)
    assert standing(assessment) == [
        ("青石区实验小学", 0, 1, 1),
        ("临江区水务局", 4000, 1, 2),
        ("青石区税务局", 1000, 2, 2),
    ]
    assert assessment.summary == {"units": 3, "passes": 0, "fails": 3, "open": 0, "mean": 1666}
    assert list(Line.objects.values_list("verb", flat=True)) == ["assessment.finished"]


def test_a_district_is_assessed_by_the_citys_book(city, book, district_officer):
    assessment = assess(book, city.district, district_officer)

    assert [name for name, *_ in standing(assessment)] == ["青石区税务局", "青石区实验小学"]


def test_the_same_facts_give_back_the_same_assessment(city, book, officer):
    a_meeting(city.agency, date(2025, 3, 5))

    first = assess(book, city.city, officer)
    again = assess(book, city.city, officer)

    assert again == first
    assert (Assessment.objects.count(), Card.objects.count(), Line.objects.count()) == (1, 3, 1)


def test_a_new_fact_gives_a_new_assessment_and_leaves_the_old_one_as_it_was(city, book, officer):
    first = assess(book, city.city, officer)
    before = standing(first)
    a_meeting(city.agency, date(2025, 3, 5))

    second = assess(book, city.city, officer)

    assert second != first
    assert standing(first) == before
    assert ("青石区税务局", 1000, 1, 2) in standing(second)


def test_a_kept_card_says_only_what_is_pending_as_still_possible(city, book, officer):
    assess(book, city.city, officer)

    card = Card.objects.get(unit=city.agency)
    assert (card.certain, card.possible, card.full, card.verdict) == (0, 0, 10_000, "fails")


def test_no_later_import_changes_a_kept_assessment(city, officer):
    load = {"unit_id": city.city.pk, "assessed_on": ASSESSED_ON, "actor": officer, "at": NOON}
    edition = load_edition(texts=TEXTS, **load)
    publish_edition(edition_id=edition.pk, actor=officer, at=NOON)
    a_meeting(city.agency, date(2025, 3, 5))
    kept = assess(edition, city.city, officer)
    before = list(Card.objects.order_by("unit_id").values())

    dearer = texts(**{'edition: "2025"': 'edition: "2026"', "score: {per: 1, worth: 1}": "score: {per: 2, worth: 2}"})
    load_edition(texts=dearer, **load)
    with pytest.raises(Exception, match="已经发布"):
        load_edition(texts=texts(小测评="小考核"), **load)
    a_meeting(city.agency, date(2025, 6, 5))
    retire_edition(edition_id=edition.pk, reason="另有新版", actor=officer, at=NOON)

    assert list(Card.objects.order_by("unit_id").values()) == before
    assert Edition.objects.get(pk=kept.edition_id).canonical == edition.canonical
    assert Assessment.objects.get(pk=kept.pk).snapshot == kept.snapshot


def test_the_snapshot_is_kept_under_its_digest_and_can_be_read_again(city, book, officer):
    a_meeting(city.agency, date(2025, 3, 5))

    assessment = assess(book, city.city, officer)

    snapshot = snapshot_of(assessment)
    snapshot.verify()
    assert snapshot.folder == folder_of(assessment.snapshot)
    assert {"青石区税务局", "青石区实验小学", "临江区水务局"} <= set(snapshot.units()["name"].to_pylist())


def test_where_the_snapshot_cannot_be_written_nothing_is_kept_but_the_trouble(
    city, book, officer, monkeypatch, tmp_path
):
    blocked = tmp_path / "not-a-folder"
    blocked.write_text("这里已有一个文件")
    monkeypatch.setattr(_marking, "FOLDER", blocked)

    assessment = assess(book, city.city, officer)

    assert (assessment.status, bool(assessment.trouble)) == (AssessmentStatus.FAILED, True)
    assert Card.objects.count() == 0
    assert list(Line.objects.values_list("verb", flat=True)) == ["assessment.failed"]


def test_after_a_failure_the_next_try_succeeds(city, book, officer, monkeypatch, tmp_path):
    blocked = tmp_path / "not-a-folder"
    blocked.write_text("这里已有一个文件")
    with monkeypatch.context() as trouble:
        trouble.setattr(_marking, "FOLDER", blocked)
        assess(book, city.city, officer)

    assert assess(book, city.city, officer).status == AssessmentStatus.FINISHED
    assert Card.objects.count() == 3


def test_a_damaged_snapshot_is_not_built_upon(city, book, officer):
    first = assess(book, city.city, officer)
    units = folder_of(first.snapshot) / "units.parquet"
    original = units.read_bytes()
    units.write_bytes(original[:-1] + b"x")

    second = assess(book, city.city, officer)
    units.write_bytes(original)

    assert (second.status, "units.parquet" in second.trouble) == (AssessmentStatus.FAILED, True)


def test_an_officer_of_a_district_assesses_no_other_place(city, book, district_officer):
    with pytest.raises(NotYourPlace):
        assess(book, city.city, district_officer)

    assert Assessment.objects.count() == 0


@pytest.mark.parametrize("status", [EditionStatus.DRAFT, EditionStatus.RETIRED])
def test_only_a_published_book_assesses(city, officer, status):
    is_draft = status == EditionStatus.DRAFT
    said = {"published_at": None, "published_by": None} if is_draft else {}
    edition = an_edition(unit=city.city, status=status, **said)

    with pytest.raises(BookNotInForce):
        assess(edition, city.city, officer)


def test_the_book_of_another_district_does_not_assess(city, officer):
    edition = an_edition(unit=city.other_district)

    with pytest.raises(BookNotInForce):
        assess(edition, city.district, officer)


def test_a_place_without_units_that_the_book_covers_is_refused(city, book, officer):
    with pytest.raises(NobodyToAssess):
        assess(book, city.street, officer)
