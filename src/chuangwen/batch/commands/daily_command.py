"""`chuangwen daily`: do what is due today; a worker does the same by itself once a day."""

import os
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from socket import gethostname

from chuangwen import clock
from chuangwen.batch.daily import ask_again, ask_for
from chuangwen.batch.speech import columns, complain, say
from chuangwen.civic.jobs import running
from chuangwen.civic.jobs.models import Job

TROUBLED = 1


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--date", type=past_day, metavar="YYYY-MM-DD", help="按哪一天办理，默认今天；漏办的日子不必逐日补，办一次就补齐"
    )


def past_day(text: str) -> date:
    """Read a day that has come: what is due later is not due yet."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("日期应写成 2026-11-22") from None
    if day > clock.today():
        raise ArgumentTypeError("日期不能在今天以后")
    return day


def run(options: Namespace) -> int:
    """Do the chores of a day here, unless a worker is at it, and say what each did."""
    day: date = options.date or clock.today()
    running.take_back_lost()
    job = ask_for(day, at=clock.now())
    if not job.is_awaited:  # done already: look once more
        job = ask_again(day, at=clock.now())
    job = running.do_now(job.pk, worker=f"{gethostname()[:20]}:{os.getpid()}:daily")
    return _told(job, day)


def _told(job: Job, day: date) -> int:
    if job.is_awaited:
        say(f"{day}的事务正由另一个进程办理，这里没有重复办理。")
        return 0
    lines = job.result.get("lines", [])
    if not lines:
        complain(*job.trouble.values() or ("没有办完。",))
        return TROUBLED
    say(f"{day}的事务：", *columns((line["name"], line["said"]) for line in lines))
    return 0 if all(line["is_done"] for line in lines) else TROUBLED
