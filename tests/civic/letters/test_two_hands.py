"""Two hands at once: one occasion is one letter, one delivery is one sender's."""

import pytest
from django.db import transaction

from chuangwen.civic.journal.models import Line
from chuangwen.civic.letters import pen
from chuangwen.civic.letters.models import Delivery, Letter, LetterCopy
from chuangwen.civic.letters.operations import mark_all_read
from chuangwen.civic.letters.sending import take_due
from tests.civic.hands import at_once
from tests.factories import NOON

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def unit(city, clerk, settings):
    settings.LETTER_CHANNELS = {"sms": "http://127.0.0.1:1/", "wecom": "http://127.0.0.1:1/"}
    return city.agency


def posting(unit, occasion="told"):
    @transaction.atomic
    def post():
        return pen.post(pen.Note(token=occasion, subject="已受理", unit=unit, roles=pen.CLERKS | pen.OFFICE), at=NOON)

    return post


def test_an_occasion_told_by_two_hands_at_once_is_one_letter(unit, clerk, officer):
    found = at_once(*[posting(unit)] * 4)

    assert [each for each in found if isinstance(each, Exception)] == []
    assert Letter.objects.count() == 1
    assert LetterCopy.objects.count() == 2
    assert sorted(Delivery.objects.values_list("channel", flat=True)) == ["sms", "sms", "wecom"]


def test_two_senders_never_take_the_same_delivery(unit):
    for number in range(20):
        posting(unit, f"told:{number}")()

    found = at_once(*[lambda: take_due(at=NOON, most=20)] * 3)

    taken = [delivery.pk for each in found for delivery in each]
    assert len(taken) == len(set(taken)) == Delivery.objects.count() == 40


def test_letters_are_read_once(unit, clerk):
    posting(unit)()

    assert sorted(at_once(*[lambda: mark_all_read(actor=clerk, at=NOON)] * 3)) == [0, 0, 1]
    assert Line.objects.count() == 1
