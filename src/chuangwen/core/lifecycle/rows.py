"""What a rule of a candidacy or of a title is made of: who moves what from where to where, when, with what, by when."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

HERE = ""  # an event that leaves the state as it is
NOT_YET = ""  # the state of what an event brings into being


class Who(StrEnum):
    """Whose hand an event needs."""

    APPLICANT = "applicant"
    DEPARTMENT = "department"
    OFFICE = "office"
    COUNCIL = "council"
    AWARDING = "awarding"
    HOLDER = "holder"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        """Return the hand in Chinese."""
        return HANDS[self]


HANDS = {
    Who.APPLICANT: "申报单位",
    Who.DEPARTMENT: "责任部门",
    Who.OFFICE: "文明办",
    Who.COUNCIL: "评审会（文明办记录）",
    Who.AWARDING: "命名机关",
    Who.HOLDER: "称号持有单位",
    Who.PUBLIC: "社会公众",
}


class Need(StrEnum):
    """What must be handed over with an event."""

    BASIS = "basis"
    NUMBER = "number"
    GROUNDS = "grounds"
    REASON = "reason"
    EVIDENCE = "evidence"

    @property
    def label(self) -> str:
        """Return what is needed in Chinese."""
        return NEEDS[self]


NEEDS = {
    Need.BASIS: "依据",
    Need.NUMBER: "发文字号",
    Need.GROUNDS: "选定的理由",
    Need.REASON: "文字说明",
    Need.EVIDENCE: "佐证材料",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time limit in working days: a programme may set its own, never under `least`."""

    code: str
    name: str
    days: int
    least: int
    since: str
    end: str
    extendable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known when an event is judged; the conditions read nothing else.

    Shape: one context for all tables; what does not concern an event keeps its default.
    `first_hand` is who proposed or ordered what is now to be confirmed. A day named
    `…_due` is the last day of a period and belongs to it; `until` is exclusive.
    """

    today: date
    who: frozenset[Who]
    actor: int = 0
    first_hand: int | None = None
    given: frozenset[Need] = frozenset()
    is_window_open: bool = False
    hindrances: tuple[str, ...] = ()
    has_consent: bool = True
    is_conflicted: bool = False
    open_opinions: int = 0
    opinion_due: date | None = None
    is_consulted: bool = False
    votes_for: int = 0
    votes_cast: int = 0
    mark: int | None = None
    line: int | None = None
    is_within_quota: bool = True
    publicity_due: date | None = None
    open_objections: int = 0
    upheld_objections: int = 0
    has_report: bool = False
    report_due: date | None = None
    notice_due: date | None = None
    was_heard: bool = False
    has_waived: bool = False
    statement_due: date | None = None
    has_sanction: bool = False
    has_upheld_appeal: bool = False
    until: date | None = None
    appeal_due: date | None = None
    is_recovered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table: in one of `sources`, `event` leads to `target` if all stands."""

    event: str
    sources: tuple[str, ...]
    target: str
    who: tuple[Who, ...]
    when: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    clock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A table with its words: states and events in Chinese, where it begins, where it ends."""

    name: str
    states: dict[str, str]
    events: dict[str, str]
    rows: tuple[Row, ...]
    initial: str
    terminal: frozenset[str] = field(default_factory=frozenset)

    def row(self, state: str, event: str) -> Row | None:
        """Return the line for an event in a state, if there is one."""
        return next((row for row in self.rows if row.event == event and state in row.sources), None)

    def events_from(self, state: str) -> tuple[str, ...]:
        """Return the events that the table knows in a state."""
        return tuple(row.event for row in self.rows if state in row.sources)
