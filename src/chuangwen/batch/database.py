"""The database before a command runs: whether it is there, and up to date."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError

from chuangwen.core.refusals import Refusal


class DatabaseNotReady(Refusal):
    """The database cannot be reached, or its tables are not those of this version."""


def is_new() -> bool:
    """Say whether the database has no table yet."""
    try:
        return not connection.introspection.table_names()
    except OperationalError as error:
        raise DatabaseNotReady(
            "连不上数据库。",
            why=f"数据库返回：{str(error).strip()}。",
            remedy="请检查环境变量 CHUANGWEN_DATABASE 和数据库服务是否已启动，再试一次。",
        ) from error


def is_behind() -> bool:
    """Say whether this version of the program brings changes that the database lacks."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def must_be_ready() -> None:
    """Let a command pass only when the tables are those of this version.

    :raises DatabaseNotReady: with the command that makes it ready.
    """
    if is_new():
        raise DatabaseNotReady("数据库还没有建立。", remedy="请先运行 chuangwen migrate。")
    if is_behind():
        raise DatabaseNotReady(
            "数据库还是旧版本的。", why="程序已经更新，数据库尚未升级。", remedy="请先备份，再运行 chuangwen migrate。"
        )


def make_ready() -> None:
    """Make or upgrade the tables, and the cache's table beside them."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
