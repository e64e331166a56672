"""Two officers press the same button at the same moment (PostgreSQL)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from chuangwen.civic.assessments import previews
from chuangwen.civic.assessments.models import Assessment, Card, Preview
from chuangwen.civic.assessments.operations import assess_units
from chuangwen.civic.journal.models import Line
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.operations import load_edition, publish_edition
from tests.civic.assessments.conftest import a_meeting
from tests.civic.small_books import ASSESSED_ON, TEXTS, a_published_book
from tests.factories import NOON, a_city, a_person

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*acts):
    """Run the acts at the same moment, each with a connection of its own; return what they gave."""
    barrier = Barrier(len(acts))

    def hand(act):
        try:
            barrier.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result() for done in [pool.submit(hand, act) for act in acts]]


@pytest.fixture
def tree(transactional_db):
    return a_city()


@pytest.fixture
def officer(tree):
    return a_person("officer", tree.city, username="officer")


def verbs():
    return sorted(Line.objects.values_list("verb", flat=True))


def test_two_hands_assess_a_place_once(tree, officer):
    book = a_published_book(tree.city)
    a_meeting(tree.agency, date(2025, 3, 5))

    def assess():
        return assess_units(edition_id=book.pk, unit_id=tree.city.pk, actor=officer, at=NOON).pk

    one, two = at_once(assess, assess)

    assert one == two
    assert (Assessment.objects.count(), Card.objects.count(), verbs()) == (1, 3, ["assessment.finished"])


def test_two_hands_publish_an_edition_once(tree, officer):
    draft = load_edition(unit_id=tree.city.pk, texts=TEXTS, assessed_on=ASSESSED_ON, actor=officer, at=NOON)

    def publish():
        return publish_edition(edition_id=draft.pk, actor=officer, at=NOON).status

    assert at_once(publish, publish) == ["published", "published"]
    assert verbs() == ["edition.loaded", "edition.published"]


def test_two_hands_bring_the_same_book_in_once(tree, officer):
    def load():
        return load_edition(unit_id=tree.city.pk, texts=TEXTS, assessed_on=ASSESSED_ON, actor=officer, at=NOON).pk

    one, two = at_once(load, load)

    assert one == two
    assert (Edition.objects.count(), verbs()) == (1, ["edition.loaded"])


def test_two_refreshes_at_once_leave_one_preview(tree):
    a_published_book(tree.city)
    a_meeting(tree.agency, date(2025, 3, 5))

    def refresh():
        return [change.after for change in previews.refresh(tree.agency.pk, NOON)]

    assert at_once(refresh, refresh) == [[1000], [1000]]
    assert Preview.objects.count() == 1
