"""Sheets of units: kept as previews, imported whole or not at all, undone while nothing depends on them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chuangwen.civic.journal.models import Line
from chuangwen.civic.orgs.access import below
from chuangwen.civic.orgs.enums import ImportStatus
from chuangwen.civic.orgs.models import STEP, Unit, UnitImport
from chuangwen.civic.orgs.operations import imports, units
from chuangwen.civic.orgs.queries.imports import faults_of, imports_in_reach, sheet_fields
from chuangwen.core.registry.particulars import Particulars
from chuangwen.core.sheets import read_table
from tests.core.sheets.making import workbook
from tests.factories import NOON, a_grant, a_user, an_entry

pytestmark = pytest.mark.django_db
HEADS = ["上级单位", "单位名称", "单位类型", "统一社会信用代码", "在职人数"]
CODE = "113501000036050127"
GOOD = [
    ["新街道", "新社区", "社区"],
    ["青石区", "新街道", "街道"],
    ["", "松岗县", "区县"],
    ["松岗县", "松岗县财政局", "机关", CODE, "86人"],
]


def handed_in(unit, actor, *rows, merged=()):
    table = read_table(workbook(HEADS, *rows, merged=merged), sheet_fields(), name="单位.xlsx")
    return imports.hand_in_units(unit_id=unit.pk, name="单位.xlsx", table=table, actor=actor, at=NOON)


def committed(batch, actor):
    return imports.commit_units(import_id=batch.pk, actor=actor, at=NOON)


def undone(batch, actor):
    return imports.undo_units(import_id=batch.pk, actor=actor, at=NOON)


def verbs():
    return [line.verb for line in Line.objects.order_by("number")]


def test_a_sheet_is_first_only_a_preview(city, officer):
    batch = handed_in(city.city, officer, *GOOD)

    assert (batch.status, batch.unit_count, batch.faults) == (ImportStatus.PREVIEW, 4, [])
    assert Unit.objects.count() == 9
    assert Line.objects.get().after == {"name": "单位.xlsx", "rows": 4, "faults": 0}


def test_a_clean_sheet_becomes_units_with_paths_initials_and_particulars(city, officer):
    batch = committed(handed_in(city.city, officer, *GOOD), officer)

    made = {unit.name: unit for unit in Unit.objects.filter(imported_in=batch)}
    assert made["新街道"].path == city.district.path + "00004"
    assert made["新社区"].path == city.district.path + "0000400001"
    assert made["新社区"].parent == made["新街道"]
    assert made["松岗县"].path == city.city.path + "00004"
    office = made["松岗县财政局"]
    assert (office.kind, office.initials, office.uscc, office.staff) == ("agency", "sgxczj", CODE, 86)
    assert all(unit.path[:-STEP] == unit.parent.path for unit in made.values())
    assert (batch.status, batch.committed_at) == (ImportStatus.COMMITTED, NOON)
    assert verbs() == ["units.handed_in", "units.imported"]


def test_an_import_done_twice_is_done_once(city, officer):
    batch = handed_in(city.city, officer, *GOOD)
    for _ in range(2):
        committed(batch, officer)

    assert Unit.objects.count() == 13
    assert verbs().count("units.imported") == 1


def test_one_fault_keeps_every_row_out(city, officer):
    batch = handed_in(city.city, officer, *GOOD, ["青石区", "衙署", "衙门"])

    assert [fault.cell for fault in faults_of(batch)] == ["C6"]
    with pytest.raises(imports.NotClean, match="还有1行需要修改：第6行“单位类型”（C6）"):
        committed(batch, officer)
    assert Unit.objects.count() == 9
    assert verbs() == ["units.handed_in"]


def test_merged_cells_keep_a_sheet_out_also_at_the_end(city, officer):
    batch = handed_in(city.city, officer, *GOOD, merged=[("A4:A5", "松岗县")])

    with pytest.raises(imports.NotClean, match="合并单元格"):
        committed(batch, officer)


def test_what_was_added_since_the_preview_is_seen(city, officer):
    batch = handed_in(city.city, officer, *GOOD)
    nothing = Particulars(uscc=CODE)
    units.add_unit(
        parent_id=city.district.pk, kind="agency", name="别的局", particulars=nothing, actor=officer, at=NOON
    )

    with pytest.raises(imports.NotClean, match="已被“别的局”使用"):
        committed(batch, officer)


def test_an_officer_of_a_district_imports_only_below_it(city, district_officer):
    batch = handed_in(city.district, district_officer, ["临江区", "新街道", "街道"], ["", "财政局", "机关"])

    assert [fault.sentence for fault in faults_of(batch)] == [
        "第2行“上级单位”（A2）：找不到上级“临江区”：您所管的单位和本表里都没有，请核对名称。"
    ]
    committed(handed_in(city.district, district_officer, ["", "财政局", "机关"]), district_officer)
    assert Unit.objects.get(name="财政局").parent == city.district


def test_a_code_of_another_place_is_seen_though_its_unit_is_not(city, district_officer):
    Unit.objects.filter(pk=city.other_agency.pk).update(uscc=CODE)

    batch = handed_in(city.district, district_officer, ["", "财政局", "机关", CODE])

    assert "已被" in faults_of(batch)[0].message


class TestUndoing:
    def test_all_units_go_and_the_receipt_stays(self, city, officer):
        batch = committed(handed_in(city.city, officer, *GOOD), officer)
        for _ in range(2):
            undone(batch, officer)

        assert Unit.objects.count() == 9
        assert UnitImport.objects.get().status == ImportStatus.UNDONE
        assert verbs() == ["units.handed_in", "units.imported", "units.import_undone"]
        assert Line.objects.get(verb="units.import_undone").after["count"] == 4

    def test_the_same_sheet_can_be_imported_again_afterwards(self, city, officer):
        undone(committed(handed_in(city.city, officer, *GOOD), officer), officer)

        assert committed(handed_in(city.city, officer, *GOOD), officer).status == ImportStatus.COMMITTED

    @pytest.mark.parametrize(
        ("build", "says"),
        [
            (lambda unit: an_entry(unit=unit), "1条台账记录"),
            (lambda unit: a_grant(user=a_user(), unit=unit), "1条人员角色"),
        ],
        ids=["entry", "role"],
    )
    def test_what_people_built_on_is_kept(self, city, officer, build, says):
        batch = committed(handed_in(city.city, officer, *GOOD), officer)
        build(Unit.objects.get(name="新社区"))

        with pytest.raises(imports.StillNeeded, match=says):
            undone(batch, officer)
        assert Unit.objects.count() == 13
        assert UnitImport.objects.get().status == ImportStatus.COMMITTED

    def test_a_unit_added_below_an_imported_one_keeps_it(self, city, officer):
        batch = committed(handed_in(city.city, officer, *GOOD), officer)
        street = Unit.objects.get(name="新街道")
        units.add_unit(
            parent_id=street.pk, kind="community", name="后来", particulars=Particulars(), actor=officer, at=NOON
        )

        with pytest.raises(imports.StillNeeded, match="1条下级单位"):
            undone(batch, officer)

    def test_only_what_was_imported_is_undone(self, city, officer):
        batch = handed_in(city.city, officer, *GOOD)
        with pytest.raises(imports.NotWaiting, match="待确认"):
            undone(batch, officer)


def test_a_sheet_put_away_is_not_imported(city, officer):
    batch = handed_in(city.city, officer, *GOOD)
    for _ in range(2):
        imports.drop_units(import_id=batch.pk, actor=officer, at=NOON)

    with pytest.raises(imports.NotWaiting, match="已取消"):
        committed(batch, officer)
    assert verbs() == ["units.handed_in", "units.put_away"]


def test_an_imported_sheet_is_not_put_away(city, officer):
    batch = committed(handed_in(city.city, officer, *GOOD), officer)

    with pytest.raises(imports.NotWaiting):
        imports.drop_units(import_id=batch.pk, actor=officer, at=NOON)


def test_sheets_are_listed_without_their_rows(city, officer, district_officer, django_assert_num_queries):
    for _ in range(3):
        handed_in(city.city, officer, *GOOD)
    handed_in(city.district, district_officer, ["", "财政局", "机关"])

    with django_assert_num_queries(2):
        assert [batch.unit.name for batch in imports_in_reach(officer)] == ["青石区", *["云岭市"] * 3]
    assert len(imports_in_reach(district_officer)) == 1


def test_a_large_import_takes_hardly_more_queries_than_a_small_one(city, officer):
    def queries_for(count):
        rows = [["青石区", f"第{count}-{n}社区", "社区"] for n in range(count)]
        batch = handed_in(city.city, officer, *rows)
        with CaptureQueriesContext(connection) as queries:
            committed(batch, officer)
        return len(queries)

    queries_for(1)
    small = queries_for(3)
    assert small <= 20
    assert queries_for(300) <= small + 4  # SQLite takes a thousand values a statement
    assert Unit.objects.filter(below(city.district.path)).count() == 309
