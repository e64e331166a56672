"""The register of units as the office keeps it."""

import pytest
from django.urls import reverse

from chuangwen.civic.journal.models import Line
from chuangwen.civic.orgs.models import Unit
from tests.factories import TODAY, a_unit
from tests.web.sheets import cells_of

pytestmark = pytest.mark.django_db
LIST = "/office/units/manage/"
CODE = "113501000036050127"


@pytest.fixture
def office(sign_in, officer):
    return sign_in(officer)


@pytest.fixture
def district(sign_in, district_officer):
    return sign_in(district_officer)


def text_of(response):
    return " ".join(response.content.decode().split()).replace(" >", ">")


def url(name, unit):
    return reverse(f"office:{name}", args=[unit.pk])


def names(page):
    return [row.subject.name for row in page.context["table"].rows]


class TestTheList:
    def test_shows_one_level_with_what_lies_below(self, office, city):
        page = office.get(LIST)

        assert names(page) == ["青石区", "临江区", "云岭市文明办"]
        assert [row.subject.below_count for row in page.context["table"].rows] == [4, 1, 0]
        page = office.get(LIST, {"under": city.district.pk})
        assert names(page) == ["槐荫街道", "青石区税务局", "青石区实验小学"]
        assert f'<a href="{LIST}?under={city.city.pk}">云岭市</a>' in text_of(page)

    def test_shows_all_below_when_asked(self, office, city):
        assert len(names(office.get(LIST, {"all": 1}))) == 8

    def test_searches_all_below_by_name_initials_and_code(self, office, city):
        Unit.objects.filter(pk=city.community.pk).update(initials="wtlsq", uscc=CODE)

        for words in ("梧桐", "wtl", CODE[:8]):
            assert names(office.get(LIST, {"q": words})) == ["梧桐里社区"]
        assert names(office.get(LIST, {"q": "梧桐", "under": city.other_district.pk})) == []

    def test_is_narrowed_by_kind_and_state(self, office, city):
        Unit.objects.filter(pk=city.school.pk).update(closed_date=TODAY)

        assert names(office.get(LIST, {"all": 1, "kind": "agency"})) == ["青石区税务局", "临江区水务局"]
        assert names(office.get(LIST, {"all": 1, "state": "closed"})) == ["青石区实验小学"]
        assert names(office.get(LIST, {"under": city.district.pk}))[-1] == "青石区实验小学"

    def test_is_exported_under_the_heads_of_the_template(self, office, city):
        cells = cells_of(office.get(LIST + "?all=1&export=xlsx&cols=kind&cols=parent&cols=staff"))

        assert cells[0] == ["单位名称", "单位类型", "上级单位", "在职人数"]
        assert ["青石区税务局", "机关", "青石区", 86.0] in cells
        assert len(cells) == 9

    @pytest.mark.parametrize("count", [1, 3, 80])
    def test_costs_the_same_however_many_units_there_are(self, office, city, count, django_assert_max_num_queries):
        for number in range(count):
            a_unit(parent=city.street, kind="community", name=f"社区{number}")

        office.get(LIST)
        for query in ({"under": city.street.pk}, {"all": 1}, {"q": "社区"}):
            with django_assert_max_num_queries(9):
                office.get(LIST, query)

    def test_another_district_is_not_there(self, district, city):
        assert district.get(LIST, {"under": city.other_district.pk}).status_code == 404
        assert names(district.get(LIST, {"q": "临江"})) == []
        assert names(district.get(LIST))[0] == "槐荫街道"

    def test_leaders_read_and_are_offered_no_change(self, sign_in, leader, city):
        client = sign_in(leader)

        page = text_of(client.get(LIST))
        assert "青石区" in page
        for name in ("units-new", "units-import"):
            assert reverse(f"office:{name}") not in page.replace("导入表格", "")
        assert "保存资料" not in text_of(client.get(url("units-edit", city.agency)))
        assert client.post(url("units-edit", city.agency), {"kind": "school"}).status_code == 404


class TestAdding:
    def test_a_unit_is_added_and_the_page_says_what_is_next(self, office, city):
        told = {"name": "青石区财政局", "kind": "agency", "uscc": CODE.lower(), "staff": "３０"}
        page = office.post(f"/office/units/manage/new/?parent={city.district.pk}", told, follow=True)

        unit = Unit.objects.get(name="青石区财政局")
        assert (unit.parent, unit.uscc, unit.staff, unit.initials) == (city.district, CODE, 30, "qsqczj")
        assert "已新增“青石区财政局”。" in text_of(page)
        assert "再加一个" in text_of(page)

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"name": ""}, "请填写单位名称。"),
            ({"kind": ""}, "请选择单位类型。"),
            ({"uscc": CODE[:-1] + "8"}, "校验位不对"),
            ({"area_code": "3501"}, "6位、9位或12位"),
            ({"staff": "-1"}, "大于或等于"),
            ({"staff": "若干"}, "整数"),
            ({"name": "青石区税务局"}, "同一上级下已有“青石区税务局”"),
        ],
    )
    def test_what_is_wrong_is_told_and_nothing_added(self, office, city, change, says):
        told = {"name": "青石区财政局", "kind": "agency"} | change
        page = office.post(f"/office/units/manage/new/?parent={city.district.pk}", told)

        assert says in text_of(page)
        assert Unit.objects.count() == 9

    def test_nothing_is_added_below_a_place_of_others(self, district, city):
        told = {"name": "偷加的局", "kind": "agency"}

        for parent in (city.other_district.pk, city.city.pk, 0):
            assert district.post(f"/office/units/manage/new/?parent={parent}", told).status_code == 404
        assert district.post("/office/units/manage/new/", told).status_code == 404


class TestChanging:
    def test_particulars_are_changed_and_the_history_tells(self, office, city):
        page = office.post(url("units-edit", city.agency), {"kind": "agency", "staff": "90"}, follow=True)

        assert Unit.objects.get(pk=city.agency.pk).staff == 90
        assert "已保存“青石区税务局”的资料。" in text_of(page)
        assert "在职人数：86→90" in text_of(page)

    def test_a_code_of_another_unit_is_refused(self, office, city):
        Unit.objects.filter(pk=city.school.pk).update(uscc=CODE)

        page = office.post(url("units-edit", city.agency), {"kind": "agency", "uscc": CODE})

        assert f"{CODE} 已被“青石区实验小学”使用" in text_of(page)
        assert Line.objects.count() == 0

    def test_a_unit_is_renamed(self, office, city):
        office.post(url("units-rename", city.agency), {"new-name": "青石区财税局"})
        refused = office.post(url("units-rename", city.agency), {"new-name": "青石区实验小学"})
        empty = office.post(url("units-rename", city.agency), {"new-name": ""})

        assert Unit.objects.get(pk=city.agency.pk).name == "青石区财税局"
        assert "已有“青石区实验小学”" in text_of(refused)
        assert "请填写新名称。" in text_of(empty)

    def test_a_unit_moves_with_all_below_it(self, office, city):
        page = office.get(url("units-move", city.street), {"q": "临江"})
        assert list(page.context["parents"]) == [city.other_district]
        assert "它的1个下级一起移动" in text_of(page)

        office.post(url("units-move", city.street), {"parent": city.other_district.pk})

        assert Unit.objects.get(pk=city.community.pk).path.startswith(city.other_district.path)

    def test_impossible_parents_are_not_offered_and_refused(self, office, city):
        offered = list(office.get(url("units-move", city.district)).context["parents"])
        assert city.street not in offered
        assert city.city not in offered

        page = office.post(url("units-move", city.district), {"parent": city.street.pk})
        assert "不能放到自己或自己的下级下面" in text_of(page)
        assert office.post(url("units-move", city.district), {}).status_code == 404

    def test_a_unit_does_not_move_into_or_out_of_a_place_of_others(self, district, city):
        assert district.post(url("units-move", city.street), {"parent": city.other_district.pk}).status_code == 404
        assert district.post(url("units-move", city.other_agency), {"parent": city.street.pk}).status_code == 404
        assert Line.objects.count() == 0

    def test_a_unit_is_closed_after_a_question_and_opened_again(self, office, city):
        assert "台账、得分和日志都保留" in text_of(office.get(url("units-close", city.agency)))
        for name, is_open in (("units-close", False), ("units-close", False), ("units-reopen", True)):
            assert office.post(url(name, city.agency)).status_code == 302
            assert Unit.objects.get(pk=city.agency.pk).is_open is is_open
        assert [line.verb for line in Line.objects.order_by("number")] == ["unit.closed", "unit.reopened"]

    def test_a_unit_with_open_units_below_is_not_closed(self, office, city):
        page = office.post(url("units-close", city.street))

        assert "它下面还有1个在用的单位" in text_of(page)

    def test_units_of_others_are_not_there(self, district, city):
        for name in ("units-edit", "units-rename", "units-move", "units-close", "units-reopen"):
            assert district.post(url(name, city.other_agency), {"kind": "agency"}).status_code == 404
