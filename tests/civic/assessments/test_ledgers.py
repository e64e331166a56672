"""A place's ledger is the same snapshot whether it comes through the driver or through the ORM."""

import sqlite3
from datetime import date

import pytest
from django.db import connection, transaction

from chuangwen.civic.assessments.queries import ledgers
from chuangwen.civic.ledger.models import Evidence
from chuangwen.civic.wordbook import kinds
from chuangwen.core.scoring import Tables, write_snapshot
from tests.factories import NOON, a_unit, an_entry, an_evidence

SINCE = date(2025, 1, 1)


@pytest.fixture
def place(transactional_db):
    city = a_unit(kind="city", name="云岭市")
    water, school = a_unit(parent=city, staff=80, name="水务局"), a_unit(parent=city, kind="school", name="实验小学")
    a_unit(kind="city", name="别的市")
    meeting = an_entry(unit=water, kind="meeting", quantities={"attendees": 42})
    an_entry(unit=school, kind="violation", topic="safety", is_self_reported=True, times=2)
    an_entry(unit=school, kind="study", status="draft")
    an_entry(unit=water, kind="study", title="学'习", quantities={"hours": 25})
    for proof, removed in (("photo", None), ("minutes", None), ("minutes", None), ("report", NOON)):
        an_evidence(entry=meeting, proof=proof, removed_at=removed)
    return city


@pytest.fixture
def address(place, tmp_path):
    if connection.vendor == "postgresql":
        return ledgers._address()
    copy = sqlite3.connect(tmp_path / "copy.sqlite3")
    connection.connection.backup(copy)
    copy.close()
    return "sqlite", str(tmp_path / "copy.sqlite3")


def snapshot_by(way, folder):
    return write_snapshot(folder, way, kinds())


def test_the_driver_and_the_orm_give_the_same_snapshot(place, address, tmp_path):
    by_driver = ledgers._tables(place, SINCE, None, *address)

    assert by_driver is not None
    assert {kind: table.num_rows for kind, table in by_driver.facts.items()} == {
        "meeting": 1,
        "study": 1,
        "violation": 1,
    }
    assert by_driver.facts["meeting"]["proofs"].to_pylist() == [",minutes,photo,"]
    assert by_driver.facts["violation"]["self_reported"].to_pylist() == [True]
    one, other = (
        snapshot_by(by_driver, tmp_path / "a"),
        snapshot_by(ledgers.cases_of(place, since=SINCE), tmp_path / "b"),
    )
    assert one.digest == other.digest


def test_a_row_that_does_not_fit_is_left_to_the_slow_way_which_names_it(place, address, tmp_path):
    entry = an_entry(unit=place, kind="meeting", quantities={"hours": 5})
    with sqlite3.connect(address[1]) if address[0] == "sqlite" else connection.cursor() as rows:
        rows.execute("UPDATE ledger_entry SET quantities = '{\"hours\": 5}' WHERE kind = 'meeting'")

    assert entry.pk
    assert ledgers._tables(place, SINCE, None, *address) is None


def test_inside_a_transaction_the_orm_is_asked_for_it_sees_what_was_written(place):
    with transaction.atomic():
        found = ledgers.ledgers_of(place, since=SINCE)

        assert not isinstance(found, Tables)
        assert sum(len(case.facts) for case in found) == 3


def test_a_ledger_without_any_evidence_comes_through_the_driver_too(place, request):
    Evidence.objects.all().delete()

    found = ledgers._tables(place, SINCE, None, *request.getfixturevalue("address"))

    assert found is not None
    assert found.facts["meeting"]["proofs"].to_pylist() == [""]
