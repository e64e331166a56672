"""A snapshot holds what was true, tells when it was touched, and refuses what cannot be marked exactly."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from chuangwen.core.rulebook.scores import Peers
from chuangwen.core.scoring import (
    SnapshotError,
    Tables,
    assess,
    assess_unit,
    open_snapshot,
    read_case,
    snapshot,
    write_snapshot,
)
from chuangwen.core.scoring.snapshot import fact_schema, tables_of
from tests.core.scoring.makers import ON, a_book, a_case, a_criterion, a_fact, catalogue

FACT = a_fact(
    7, "study", date(2026, 3, 1), days=3, topic="theory", times=2, quantities={"hours": 25, "attendees": 9},
    level="city", medium="wechat", place="乙'巷", source="typed", proofs=frozenset({"photo", "minutes"}),
    title="学习", self_reported=False,
)  # fmt: skip
BOOK = a_book(a_criterion({"count": "study"}, {"per": 1, "worth": 1}))


def test_a_unit_is_read_back_as_it_was_written(tmp_path):
    cases = [replace(a_case(FACT, number=9, staff=12), partners=(3, 5)), a_case(number=3, kind="village")]

    snapshot = write_snapshot(tmp_path / "s", cases, catalogue())

    assert [read_case(snapshot, 9), read_case(snapshot, 3)] == cases
    with pytest.raises(SnapshotError, match="没有编号为4的单位"):
        read_case(snapshot, 4)


def test_the_same_facts_give_the_same_digest_in_whatever_order(tmp_path):
    two = [a_case(FACT, replace(FACT, id=8), number=9), a_case(number=3)]
    turned = [a_case(number=3), a_case(replace(FACT, id=8), FACT, number=9)]

    digests = {write_snapshot(tmp_path / str(i), cases, catalogue()).digest for i, cases in enumerate((two, turned))}

    assert len(digests) == 1
    assert open_snapshot(tmp_path / "0").digest in digests


def test_a_changed_file_does_not_verify(tmp_path):
    snapshot = write_snapshot(tmp_path / "s", [a_case(FACT)], catalogue())
    snapshot.verify()

    path = tmp_path / "s" / "facts" / "kind=study.parquet"
    path.write_bytes(path.read_bytes().replace(b"PAR1", b"PAR2", 1))

    with pytest.raises(SnapshotError, match=r"kind=study\.parquet缺失或已被改动"):
        snapshot.verify()


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (replace(FACT, kind="dance"), "类别“dance”不在目录里"),
        (replace(FACT, quantities={"people": 1}), "数量“people”不属于“学习培训”"),
        (replace(FACT, until_date=date(2026, 3, 1)), "结束日期不晚于开始日期"),
        (replace(FACT, quantities={"attendees": 10**16}), "大得不合常理"),
        (replace(FACT, times=0), "次数应当在1到1000000之间"),
    ],
)
def test_a_fact_that_cannot_be_marked_is_refused_by_number(tmp_path, fact, said):
    with pytest.raises(SnapshotError, match=said):
        write_snapshot(tmp_path / "s", [a_case(fact)], catalogue())

    assert not (tmp_path / "s" / "manifest.json").exists()


def test_a_folder_in_use_an_unfinished_one_and_doubled_units_are_refused(tmp_path):
    write_snapshot(tmp_path / "s", [a_case()], catalogue())

    with pytest.raises(SnapshotError, match="已经有一份快照"):
        write_snapshot(tmp_path / "s", [a_case()], catalogue())
    with pytest.raises(SnapshotError, match="不是一份完整的快照"):
        open_snapshot(tmp_path / "empty")
    with pytest.raises(SnapshotError, match="编号相同"):
        write_snapshot(tmp_path / "t", [a_case(), a_case()], catalogue())


def test_columns_can_be_handed_in_instead_of_objects(tmp_path):
    columns = tables_of([a_case(FACT, number=2), a_case(number=5)], catalogue())
    assert columns.facts["study"].schema == fact_schema(catalogue().kinds["study"])

    by_columns = write_snapshot(tmp_path / "a", Tables(units=columns.units, facts=columns.facts), catalogue())
    by_objects = write_snapshot(tmp_path / "b", [a_case(FACT, number=2), a_case(number=5)], catalogue())

    assert by_columns.digest == by_objects.digest
    assert isinstance(columns.units, pa.Table)


def test_other_decimal_places_than_the_book_reads_are_refused(tmp_path):
    words = catalogue()
    kind = words.kinds["study"]
    finer = replace(kind, quantities=tuple(replace(q, places=2) for q in kind.quantities))
    other = replace(words, kinds={**words.kinds, "study": finer})

    snapshot = write_snapshot(tmp_path / "s", [a_case(FACT)], other)

    with pytest.raises(SnapshotError, match="小数位不一致"):
        assess(BOOK, snapshot, ON)


def test_ranks_are_kept_within_the_group_and_ties_share_the_better_place(tmp_path):
    counts = [("agency", 3), ("agency", 1), ("agency", 3), ("school", 1), ("office", 9)]
    cases = [
        a_case(*(replace(FACT, id=10 * n + i, times=1) for i in range(times)), number=n, kind=kind)
        for n, (kind, times) in enumerate(counts)
    ]

    found = assess(BOOK, write_snapshot(tmp_path / "s", cases, catalogue()), ON)

    assert found.unit_ids.tolist() == [0, 1, 2, 3]
    assert found.total.tolist() == [3000, 1000, 3000, 1000]
    assert found.rank.tolist() == [1, 3, 1, 1]
    assert found.group_size.tolist() == [3, 3, 3, 1]
    assert found.to_arrow()["rank"].to_pylist() == [1, 3, 1, 1]


def test_a_frozen_distribution_lets_one_unit_be_ranked_alone(tmp_path):
    book = a_book(a_criterion({"count": "study"}, {"rank": {"50%": 4}}))
    cases = [a_case(replace(FACT, id=n, times=n), number=n) for n in (1, 2, 3, 4)]

    found = assess(book, write_snapshot(tmp_path / "s", cases, catalogue()), ON)
    peers = found.peers("agency")

    assert peers == {"I-1": Peers(tuple(Fraction(n) for n in (1, 2, 3, 4)))}
    assert [assess_unit(book, case, ON, peers=peers) for case in cases] == list(found.all_cards())


def test_sums_beyond_64_bits_stay_exact_too(tmp_path):
    book = a_book(a_criterion({"survey": "mean"}, {"full_if": {"equals": 10**11}}))
    answers = {"answers": 10**15, "score": 10**13}
    same = a_case(*(a_fact(n, "survey", date(2026, 5, 5), quantities=answers) for n in (1, 2)), number=1)
    other = a_case(a_fact(3, "survey", date(2026, 5, 5), quantities={**answers, "score": 10**13 - 1}), number=2)

    found = assess(book, write_snapshot(tmp_path / "s", [same, other], catalogue()), ON)

    assert list(found.all_cards()) == [assess_unit(book, case, ON) for case in (same, other)]
    assert found.total.tolist() == [4000, 0]
    assert found.to_arrow()["I-1.num"].to_pylist()[0] is not None


def test_numbers_beyond_64_bits_stay_exact(tmp_path):
    book = a_book(
        a_criterion(
            {"ratio": {"sum": "funding.amount"}, "to": {"sum": "donation.amount"}},
            {"full_if": {"at_least": 1.000000001}},
        )
    )
    huge = 10**15

    def case(number, top):
        return a_case(
            a_fact(number * 2, "funding", date(2026, 5, 5), quantities={"amount": top}),
            a_fact(number * 2 + 1, "donation", date(2026, 5, 5), quantities={"amount": huge - 10**6}),
            number=number,
        )

    at, below = (huge - 10**6) * (10**9 + 1) // 10**9 + 1, (huge - 10**6) * (10**9 + 1) // 10**9
    found = assess(book, write_snapshot(tmp_path / "s", [case(1, at), case(2, below)], catalogue()), ON)

    assert found.total.tolist() == [4000, 0]


def test_one_unit_is_read_without_opening_the_rest(tmp_path, monkeypatch):
    monkeypatch.setattr(snapshot, "ROW_GROUP", 2)
    cases = [a_case(*(replace(FACT, id=10 * n + i) for i in range(2)), number=n) for n in range(6)]

    made = write_snapshot(tmp_path / "s", cases, catalogue())
    file = pq.ParquetFile(made.facts_file("study"))

    assert file.num_row_groups == 6
    assert snapshot.groups_with(file, [3]) == [3]
    assert snapshot.groups_with(file, [4, 0]) == [0, 4]
    assert read_case(made, 3) == cases[3]
