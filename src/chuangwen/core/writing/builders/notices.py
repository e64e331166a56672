"""Notices: refusal with reasons, publicity, the hearing before a decision, the answer to an objection."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812  `date` is the argument's name

from chuangwen.core.writing.builders.blanks import fill
from chuangwen.core.writing.model import Attachment, Block, Document, DocumentKind, Items, Paragraph, Table
from chuangwen.core.writing.wording import say_date

OPEN_TO_OBJECTION = (
    "任何单位和个人对公示对象有异议的，可以在公示期内实名或者匿名提出，并请说明具体事实。"
    "提出的异议将予核查并书面答复；异议人的信息依法保密。"
)
INLINE_NAMES = 10  # so many names stand in the text; more go into an attached list


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One row of a list of units: name, place, and what else is to be said."""

    name: str
    place: str = ""
    note: str = ""
    number: str = ""


def list_of(listed: Sequence[Listed]) -> Table:
    """Set a list as a table, leaving out columns that nobody fills."""
    wide = {"place": ("所在地", 5), "number": ("证书编号", 6), "note": ("备注", 5)}
    shown = {name: told for name, told in wide.items() if any(getattr(row, name) for row in listed)}
    return Table(
        head=("序号", "名称", *(label for label, _ in shown.values())),
        rows=tuple(
            (str(place), row.name, *(getattr(row, name) for name in shown)) for place, row in enumerate(listed, 1)
        ),
        shares=(2, 10, *(share for _, share in shown.values())),
    )


def refusal_notice(
    *,
    issuer: str,
    doc_number: str,
    date: Day,
    unit: str,
    honour: str,
    round_name: str,
    grounds: Sequence[str],
    reason: str,
    remedy: str,
    is_recommendation: bool = False,
) -> Document:
    """Tell an applicant that it is not accepted (or not recommended), on which grounds and why.

    `grounds` are the conditions of the programme that are not met, in its own words; `remedy` says what
    the applicant can do and by when.

    :raises BlankField: :raises WrongDocNumber: a value is missing or wrong.
    """
    fill(issuer=issuer, doc_number=doc_number, date=date, unit=unit, honour=honour)
    fill(round_name=round_name, grounds=list(grounds), reason=reason, remedy=remedy)
    word = "推荐" if is_recommendation else "受理"
    body: list[Block] = [
        Paragraph(text=f"你单位在{round_name}中申报{honour}的材料收悉。经审核，决定不予{word}。现将理由告知如下。"),
        Paragraph(text="不符合的条件或者存在的情形："),
        Items(items=tuple(grounds)),
        Paragraph(text=f"具体原因：{reason}"),
        Paragraph(text=remedy),
        Paragraph(text="特此通知。"),
    ]
    return Document(
        kind=DocumentKind.REFUSAL,
        title=f"不予{word}通知书",
        issuer=issuer,
        doc_number=doc_number,
        date=date,
        to=unit,
        body=tuple(body),
    )


def publicity_notice(
    *,
    issuer: str,
    date: Day,
    honour: str,
    round_name: str,
    listed: Sequence[Listed],
    first_date: Day,
    last_date: str,
    length: str,
    contact: str,
    verb: str = "命名",
    doc_number: str = "",
) -> Document:
    """Publicise who is to be awarded. `last_date` as `Deadline.say()` says it, `length` as 5个工作日.

    :raises BlankField: :raises WrongDocNumber: a value is missing or wrong.
    """
    fill(issuer=issuer, date=date, honour=honour, round_name=round_name, listed=list(listed), verb=verb)
    fill(first_date=first_date, last_date=last_date, length=length, contact=contact)
    if doc_number:
        fill(doc_number=doc_number)
    is_short = len(listed) <= INLINE_NAMES
    where = "以下" if is_short else "附件所列"
    body: list[Block] = [
        Paragraph(
            text=f"根据{round_name}工作安排，经申报、审核和测评，拟{verb}{where}{len(listed)}个对象为{honour}。"
            f"为接受社会监督，现予公示，公示期自{say_date(first_date)}至{last_date}，共{length}。"
        ),
        *([list_of(listed)] if is_short else []),
        Paragraph(text=OPEN_TO_OBJECTION),
        Paragraph(text=f"联系方式：{contact}"),
    ]
    lists = () if is_short else (Attachment(title=f"拟{verb}{honour}名单", body=(list_of(listed),)),)
    return Document(
        kind=DocumentKind.PUBLICITY,
        title=f"关于拟{verb}{honour}的公示",
        issuer=issuer,
        doc_number=doc_number,
        date=date,
        body=tuple(body),
        attachments=lists,
    )


def hearing_notice(
    *,
    issuer: str,
    doc_number: str,
    date: Day,
    unit: str,
    honour: str,
    intended: str,
    facts: Sequence[str],
    basis: str,
    due: str,
    contact: str,
) -> Document:
    """Tell a holder what decision is intended and why, and by when it may state its case.

    :raises BlankField: :raises WrongDocNumber: a value is missing or wrong.
    """
    fill(issuer=issuer, doc_number=doc_number, date=date, unit=unit, honour=honour)
    fill(intended=intended, facts=list(facts), basis=basis, due=due, contact=contact)
    body: list[Block] = [
        Paragraph(text=f"你单位持有{honour}称号。经核查，认定以下事实："),
        Items(items=tuple(facts)),
        Paragraph(text=f"依据{basis}，拟作出如下决定：{intended}。"),
        Paragraph(text=f"你单位有权陈述和申辩，请于{due}前以书面或者口头方式提出，并可以提交证据。"),
        Paragraph(text="逾期未提出的，视为放弃陈述和申辩，我们将依据已有证据作出决定。陈述和申辩不会加重处理。"),
        Paragraph(text=f"联系方式：{contact}"),
    ]
    return Document(
        kind=DocumentKind.HEARING,
        title="陈述申辩告知书",
        issuer=issuer,
        doc_number=doc_number,
        date=date,
        to=unit,
        body=tuple(body),
    )


def answer_to_objection(
    *,
    issuer: str,
    doc_number: str,
    date: Day,
    objector: str,
    matter: str,
    findings: Sequence[str],
    result: str,
    remedy: str,
) -> Document:
    """Answer an objection in writing. `objector` is a name, or 编号为…的异议人 for an anonymous one.

    :raises BlankField: :raises WrongDocNumber: a value is missing or wrong.
    """
    fill(issuer=issuer, doc_number=doc_number, date=date, objector=objector)
    fill(matter=matter, findings=list(findings), result=result, remedy=remedy)
    body: list[Block] = [
        Paragraph(text=f"您提出的异议收悉。异议事项：{matter}"),
        Paragraph(text="经核查，情况如下："),
        Items(items=tuple(findings)),
        Paragraph(text=f"处理结果：{result}"),
        Paragraph(text=remedy),
        Paragraph(text="感谢您对文明创建工作的监督。"),
    ]
    return Document(
        kind=DocumentKind.ANSWER,
        title="异议答复书",
        issuer=issuer,
        doc_number=doc_number,
        date=date,
        to=objector,
        body=tuple(body),
    )
