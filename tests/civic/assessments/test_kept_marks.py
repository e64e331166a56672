"""What an assessment has kept never changes, whoever asks the database."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from chuangwen.civic.assessments.models import Assessment, Card
from tests.factories import a_card, an_assessment


def test_the_database_refuses_to_change_a_kept_card(db):
    card = a_card(certain=80_000)

    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        Card.objects.filter(pk=card.pk).update(certain=99_000)

    assert Card.objects.get(pk=card.pk).certain == 80_000


def test_the_database_refuses_to_change_a_finished_assessment(db):
    assessment = an_assessment()

    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        Assessment.objects.filter(pk=assessment.pk).update(snapshot="0" * 64)


def test_an_assessment_still_running_may_change(db):
    assessment = an_assessment(status="running", finished_at=None)

    Assessment.objects.filter(pk=assessment.pk).update(trouble="磁盘已满")

    assert Assessment.objects.get(pk=assessment.pk).trouble == "磁盘已满"


def test_one_snapshot_is_assessed_once_by_an_edition_and_an_engine(db):
    first = an_assessment()

    with pytest.raises(IntegrityError), transaction.atomic():
        an_assessment(edition=first.edition, unit=first.unit, snapshot=first.snapshot)
