"""The one sentence of a mark, rendered from the rule and what was measured. Reading and computing cannot drift."""

from dataclasses import dataclass
from fractions import Fraction

from chuangwen.core.rulebook.atoms import Scope
from chuangwen.core.rulebook.measures.amounts import Amount
from chuangwen.core.rulebook.measures.rates import Ratio
from chuangwen.core.rulebook.model import Criterion
from chuangwen.core.rulebook.scores import Deduct, Goal, Peers, Rank
from chuangwen.core.rulebook.words import points
from chuangwen.core.scoring.cards import EXCUSED, NOT_APPLICABLE, PENDING
from chuangwen.core.scoring.outcomes import Outcome

TOO_LATE = "已经过去的时段不能补做"


@dataclass(frozen=True, slots=True)
class Said:
    """The sentence, the next step, what the step would gain, and the most that the unit can still come to."""

    sentence: str
    next_step: str = ""
    gain: int = 0
    reach: int = 0


def say(criterion: Criterion, outcome: Outcome, scope: Scope, peers: Peers | None = None, bare: int = 0) -> Said:
    """Say what is asked, what there is, what it gives, and what would give more.

    `bare` is how many entries do not count for want of evidence alone.
    """
    if outcome.status in (NOT_APPLICABLE, EXCUSED):
        return Said(_exception(criterion, outcome))
    have = criterion.measure.have(outcome.measured, scope)
    have = f"{_subject(criterion, have)}{have}"
    if outcome.status == PENDING:
        why = "名次待全部单位测评后确定" if criterion.score.relative and outcome.value is not None else "结果待定"
        return Said(f"{have}，{why}，暂不计分，最多可得{points(criterion.points)}。")
    parts = [
        scope.keep(criterion, lambda: _wanted(criterion)),
        have,
        f"另有{bare}条记录没有附齐佐证，不计" if bare else "",
        _standing(outcome, peers, criterion),
        _got(criterion, outcome),
    ]
    said = "，".join(part for part in parts if part)
    goals = reachable(criterion, outcome, scope)
    tail = _tail(criterion, outcome, goals, scope)
    if not goals:
        return Said(f"{said}{tail}。")
    gain = goals[0].points - outcome.points
    step = f"{_more(criterion, outcome, goals[0], scope)}可得{points(gain)}"
    return Said(f"{said}{tail}。", step, gain, goals[-1].points)


def reachable(criterion: Criterion, outcome: Outcome, scope: Scope) -> tuple[Goal, ...]:
    """Return the goals that the unit can still reach, the nearest first; what is past on `scope.today` is none."""
    measure, score = criterion.measure, criterion.score
    if isinstance(score, Deduct) or measure.closed(scope) or outcome.points == criterion.points:
        return ()
    goals = [
        Goal(goal.value, criterion.rounds(goal.points), goal.up)
        for goal in score.goals(outcome.value, criterion.points)
        if (goal.up or measure.falls) and criterion.rounds(goal.points) > outcome.points
    ]
    top = measure.ceiling(outcome.measured, scope)
    if top is None:
        return tuple(goals)
    within = [goal for goal in goals if not goal.up or goal.value <= top]
    most = criterion.rounds(score.scalar(top, criterion.points)) if top > (outcome.value or 0) else 0
    if len(within) < len(goals) and most > max([outcome.points, *(goal.points for goal in within)]):
        within.append(Goal(Fraction(top), most))
    return tuple(within)


def _subject(criterion: Criterion, have: str) -> str:
    """Name what is ranked: without a bound to reach, nothing else in the sentence does."""
    measure = criterion.measure
    if not criterion.score.relative or not have.startswith("现"):
        return ""
    return measure.called if isinstance(measure, Ratio) else measure.name if isinstance(measure, Amount) else ""


def _wanted(criterion: Criterion) -> str:
    goal = criterion.score.full_goal(criterion.points)
    return criterion.measure.want(goal.value, goal.up) if goal else ""


def _got(criterion: Criterion, outcome: Outcome) -> str:
    return f"得{'满分' if outcome.points == criterion.points else ''}{points(outcome.points)}"


def _standing(outcome: Outcome, peers: Peers | None, criterion: Criterion) -> str:
    if not isinstance(criterion.score, Rank) or peers is None or outcome.value is None:
        return ""
    place = peers.better(outcome.value, criterion.score.lower) + 1
    return f"在同组{len(peers.values)}个单位中列第{place}名"


def _tail(criterion: Criterion, outcome: Outcome, goals: tuple[Goal, ...], scope: Scope) -> str:
    """Say how to come to full points, or to the most that is still within reach."""
    if not goals:
        missed = scope.today and outcome.points < criterion.points and _was_open(criterion, outcome)
        return f"；{TOO_LATE}" if missed else ""
    last = goals[-1]
    words = _more(criterion, outcome, last, scope)
    if last.points == criterion.points:
        return f"；{words}可得满分"
    limited = scope.today and criterion.measure.ceiling(outcome.measured, scope) is not None
    return f"；{words}可得{points(last.points)}" + (f"（{TOO_LATE}）" if limited else "")


def _was_open(criterion: Criterion, outcome: Outcome) -> bool:
    """Tell whether there would have been more to gain in time."""
    goals = criterion.score.goals(outcome.value, criterion.points)
    return not isinstance(criterion.score, Deduct) and any(goal.up for goal in goals)


def _more(criterion: Criterion, outcome: Outcome, goal: Goal, scope: Scope) -> str:
    said = criterion.measure.more(outcome.measured, goal.value, scope)
    return said if goal.up or outcome.measured.value is not None else said.replace("达到", "不超过")


def _exception(criterion: Criterion, outcome: Outcome) -> str:
    meant = criterion.applies_when
    why = f"本单位不适用（适用条件：{meant.say()}）" if meant else "考核期内没有相关记录，本项不适用"
    if outcome.renormalised:
        return f"{why}，不加分。" if criterion.is_bonus else f"{why}，不计分，本项目其余标准按比例折算。"
    if outcome.status == EXCUSED:
        return f"{why}，附{criterion.excuse}后计满分{points(criterion.points)}。"
    return f"{why}，按满分{points(criterion.points)}计。"
