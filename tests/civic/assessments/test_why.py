"""Why a mark is what it is: exactly the entries counted, those left out with the reason, the next step."""

from datetime import date

from chuangwen.civic.assessments.models import Card
from chuangwen.civic.assessments.operations import assess_units
from chuangwen.civic.assessments.queries.why import kept_why, live_why
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.rulebooks.queries import editions
from tests.civic.assessments.conftest import a_meeting
from tests.factories import NOON, an_entry, an_evidence


def ids(entries):
    return [entry.id for entry in entries]


def test_why_shows_exactly_the_entries_counted_with_their_evidence(city, book):
    first, second = a_meeting(city.agency, date(2025, 3, 5)), a_meeting(city.agency, date(2025, 6, 5))
    photo = an_evidence(entry=second, proof="photo", name="会场照片")
    a_meeting(city.other_agency, date(2025, 9, 5))

    why = live_why(city.agency, book, "I-1")

    assert ids(why.counted) == [first.pk, second.pk]
    assert (photo.pk, "会场照片") in why.counted[1].evidence
    assert (why.got, why.full, why.gain, why.most) == (2000, 4000, 1000, 4000)
    assert (why.clause, why.document) == ("第二章第一条", "云文明委〔2025〕3号")
    assert "得2分" in why.sentence


def test_why_shows_each_entry_left_out_with_its_reason(city, book):
    bare = a_meeting(city.agency, date(2025, 3, 5), minutes=False)
    draft = a_meeting(city.agency, date(2025, 6, 5), status=Status.DRAFT)
    early = a_meeting(city.agency, date(2024, 12, 30))
    other = an_entry(unit=city.agency, kind="meeting", topic="party", start_date=date(2025, 9, 5))

    why = live_why(city.agency, book, "I-1")

    reasons = {entry.id: entry.reason for entry in why.left_out}
    assert why.counted == ()
    assert reasons.keys() == {bare.pk, draft.pk, early.pk, other.pk}
    assert "会议纪要" in reasons[bare.pk]
    assert "草稿" in reasons[draft.pk]
    assert "考核期" in reasons[early.pk]
    assert "主题" in reasons[other.pk]


def test_why_of_an_unknown_code_is_nothing(city, book):
    assert live_why(city.agency, book, "I-1") is not None
    assert live_why(city.agency, book, "IX-9") is None


def test_why_of_a_negative_item_shows_what_it_cost(city, book):
    said = {"kind": "violation", "topic": "safety", "is_self_reported": False}
    finding = an_entry(unit=city.agency, start_date=date(2025, 4, 1), **said)

    why = live_why(city.agency, book, "N-1")

    assert (why.is_negative, why.got, ids(why.counted)) == (True, -4000, [finding.pk])
    assert "未主动报告" in why.sentence


def test_why_of_a_clean_negative_list_says_so(city, book):
    why = live_why(city.agency, book, "N-1")

    assert (why.got, why.counted) == (0, ())
    assert "不扣分" in why.sentence


def test_why_costs_two_queries_however_many_entries_there_are(city, book, django_assert_num_queries):
    editions.book_of(book)
    for day in range(1, 20):
        a_meeting(city.agency, date(2025, 3, day))

    with django_assert_num_queries(2):
        live_why(city.agency, book, "I-1")


def test_a_kept_mark_is_explained_by_its_snapshot_whatever_the_ledger_says_since(city, book, officer):
    counted = a_meeting(city.agency, date(2025, 3, 5))
    assess_units(edition_id=book.pk, unit_id=city.city.pk, actor=officer, at=NOON)
    a_meeting(city.agency, date(2025, 6, 5))

    card = Card.objects.select_related("assessment__edition").get(unit=city.agency)
    why = kept_why(card, "I-1")

    assert ids(why.counted) == [counted.pk]
    assert (why.got, why.most, why.is_kept, why.next_step) == (1000, 1000, True, "")
    assert ids(live_why(city.agency, book, "I-1").counted) != [counted.pk]
