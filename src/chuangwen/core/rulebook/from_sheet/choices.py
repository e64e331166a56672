"""What a person decides of a clause that its words leave open: one of a few plain ways to count it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from chuangwen.core.catalogue import Catalogue, Kind
from chuangwen.core.rulebook.from_sheet.guesses import Guess, Tree, topic_in

AS_READ, ANY, COUNT, SITES, SURVEY, GRADES, LEFT_OUT = "", "any", "count", "sites", "satisfied", "graded", "out"
WAY_NAMES: Mapping[str, str] = {
    ANY: "有一条这类记录就得满分",
    COUNT: "按次数折算，满几次得满分",
    SITES: "按现场点位达标率折算",
    SURVEY: "按问卷满意率折算",
    GRADES: "评委评级：A满分，B四分之三，C一半，D不得分",
    LEFT_OUT: "不收入这一条",
}
OF_KIND = frozenset({ANY, COUNT})  # ways that need to be told which records
MOST_TIMES = 999
SHARES = {"A": Decimal(1), "B": Decimal("0.75"), "C": Decimal("0.5"), "D": Decimal(0)}
OFFICE: Mapping[str, tuple[str, Tree]] = {
    SITES: ("site_check", {"sites": "passed"}), SURVEY: ("survey", {"survey": "satisfied"}),
}  # fmt: skip
WHOLE: Tree = {"linear": {"from": 0, "to": 1}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was decided of one row. Units: `points` in points; `times` is what earns them all, where it is counted."""

    way: str = AS_READ
    kind: str = ""
    times: int = 0
    points: Decimal | None = None

    @property
    def lacks(self) -> str:
        """Return what the way still needs to be told, as the page calls it; "" when nothing."""
        if self.way in OF_KIND and not self.kind:
            return "记录类别"
        return "次数" if self.way == COUNT and not 0 < self.times <= MOST_TIMES else ""


def chosen(choice: Choice, text: str, full: Decimal, catalogue: Catalogue) -> Guess:
    """Return the measure and the score that a choice stands for. The choice lacks nothing."""
    if choice.way in OFFICE:
        code, measure = OFFICE[choice.way]
        return Guess(measure={**measure, **_about(text, catalogue.kinds[code])}, score=WHOLE, when_missing="pending")
    if choice.way == GRADES:
        measure = {"graded": "latest", **_about(text, catalogue.kinds["grading"])}
        worths = {letter: round(full * share, 3).normalize() for letter, share in SHARES.items()}
        return Guess(measure=measure, score={"grades": worths}, when_missing="pending")
    measure = {choice.way: choice.kind, **_about(text, catalogue.kinds[choice.kind])}
    score: Tree = {"linear": {"from": 0, "to": choice.times}} if choice.way == COUNT else {"full_if": {"at_least": 1}}
    return Guess(measure=measure, score=score)


def _about(text: str, kind: Kind) -> Tree:
    """Narrow a measure to the topic that the words name, if they name one."""
    topic = topic_in(text, kind)
    return {"where": {"topic": topic}} if topic else {}
