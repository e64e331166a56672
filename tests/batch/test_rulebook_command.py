"""`chuangwen rulebook`, `assess` and `journal`, as an office runs them."""

import json
import re
import shutil
from datetime import date

import pytest
import xlsxwriter

from chuangwen.batch import cli
from chuangwen.civic.assessments.models import Assessment, Card
from chuangwen.civic.journal.models import Line
from chuangwen.civic.rulebooks.enums import EditionStatus
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.wordbook import kinds
from chuangwen.core.scoring import Fact, UnitCase, write_snapshot
from tests.factories import a_unit, an_entry


@pytest.fixture
def chuangwen(capsys):
    """Run the command; return its exit code, what it said, and what it complained of."""

    def run(*words):
        code = cli.main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def book(chuangwen, tmp_path):
    """A new book, as `rulebook new` writes it."""
    folder = tmp_path / "book"
    chuangwen("rulebook", "new", folder)
    return folder


def change(book, old, new, name="criteria/1-leadership.yaml"):
    text = (book / name).read_text(encoding="utf-8")
    assert old in text
    (book / name).write_text(text.replace(old, new), encoding="utf-8")


def test_a_new_book_passes_its_own_check_and_examples(chuangwen, book):
    checked, tried = chuangwen("rulebook", "check", book), chuangwen("rulebook", "test", book)

    assert (checked[0], tried[0]) == (0, 0)
    assert checked[1].endswith("没有错误，可以发布。\n")
    assert tried[1].endswith("共1个示例，全部相符。\n")


def test_a_new_book_is_not_written_over_another(chuangwen, book):
    code, _, complained = chuangwen("rulebook", "new", book)

    assert code == 1
    assert "里已有文件" in complained


def test_check_names_file_line_and_column_of_a_typo(chuangwen, book):
    change(book, "of: meeting", "of: meetin")

    code, _, complained = chuangwen("rulebook", "check", book)

    assert code == 1
    assert "criteria/1-leadership.yaml:11:" in complained
    assert "meeting" in complained


def test_test_says_which_example_came_out_otherwise(chuangwen, book):
    change(book, "I-1: 3, I-2", "I-1: 4, I-2")

    code, said, _ = chuangwen("rulebook", "test", book)

    assert code == 1
    assert "× 开了三次会，没有志愿服务记录" in said


def test_show_says_each_rule_in_words(chuangwen, book):
    _, said, _ = chuangwen("rulebook", "show", book)

    assert "I-2 全年开展志愿服务活动不少于4次。（2分，第一章第二条）" in said
    assert "计志愿服务的场数；每1场得0.5分，最多2分。" in said


def test_diff_tells_what_changed(chuangwen, book, tmp_path):
    other = tmp_path / "other"
    chuangwen("rulebook", "new", other)
    change(other, "worth: 0.5", "worth: 0.25")

    same, changed = chuangwen("rulebook", "diff", book, book), chuangwen("rulebook", "diff", book, other)

    assert same == (0, "两版相同。\n", "")
    assert "I-2" in changed[1]


def test_the_schema_is_printed_and_lies_beside_a_new_book(chuangwen, book):
    _, said, _ = chuangwen("rulebook", "schema")

    assert json.loads(said)["title"] == "测评细则"
    assert json.loads((book / "rulebook.schema.json").read_text(encoding="utf-8")) == json.loads(said)


@pytest.fixture
def harder(book, tmp_path):
    """The new book with a harder demand."""
    other = tmp_path / "harder"
    shutil.copytree(book, other)
    change(other, "worth: 0.5", "worth: 0.25")
    return other


@pytest.fixture
def snapshot(tmp_path):
    """A snapshot of two units, one with four volunteer activities."""
    facts = [
        Fact(id=n, kind="volunteer_activity", start_date=date(2026, n, 1), until_date=date(2026, n, 2))
        for n in (1, 2, 3, 4)
    ]
    cases = [
        UnitCase(id=1, name="水务局", kind="agency", path="", facts=tuple(facts)),
        UnitCase(id=2, name="税务局", kind="agency", path=""),
    ]
    return write_snapshot(tmp_path / "snapshot", cases, kinds()).folder


class TestTry:
    def test_it_says_who_loses_and_by_which_clause(self, chuangwen, book, harder, snapshot):
        code, said, _ = chuangwen("rulebook", "try", harder, "--against", book, "--on", snapshot)

        assert code == 0
        assert "上升0个，下降1个，不变1个。" in said
        assert re.search(r"I-2 +改动 +0 +1 +-1分", said)
        assert re.search(r"水务局 +2分 +1分 +-1分 +I-2 -1分", said)

    def test_it_gives_figures_to_programs(self, chuangwen, book, harder, snapshot):
        words = ("rulebook", "try", harder, "--against", book, "--on", snapshot, "--json")
        found = json.loads(chuangwen(*words)[1])

        assert (found["units"], found["sum_before"], found["sum_after"]) == (2, 2000, 1000)
        assert found["losers"][0]["clauses"] == [{"code": "I-2", "moved": -1000}]

    def test_diff_tells_the_impact_too(self, chuangwen, book, harder, snapshot):
        _, said, _ = chuangwen("rulebook", "diff", book, harder, "--on", snapshot)

        assert said.startswith("I-2 的计分由")
        assert "下降最多" in said

    def test_without_a_book_to_compare_with_it_says_what_to_give(self, chuangwen, book, snapshot):
        code, _, complained = chuangwen("rulebook", "try", book, "--on", snapshot)

        assert code == 1
        assert "--against" in complained

    def test_a_folder_that_is_no_snapshot_is_refused(self, chuangwen, book, tmp_path):
        code, _, complained = chuangwen("rulebook", "try", book, "--against", book, "--on", tmp_path)

        assert code == 1
        assert "不是一份完整的快照" in complained

    def test_a_changed_snapshot_is_refused(self, chuangwen, book, snapshot):
        (snapshot / "units.parquet").write_bytes(b"")

        assert chuangwen("rulebook", "try", book, "--against", book, "--on", snapshot)[0] == 1


class TestFromXlsx:
    @pytest.fixture
    def sheet(self, tmp_path):
        path = tmp_path / "细则.xlsx"
        rows = (
            ("项目", "内容", "标准", "分值", "方法"),
            ("一、组织领导（7分）", "每季度召开一次会议。", "", 4, "材料审核"),
            ("一、组织领导（7分）", "氛围浓厚。", "", 3, "实地考察"),
            ("一、组织领导（7分）", "无越级上访。", "", 3, "材料审核"),
        )
        with xlsxwriter.Workbook(path) as workbook:
            page = workbook.add_worksheet()
            for at, row in enumerate(rows):
                page.write_row(at, 0, row)
        return path

    def test_it_reports_every_row_and_leaves_what_is_open_to_check(self, chuangwen, sheet, tmp_path):
        code, said, _ = chuangwen("rulebook", "from-xlsx", sheet, tmp_path / "out")
        checked = chuangwen("rulebook", "check", tmp_path / "out")

        assert code == 0
        assert "第2行 I-1 已提出" in said
        assert "第3行 I-2 待定" in said
        assert "第4行 I-3 不收（依法信访是公民的权利" in said
        assert said.count("共3行：已提出1条，待定1条，不收1条。") == 1
        assert checked[0] == 1
        assert "criteria/01.yaml:18:14 " in checked[2]
        assert len(checked[2].splitlines()) == 4

    def test_a_file_that_is_no_table_is_refused(self, chuangwen, tmp_path):
        (tmp_path / "a.xlsx").write_bytes(b"not a sheet")

        assert chuangwen("rulebook", "from-xlsx", tmp_path / "a.xlsx", tmp_path / "out")[0] == 1


def test_a_folder_that_is_not_there_is_named(chuangwen, tmp_path):
    code, _, complained = chuangwen("rulebook", "check", tmp_path / "nothing")

    assert code == 1
    assert "book.yaml 所在的文件夹" in complained


@pytest.fixture
def published(chuangwen, book, city, officer):
    """The new book, published for the city."""
    words = ("rulebook", "publish", book, "--unit", "云岭市", "--assessed-on", "2026-12-31", "--by", "officer")
    return chuangwen(*words)


@pytest.mark.django_db
class TestPublish:
    def test_it_brings_the_book_in_for_good(self, published):
        rows = Edition.objects.values_list("code", "edition", "status", "unit__name", "assessed_on")

        assert published[0] == 0
        assert list(rows) == [("my-book", "2026", EditionStatus.PUBLISHED, "云岭市", date(2026, 12, 31))]
        assert [line.verb for line in Line.objects.order_by("number")] == ["edition.loaded", "edition.published"]

    def test_it_is_refused_to_a_clerk(self, chuangwen, book, city, clerk):
        words = ("rulebook", "publish", book, "--unit", "云岭市", "--assessed-on", "2026-12-31", "--by", "clerk")
        code, _, complained = chuangwen(*words)

        assert code == 1
        assert "怎么办：" in complained
        assert not Edition.objects.exists()


@pytest.mark.django_db
class TestAssess:
    def test_it_marks_every_unit_that_the_book_covers(self, chuangwen, published, city, clerk):
        for month in (2, 5, 8):
            an_entry(unit=city.agency, start_date=date(2026, month, 11), created_by=clerk)

        code, said, complained = chuangwen("assess", "my-book", "--by", "officer")

        assert (code, complained) == (0, "")
        assert said.startswith("已按“文明单位测评细则（请改成正式名称） 2026”测评云岭市")
        marked = set(Card.objects.values_list("unit__name", flat=True))
        assert marked == {"青石区税务局", "青石区实验小学", "临江区水务局"}

    def test_it_is_kept_with_its_snapshot_and_engine(self, chuangwen, published, city):
        chuangwen("assess", "my-book@2026", "--by", "officer")

        (kept,) = Assessment.objects.all()
        assert (len(kept.snapshot), kept.status) == (64, "finished")

    def test_it_names_the_books_that_are_published(self, chuangwen, published, city):
        code, _, complained = chuangwen("assess", "another-book", "--by", "officer")

        assert code == 1
        assert "已发布的有：my-book@2026。" in complained

    def test_it_says_when_nobody_is_covered(self, chuangwen, published, city):
        a_unit(parent=city.city, kind="village", name="白塘村")

        code, _, complained = chuangwen("assess", "my-book", "--by", "officer", "--unit", "白塘村")

        assert code == 1
        assert "适用" in complained


@pytest.mark.django_db
class TestJournalVerify:
    def test_an_untouched_journal_is_sound(self, chuangwen, published):
        code, said, _ = chuangwen("journal", "verify")

        assert code == 0
        assert "日志完好：共核验2行。" in said

    def test_an_edited_line_is_found(self, chuangwen, published):
        Line.objects.filter(number=1).update(verb="edition.forged")

        code, _, complained = chuangwen("journal", "verify")

        assert code == 1
        assert "第1行" in complained

    def test_a_missing_line_is_found(self, chuangwen, published):
        Line.objects.filter(number=2).delete()

        assert chuangwen("journal", "verify")[0] == 1

    def test_the_line_written_down_elsewhere_shows_a_journal_written_anew(self, chuangwen, published):
        last = chuangwen("journal", "verify")[1].splitlines()[1].removeprefix("末行：")
        number, digest = last.split(":")
        forged = f"{number}:{'0' * len(digest)}"

        assert chuangwen("journal", "verify", "--known", last)[0] == 0
        assert chuangwen("journal", "verify", "--known", forged)[0] == 1
