"""Spark gives the same columns as DuckDB and as plain Python, on every value; one session for all of these tests."""

import os
import shutil
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chuangwen.core.rulebook.atoms import Ledger
from chuangwen.core.scoring import assess, duck, write_snapshot
from chuangwen.core.scoring.tables import atoms_of
from tests.core.scoring.strategies import ON, books, catalogue, ledgers

pytestmark = [pytest.mark.spark, pytest.mark.slow, pytest.mark.xdist_group("spark")]
PHASES = (Phase.explicit, Phase.generate)  # no shrinking: each example is a round of jobs
FEW = settings(deadline=None, max_examples=2, phases=PHASES, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def spark():
    if not os.environ.get("CI"):
        pytest.importorskip("pyspark")
        if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
            pytest.skip("no Java")
    from chuangwen.core.scoring import spark  # noqa: PLC0415  # an extra

    session = spark.session()
    spark.SPAN = 2  # units of one task: small, so that answers come in parts
    yield spark
    session.stop()


def listed(column):
    return column[0].tolist(), column[1].tolist()


@FEW
@given(data=st.data(), cases=ledgers())
def test_every_value_is_what_duckdb_and_plain_python_give(spark, data, cases):
    some = [data.draw(books()) for _ in range(5)]
    atoms = list(dict.fromkeys(atom for book in some for atom in atoms_of(book.on(ON), ON)))
    ordered = [Ledger(case) for case in sorted(cases, key=lambda case: case.id)]

    with TemporaryDirectory() as folder:
        snapshot = write_snapshot(folder, cases, catalogue())
        by_spark, by_duck = (way(atoms, snapshot, len(cases)) for way in (spark.columns, duck.columns))

    for atom in atoms:
        numbers = [ledger.number(atom) for ledger in ordered]
        wanted = [number or 0 for number in numbers], [number is None for number in numbers]
        assert listed(by_spark[atom]) == listed(by_duck[atom]) == wanted


@settings(FEW, max_examples=1)
@given(book=books(), cases=ledgers())
def test_an_assessment_by_spark_is_the_assessment(spark, book, cases):
    with TemporaryDirectory() as folder:
        snapshot = write_snapshot(folder, cases, catalogue())
        by_spark, by_duck = assess(book, snapshot, ON, backend=spark.columns), assess(book, snapshot, ON)

        assert by_spark.to_arrow() == by_duck.to_arrow()
        assert list(by_spark.all_cards()) == list(by_duck.all_cards())


def test_nothing_asked_is_nothing_answered(spark):
    with TemporaryDirectory() as folder:
        snapshot = write_snapshot(folder, [], catalogue())

        assert spark.columns([], snapshot, 0) == {}
        assert not np.array(snapshot.kinds).size
