"""Decisions: award with its list; warning, timed rectification, suspension and revocation of a title."""

from collections.abc import Sequence
from datetime import date as Day  # noqa: N812  `date` is the argument's name

from chuangwen.core.writing.builders.blanks import fill
from chuangwen.core.writing.builders.notices import Listed, list_of
from chuangwen.core.writing.model import Attachment, Block, Document, DocumentKind, Items, Paragraph


def award_decision(
    *,
    issuer: str,
    doc_number: str,
    date: Day,
    to: str,
    honour: str,
    round_name: str,
    basis: str,
    verb: str,
    listed: Sequence[Listed],
    term: str,
    copies: str = "",
    red_head: str = "",
    landscape: bool = False,
) -> Document:
    """Award an honour to all on the attached list. `verb` is the programme's: 评选, 认定 or 命名.

    :raises BlankField: :raises WrongDocNumber: a value is missing or wrong.
    """
    fill(issuer=issuer, doc_number=doc_number, date=date, to=to, honour=honour, round_name=round_name)
    fill(basis=basis, verb=verb, listed=list(listed), term=term)
    names = f"{listed[0].name}等{len(listed)}个对象" if len(listed) > 1 else listed[0].name
    body: list[Block] = [
        Paragraph(text=f"依据{basis}，{round_name}经申报、审核、测评和公示，各项程序已经完成。"),
        Paragraph(text=f"经研究，决定{verb}{names}为{honour}（名单见附件），有效期{term}。"),
        Paragraph(text="请获得称号的单位继续做好文明创建工作，按时报送年度情况，自觉接受复查和社会监督。"),
    ]
    return Document(
        kind=DocumentKind.AWARD,
        title=f"关于{verb}{honour}的决定",
        issuer=issuer,
        doc_number=doc_number,
        date=date,
        to=to,
        body=tuple(body),
        attachments=(Attachment(title=f"{honour}名单", body=(list_of(listed),), landscape=landscape),),
        copies=copies,
        red_head=red_head,
    )


def warning_decision(
    *,
    issuer: str,
    doc_number: str,
    date: Day,
    unit: str,
    honour: str,
    facts: Sequence[str],
    basis: str,
    statement: str,
    demands: Sequence[str],
    remedy: str,
    copies: str = "",
) -> Document:
    """Warn the holder of a title. `statement`: what it said in its defence and how that was weighed.

    :raises BlankField: :raises WrongDocNumber: a value is missing or wrong.
    """
    fill(demands=list(demands))
    after: list[Block] = [Paragraph(text="请你单位认真改正，做到："), Items(items=tuple(demands))]
    return _decision(
        DocumentKind.WARNING, f"关于警告{unit}的决定", f"决定对你单位予以警告，{honour}称号保留。", after,
        issuer, doc_number, date, unit, honour, facts, basis, statement, remedy, copies,
    )  # fmt: skip


def rectification_notice(
    *,
    issuer: str,
    doc_number: str,
    date: Day,
    unit: str,
    honour: str,
    facts: Sequence[str],
    basis: str,
    statement: str,
    demands: Sequence[str],
    due: str,
    remedy: str,
    copies: str = "",
) -> Document:
    """Order the holder of a title to put things right by `due` (as `Deadline.say()` says it).

    :raises BlankField: :raises WrongDocNumber: a value is missing or wrong.
    """
    fill(demands=list(demands), due=due)
    after: list[Block] = [
        Paragraph(text="整改要求如下："),
        Items(items=tuple(demands)),
        Paragraph(text=f"请于{due}前完成整改，并书面报告整改情况，由我们安排复核。"),
    ]
    return _decision(
        DocumentKind.RECTIFICATION, "限期整改通知书", f"决定责令你单位限期整改，整改期间{honour}称号保留。", after,
        issuer, doc_number, date, unit, honour, facts, basis, statement, remedy, copies,
    )  # fmt: skip


def suspension_decision(
    *,
    issuer: str,
    doc_number: str,
    date: Day,
    unit: str,
    honour: str,
    facts: Sequence[str],
    basis: str,
    statement: str,
    due: str,
    remedy: str,
    copies: str = "",
) -> Document:
    """Suspend a title until `due`.

    :raises BlankField: :raises WrongDocNumber: a value is missing or wrong.
    """
    fill(due=due)
    after: list[Block] = [
        Paragraph(text=f"停牌至{due}，期间不得使用该称号。期满经复核合格的予以恢复，不合格的予以撤销。")
    ]
    return _decision(
        DocumentKind.SUSPENSION, f"关于暂停{unit}{honour}称号的决定", f"决定暂停你单位的{honour}称号。", after,
        issuer, doc_number, date, unit, honour, facts, basis, statement, remedy, copies,
    )  # fmt: skip


def revocation_decision(
    *,
    issuer: str,
    doc_number: str,
    date: Day,
    unit: str,
    honour: str,
    facts: Sequence[str],
    basis: str,
    statement: str,
    due: str,
    remedy: str,
    copies: str = "",
) -> Document:
    """Revoke a title; plaque and certificate come back by `due`. Nothing is revoked unheard.

    :raises BlankField: :raises WrongDocNumber: a value is missing or wrong.
    """
    fill(due=due)
    after: list[Block] = [Paragraph(text=f"请于{due}前交回牌匾和证书。自本决定作出之日起，不得再使用该称号。")]
    return _decision(
        DocumentKind.REVOCATION, f"关于撤销{unit}{honour}称号的决定", f"决定撤销你单位的{honour}称号。", after,
        issuer, doc_number, date, unit, honour, facts, basis, statement, remedy, copies,
    )  # fmt: skip


def _decision(
    kind: DocumentKind,
    title: str,
    decided: str,
    after: Sequence[Block],
    issuer: str,
    doc_number: str,
    date: Day,
    unit: str,
    honour: str,
    facts: Sequence[str],
    basis: str,
    statement: str,
    remedy: str,
    copies: str,
) -> Document:
    """Set the facts, the statement, the decision and the remedy in their order."""
    fill(issuer=issuer, doc_number=doc_number, date=date, unit=unit, honour=honour)
    fill(facts=list(facts), basis=basis, statement=statement, remedy=remedy)
    body: list[Block] = [
        Paragraph(text="经核查，你单位存在以下情形："),
        Items(items=tuple(facts)),
        Paragraph(text=f"陈述申辩情况：{statement}"),
        Paragraph(text=f"依据{basis}，{decided}"),
        *after,
        Paragraph(text=remedy),
    ]
    return Document(
        kind=kind,
        title=title,
        issuer=issuer,
        doc_number=doc_number,
        date=date,
        to=unit,
        body=tuple(body),
        copies=copies,
    )
