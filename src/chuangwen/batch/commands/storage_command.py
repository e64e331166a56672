"""`chuangwen storage`: the store of evidence files, kept tidy."""

from argparse import Namespace
from datetime import timedelta

from chuangwen import clock
from chuangwen.batch.parsing import Parser
from chuangwen.batch.speech import say
from chuangwen.civic.ledger import storage

YOUNGEST_DAYS = 1


def add_arguments(parser: Parser) -> None:
    """Declare what can be done and the options."""
    sweep = parser.actions().add_parser("sweep", help="清理没有传完的文件和没有任何记录引用的文件")
    sweep.add_argument(
        "--days", type=int, default=YOUNGEST_DAYS, metavar="天数", help="只清理这么多天没有动过的（默认1）"
    )


def run(options: Namespace) -> int:
    """Sweep; say how much was taken away. An upload under way is younger than a day and stays."""
    before = clock.now() - timedelta(days=max(options.days, YOUNGEST_DAYS))
    swept = storage.sweep(before=before)
    if not swept.count:
        say("没有需要清理的文件。")
        return 0
    say(f"已清理{swept.count}个文件，腾出{swept.size / 1024 / 1024:.1f} MB。有记录引用的文件都还在。")
    return 0
