"""Sheets of entries are imported whole or not at all, once, and can be taken back."""

import threading
import zipfile
from collections import Counter
from datetime import date, timedelta
from functools import cache
from io import BytesIO

import pytest
from django.db import connection

from chuangwen.civic.journal.models import Line
from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.ledger.models import Entry, ImportBatch
from chuangwen.civic.ledger.operations.corrections import withdraw_entry
from chuangwen.civic.ledger.operations.imports import (
    AlreadyImported,
    NotClean,
    NothingToImport,
    SheetChanged,
    StillNeeded,
    commit_sheet,
    drop_sheet,
    hand_in_sheet,
    mend_sheet,
    undo_import,
)
from chuangwen.civic.ledger.queries.history import lines_of
from chuangwen.civic.ledger.queries.imports import (
    batches_of_unit,
    check_batch,
    check_sheet,
    entries_of_batch,
    entry_counts,
    marked_sheet,
)
from chuangwen.civic.orgs.enums import Role
from chuangwen.core.sheets import SheetRefused
from tests.core.sheets.making import workbook
from tests.factories import NOON, TODAY, a_city, a_person, an_entry, an_evidence

HEADS = ("类别", "主题", "标题", "开始日期", "参会人数（人）")
GOOD = (
    ("会议", "文明创建", "第一次创建推进会", "2025-03-05", 42),
    ("会议", "", "第二次创建推进会", date(2025, 4, 9), "约30人"),
    ("志愿服务", "文明实践", "社区清洁日", "4月12日", ""),
)
BAD = ("专题活动会", "", "“三八”健步走", "2023-02-30", "")


@cache
def sheet(*rows):
    """The same bytes for the same rows: a workbook keeps the second it was made in."""
    return workbook(HEADS, *rows, sheet="台账")


def hand_in(city, actor, *rows, name="台账.xlsx"):
    content = sheet(*rows)
    file = storage.store([content])
    checked = check_sheet(content, name=name, file_id=file.sha256, unit_id=city.agency.pk, year=2025, today=TODAY)
    return hand_in_sheet(unit_id=city.agency.pk, name=name, file=file, checked=checked, actor=actor, at=NOON)


def commit(batch, actor, **changes):
    arguments = {"confirm": True, "with_twins": False, "actor": actor, "at": NOON}
    checked = check_batch(ImportBatch.objects.get(pk=batch.pk), today=TODAY)
    return commit_sheet(batch_id=batch.pk, checked=checked, **arguments | changes)


def mend(batch, actor, mending):
    checked = check_batch(ImportBatch.objects.get(pk=batch.pk), today=TODAY, mending=mending)
    return mend_sheet(batch_id=batch.pk, checked=checked, actor=actor, at=NOON)


def verbs():
    return [line.verb for line in Line.objects.order_by("number")]


def said(batch):
    return list(
        entries_of_batch(batch).values_list("row_number", "kind", "title", "start_date", "quantities", "status")
    )


def test_a_sheet_handed_in_is_a_preview_and_records_nothing(city, clerk):
    batch = hand_in(city, clerk, *GOOD, BAD)

    assert (batch.status, batch.summary["rows"], batch.summary["good"], batch.summary["bad"]) == ("preview", 4, 3, 1)
    assert [(fault["row"], fault["column"]) for fault in batch.rows[0]["faults"]] == [(5, 1), (5, 4)]
    assert not Entry.objects.exists()
    assert verbs() == ["sheet.handed_in"]


def test_a_clean_sheet_is_recorded_whole_with_the_place_of_each_row(city, clerk):
    batch = commit(hand_in(city, clerk, *GOOD), clerk)

    assert said(batch) == [
        (2, "meeting", "第一次创建推进会", date(2025, 3, 5), {"attendees": 42}, "confirmed"),
        (3, "meeting", "第二次创建推进会", date(2025, 4, 9), {"attendees": 30}, "confirmed"),
        (4, "volunteer_activity", "社区清洁日", date(2025, 4, 12), {}, "confirmed"),
    ]
    entry = Entry.objects.get(row_number=3)
    assert (entry.is_approximate, entry.source, entry.confirmed_by, entry.confirmed_at) == (True, "excel", clerk, NOON)
    assert entry.until_date == date(2025, 4, 10)


def test_it_may_be_recorded_as_drafts(city, clerk):
    batch = commit(hand_in(city, clerk, *GOOD), clerk, confirm=False)

    assert entry_counts(batch) == {Status.DRAFT: 3}
    assert set(entries_of_batch(batch).values_list("confirmed_by", "confirmed_at")) == {(None, None)}


def test_a_sheet_with_a_faulty_row_records_nothing_at_all(city, clerk):
    batch = hand_in(city, clerk, *GOOD, BAD)

    with pytest.raises(NotClean, match="还有1行需要修改"):
        commit(batch, clerk)

    assert not Entry.objects.exists()
    assert verbs() == ["sheet.handed_in"]


def test_a_faulty_cell_is_mended_in_the_preview(city, clerk):
    batch = mend(hand_in(city, clerk, *GOOD, BAD), clerk, {"5": {"1": "主题活动", "4": "2025-03-08"}})

    assert batch.summary["bad"] == 0
    assert said(commit(batch, clerk))[-1] == (5, "activity", "“三八”健步走", date(2025, 3, 8), {}, "confirmed")
    assert verbs() == ["sheet.handed_in", "sheet.mended", "sheet.committed"]


def test_a_faulty_row_may_be_left_out(city, clerk):
    batch = mend(hand_in(city, clerk, *GOOD, BAD), clerk, {"5": None})

    assert commit(batch, clerk).summary["imported"]["count"] == 3


def test_the_button_pressed_twice_records_one_set(city, clerk):
    batch = hand_in(city, clerk, *GOOD)

    commit(batch, clerk)
    commit(batch, clerk)

    assert Entry.objects.count() == 3
    assert verbs() == ["sheet.handed_in", "sheet.committed"]


def test_a_sheet_mended_after_it_was_checked_is_not_committed_unseen(city, clerk):
    batch = hand_in(city, clerk, *GOOD)
    checked = check_batch(batch, today=TODAY)
    mend(batch, clerk, {"2": None})

    with pytest.raises(SheetChanged):
        commit_sheet(batch_id=batch.pk, checked=checked, confirm=True, with_twins=False, actor=clerk, at=NOON)


def test_the_same_file_waiting_is_the_same_preview(city, clerk):
    first = hand_in(city, clerk, *GOOD)

    assert hand_in(city, clerk, *GOOD).pk == first.pk
    assert verbs() == ["sheet.handed_in"]


def test_the_same_file_is_not_imported_again(city, clerk):
    batch = commit(hand_in(city, clerk, *GOOD), clerk)

    with pytest.raises(AlreadyImported, match="已经导入过") as refusal:
        hand_in(city, clerk, *GOOD)

    assert refusal.value.batch_id == batch.pk


def test_an_undone_file_may_be_handed_in_again(city, clerk):
    batch = commit(hand_in(city, clerk, *GOOD), clerk)
    undo_import(batch_id=batch.pk, reason="", actor=clerk, at=NOON)

    assert commit(hand_in(city, clerk, *GOOD), clerk).pk != batch.pk
    assert Counter(Entry.objects.values_list("status", flat=True)) == {"withdrawn": 3, "confirmed": 3}


def test_rows_that_the_ledger_holds_are_pointed_out_and_skipped_unless_wanted(city, clerk):
    known = an_entry(unit=city.agency, title="第一次创建推进会", start_date=date(2025, 3, 5))
    batch = hand_in(city, clerk, *GOOD)

    assert (batch.summary["same"], batch.rows[0]["twin"]["entry"]) == (1, known.pk)
    assert commit(batch, clerk).summary["imported"]["count"] == 2


def test_rows_that_the_ledger_holds_can_be_recorded_on_purpose(city, clerk):
    an_entry(unit=city.agency, title="第一次创建推进会", start_date=date(2025, 3, 5))

    batch = commit(hand_in(city, clerk, *GOOD), clerk, with_twins=True)

    assert batch.summary["imported"]["count"] == 3


def test_another_units_ledger_is_not_compared(city, clerk):
    an_entry(unit=city.school, title="第一次创建推进会", start_date=date(2025, 3, 5))

    assert hand_in(city, clerk, *GOOD).summary["same"] == 0


def test_a_sheet_of_repeats_only_records_nothing(city, clerk):
    an_entry(unit=city.agency, title="第一次创建推进会", start_date=date(2025, 3, 5))
    batch = hand_in(city, clerk, GOOD[0])

    with pytest.raises(NothingToImport):
        commit(batch, clerk)


def test_an_import_is_taken_back_whole(city, clerk):
    batch = commit(hand_in(city, clerk, *GOOD), clerk)

    undone = undo_import(batch_id=batch.pk, reason="导错了年份", actor=clerk, at=NOON)
    undo_import(batch_id=batch.pk, reason="", actor=clerk, at=NOON)

    assert (undone.status, undone.reason) == ("undone", "导错了年份")
    assert set(Entry.objects.values_list("status", "reason")) == {("withdrawn", "导错了年份")}
    assert verbs() == ["sheet.handed_in", "sheet.committed", "import.undone"]


def test_each_entry_tells_of_its_import_and_of_the_undoing(city, clerk):
    batch = commit(hand_in(city, clerk, *GOOD), clerk)
    undo_import(batch_id=batch.pk, reason="", actor=clerk, at=NOON + timedelta(days=1))

    assert [line.verb for line in lines_of(entries_of_batch(batch)[1])] == ["sheet.committed", "import.undone"]


def test_drafts_of_an_import_are_discarded_when_it_is_taken_back(city, clerk):
    batch = commit(hand_in(city, clerk, *GOOD), clerk, confirm=False)

    undo_import(batch_id=batch.pk, reason="", actor=clerk, at=NOON)

    assert entry_counts(batch) == {Status.DISCARDED: 3}


def test_an_import_stays_once_an_entry_of_it_was_withdrawn(city, clerk):
    batch = commit(hand_in(city, clerk, *GOOD), clerk)
    entry = entries_of_batch(batch)[1]
    withdraw_entry(entry_id=entry.pk, reason="填错", actor=clerk, at=NOON)

    with pytest.raises(StillNeeded, match="有1条记录已经更正或撤回") as refusal:
        undo_import(batch_id=batch.pk, reason="", actor=clerk, at=NOON)

    assert refusal.value.entry_ids == (entry.pk,)


def test_an_import_stays_once_an_entry_of_it_has_evidence(city, clerk):
    batch = commit(hand_in(city, clerk, *GOOD), clerk)
    an_evidence(entry=entries_of_batch(batch)[0])

    with pytest.raises(StillNeeded, match="佐证"):
        undo_import(batch_id=batch.pk, reason="", actor=clerk, at=NOON)


def test_an_import_stays_while_an_entry_of_it_is_being_corrected(city, clerk):
    batch = commit(hand_in(city, clerk, *GOOD), clerk)
    an_entry(unit=city.agency, corrects=entries_of_batch(batch)[0], status=Status.DRAFT)

    with pytest.raises(StillNeeded, match="正在更正"):
        undo_import(batch_id=batch.pk, reason="", actor=clerk, at=NOON)


def test_a_preview_is_not_undone(city, clerk):
    batch = hand_in(city, clerk, *GOOD)

    with pytest.raises(SheetChanged, match="还没有导入"):
        undo_import(batch_id=batch.pk, reason="", actor=clerk, at=NOON)


def test_a_preview_put_away_is_listed_no_more_and_not_committed(city, clerk):
    batch = hand_in(city, clerk, *GOOD)
    drop_sheet(batch_id=batch.pk, actor=clerk, at=NOON)

    assert list(batches_of_unit(city.agency)) == []
    with pytest.raises(SheetChanged):
        commit(batch, clerk)


def test_what_was_imported_is_not_put_away(city, clerk):
    batch = commit(hand_in(city, clerk, *GOOD), clerk)

    with pytest.raises(SheetChanged, match="已经导入"):
        drop_sheet(batch_id=batch.pk, actor=clerk, at=NOON)


def test_the_ledger_of_the_unit_moves_on_with_each_act_on_its_facts(city, clerk):
    batch = hand_in(city, clerk, *GOOD)
    commit(batch, clerk)
    undo_import(batch_id=batch.pk, reason="", actor=clerk, at=NOON)

    city.agency.refresh_from_db()
    assert city.agency.ledger_revision == 2


def test_the_marked_sheet_shows_each_fault_and_escapes_formulas(city, clerk):
    batch = hand_in(
        city, clerk, ("会议", "", '=HYPERLINK("http://x")', "2023-02-30", ""), ("会议", "", "@cmd", "3月5日", "")
    )
    content = marked_sheet(check_batch(batch, today=TODAY))

    found = check_sheet(content, name="标注.xlsx", file_id="x", unit_id=city.agency.pk, year=2025, today=TODAY)
    assert [row.number for row in found.rows if row.faults] == [2]
    assert "<f>" not in _member(content, "xl/worksheets/sheet1.xml")
    assert "2023年2月只有28天" in _member(content, "xl/comments1.xml")


def _member(content, name):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(name).decode()


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "文件是空的"), (b"%PDF-1.4", "PDF"), (b"PK\x03\x04broken", "损坏"), (b"hello", "不是 Excel 工作簿")],
)
def test_a_file_that_is_no_workbook_is_refused_with_the_reason(city, content, why):
    with pytest.raises(SheetRefused, match=why):
        check_sheet(content, name="台账.xlsx", file_id="x", unit_id=city.agency.pk, year=2025, today=TODAY)


def test_a_thousand_rows_cost_no_more_queries_than_three(city, clerk, django_assert_max_num_queries):
    rows = [("会议", "", f"第{n}次例会", "2025-03-05", n) for n in range(1000)]
    batch = hand_in(city, clerk, *rows)
    checked = check_batch(ImportBatch.objects.get(pk=batch.pk), today=TODAY)

    with django_assert_max_num_queries(12):
        commit_sheet(batch_id=batch.pk, checked=checked, confirm=True, with_twins=False, actor=clerk, at=NOON)

    assert Entry.objects.count() == 1000


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_hands_committing_one_sheet_record_one_set():
    city = a_city()
    clerk = a_person(Role.CLERK, city.agency, username="two-hands")
    batch = hand_in(city, clerk, *GOOD)
    checked = check_batch(ImportBatch.objects.get(pk=batch.pk), today=TODAY)
    start = threading.Barrier(2)

    def press():
        start.wait()
        commit_sheet(batch_id=batch.pk, checked=checked, confirm=True, with_twins=False, actor=clerk, at=NOON)
        connection.close()

    hands = [threading.Thread(target=press) for _ in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert Entry.objects.filter(batch=batch).count() == 3
    assert verbs().count("sheet.committed") == 1
