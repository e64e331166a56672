"""`chuangwen migrate`: make or upgrade the database."""

from argparse import ArgumentParser, Namespace

from chuangwen.batch import database
from chuangwen.batch.speech import say


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--quiet", action="store_true", help="没有要做的事就不出声")


def run(options: Namespace) -> int:
    """Bring the tables to this version; run twice, it does nothing more."""
    was_new = database.is_new()
    is_work = was_new or database.is_behind()
    if is_work or not options.quiet:
        database.make_ready()
        say("数据库已建立。" if was_new else "数据库已升级。" if is_work else "数据库已是最新，没有要做的事。")
    return 0
