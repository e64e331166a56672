"""Why a mark is what it is, as the why panel shows it.

The page that knows the mark fills a `Why`; `ui/why_panel.html` shows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chuangwen.web.ui.signs import Light, MarkBar


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One ledger entry: counted, with what it gave, or left out, with the reason."""

    title: str
    url: str = ""
    day: date | None = None
    gives: str = ""
    reason: str = ""
    evidence: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do next and what it is worth in milli-points, if that is known."""

    text: str
    url: str = ""
    gain: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """All that the why panel tells, top down.

    `sentence` is the reason in one sentence; `measured` stands against `rule`
    (`"组织学习9次"` against `"每年不少于12次"`); `clause` is the source.
    `counted_total` speaks when more entries were counted than are listed, and
    `more_url` leads to all of them.
    """

    title: str
    back_url: str
    sentence: str
    code: str = ""
    kicker: str = "得分依据"
    bar: MarkBar | None = None
    light: Light | None = None
    measured: str = ""
    rule: str = ""
    clause: str = ""
    counted: Sequence[Counted] = ()
    counted_total: int | None = None
    more_url: str = ""
    left_out: Sequence[Counted] = ()
    steps: Sequence[Step] = ()

    @property
    def total(self) -> int:
        """How many entries were counted."""
        return len(self.counted) if self.counted_total is None else self.counted_total

    @property
    def has_more(self) -> bool:
        """Say whether some counted entries are not listed here."""
        return self.total > len(self.counted)
