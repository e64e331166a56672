"""The command `chuangwen`: a table of subcommands, each loaded only when it is asked for.

Exit codes: 0 done; 1 refused, or problems found; 2 wrong usage; 130 stopped by hand.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import IntEnum
from importlib import import_module
from importlib.metadata import version

from chuangwen.batch.parsing import WRONG_USAGE, Parser
from chuangwen.batch.speech import columns, complain, explain, say
from chuangwen.core.refusals import Refusal

REFUSED = 1
STOPPED = 130


class Needs(IntEnum):
    """What must be ready before a command runs."""

    NOTHING = 0
    DJANGO = 1
    DATABASE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A subcommand: `module` has `add_arguments(parser)` and `run(options) -> int`."""

    name: str
    summary: str
    needs: Needs = Needs.DATABASE

    @property
    def module(self) -> str:
        """Where the subcommand is written."""
        return f"chuangwen.batch.commands.{self.name}_command"


COMMANDS = (
    Command(name="serve", summary="启动网站（首次启动会自动建库）", needs=Needs.DJANGO),
    Command(name="work", summary="办理后台事项（serve 会自动带一个，一般不必另开）"),
    Command(name="daily", summary="办理当天的事务：到期、提醒、清理（后台办理进程每天会自动办）"),
    Command(name="migrate", summary="建立或升级数据库", needs=Needs.DJANGO),
    Command(name="demo", summary="载入演示城市“云岭市”，并列出演示账号"),
    Command(name="unit", summary="单位：建立最上级单位、查看单位"),
    Command(name="user", summary="账号：开通、授权、重设密码、停用、查看"),
    Command(name="import", summary="把表格中的记录导入一个单位的台账"),
    Command(name="read", summary="识读一份材料，列出读到的事实", needs=Needs.NOTHING),
    Command(name="rulebook", summary="测评细则：新建、检查、试算、比较、发布", needs=Needs.DJANGO),
    Command(name="assess", summary="按一版细则测评全部单位或一个单位"),
    Command(name="storage", summary="佐证文件库：清理没有记录引用的文件"),
    Command(name="letters", summary="消息：发送到期的邮件和短信，查看待发箱"),
    Command(name="seal", summary="封存一次测评，供任何人复算；生成签名密钥"),
    Command(name="verify", summary="核验一份封存：不需要数据库，复算并指出不同", needs=Needs.NOTHING),
    Command(name="journal", summary="操作日志：核验有没有被改动"),
)


def main(words: Sequence[str] | None = None) -> int:
    """Run the subcommand that the first word names; return the exit code."""
    words = sys.argv[1:] if words is None else words
    if not words or words[0] in {"-h", "--help"}:
        say(*overview())
        return 0
    if words[0] in {"-V", "--version"}:
        say(f"创文 {version('chuangwen')}")
        return 0
    command = next((each for each in COMMANDS if each.name == words[0]), None)
    if command is None:
        return _unknown(words[0])
    try:
        return _run(command, words[1:])
    except Refusal as refusal:
        explain(refusal)
        return REFUSED
    except KeyboardInterrupt:
        return STOPPED


def overview() -> list[str]:
    """Return the help: every subcommand with what it is for."""
    return [
        "用法：chuangwen 命令 [参数……]",
        "",
        "创文：文明创建工作平台。",
        "",
        "命令",
        *(f"  {line}" for line in columns((command.name, command.summary) for command in COMMANDS)),
        "",
        "选项",
        "  -h, --help     显示这段说明并退出",
        "  -V, --version  显示版本并退出",
        "",
        "查看某个命令的用法：chuangwen 命令 --help",
    ]


def _run(command: Command, words: Sequence[str]) -> int:
    if command.needs >= Needs.DJANGO:
        _set_up()
    module = import_module(command.module)
    parser = Parser(prog=f"chuangwen {command.name}", description=f"{command.summary}。")
    module.add_arguments(parser)
    options = parser.parse_args(words)
    if command.needs >= Needs.DATABASE:
        import_module("chuangwen.batch.database").must_be_ready()
    code: int = module.run(options)
    return code


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chuangwen.settings")
    import_module("django").setup()


def _unknown(word: str) -> int:
    near = get_close_matches(word, [command.name for command in COMMANDS], n=1)
    complain(f"没有“{word}”这个命令。" + (f"是不是想用：chuangwen {near[0]}？" if near else ""))
    complain("查看全部命令：chuangwen --help")
    return WRONG_USAGE
