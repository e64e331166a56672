"""What a reader does: reading once, all at once, and choosing how to be told."""

from datetime import timedelta

import pytest
from django.http import Http404

from chuangwen.civic.journal.models import Line
from chuangwen.civic.letters import pen
from chuangwen.civic.letters.access import copy_to_open
from chuangwen.civic.letters.models import LetterCopy
from chuangwen.civic.letters.operations import choose_channels, mark_all_read, mark_read
from chuangwen.civic.letters.queries import choice_of, unread_count
from tests.factories import NOON

LATER = NOON + timedelta(hours=1)


def letters(*users, count=3):
    notes = [pen.Note(token=f"t{n}", subject=f"第{n}件", users=users) for n in range(count)]
    return [letter.pk for letter in pen.post_many(notes, at=NOON)]


def test_a_letter_is_read_once_and_keeps_its_time(clerk):
    first, *_ = letters(clerk)

    assert mark_read(letter_ids=[first], actor=clerk, at=NOON) == 1
    assert mark_read(letter_ids=[first], actor=clerk, at=LATER) == 0
    assert LetterCopy.objects.get(letter_id=first).read_at == NOON
    assert [(line.verb, line.after) for line in Line.objects.all()] == [("letters.read", {"count": 1, "ids": [first]})]


def test_reading_ones_own_copy_leaves_the_other_unread(clerk, other_clerk):
    ids = letters(clerk, other_clerk)
    mark_read(letter_ids=ids, actor=clerk, at=NOON)

    assert (unread_count(clerk), unread_count(other_clerk)) == (0, 3)


def test_all_are_read_with_one_line(clerk):
    letters(clerk, count=30)

    assert mark_all_read(actor=clerk, at=NOON) == 30
    assert mark_all_read(actor=clerk, at=NOON) == 0
    assert Line.objects.count() == 1


def test_a_letter_is_its_readers_alone(clerk, other_clerk):
    [letter] = letters(clerk, count=1)

    assert copy_to_open(clerk, letter).letter_id == letter
    for reader, number in ((other_clerk, letter), (clerk, 10**9)):
        with pytest.raises(Http404):
            copy_to_open(reader, number)


def test_a_choice_is_kept_and_told_once(clerk):
    assert (choice_of(clerk).by_email, choice_of(clerk).by_sms) == (True, True)

    for _ in range(2):
        choose_channels(by_email=False, by_sms=True, actor=clerk, at=NOON)

    assert (choice_of(clerk).by_email, choice_of(clerk).by_sms) == (False, True)
    assert [line.verb for line in Line.objects.all()] == ["letters.channels_chosen"]
