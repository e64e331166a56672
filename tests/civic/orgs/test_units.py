"""The tree: units added, renamed, changed, moved, closed, and found again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chuangwen.civic.journal.models import Line
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import STEP, Unit
from chuangwen.civic.orgs.operations import units
from chuangwen.civic.orgs.queries.units import children_of, tops_of, tree, units_in_reach, way_to
from chuangwen.core.registry.particulars import Particulars
from tests.factories import NOON, TODAY, a_grant, a_person, a_unit

pytestmark = pytest.mark.django_db
CODE, OTHER_CODE = "113501000036050127", "123501004880123451"
NOTHING = Particulars()


def added(parent, name="财政局", actor=None, kind="agency", particulars=NOTHING):
    return units.add_unit(
        parent_id=parent.pk if parent else None, kind=kind, name=name, particulars=particulars, actor=actor, at=NOON
    )


def changed(unit, actor, particulars=NOTHING, kind=None):
    return units.change_unit(unit_id=unit.pk, kind=kind or unit.kind, particulars=particulars, actor=actor, at=NOON)


def moved(unit, parent, actor):
    return units.move_unit(unit_id=unit.pk, parent_id=parent.pk, actor=actor, at=NOON)


def paths():
    return dict(Unit.objects.values_list("name", "path"))


def assert_tree_holds():
    """Every path begins with its parent's and is one step longer."""
    for unit in Unit.objects.select_related("parent"):
        above = unit.parent.path if unit.parent else ""
        assert unit.path.startswith(above)
        assert len(unit.path) == len(above) + STEP


class TestAdding:
    def test_a_unit_takes_the_next_free_path_and_its_initials(self, city, officer):
        unit = added(city.district, actor=officer, particulars=Particulars(uscc=CODE.lower(), staff=30))

        assert unit.path == city.district.path + "00004"
        assert (unit.initials, unit.uscc, unit.staff) == ("czj", CODE, 30)
        line = Line.objects.get()
        assert (line.verb, line.actor, line.unit_id) == ("unit.added", officer, unit.pk)
        assert line.after == {"name": "财政局", "kind": "agency", "parent": "青石区", "uscc": CODE, "staff": 30}

    def test_the_first_unit_is_the_top_of_a_tree(self):
        assert [added(None, name, kind="city").path for name in ("云岭市", "望海市")] == ["00001", "00002"]

    @pytest.mark.parametrize("name", ["", "  ", "字" * 121, "甲/乙"])
    def test_an_unfit_name_is_refused(self, city, name):
        with pytest.raises(units.NameMissing):
            added(city.district, name)

    def test_a_name_is_tidied(self, city):
        assert added(city.district, " 财政局  第二分局 ").name == "财政局 第二分局"

    def test_a_second_unit_of_one_name_under_one_parent_is_refused(self, city):
        added(city.district)

        with pytest.raises(units.NameTaken, match="已有“财政局”。"):
            added(city.district)
        assert added(city.other_district).name == "财政局"

    def test_a_closed_twin_is_named_as_closed(self, city, officer):
        units.close_unit(unit_id=added(city.district).pk, actor=officer, at=NOON)

        with pytest.raises(units.NameTaken, match="已停用"):
            added(city.district)

    def test_a_kind_that_the_catalogue_lacks_is_refused(self, city):
        with pytest.raises(units.KindUnknown):
            added(city.district, kind="ministry")

    def test_a_unit_that_holds_no_others_takes_none(self, city):
        with pytest.raises(units.NotAPlace, match="它是机关"):
            added(city.agency)

    def test_a_closed_unit_takes_none(self, city, officer):
        street = added(city.district, "新街道", kind="street")
        units.close_unit(unit_id=street.pk, actor=officer, at=NOON)

        with pytest.raises(units.UnitClosed):
            added(street)

    def test_a_wrong_code_is_refused_with_its_reason(self, city):
        with pytest.raises(units.ParticularsWrong, match="校验位"):
            added(city.district, particulars=Particulars(uscc=CODE[:-1] + "8"))

    def test_a_code_belongs_to_one_unit(self, city):
        added(city.district, particulars=Particulars(uscc=CODE))

        with pytest.raises(units.CodeTaken, match="已被“财政局”使用"):
            added(city.other_district, particulars=Particulars(uscc=CODE))

    def test_many_units_have_no_code(self, city):
        assert [added(city.district, name).uscc for name in "甲乙丙"] == [None, None, None]

    def test_a_tree_of_twelve_levels_takes_no_further_one(self, city):
        parent = city.district
        for level in range(10):
            parent = added(parent, f"第{level}级", kind="street")

        assert len(parent.path) == 60
        with pytest.raises(units.TooDeep):
            added(parent, "再一级", kind="street")

    def test_the_last_number_of_a_level_is_not_carried_into_the_parent(self, city):
        a_unit(parent=city.district, path=city.district.path + "99999", name="最后")

        with pytest.raises(units.TooDeep):
            added(city.district)


class TestChanging:
    def test_renaming_changes_the_initials_and_is_noted_once(self, city, officer):
        for _ in range(2):
            units.rename_unit(unit_id=city.agency.pk, name="青石区财政局", actor=officer, at=NOON)

        unit = Unit.objects.get(pk=city.agency.pk)
        assert (unit.name, unit.initials) == ("青石区财政局", "qsqczj")
        line = Line.objects.get()
        assert (line.before, line.after) == ({"name": "青石区税务局"}, {"name": "青石区财政局"})

    def test_a_name_of_a_sibling_is_refused(self, city, officer):
        with pytest.raises(units.NameTaken):
            units.rename_unit(unit_id=city.agency.pk, name=city.school.name, actor=officer, at=NOON)

    def test_only_what_changed_is_noted(self, city, officer):
        told = Particulars(uscc=CODE, staff=90, contact="林小满")

        changed(city.agency, officer, told)
        changed(city.agency, officer, told)

        line = Line.objects.get()
        assert line.before == {"uscc": None, "staff": 86, "contact": ""}
        assert line.after == {"uscc": CODE, "staff": 90, "contact": "林小满"}

    def test_a_change_makes_previews_stale_because_marks_read_size_and_kind(self, city, officer):
        changed(city.agency, officer, Particulars(staff=86))
        assert Unit.objects.get(pk=city.agency.pk).ledger_revision == 0

        changed(city.agency, officer, Particulars(staff=90))
        assert Unit.objects.get(pk=city.agency.pk).ledger_revision == 1

    def test_a_units_own_code_stays_its_own(self, city, officer):
        changed(city.agency, officer, Particulars(uscc=CODE))
        changed(city.agency, officer, Particulars(uscc=CODE, staff=1))

        with pytest.raises(units.CodeTaken):
            changed(city.school, officer, Particulars(uscc=CODE))

    def test_a_place_with_units_stays_a_place(self, city, officer):
        with pytest.raises(units.NotAPlace, match="下面还有单位"):
            changed(city.street, officer, kind="agency")

    def test_closing_waits_for_the_units_below(self, city, officer):
        with pytest.raises(units.StillHasUnits, match="1个在用的单位"):
            units.close_unit(unit_id=city.street.pk, actor=officer, at=NOON)

        for unit in (city.community, city.street, city.street):
            units.close_unit(unit_id=unit.pk, actor=officer, at=NOON)
        assert Unit.objects.get(pk=city.street.pk).closed_date == TODAY
        assert [line.verb for line in Line.objects.all()] == ["unit.closed", "unit.closed"]

    def test_opening_again_waits_for_the_parent(self, city, officer):
        for unit in (city.community, city.street):
            units.close_unit(unit_id=unit.pk, actor=officer, at=NOON)

        with pytest.raises(units.UnitClosed, match="上级“槐荫街道”"):
            units.reopen_unit(unit_id=city.community.pk, actor=officer, at=NOON)
        for unit in (city.street, city.street, city.community):
            units.reopen_unit(unit_id=unit.pk, actor=officer, at=NOON)
        assert Unit.objects.filter(closed_date=None).count() == Unit.objects.count()


class TestMoving:
    def test_a_subtree_moves_whole_and_roles_follow_it(self, city, officer, district_officer):
        clerk = a_person(Role.CLERK, city.community)

        moved(city.street, city.other_district, officer)

        assert_tree_holds()
        assert paths()["槐荫街道"] == city.other_district.path + "00002"
        assert paths()["梧桐里社区"] == city.other_district.path + "0000200001"
        assert [unit.name for unit in units_in_reach(clerk, {Role.CLERK})] == ["梧桐里社区"]
        assert city.street not in units_in_reach(district_officer, {Role.OFFICER})
        line = Line.objects.get()
        assert (line.verb, line.before, line.after) == ("unit.moved", {"parent": "青石区"}, {"parent": "临江区"})

    def test_a_move_made_twice_is_made_once(self, city, officer):
        moved(city.street, city.other_district, officer)
        before = paths()
        moved(city.street, city.other_district, officer)

        assert paths() == before
        assert Line.objects.count() == 1

    def test_a_move_makes_all_previews_below_stale(self, city, officer):
        moved(city.street, city.other_district, officer)

        assert Unit.objects.get(pk=city.community.pk).ledger_revision == 1
        assert Unit.objects.get(pk=city.agency.pk).ledger_revision == 0

    def test_a_unit_never_stands_below_itself(self, city, officer):
        for parent in (city.district, city.street):
            with pytest.raises(units.InItsOwnSubtree):
                moved(city.district, parent, officer)
        assert_tree_holds()

    def test_the_top_and_other_trees_are_out_of_reach(self, city, officer):
        other = a_unit(kind="city", name="望海市")

        with pytest.raises(units.OtherTree):
            moved(city.city, other, officer)
        with pytest.raises(units.OtherTree):
            moved(city.street, other, officer)

    def test_a_name_that_is_taken_there_is_refused(self, city, officer):
        a_unit(parent=city.other_district, kind="street", name=city.street.name)

        with pytest.raises(units.NameTaken):
            moved(city.street, city.other_district, officer)

    def test_a_unit_does_not_move_below_one_that_holds_no_others(self, city, officer):
        with pytest.raises(units.NotAPlace):
            moved(city.agency, city.school, officer)

    def test_a_deep_subtree_does_not_move_where_its_leaves_would_not_fit(self, city, officer):
        deep = city.other_district
        for level in range(10):
            deep = added(deep, f"第{level}级", kind="street")

        with pytest.raises(units.TooDeep):
            moved(city.street, deep.parent, officer)
        assert_tree_holds()

    def test_a_large_subtree_moves_in_as_few_queries_as_a_small_one(self, city, officer):
        small = a_unit(parent=city.district, kind="street", name="小街")
        for number in range(60):
            a_unit(parent=city.street, name=f"社区{number}", kind="community")

        moved(city.school, city.other_district, officer)  # the journal has its head from here on

        counts = []
        for street in (small, city.street):
            with CaptureQueriesContext(connection) as queries:
                moved(street, city.other_district, officer)
            counts.append(len(queries))

        assert counts[0] == counts[1] <= 20
        assert_tree_holds()

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(moves=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12))
    def test_no_sequence_of_moves_breaks_the_tree(self, city, officer, moves):
        places = list(Unit.objects.filter(kind__in=["city", "district", "street"]).order_by("id"))
        for one, other in moves:
            try:
                moved(places[one % len(places)], places[other % len(places)], officer)
            except (units.InItsOwnSubtree, units.OtherTree, units.NameTaken):
                continue

        assert_tree_holds()
        assert Unit.objects.count() == 9


class TestFinding:
    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("税务", ["青石区税务局"]),
            ("qsqswj", ["青石区税务局"]),
            ("SWJ", ["青石区税务局", "临江区水务局"]),
            ("1135010000", ["青石区税务局"]),
            ("区 局", ["青石区税务局", "临江区水务局"]),
            ("没有", []),
            ("%", []),
        ],
    )
    def test_units_are_found_by_name_initials_and_code(self, city, officer, words, found):
        for unit in Unit.objects.all():
            units.rename_unit(unit_id=unit.pk, name=f"{unit.name} ", actor=officer, at=NOON)
        Unit.objects.filter(pk=city.agency.pk).update(uscc=CODE, initials="qsqswj")
        Unit.objects.filter(pk=city.other_agency.pk).update(initials="ljqswj")

        assert [unit.name for unit in units_in_reach(officer, {Role.OFFICER}, words)] == found

    def test_another_subtree_is_never_found(self, city, district_officer):
        assert list(units_in_reach(district_officer, {Role.OFFICER}, "临江")) == []
        assert [unit.name for unit in units_in_reach(district_officer, {Role.OFFICER}, "税务")] == ["青石区税务局"]

    def test_a_level_counts_the_open_units_below_each(self, city, officer):
        units.close_unit(unit_id=city.school.pk, actor=officer, at=NOON)

        found = [(unit.name, unit.below_count) for unit in children_of(city.city)]
        assert found == [("青石区", 3), ("临江区", 1), ("云岭市文明办", 0)]
        assert [unit.name for unit in children_of(city.district)] == ["槐荫街道", "青石区税务局", "青石区实验小学"]

    def test_the_tree_says_how_deep_each_unit_stands(self, city):
        assert [(node.unit.name, node.depth) for node in tree(city.district)] == [
            ("青石区", 0),
            ("槐荫街道", 1),
            ("梧桐里社区", 2),
            ("青石区税务局", 1),
            ("青石区实验小学", 1),
        ]

    def test_the_way_leads_from_the_top(self, city):
        assert [unit.name for unit in way_to(city.community)] == ["云岭市", "青石区", "槐荫街道"]

    def test_tops_leave_out_what_lies_below_another_role(self, city, district_officer):
        a_grant(user=district_officer, unit=city.street, role=Role.OFFICER)
        a_grant(user=district_officer, unit=city.other_agency, role=Role.OFFICER)

        assert tops_of(district_officer, {Role.OFFICER}) == [city.district, city.other_agency]

    @pytest.mark.parametrize("count", [1, 3, 80])
    def test_reading_a_level_and_a_tree_takes_one_query_each(self, city, officer, django_assert_num_queries, count):
        for number in range(count):
            a_unit(parent=city.street, name=f"社区{number}", kind="community")

        with django_assert_num_queries(1):
            assert len(children_of(city.street)) == count + 1
        with django_assert_num_queries(1):
            assert len(tree(city.street)) == count + 2
        with django_assert_num_queries(2):
            assert {unit.parent.name for unit in units_in_reach(officer, {Role.OFFICER}, "社区")} == {"槐荫街道"}
