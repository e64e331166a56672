"""Two acts at once make two lines that follow each other."""

import pytest
from django.db import transaction

from chuangwen.civic.journal import pen
from chuangwen.civic.journal.models import Line
from chuangwen.civic.journal.queries import verify
from chuangwen.civic.people.operations import accounts
from tests.civic.hands import at_once
from tests.factories import NOON, a_user

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def renamed(user, actor, post):
    def call():
        return accounts.rename_account(user_id=user.pk, name="林小满", post=post, email="", actor=actor, at=NOON)

    return call


def test_two_acts_at_once_make_two_consecutive_lines():
    actor, users = a_user(), [a_user() for _ in range(8)]
    pen_down(actor)

    found = at_once(*(renamed(user, actor, "副科长") for user in users))

    assert [each for each in found if isinstance(each, Exception)] == []
    assert list(Line.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 10))
    assert verify().is_sound


def test_the_very_first_two_lines_do_not_collide():
    actor, users = a_user(), [a_user() for _ in range(4)]

    found = at_once(*(renamed(user, actor, "副科长") for user in users))

    assert [each for each in found if isinstance(each, Exception)] == []
    assert verify().checked == 4
    assert verify().is_sound


def pen_down(actor):
    """Write the first line, so that the head is there."""
    with transaction.atomic():
        pen.write("account.signed_in", actor, actor=actor, at=NOON)
