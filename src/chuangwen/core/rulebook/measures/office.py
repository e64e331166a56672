"""Readable forms over what offices record: surveys, site checks, opinions, gradings, targets."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

from chuangwen.core.catalogue import Catalogue, Kind, Quantity
from chuangwen.core.rulebook.atoms import Scope
from chuangwen.core.rulebook.conditions import Carries, Condition, Passes, Reaches
from chuangwen.core.rulebook.forms import Form, wrong
from chuangwen.core.rulebook.measures.amounts import Latest, Sum
from chuangwen.core.rulebook.measures.base import Measured, Single
from chuangwen.core.rulebook.measures.rates import Ratio
from chuangwen.core.rulebook.measures.where import where_of
from chuangwen.core.rulebook.takes import Entries, Take, Total
from chuangwen.core.rulebook.words import number

LETTERS = {4: "A", 3: "B", 2: "C", 1: "D"}


def needed(form: Form, kind: str, *quantities: str) -> tuple[Kind, list[Quantity]]:
    """Return a kind that a form stands on, with its quantities, or refuse when the catalogue lacks them.

    Name only those that the book uses: a stored edition carries the words of its own day, which may know no others.
    """
    found = form.desk.kind(kind, form.spot)
    return found, [form.desk.quantity(found, code, form.spot) for code in quantities]


@dataclass(frozen=True, slots=True)
class EntryCount(Single):
    """How many entries: the divisor of a mean or of a share of entries."""

    head: ClassVar[str] = ""

    @classmethod
    def read(cls, form: Form) -> Self:
        """Refuse: this is a part of other forms, not a form."""
        raise wrong(form.spot, "不能单独使用。")

    def take(self, scope: Scope) -> Take:
        """Count the entries."""
        return Entries()

    def title(self, words: Catalogue) -> str:
        """Name the count."""
        return f"{self.subject(words)}的条数"

    def show(self, value: Fraction) -> str:
        """Write the count."""
        return f"{value}条"

    def want(self, value: Fraction, up: bool) -> str:
        """Say the bound."""
        return f"应有{self.show(value)}"

    def have(self, measured: Measured, scope: Scope) -> str:
        """Say the count."""
        return f"已有{self.show(measured.value or Fraction(0))}"

    def more(self, measured: Measured, goal: Fraction, scope: Scope) -> str:
        """Say how many more."""
        return f"再增加{self.show(goal - (measured.value or 0))}"


@dataclass(frozen=True, slots=True)
class Reached(EntryCount):
    """How many entries reach their aim: none of those there are is 0, not missing."""

    counts: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Weighted(Sum):
    """The sum of a score times the number of answers behind it."""

    weight: Quantity | None = None

    @property
    def scale(self) -> int:
        """Return the scale of the product."""
        return int(10 ** (self.quantity.places + (self.weight.places if self.weight else 0)))

    def take(self, scope: Scope) -> Take:
        """Add the products up."""
        return Total(self.quantity, self.weight)


@dataclass(frozen=True, slots=True)
class Recorded(Ratio):
    """Shared words of the ratios that stand on one kind recorded by an office."""

    head: ClassVar[str] = ""

    def most(self, scope: Scope) -> int | None:
        """Return 1 for a share: a part is never more than the whole."""
        return 1 if self.unit == "%" else None

    def have(self, measured: Measured, scope: Scope) -> str:
        """Say of a mean how many stand behind it; the sum that was divided tells nobody anything."""
        if measured.value is None or self.unit != "分":
            return Ratio.have(self, measured, scope)
        bottom = self.bottom
        unit = bottom.quantity.unit if isinstance(bottom, Sum) else bottom.kinds()[0].times
        return f"现为{self.show(measured.value)}（{number(measured.parts[1].value or 0)}{unit}的平均）"

    def title(self, words: Catalogue) -> str:
        """Name the result by its kind, without the arithmetic that goes without saying."""
        top = self.bottom if isinstance(self.bottom, Single) else self.top
        return f"{top.subject(words)}的{self.called}" if isinstance(top, Single) else self.called


ANSWERS = {
    "satisfied": "满意率",
    "aware": "知晓率",
    "supportive": "支持率",
    "involved": "参与率",
}


@dataclass(frozen=True, slots=True)
class Survey(Recorded):
    """A survey's result: the share giving an answer (满意、知晓、支持、参与), or the mean score weighted by the answers."""

    head: ClassVar[str] = "survey"
    about: ClassVar[str] = (
        "满意 `satisfied`、知晓 `aware`、支持 `supportive`、参与 `involved` 的份数÷有效答卷，`mean` 是按答卷数加权的平均分；两个数都填了的记录才算"
    )

    @classmethod
    def read(cls, form: Form) -> Self:
        """Read `{survey: satisfied | aware | supportive | involved | mean, where: …}`."""
        asked = form.choice("survey", (*ANSWERS, "mean"))
        kind, (answers, given) = needed(form, "survey", "answers", "score" if asked == "mean" else asked)
        where = where_of(form, kind)
        bottom = Sum(kind, where, answers, beside=given)
        if asked == "mean":
            return cls(Weighted(kind, where, given, weight=answers), bottom, "问卷平均分", unit="分")
        return cls(Sum(kind, where, given, beside=answers), bottom, ANSWERS[asked])


@dataclass(frozen=True, slots=True)
class Sites(Recorded):
    """The share of sampled sites that passed: as counted by the inspectors, or each entry by its own n of m."""

    head: ClassVar[str] = "sites"
    about: ClassVar[str] = (
        "点位达标率：`passed` 是达标点位÷抽查点位；`each` 一条记录算一个点位，合格项数÷检查项数达到 `needs`（比率），或合格项数达到 `at_least`（项数）的，算达标；两个数都填了的记录才算，检查项数为0的不达标"
    )

    @classmethod
    def read(cls, form: Form) -> Self:
        """Read `{sites: passed, where: …}`, or `{sites: each, needs: 80%}`, or `{sites: each, at_least: 8}`."""
        if form.choice("sites", ("passed", "each")) == "passed":
            kind, (sites, passed) = needed(form, "site_check", "sites", "passed")
            where = where_of(form, kind)
            return cls(Sum(kind, where, passed, beside=sites), Sum(kind, where, sites, beside=passed), "点位达标率")
        kind, (items, good) = needed(form, "site_check", "items", "good")
        base: tuple[Condition, ...] = (*where_of(form, kind), Carries(items), Carries(good))
        passes = Passes(good, items, *cls._needs(form))
        return cls(Reached(kind, (*base, passes)), EntryCount(kind, base), "点位达标率")

    @staticmethod
    def _needs(form: Form) -> tuple[Fraction, bool]:
        """Return what a site needs, and whether it is a share."""
        if form.has("needs") == form.has("at_least"):
            raise wrong(
                form.spot, "“sites: each”要写 needs（合格率）或 at_least（合格项数）之一。", "例如 needs: 80%。"
            )
        share = form.has("needs")
        needs = form.number("needs" if share else "at_least")
        if needs <= 0 or (share and needs > 1):
            raise wrong(form.at("needs" if share else "at_least"), "每个点位的要求应当大于0，合格率不超过100%。")
        return needs, share


@dataclass(frozen=True, slots=True)
class Target(Recorded):
    """The share of set targets that were met; each target counts one, whatever its unit."""

    head: ClassVar[str] = "target"
    about: ClassVar[str] = (
        "目标完成率：完成值不低于目标值的目标数÷目标数；两个值都填了的才算一个目标；有目标而一个也没完成是0"
    )

    @classmethod
    def read(cls, form: Form) -> Self:
        """Read `{target: met, where: …}`."""
        form.choice("target", ("met",))
        kind, (planned, actual) = needed(form, "target", "planned", "actual")
        base: tuple[Condition, ...] = (*where_of(form, kind), Carries(planned), Carries(actual))
        return cls(Reached(kind, (*base, Reaches(actual, planned))), EntryCount(kind, base), "目标完成率")


@dataclass(frozen=True, slots=True)
class Opinion(Recorded):
    """The mean score of the departments' written opinions."""

    head: ClassVar[str] = "opinion"
    about: ClassVar[str] = "意见平均分"

    @classmethod
    def read(cls, form: Form) -> Self:
        """Read `{opinion: mean, where: …}`; for the lowest use `lowest: opinion.score`."""
        form.choice("opinion", ("mean",))
        kind, (score,) = needed(form, "opinion", "score")
        where = where_of(form, kind)
        return cls(Sum(kind, where, score), EntryCount(kind, (*where, Carries(score))), "部门意见平均分", unit="分")


@dataclass(frozen=True, slots=True)
class Graded(Latest):
    """The assessors' grade after arbitration: the latest grading counts. A, B, C, D are 4, 3, 2, 1."""

    head: ClassVar[str] = "graded"
    about: ClassVar[str] = "最近一次评级"

    @classmethod
    def read(cls, form: Form) -> Self:
        """Read `{graded: latest, where: …}`."""
        form.choice("graded", ("latest",))
        kind, (grade,) = needed(form, "grading", "grade")
        return cls(kind, where_of(form, kind), grade)

    def most(self, scope: Scope) -> int | None:
        """Return the best grade."""
        return max(LETTERS)

    def show(self, value: Fraction) -> str:
        """Write the letter."""
        return LETTERS.get(int(value), str(value)) + "级"

    def want(self, value: Fraction, up: bool) -> str:
        """Say the grade asked for."""
        return f"应评为{self.show(value)}"

    def have(self, measured: Measured, scope: Scope) -> str:
        """Say the grade given."""
        return "还没有评级" if measured.value is None else f"评为{self.show(measured.value)}"

    def more(self, measured: Measured, goal: Fraction, scope: Scope) -> str:
        """Say the grade to reach."""
        return f"下次评级达到{self.show(goal)}"
