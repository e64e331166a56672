"""What has been published never changes, whoever asks the database."""

import pytest
from django.db import DatabaseError, transaction

from chuangwen.civic.rulebooks.enums import EditionStatus
from chuangwen.civic.rulebooks.models import Edition
from tests.factories import an_edition


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("canonical", "{}"),
        ("sources", {"book.yaml": "title: 改过"}),
        ("digest", "f" * 64),
        ("title", "改过的名称"),
        ("assessed_on", "2026-12-31"),
        ("status", EditionStatus.DRAFT),
    ],
)
def test_the_database_refuses_to_change_a_published_edition(db, column, value):
    edition = an_edition()

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(**{column: value})


def test_a_published_edition_can_still_be_retired(db):
    edition = an_edition()

    Edition.objects.filter(pk=edition.pk).update(status=EditionStatus.RETIRED)

    assert Edition.objects.get(pk=edition.pk).status == EditionStatus.RETIRED


def test_a_draft_may_change(db):
    edition = an_edition(status=EditionStatus.DRAFT, published_at=None, published_by=None)

    Edition.objects.filter(pk=edition.pk).update(canonical="{}", title="改过的名称")

    assert Edition.objects.get(pk=edition.pk).title == "改过的名称"
