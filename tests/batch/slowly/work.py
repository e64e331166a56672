"""Counts slowly, and writes into a file who has counted what."""

import os
import time
from pathlib import Path

from chuangwen.civic.jobs.work import Handle, work


@work("slow", name="慢慢数")
def count_slowly(handle: Handle) -> dict[str, int]:
    """Count, a line for each number; what was counted already is counted again."""
    for number in range(handle.params["to"]):
        handle.progress(number, handle.params["to"], f"数到{number}")
        with Path(handle.params["file"]).open("a") as file:
            file.write(f"{handle.attempt} {os.getpid()} {number}\n")
        time.sleep(handle.params["pause"])
    return {"counted": handle.params["to"]}
