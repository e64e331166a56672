"""Counts slowly, and writes into a file who has counted what; a chore that posts letters slowly."""

import os
import time
from pathlib import Path

from chuangwen.civic.jobs.chores import Day, chore
from chuangwen.civic.jobs.work import Handle, work
from chuangwen.civic.letters.operations import post_reminders
from chuangwen.civic.letters.pen import Note


@work("slow", name="慢慢数")
def count_slowly(handle: Handle) -> dict[str, int]:
    """Count, a line for each number; what was counted already is counted again."""
    for number in range(handle.params["to"]):
        handle.progress(number, handle.params["to"], f"数到{number}")
        with Path(handle.params["file"]).open("a") as file:
            file.write(f"{handle.attempt} {os.getpid()} {number}\n")
        time.sleep(handle.params["pause"])
    return {"counted": handle.params["to"]}


@chore("slow", name="慢慢发")
def tell_slowly(day: Day) -> str:
    """Post twelve letters, each in its own transaction; after the third, wait for leave where that is asked for."""
    posted, leave = 0, os.environ.get("SLOWLY_LEAVE")
    for number in range(12):
        posted += post_reminders(notes=[Note(token=f"slow:{number}", subject=f"第{number}件")], actor=None, at=day.at)
        day.go_on()
        while number == 2 and leave and not Path(leave).exists():
            day.go_on()
            time.sleep(0.1)
    return f"发出{posted}条提醒。"
