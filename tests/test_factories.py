"""The factories give rows that the database takes."""

import inspect

import pytest
from django.db import models
from factory.django import DjangoModelFactory

from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.orgs import access
from chuangwen.civic.orgs.models import Unit
from tests import factories

FACTORIES = [
    each
    for _, each in inspect.getmembers(factories, inspect.isclass)
    if issubclass(each, DjangoModelFactory) and each is not DjangoModelFactory
]


@pytest.mark.django_db
@pytest.mark.parametrize("each", FACTORIES, ids=lambda each: each.__name__)
def test_each_factory_makes_a_row_that_keeps_the_constraints(each):
    row = each.create()

    may_be_empty = {field.name for field in row._meta.fields if isinstance(field, models.JSONField)} | {"canonical"}
    row.full_clean(exclude=may_be_empty)
    assert type(row)._base_manager.filter(pk=row.pk).exists()


@pytest.mark.django_db
def test_a_draft_names_nobody_who_confirmed_it():
    entry = factories.an_entry(status=Status.DRAFT)

    assert (entry.confirmed_by, entry.confirmed_at) == (None, None)


def test_an_officer_of_one_district_reaches_only_that_district(city, district_officer):
    reached = Unit.objects.filter(access.reach(district_officer, access.OFFICE_READERS)).order_by("path")

    assert [unit.name for unit in reached] == ["青石区", "槐荫街道", "梧桐里社区", "青石区税务局", "青石区实验小学"]
