"""The command `chuangwen`: its help, its exit codes, its words for trouble."""

import io
import json
import os
import re
import socket
import subprocess
import sys
import time
from datetime import date
from urllib.request import urlopen

import pytest
import xlsxwriter

from chuangwen.batch import cli, parsing
from chuangwen.civic.journal.models import Line
from chuangwen.civic.ledger.enums import Source, Status
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Grant
from chuangwen.civic.people.models import User
from chuangwen.core.reading import extract
from tests import house
from tests.factories import PASSWORD, a_unit

NAMES = [command.name for command in cli.COMMANDS]
LATIN_WORDS = re.compile(r"\b(usage|options|positional|arguments|show this|optional)\b")


def chuangwen(capsys, *words):
    """Run the command; return its exit code, what it said, and what it complained of."""
    try:
        code = cli.main(list(words))
    except SystemExit as leaving:
        code = leaving.code
    said = capsys.readouterr()
    return code, said.out, said.err


def test_help_lists_every_command_in_chinese(capsys):
    code, said, complained = chuangwen(capsys, "--help")

    assert (code, complained) == (0, "")
    assert [name for name in NAMES if f"  {name} " not in said] == []
    assert LATIN_WORDS.search(said) is None


def test_without_a_word_the_command_helps(capsys):
    assert chuangwen(capsys) == chuangwen(capsys, "-h")


@pytest.mark.parametrize("name", NAMES)
def test_each_command_explains_itself_in_chinese(name, capsys):
    code, said, _ = chuangwen(capsys, name, "--help")

    assert code == 0
    assert said.startswith(f"用法：chuangwen {name}")
    assert LATIN_WORDS.search(said) is None


def test_help_is_quick():
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", "import chuangwen.batch.cli as c; c.main([])"], check=True, cwd=house.ROOT)

    assert time.monotonic() - started < 1


def test_help_loads_neither_django_nor_the_engine():
    asked = "import sys, chuangwen.batch.cli as c; c.main([]); print(sorted({'django', 'duckdb', 'numpy'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True, cwd=house.ROOT)

    assert said.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["serv"], "是不是想用：chuangwen serve？"),
        (["nothing-like-it"], "没有“nothing-like-it”这个命令。"),
        (["serve", "--port", "many"], "--port 应是一个整数，而不是 'many'。"),
        (["read"], "缺少参数：文件。"),
        (["read", "--written-on", "2025-02-30", "a.txt"], "应是一个日期（如 2025-12-31），而不是“2025-02-30”。"),
        (["migrate", "--quickly"], "不认识的参数：--quickly。"),
    ],
)
def test_wrong_usage_is_explained_in_chinese_and_exits_with_2(words, complaint, capsys):
    code, _, complained = chuangwen(capsys, *words)

    assert code == 2
    assert complaint in complained
    assert "--help" in complained


def test_every_complaint_that_argparse_makes_here_is_translated():
    known = ["the following arguments are required: X", "argument --a: expected one argument"]

    assert [parsing.translated(message) for message in known] == ["缺少参数：X。", "--a 后面要跟一个值。"]


# read ---------------------------------------------------------------------------
@pytest.fixture
def report(tmp_path):
    path = tmp_path / "总结.txt"
    path.write_text("2025年，我局召开文明创建专题会议12次。全年发放宣传资料3000份。", encoding="utf-8")
    return path


def test_read_lists_the_facts_of_a_report(report, capsys):
    code, said, _ = chuangwen(capsys, "read", str(report))

    assert code == 0
    assert "读到2个事实" in said
    assert re.search(r"会议\s+12次", said)


def test_read_gives_a_line_of_json_a_fact(report, capsys):
    _, said, _ = chuangwen(capsys, "read", "--format", "jsonl", str(report))

    assert [json.loads(line)["num"] for line in said.splitlines()] == ["12", "3000"]


def test_read_writes_a_workbook(report, tmp_path, capsys):
    code, said, _ = chuangwen(capsys, "read", "--format", "xlsx", "--output", str(tmp_path / "事实.xlsx"), str(report))

    assert (code, "2个事实" in said) == (0, True)
    assert "3000" in extract((tmp_path / "事实.xlsx").read_bytes(), "事实.xlsx").text


def test_read_asks_where_the_workbook_shall_go(report, capsys):
    code, _, complained = chuangwen(capsys, "read", "--format", "xlsx", str(report))

    assert code != 0
    assert "--output" in complained


def test_read_goes_on_after_a_file_that_it_cannot_read(report, tmp_path, capsys):
    broken = tmp_path / "坏.docx"
    broken.write_bytes(b"PK\x03\x04 this is no document")
    missing = tmp_path / "没有.txt"

    code, said, complained = chuangwen(capsys, "read", str(broken), str(missing), str(report))

    assert code == 1
    assert "坏.docx" in complained
    assert "没有这个文件。" in complained
    assert "读到2个事实" in said


# import --------------------------------------------------------------------------
@pytest.fixture
def sheet(tmp_path):
    """Write a sheet of two meetings; the rows may be changed."""

    def written(*rows):
        path = tmp_path / "台账.xlsx"
        with xlsxwriter.Workbook(path) as book:
            page = book.add_worksheet("台账")
            for number, row in enumerate([("类别", "标题", "开始日期"), *rows]):
                page.write_row(number, 0, row)
        return str(path)

    return written


MEETINGS = [("会议", "一季度创建专题会", "2025-03-05"), ("会议", "二季度创建专题会", "2025-05-20")]


@pytest.mark.django_db
class TestImport:
    def test_it_only_checks_unless_told_to_commit(self, sheet, city, clerk, capsys):
        code, said, _ = chuangwen(capsys, "import", sheet(*MEETINGS), "--unit", "青石区税务局", "--by", "clerk")

        assert code == 0
        assert "可导入2行" in said
        assert Entry.objects.count() == 0

    def test_it_records_all_rows_with_commit(self, sheet, city, clerk, capsys):
        words = ("import", sheet(*MEETINGS), "--unit", "青石区税务局", "--by", "clerk", "--commit")
        code, said, _ = chuangwen(capsys, *words)

        rows = Entry.objects.order_by("start_date").values_list("unit", "title", "start_date", "source", "status")
        assert code == 0
        assert "已导入2条记录" in said
        assert list(rows) == [
            (city.agency.pk, "一季度创建专题会", date(2025, 3, 5), Source.EXCEL, Status.CONFIRMED),
            (city.agency.pk, "二季度创建专题会", date(2025, 5, 20), Source.EXCEL, Status.CONFIRMED),
        ]

    def test_it_names_row_and_cell_of_a_fault_and_records_nothing(self, sheet, city, clerk, capsys):
        bad = [MEETINGS[0], ("会议", "二季度创建专题会", "2025-02-30")]
        words = ("import", sheet(*bad), "--unit", "青石区税务局", "--by", "clerk", "--commit")
        code, _, complained = chuangwen(capsys, *words)

        assert code == 1
        assert "第3行“开始日期”（C3）" in complained
        assert Entry.objects.count() == 0

    def test_it_saves_a_marked_up_sheet(self, sheet, city, clerk, capsys, tmp_path):
        marked = tmp_path / "标注.xlsx"
        words = ("import", sheet(("会议", "", "2025-03-05")), "--unit", "青石区税务局", "--by", "clerk")
        chuangwen(capsys, *words, "--marked", str(marked))

        assert marked.read_bytes().startswith(b"PK")

    def test_it_refuses_anyone_but_the_units_clerk(self, sheet, city, other_clerk, capsys):
        words = ("import", sheet(*MEETINGS), "--unit", "青石区税务局", "--by", "other-clerk", "--commit")
        code, _, complained = chuangwen(capsys, *words)

        assert code == 1
        assert "账号“other-clerk”不是青石区税务局的联络员。" in complained
        assert Entry.objects.count() == 0

    def test_it_asks_which_of_two_namesakes_is_meant(self, sheet, city, clerk, capsys):
        a_unit(parent=city.other_district, name="青石区税务局")
        words = ("import", sheet(*MEETINGS), "--unit", "青石区税务局", "--by", "clerk")
        code, _, complained = chuangwen(capsys, *words)

        assert code == 1
        assert f"云岭市/青石区/青石区税务局（编号 {city.agency.pk}）" in complained

    def test_a_path_tells_namesakes_apart(self, sheet, city, clerk, capsys):
        a_unit(parent=city.other_district, name="青石区税务局")
        words = ("import", sheet(*MEETINGS), "--unit", "青石区/青石区税务局", "--by", "clerk")

        assert chuangwen(capsys, *words)[0] == 0


# unit, user ----------------------------------------------------------------------
@pytest.mark.django_db
class TestFirstSteps:
    def test_a_new_installation_gets_its_first_unit_and_keepers(self, capsys):
        chuangwen(capsys, "unit", "add", "云岭市", "--kind", "city")
        for username, role in [("xitong", "system_admin"), ("anquan", "security_admin")]:
            words = ("user", "add", username, "--name", "罗安", "--role", role, "--unit", "云岭市")
            code, said, _ = chuangwen(capsys, *words)
            assert (code, "临时密码：" in said) == (0, True)

        rows = Grant.objects.order_by("id").values_list("user__username", "role", "unit__name")
        assert list(rows) == [("xitong", Role.SYSTEM_ADMIN, "云岭市"), ("anquan", Role.SECURITY_ADMIN, "云岭市")]

    def test_what_is_done_on_the_command_line_stands_in_the_journal_without_a_name(self, capsys):
        chuangwen(capsys, "unit", "add", "云岭市", "--kind", "city")

        assert [(line.verb, line.actor) for line in Line.objects.all()] == [("unit.added", None)]

    def test_the_temporary_password_opens_the_account_and_must_be_changed(self, city, capsys):
        _, said, _ = chuangwen(capsys, "user", "add", "xitong", "--name", "罗安")
        password = re.search(r"临时密码：(\S+)（", said).group(1)

        user = User.objects.get(username="xitong")
        assert (user.check_password(password), user.must_change_password) == (True, True)

    def test_a_password_may_come_from_standard_input(self, city, capsys, monkeypatch):
        monkeypatch.setattr("sys.stdin", io.StringIO("云岭-Chuangwen-77\n"))
        _, said, _ = chuangwen(capsys, "user", "add", "xitong", "--name", "罗安", "--password-stdin")

        assert User.objects.get(username="xitong").check_password("云岭-Chuangwen-77")
        assert "云岭-Chuangwen-77" not in said

    def test_no_account_is_opened_when_the_unit_of_its_role_is_not_there(self, city, capsys):
        words = ("user", "add", "xitong", "--name", "罗安", "--role", "system_admin", "--unit", "白塔市")
        code, _, complained = chuangwen(capsys, *words)

        assert code == 1
        assert "没有“白塔市”这个单位。" in complained
        assert not User.objects.filter(username="xitong").exists()

    def test_only_a_keeper_resets_a_password(self, city, clerk, officer, security_admin, capsys):
        refused = chuangwen(capsys, "user", "password", "clerk", "--by", "officer")
        allowed = chuangwen(capsys, "user", "password", "clerk", "--by", "security-admin")

        assert (refused[0], "不是安全管理员" in refused[2]) == (1, True)
        assert allowed[0] == 0
        assert not User.objects.get(username="clerk").check_password(PASSWORD)

    def test_a_refusal_of_the_act_is_told_in_full(self, city, clerk, capsys):
        words = ("user", "grant", "clerk", "--role", "system_admin", "--unit", "云岭市")
        code, _, complained = chuangwen(capsys, *words)

        assert code == 1
        assert re.search(r"^没有授权：.*\n原因：.*\n怎么办：.*\n$", complained)

    def test_accounts_are_listed_with_their_roles(self, city, clerk, officer, capsys):
        _, said, _ = chuangwen(capsys, "user", "list")

        assert [line.split() for line in said.splitlines()] == [
            ["账号", "姓名", "状态", "角色"],
            ["clerk", "许知秋", "启用", "青石区税务局单位联络员"],
            ["officer", "沈文", "启用", "云岭市文明办工作人员"],
        ]

    def test_units_are_listed_as_a_tree(self, city, capsys):
        _, said, _ = chuangwen(capsys, "unit", "list", "--under", "青石区")

        assert [line.split()[1] for line in said.splitlines()[1:]] == [
            "青石区", "槐荫街道", "梧桐里社区", "青石区税务局", "青石区实验小学",
        ]  # fmt: skip
        assert said.index("  槐荫街道") < said.index("    梧桐里社区")


# migrate, serve --------------------------------------------------------------------
def shell(*words, home, **variables):
    """Run the command as an office does, in a home folder of its own."""
    command = [sys.executable, "-c", "import sys; from chuangwen.batch.cli import main; sys.exit(main())", *words]
    environment = {
        **os.environ,
        "CHUANGWEN_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "chuangwen.settings",
        **variables,
    }
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=home, env=environment)


@pytest.mark.slow
def test_a_command_on_a_new_installation_says_to_migrate_first(tmp_path):
    done = shell("user", "list", home=tmp_path, CHUANGWEN_DATABASE=f"sqlite:///{tmp_path}/new.sqlite3")

    assert done.returncode == 1
    assert "请先运行 chuangwen migrate。" in done.stderr


@pytest.mark.slow
def test_migrate_makes_the_database_once(tmp_path):
    variables = {"CHUANGWEN_DATABASE": f"sqlite:///{tmp_path}/new.sqlite3"}
    first, second = (shell("migrate", home=tmp_path, **variables) for _ in range(2))

    assert (first.stdout, second.stdout) == ("数据库已建立。\n", "数据库已是最新，没有要做的事。\n")


@pytest.mark.slow
def test_a_database_that_cannot_be_reached_is_explained(tmp_path):
    done = shell("user", "list", home=tmp_path, CHUANGWEN_DATABASE=f"sqlite:///{tmp_path}/no/such/folder.sqlite3")

    assert done.returncode == 1
    assert done.stderr.startswith("连不上数据库。")


@pytest.mark.slow
def test_serve_makes_a_new_database_says_what_to_do_first_and_answers(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "import sys; from chuangwen.batch.cli import main; sys.exit(main())"]
    environment = {**os.environ, "CHUANGWEN_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "chuangwen.settings"}
    environment["CHUANGWEN_DATABASE"] = f"sqlite:///{tmp_path}/new.sqlite3"
    with subprocess.Popen(
        [*command, "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            said = [server.stdout.readline() for _ in range(2)]
            with urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=20) as page:
                answered = page.status
        finally:
            server.terminate()
        complained = server.communicate(timeout=20)[1]

    assert said == ["已建立新的数据库。\n", f"网站已启动：http://127.0.0.1:{port}/\n"]
    assert answered == 200
    assert "chuangwen user add xitong" in complained
