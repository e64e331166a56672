"""`chuangwen work`: do what waits in the background; `serve` starts one of these by itself."""

from argparse import ArgumentParser, Namespace

from chuangwen.batch.speech import say
from chuangwen.batch.worker import work_on


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--once", action="store_true", help="办完现有的事项就退出，默认一直等候新的事项")


def run(options: Namespace) -> int:
    """Work until asked to end; what is under way then goes back into the queue."""
    if not options.once:
        say("开始办理后台事项。")
    work_on(batch=options.once)
    return 0
