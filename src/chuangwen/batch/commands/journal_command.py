"""`chuangwen journal`: whether the journal still says what was written."""

from argparse import ArgumentTypeError, Namespace

from chuangwen.batch.parsing import Parser
from chuangwen.batch.speech import complain, say
from chuangwen.civic.journal.queries import verify

BROKEN = 1


def add_arguments(parser: Parser) -> None:
    """Declare what can be done and the options."""
    check = parser.actions().add_parser("verify", help="核验日志有没有被改动、删除或调换")
    check.add_argument("--since", type=int, default=0, metavar="行号", help="只核验这一行以后的")
    check.add_argument("--known", type=known, metavar="行号:摘要", help="与另外记下的某行摘要比对，可发现整段重写")


def known(text: str) -> tuple[int, str]:
    """Read a number with its digest, as an earlier run printed them."""
    number, _, digest = text.partition(":")
    if not number.isdecimal() or not digest:
        raise ArgumentTypeError("应写成“行号:摘要”，例如 120:9f86d0…")
    return int(number), digest


def run(options: Namespace) -> int:
    """Walk the chain; say the first break, or what to write down elsewhere."""
    verdict = verify(since=options.since, known=options.known)
    if verdict.trouble is None:
        say(f"日志完好：共核验{verdict.checked}行。", f"末行：{verdict.number}:{verdict.digest}")
        say("把“末行”抄存到别处，以后用 --known 比对，可以发现整段重写。")
        return 0
    complain(f"日志被动过：{verdict.trouble.sentence}", f"此前{verdict.checked}行完好。")
    complain("怎么办：请保留现在的数据库，报告审计管理员，并与最近的备份比对。")
    return BROKEN
