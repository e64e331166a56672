"""`chuangwen demo`: the invented city, loaded once; then its accounts."""

from argparse import ArgumentParser, Namespace
from importlib import import_module

from chuangwen.batch.demo.people import PASSWORD, PEOPLE
from chuangwen.batch.demo.places import CITY
from chuangwen.batch.speech import columns, say
from chuangwen.civic.journal.models import Line
from chuangwen.civic.orgs.models import Unit
from chuangwen.core.refusals import Refusal


class NotEmpty(Refusal):
    """Invented units never come beside real ones."""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--accounts", action="store_true", help="只列出演示账号，不载入")


def run(options: Namespace) -> int:
    """Load what is not there yet and list the accounts. A city that stands is not loaded, so starting again is quick."""
    if not options.accounts and not is_loaded():
        _must_be_free()
        import_module("chuangwen.batch.demo.load").load(say)
    say(f"演示账号（密码都是 {PASSWORD}）：")
    say(*(f"  {line}" for line in columns((person.username, person.does) for person in PEOPLE)))
    return 0


def is_loaded() -> bool:
    """Say whether the city stands whole: the objection to this year's list is the last thing done."""
    return Line.objects.filter(verb="objection.received").exists()


def _must_be_free() -> None:
    if real := Unit.objects.filter(parent=None).exclude(name=CITY).first():
        raise NotEmpty(
            "没有载入演示数据。",
            why=f"数据库里已有真实单位“{real.name}”。",
            remedy="请把环境变量 CHUANGWEN_HOME 指向一个空的文件夹，再运行本命令。",
        )
