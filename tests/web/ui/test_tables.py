"""The table: sorted, filtered, searched, paged and exported by its URL."""

import zipfile
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory
from python_calamine import CalamineWorkbook

from chuangwen.civic.people.models import User
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.signs import Light, MarkBar
from chuangwen.web.ui.tables import ChoiceFilter, Column, DayFilter, Table
from tests.factories import a_user


@dataclass(frozen=True)
class Row:
    pk: int
    name: str
    kind: str = "school"
    mark: int | None = 0
    day: date | None = None


class Rows(Table):
    key = "rows"
    columns = (
        Column("name", "名称", sort="name", link=lambda row: f"/rows/{row.pk}/", fixed=True),
        Column("kind", "类别"),
        Column("mark", "得分", kind="marks", sort="mark"),
        Column("day", "日期", kind="date", sort="day", shown=False),
    )
    filters = (ChoiceFilter("kind", "类别", [("school", "学校"), ("firm", "企业")]), DayFilter("day", "日期"))
    search_fields = ("name",)
    default_sort = "-mark"


THREE = [
    Row(1, "第一小学", "school", 70_000, date(2025, 1, 10)),
    Row(2, "供水公司", "firm", 90_000, date(2025, 2, 10)),
    Row(3, "第二小学", "school", None, None),
]


def names(query, rows=THREE, **more):
    return [row.subject.name for row in Rows(rows, QueryDict(query), **more).rows]


class TestAList:
    def test_is_sorted_by_default_with_blanks_last(self):
        assert names("") == ["供水公司", "第一小学", "第二小学"]

    def test_is_sorted_by_a_column_of_the_url(self):
        assert names("sort=mark") == ["第一小学", "供水公司", "第二小学"]

    @pytest.mark.parametrize("sort", ["kind", "pk", "-pk", "name__password", "nonsense"])
    def test_is_never_sorted_by_what_no_head_offers(self, sort):
        assert names(f"sort={sort}") == names("")

    def test_is_narrowed_by_any_of_several_values(self):
        assert names("kind=school") == ["第一小学", "第二小学"]
        assert names("kind=school&kind=firm") == names("")

    def test_ignores_a_value_that_does_not_exist(self):
        assert names("kind=palace") == names("")

    @pytest.mark.parametrize(
        ("query", "found"),
        [("day_from=2025-02-01", ["供水公司"]), ("day_to=2025-01-10", ["第一小学"]), ("day_from=2025-02-30", 3)],
    )
    def test_is_narrowed_by_days_with_both_ends_included(self, query, found):
        assert (names(query) if isinstance(found, list) else len(names(query))) == found

    def test_is_searched_for_every_word(self):
        assert names("q=小学") == ["第一小学", "第二小学"]
        assert names("q=小学 第二") == ["第二小学"]


class TestTheUrl:
    def test_says_each_filter_as_a_chip_that_can_be_taken_off(self):
        table = Rows(THREE, QueryDict("kind=school&q=小学&day_from=2025-01-01&page=2"))

        assert [(chip.label, chip.text) for chip in table.chips] == [
            ("类别", "学校"),
            ("日期", "2025年1月1日（周三）起"),
        ]
        assert QueryDict(table.chips[0].without[1:]).dict() == {"q": "小学", "day_from": "2025-01-01"}

    def test_of_a_head_turns_the_order_round(self):
        first, *_ = Rows(THREE, QueryDict("sort=name&page=3")).heads

        assert (first.url, first.direction) == ("?sort=-name", "ascending")

    def test_keeps_what_other_forms_have_set(self):
        table = Rows(THREE, QueryDict("sort=name&kind=firm&q=x&page=3&cols=mark"))

        assert table.kept_by_filters == [("sort", "name"), ("cols", "mark")]
        assert table.kept_by_columns == [("sort", "name"), ("kind", "firm"), ("q", "x")]

    def test_beyond_the_last_page_gives_the_last_page(self):
        many = [Row(at, f"单位{at}") for at in range(120)]

        assert len(Rows(many, QueryDict("page=99")).rows) == 20
        assert len(Rows(many, QueryDict("page=x")).rows) == 50


class TestTheColumns:
    def test_are_the_usual_ones(self):
        assert [column.key for column in Rows(THREE, QueryDict()).shown] == ["name", "kind", "mark"]

    def test_are_chosen_in_the_url_and_the_fixed_ones_stay(self):
        assert [column.key for column in Rows(THREE, QueryDict("cols=day")).shown] == ["name", "day"]

    def test_are_remembered_by_a_cookie_that_the_url_outranks(self):
        cookies = {"cols_rows": "mark.day"}

        assert [column.key for column in Rows(THREE, QueryDict(), cookies=cookies).shown] == ["name", "mark", "day"]
        assert [c.key for c in Rows(THREE, QueryDict("cols=kind"), cookies=cookies).shown] == ["name", "kind"]

    def test_that_do_not_exist_are_ignored(self):
        assert [c.key for c in Rows(THREE, QueryDict("cols=password")).shown] == ["name", "kind", "mark"]


class People(Table):
    key = "people"
    columns = (Column("username", "账号", sort="username"), Column("name", "姓名", sort="name"))
    filters = (ChoiceFilter("active", "状态", [("1", "启用"), ("0", "停用")], lookup="is_active"),)
    search_fields = ("username", "name")


class TestAQuerySet:
    @pytest.mark.parametrize("count", [1, 3, 60])
    def test_costs_one_count_and_one_page_however_long_it_is(self, db, count, django_assert_num_queries):
        for at in range(count):
            a_user(username=f"user-{at:03}", name="同名")

        with django_assert_num_queries(2):
            table = People(User.objects.all(), QueryDict("sort=-name&q=user&active=1"))
            shown = [row.subject.username for row in table.rows]
            assert table.count == count

        assert len(shown) == min(count, 50)

    def test_ends_its_order_in_the_key_so_that_pages_never_overlap(self, db):
        table = People(User.objects.all(), QueryDict("sort=-name"))

        assert table.ordered.query.order_by == ("-name", "pk")

    def test_keeps_its_own_order_when_no_head_was_clicked(self, db):
        table = People(User.objects.order_by("-created_at"), QueryDict())

        assert table.ordered.query.order_by == ("-created_at", "pk")

    def test_is_searched_in_every_field(self, db):
        a_user(username="zhou", name="周静")
        a_user(username="lin", name="林远")

        assert [row.subject.username for row in People(User.objects.all(), QueryDict("q=静")).rows] == ["zhou"]


class Sheet(Table):
    key = "sheet"
    columns = (
        Column("name", "名称", sort="name"),
        Column("bar", "得分", value=lambda row: MarkBar(got=row.mark, full=100_000)),
        Column("light", "状态", value=lambda row: Light(colour="green", word="正常")),
        Column("day", "日期", kind="date"),
        Column("kind", "类别", shown=False),
    )
    search_fields = ("name",)


def exported(rows, query=""):
    response = export_response(Sheet(rows, QueryDict(query)), "单位")
    body = b"".join(response.streaming_content)
    return response, CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python(), body


class TestTheExport:
    def test_holds_all_filtered_rows_and_the_shown_columns_by_their_types(self):
        rows = [Row(1, "甲", mark=86_500, day=date(2025, 3, 1)), Row(2, "乙", mark=None), Row(3, "丙")]

        _, sheet, _ = exported(rows, "q=甲")

        assert sheet == [["名称", "得分", "状态", "日期"], ["甲", 86.5, "正常", date(2025, 3, 1)]]

    def test_goes_beyond_the_page(self):
        _, sheet, _ = exported([Row(at, f"单位{at}") for at in range(130)])

        assert len(sheet) == 131

    @pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")'])
    def test_never_turns_text_into_a_formula(self, text):
        _, _, body = exported([Row(1, text)])

        sheet = _part(body, "xl/worksheets/sheet1.xml")
        assert "<f>" not in sheet
        assert "<f " not in sheet
        assert 'quotePrefix="1"' in _part(body, "xl/styles.xml")

    def test_cuts_text_that_no_cell_can_hold(self):
        _, sheet, _ = exported([Row(1, "长" * 40_000)])

        assert len(sheet[1][0]) == 32_767

    def test_is_a_file_with_a_chinese_name(self):
        response, _, _ = exported([Row(1, "甲")])

        assert "filename*=utf-8''%E5%8D%95%E4%BD%8D.xlsx" in response["Content-Disposition"]


def _part(body, name):
    with zipfile.ZipFile(BytesIO(body)) as archive:
        return archive.read(name).decode()


class TestThePage:
    def render(self, query="", rows=THREE, **more):
        request = RequestFactory().get(f"/rows/?{query}")
        table = Rows(rows, request.GET)
        return render_to_string("ui/table.html", {"table": table, **more}, request=request)

    def test_names_each_cell_for_the_phone(self):
        assert 'data-label="得分"' in self.render()

    def test_says_why_nothing_is_left_and_how_to_see_all(self):
        page = self.render("q=没有的")

        assert "没有符合条件的" in page
        assert 'href="?"' in page

    def test_says_what_will_be_here_when_nothing_is(self):
        page = self.render(rows=[], empty_title="还没有单位。", empty_url="/add/", empty_label="添加单位")

        assert "还没有单位。" in page
        assert 'href="/add/"' in page

    def test_escapes_what_people_typed(self):
        page = self.render(rows=[Row(1, "<script>alert(1)</script>")])

        assert "<script>alert" not in page

    def test_has_one_form_for_acts_on_many(self):
        page = self.render(bulk_url="/remind/", bulk_template="ui/kit_bulk.html")

        assert page.count('name="ids"') == 3
        assert 'form="bulk-rows"' in page
