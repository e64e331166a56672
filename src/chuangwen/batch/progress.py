"""A line at the bottom of the terminal that says how far a long work is."""

import sys
from datetime import datetime

from chuangwen import clock

BACK = "\r\x1b[K"  # to the beginning of the line, and what stood there is gone


class ProgressLine:
    """Looks on at a long work that a person has started by hand; on a terminal it writes one line over and over."""

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Write how far it is; nothing where nobody looks on."""
        if not sys.stderr.isatty():
            return
        count = f"{done:,}/{total:,} " if total else ""
        sys.stderr.write(f"{BACK}{count}{message}" if message else BACK)
        sys.stderr.flush()

    def hold(self) -> None:
        """Clear the line; Ctrl+C stops the work by itself."""
        self.progress(0, 0)

    def now(self) -> datetime:
        """Return this moment."""
        return clock.now()
