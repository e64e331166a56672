"""The one sentence of a mark, rendered from the rule and what was measured. Reading and computing cannot drift."""

from dataclasses import dataclass

from chuangwen.core.rulebook.atoms import Scope
from chuangwen.core.rulebook.model import Criterion
from chuangwen.core.rulebook.scores import Deduct, Goal, Peers, Rank
from chuangwen.core.rulebook.words import points
from chuangwen.core.scoring.cards import EXCUSED, NOT_APPLICABLE, PENDING
from chuangwen.core.scoring.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Said:
    """The sentence, the next step, and what the step would gain."""

    sentence: str
    next_step: str = ""
    gain: int = 0


def say(criterion: Criterion, outcome: Outcome, scope: Scope, peers: Peers | None = None) -> Said:
    """Say what is asked, what there is, what it gives, and what would give more."""
    if outcome.status in (NOT_APPLICABLE, EXCUSED):
        return Said(_exception(criterion, outcome))
    have = criterion.measure.have(outcome.measured, scope)
    if outcome.status == PENDING:
        why = "名次待全部单位测评后确定" if criterion.score.relative and outcome.value is not None else "结果待定"
        return Said(f"{have}，{why}，暂不计分，最多可得{points(criterion.points)}。")
    parts = [
        scope.keep(criterion, lambda: _wanted(criterion)),
        have,
        _standing(outcome, peers, criterion),
        _got(criterion, outcome),
    ]
    said = "，".join(part for part in parts if part)
    nearest, full = _steps(criterion, outcome, scope)
    tail = f"；{full}" if full else ""
    gain = nearest[1] - outcome.points if nearest else 0
    return Said(f"{said}{tail}。", f"{nearest[0]}可得{points(gain)}" if nearest else "", gain)


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


def _steps(criterion: Criterion, outcome: Outcome, scope: Scope) -> tuple[tuple[str, int] | None, str]:
    """Return the nearest step with its points, and the words for reaching full points."""
    goals = criterion.score.goals(outcome.value, criterion.points)
    if not goals or isinstance(criterion.score, Deduct):
        return None, ""
    near = goals[0]
    words = [_more(criterion, outcome, goal, scope) for goal in (near, goals[-1])]
    reach = "满分" if goals[-1].points == criterion.points else points(goals[-1].points)
    return (words[0], near.points), f"{words[1]}可得{reach}"


def _more(criterion: Criterion, outcome: Outcome, goal: Goal, scope: Scope) -> str:
    return criterion.measure.more(outcome.measured, goal.value, scope)


def _exception(criterion: Criterion, outcome: Outcome) -> str:
    meant = criterion.applies_when
    why = f"本单位不适用（适用条件：{meant.say()}）" if meant else "考核期内没有相关记录，本项不适用"
    if outcome.renormalised:
        return f"{why}，不计分，本项目其余标准按比例折算。"
    if outcome.status == EXCUSED:
        return f"{why}，附{criterion.excuse}后计满分{points(criterion.points)}。"
    return f"{why}，按满分{points(criterion.points)}计。"
