"""Sheets of an office's records: each row names its unit, all rows or none, taken back together."""

from datetime import timedelta

import pytest

from chuangwen.civic.journal.models import Line
from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.ledger.models import Entry, Evidence
from chuangwen.civic.ledger.operations.corrections import withdraw_entry
from chuangwen.civic.ledger.operations.evidence import NewEvidence, attach_evidence
from chuangwen.civic.ledger.operations.imports import NotClean, StillNeeded, commit_sheet, hand_in_sheet, undo_import
from chuangwen.civic.ledger.operations.refusals import RecordedByOffice
from chuangwen.civic.ledger.queries.imports import check_sheet
from chuangwen.civic.orgs.models import Unit
from tests.core.sheets.making import workbook
from tests.factories import NOON, TODAY, a_unit

HEADS = ("单位", "类别", "标题", "日期", "抽查点位", "达标点位", "依据链接")
CHECKED = ("青石区税务局", "实地考察", "一季度考察", "2025-03-05", 4, 3, "")
OTHER = ("临江区水务局", "实地考察", "一季度考察", "2025-03-05", 4, 4, "")
BAD_EVENT = ("青石区税务局", "负面事件", "消防通道被占用", "2025-04-02", "", "", "https://www.yunling.example/notice/3")


def checked_of(place, *rows):
    content = workbook(HEADS, *rows)
    file = storage.store([content])
    told = {"unit_id": place.pk, "year": 2025, "today": TODAY, "of_office": True}
    return file, check_sheet(content, name="考察.xlsx", file_id=file.sha256, **told)


def handed_in(place, officer, *rows):
    file, checked = checked_of(place, *rows)
    batch = hand_in_sheet(unit_id=place.pk, name="考察.xlsx", file=file, checked=checked, actor=officer, at=NOON)
    return batch, checked


def committed(place, officer, *rows):
    batch, checked = handed_in(place, officer, *rows)
    told = {"confirm": True, "with_twins": False, "actor": officer, "at": NOON}
    return commit_sheet(batch_id=batch.pk, checked=checked, **told)


def messages(place, *rows):
    _, checked = checked_of(place, *rows)
    return [[(fault.label, fault.message) for fault in row.faults] for row in checked.rows]


def test_each_row_goes_into_the_ledger_of_the_unit_that_it_names(city, officer):
    batch = committed(city.city, officer, CHECKED, OTHER, BAD_EVENT)

    rows = Entry.objects.filter(batch=batch).order_by("row_number").values_list("unit_id", "kind", "status", "source")
    assert list(rows) == [
        (city.agency.pk, "site_check", Status.CONFIRMED, "excel"),
        (city.other_agency.pk, "site_check", Status.CONFIRMED, "excel"),
        (city.agency.pk, "violation", Status.CONFIRMED, "excel"),
    ]
    assert list(Evidence.objects.values_list("entry__kind", "url")) == [("violation", BAD_EVENT[-1])]


def test_a_sheet_is_one_line_in_the_journal_and_moves_each_ledger_on_once(city, officer):
    before = dict(Unit.objects.values_list("pk", "ledger_revision"))

    committed(city.city, officer, CHECKED, OTHER, BAD_EVENT)

    after = dict(Unit.objects.values_list("pk", "ledger_revision"))
    moved = {pk: after[pk] - before[pk] for pk in after if after[pk] != before[pk]}
    assert moved == {city.agency.pk: 1, city.other_agency.pk: 1}
    assert list(Line.objects.order_by("number").values_list("verb", flat=True))[-2:] == [
        "sheet.handed_in", "sheet.committed",
    ]  # fmt: skip


def test_units_are_found_by_code_and_by_the_place_before_the_name(city, officer):
    same = a_unit(parent=city.other_district, kind="agency", name="青石区税务局", uscc="11110000MB0123456T")
    rows = [("青石区/青石区税务局", *CHECKED[1:]), ("11110000mb0123456t", *CHECKED[1:])]

    _, checked = checked_of(city.city, *rows)

    assert [row.unit_id for row in checked.rows] == [city.agency.pk, same.pk]


def test_a_unit_that_is_not_known_or_not_the_only_one_is_named_at_its_cell(city, officer):
    a_unit(parent=city.other_district, kind="agency", name="青石区税务局")
    rows = [CHECKED, ("临江区水务", *OTHER[1:]), ("", *OTHER[1:])]

    assert messages(city.city, *rows) == [
        [("单位", "有2个单位都叫“青石区税务局”，请写出上级，例如“青石区/青石区税务局”、“临江区/青石区税务局”。")],
        [("单位", "没有“临江区水务”这个单位，是不是“临江区水务局”？")],
        [("单位", "请填写单位。")],
    ]


def test_a_district_reaches_only_its_own_units(city, district_officer):
    assert messages(city.district, OTHER)[0][0][1].startswith("没有“临江区水务局”这个单位")


def test_a_negative_event_needs_the_address_of_what_it_stands_on(city):
    rows = [(*BAD_EVENT[:-1], ""), (*BAD_EVENT[:-1], "公安局的通报")]

    first, second = messages(city.city, *rows)

    assert first == [
        ("依据链接", "负面事件须附认定材料：请填写公开发布的链接；只有文件的，请在网页上逐条登记。")
    ]  # fmt: skip
    assert second[0] == ("依据链接", "不是可以打开的网页地址，请填写以 http:// 或 https:// 开头的完整地址。")


def test_what_units_record_themselves_is_not_the_offices_to_import(city):
    assert messages(city.city, ("青石区税务局", "会议", "推进会", "2025-03-05", "", "", ""))[0] == [
        ("类别", "“会议”由单位自己填报，请删去这一行。")
    ]


def test_the_same_title_of_two_units_is_no_repeat_and_of_one_unit_it_is(city, officer):
    _, apart = checked_of(city.city, CHECKED, OTHER)
    _, again = checked_of(city.city, CHECKED, CHECKED)
    committed(city.city, officer, CHECKED, OTHER)
    _, later = checked_of(city.city, (*CHECKED[:4], 5, 5, ""))

    assert (apart.twins, set(again.twins), set(later.twins)) == ({}, {3}, {2})


def test_nothing_is_written_while_one_row_has_a_fault(city, officer):
    with pytest.raises(NotClean):
        committed(city.city, officer, CHECKED, ("无此单位", *OTHER[1:]))

    assert not Entry.objects.exists()


def test_a_clerk_cannot_commit_what_is_the_offices_to_record(city, officer, clerk):
    batch, checked = handed_in(city.city, officer, CHECKED)

    with pytest.raises(RecordedByOffice):
        commit_sheet(batch_id=batch.pk, checked=checked, confirm=True, with_twins=False, actor=clerk, at=NOON)

    assert not Entry.objects.exists()


def test_a_sheet_is_taken_back_whole_with_the_links_that_came_with_it(city, officer):
    batch = committed(city.city, officer, CHECKED, OTHER, BAD_EVENT)

    undo_import(batch_id=batch.pk, reason="季度选错了", actor=officer, at=NOON + timedelta(hours=1))

    assert set(Entry.objects.values_list("status", "reason")) == {(Status.WITHDRAWN, "季度选错了")}
    assert Line.objects.order_by("-number").first().verb == "import.undone"


@pytest.mark.parametrize("what", ["evidence", "withdrawal"])
def test_a_sheet_stays_once_something_was_built_on_one_of_its_records(city, officer, what):
    batch = committed(city.city, officer, CHECKED, OTHER)
    entry, later = Entry.objects.get(unit=city.agency), NOON + timedelta(hours=1)
    if what == "evidence":
        piece = NewEvidence(proof="web_page", url="https://www.yunling.example/photo/1")
        attach_evidence(entry_id=entry.pk, pieces=[piece], actor=officer, at=later)
    else:
        withdraw_entry(entry_id=entry.pk, reason="记错了", actor=officer, at=later)

    with pytest.raises(StillNeeded):
        undo_import(batch_id=batch.pk, reason="季度选错了", actor=officer, at=later)


@pytest.mark.parametrize("count", [1, 3, 40])
def test_a_sheet_takes_the_same_queries_however_many_units_it_names(city, officer, django_assert_num_queries, count):
    names = [a_unit(parent=city.district, kind="agency", name=f"第{at}单位").name for at in range(count)]
    rows = [(name, *CHECKED[1:]) for name in names]

    with django_assert_num_queries(3):
        checked_of(city.city, *rows)
    batch, checked = handed_in(city.city, officer, *rows)
    with django_assert_num_queries(14):
        told = {"confirm": True, "with_twins": False, "actor": officer, "at": NOON}
        commit_sheet(batch_id=batch.pk, checked=checked, **told)
