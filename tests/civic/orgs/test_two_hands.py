"""Two hands at once on the tree and on roles."""

import pytest

from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import STEP, Grant, Unit
from chuangwen.civic.orgs.operations import grants, imports, units
from chuangwen.civic.orgs.queries.imports import sheet_fields
from chuangwen.core.registry.particulars import Particulars
from chuangwen.core.sheets import read_table
from tests.civic.hands import at_once
from tests.core.sheets.making import workbook
from tests.factories import NOON, a_unit, a_user

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def adding(parent, name, actor, kind="agency"):
    return lambda: units.add_unit(
        parent_id=parent.pk, kind=kind, name=name, particulars=Particulars(), actor=actor, at=NOON
    )


def moving(unit, parent, actor):
    return lambda: units.move_unit(unit_id=unit.pk, parent_id=parent.pk, actor=actor, at=NOON)


def assert_tree_holds():
    for unit in Unit.objects.select_related("parent"):
        above = unit.parent.path if unit.parent else ""
        assert unit.path.startswith(above)
        assert len(unit.path) == len(above) + STEP


def errors(found):
    return [each for each in found if isinstance(each, Exception)]


def test_units_added_at_once_take_different_paths(city, officer):
    found = at_once(*(adding(city.district, f"第{number}局", officer) for number in range(6)))

    assert errors(found) == []
    assert len({unit.path for unit in found}) == 6
    assert_tree_holds()


def test_one_name_added_at_once_is_added_once(city, officer):
    found = at_once(*(adding(city.district, "财政局", officer) for _ in range(2)))

    assert [type(error) for error in errors(found)] == [units.NameTaken]


def test_two_moves_that_would_make_a_circle_together_do_not(city, officer):
    inner = a_unit(parent=city.other_district, kind="street", name="内街道")

    found = at_once(moving(city.district, inner, officer), moving(city.other_district, city.street, officer))

    assert [type(error) for error in errors(found)] == [units.InItsOwnSubtree]
    assert_tree_holds()


def test_a_unit_added_below_a_moving_one_moves_along(city, officer):
    for _ in range(4):
        at_once(
            moving(city.street, city.other_district, officer),
            adding(city.street, f"社区{Unit.objects.count()}", officer, kind="community"),
        )
        at_once(
            moving(city.street, city.district, officer),
            adding(city.street, f"社区{Unit.objects.count()}", officer, kind="community"),
        )

    assert_tree_holds()
    assert Unit.objects.filter(parent=city.street).count() == 9


def test_rivalling_roles_granted_at_once_leave_one(city):
    user = a_user()

    def granting(role):
        return lambda: grants.grant_role(user_id=user.pk, unit_id=city.city.pk, role=role, actor=None, at=NOON)

    found = at_once(granting(Role.AUDIT_ADMIN), granting(Role.SYSTEM_ADMIN), granting(Role.CLERK))

    assert {type(error) for error in errors(found)} == {grants.RolesKeptApart}
    assert Grant.objects.filter(user=user).count() == 1


def test_a_sheet_committed_by_two_hands_is_imported_once(city, officer):
    table = read_table(
        workbook(["上级单位", "单位名称", "单位类型"], ["青石区", "财政局", "机关"]), sheet_fields(), name="a.xlsx"
    )
    batch = imports.hand_in_units(unit_id=city.city.pk, name="a.xlsx", table=table, actor=officer, at=NOON)

    found = at_once(*[lambda: imports.commit_units(import_id=batch.pk, actor=officer, at=NOON)] * 2)

    assert errors(found) == []
    assert Unit.objects.filter(name="财政局").count() == 1
