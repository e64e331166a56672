"""`chuangwen rulebook`, `assess` and `journal`, as an office runs them."""

from datetime import date

import pytest

from chuangwen.batch import cli
from chuangwen.civic.assessments.models import Assessment, Card
from chuangwen.civic.journal.models import Line
from chuangwen.civic.rulebooks.enums import EditionStatus
from chuangwen.civic.rulebooks.models import Edition
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
    assert "criteria/1-leadership.yaml:9:" in complained
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
