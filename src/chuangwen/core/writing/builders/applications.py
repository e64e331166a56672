"""The application form: what is known already is filled in, seals and opinions have their places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chuangwen.core.refusals import Refusal
from chuangwen.core.writing.builders.blanks import fill
from chuangwen.core.writing.model import Cell, Document, DocumentKind, Form, Heading, Paragraph, Table
from chuangwen.core.writing.wording import say_date

SEAL = "（盖章）　　　　年　　月　　日"
MOST_CHARS = 500  # of what a unit writes to one criterion
SHARES = (4, 6, 3, 5)


class FeatureTooLong(Refusal):
    """What a unit writes to one criterion is capped, so that nobody is drowned in material."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who applies, as the register of units has it. Blank particulars are shown as 无."""

    name: str
    kind: str
    uscc: str = ""
    place: str = ""
    contact: str = ""
    staff: int | None = None
    held: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """The place for an opinion: of whom, what was said (blank: to be written by hand), when."""

    of: str
    text: str = ""
    signed_on: date | None = None


def application_form(
    *,
    honour: str,
    round_name: str,
    applicant: Applicant,
    self_mark: str,
    facts: Sequence[tuple[str, str]],
    features: Sequence[tuple[str, str]],
    opinions: Sequence[Opinion],
) -> Document:
    """Fill the application form of a round.

    `facts` are (what, how much) out of the ledger; `features` are (criterion, text) that the unit wrote.

    :raises BlankField: a value is missing. :raises FeatureTooLong: a text has more than 500 characters.
    """
    fill(honour=honour, round_name=round_name, applicant=applicant.name, self_mark=self_mark)
    for criterion, text in features:
        if len(text) > MOST_CHARS:
            raise FeatureTooLong(
                "申报表没有生成。",
                why=f"“{criterion}”的特色说明有{len(text)}字。",
                remedy=f"每项标准的说明不超过{MOST_CHARS}字，请精简。",
            )
    ledger = (
        Table(head=("项目", "数量"), rows=tuple(facts), shares=(3, 1))
        if facts
        else Paragraph(text="本周期没有台账记录。")
    )
    told = (
        [Form(shares=(4, 14), rows=tuple((_label(c), Cell(text=t, tall=20)) for c, t in features))] if features else []
    )
    return Document(
        kind=DocumentKind.APPLICATION,
        title=f"{honour}申报表",
        body=(
            Paragraph(text=f"申报轮次：{round_name}"),
            _particulars(applicant, honour, self_mark),
            Heading(text="台账主要数据"),
            ledger,
            *([Heading(text="特色做法")] if told else []),
            *told,
            Heading(text="意见和签章"),
            Form(shares=(4, 14), rows=tuple(_opinion(opinion) for opinion in opinions)),
        ),
    )


def _particulars(applicant: Applicant, honour: str, self_mark: str) -> Form:
    staff = "" if applicant.staff is None else f"{applicant.staff}人"
    pairs = [
        ("单位名称", applicant.name), ("单位类型", applicant.kind),
        ("统一社会信用代码", applicant.uscc), ("在职人数", staff),
        ("所在地", applicant.place), ("联系人", applicant.contact),
        ("申报称号", honour), ("自评得分", self_mark),
    ]  # fmt: skip
    rows: list[tuple[Cell, ...]] = [(*_pair(*pairs[n]), *_pair(*pairs[n + 1])) for n in range(0, len(pairs), 2)]
    rows.append((_label("现有称号"), Cell(text=applicant.held or "无", span=3)))
    return Form(shares=SHARES, rows=tuple(rows))


def _pair(label: str, text: str) -> tuple[Cell, Cell]:
    return _label(label), Cell(text=text or "无")


def _label(text: str) -> Cell:
    return Cell(text=text, is_label=True)


def _opinion(opinion: Opinion) -> tuple[Cell, Cell]:
    foot = f"（盖章）{say_date(opinion.signed_on)}" if opinion.signed_on else SEAL
    return _label(opinion.of), Cell(text=opinion.text, tall=35, foot=foot)
