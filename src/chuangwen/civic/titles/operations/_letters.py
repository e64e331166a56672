"""Whom each event of a title concerns, and in which words they are told. Inside the caller's act."""

from collections.abc import Iterable
from datetime import date, datetime

from chuangwen.civic.letters import pen
from chuangwen.civic.letters.pen import Note
from chuangwen.civic.titles.models import Title, TitleEvent, YearlyReview

TO_HOLDER = {
    "propose": "拟对{title}作出处理，请在{due}前陈述申辩",
    "drop": "对{title}的拟处理不再进行",
    "remind": "{title}的年度报告逾期未交，请在{due}前补报",
    "review": "{title}年度复查合格",
    "defer": "{title}年度复查暂缓，请在{due}前补充报告",
    "lapse": "{title}因逾期未报按自动放弃办理",
    "warn": "{title}被警告",
    "order": "{title}须限期整改，期限至{due}",
    "verify": "{title}整改核查合格",
    "redo": "{title}整改核查不合格，新的期限至{due}",
    "suspend": "{title}已停牌",
    "revoke": "{title}已撤销",
    "restore": "{title}已恢复",
    "overturn": "申诉成立，{title}已恢复",
    "decide_appeal": "关于{title}的申诉已有决定",
    "extend": "关于{title}的申诉延长办理，期限至{due}",
    "extend_statement": "就{title}拟处理的陈述申辩，期限延长至{due}",
    "stars": "{title}已评定星级",
    "recover": "{title}的牌匾已登记收回",
    "recheck": "{title}被抽中复查",
    "expire": "{title}期限已满，称号已到期",
}
TO_OFFICE = {
    "report": "{holder}提交了{title}的年度报告",
    "state": "{holder}就{title}的拟处理作了陈述申辩",
    "waive": "{holder}放弃就{title}的拟处理陈述",
    "appeal": "{holder}就{title}提出申诉，决定期限至{due}",
    "withdraw_appeal": "{holder}撤回了关于{title}的申诉",
}


def tell(events: Iterable[TitleEvent], *, at: datetime) -> None:
    """Tell whom it concerns of what happened to titles; an event is told once."""
    pen.post_many([note for event in events if (note := _note(event))], at=at)


def _note(event: TitleEvent) -> Note | None:
    title = event.title
    words = TO_HOLDER.get(event.event) or TO_OFFICE.get(event.event)
    if words is None:
        return None
    to_office = event.event in TO_OFFICE
    due = _day(event.due_date) + ("（暂定）" if event.is_provisional else "")
    return Note(
        token=f"title-event:{event.pk}",
        subject=words.format(title=title, holder=title.holder.masked, due=due),
        body="\n".join(line for line in (event.reason, event.basis, event.number) if line),
        link=pen.page("office:title" if to_office else "unit:title", title.pk),
        about=title,
        unit=title.programme.unit if to_office else title.unit,
        roles=pen.OFFICE if to_office else pen.CLERKS,
    )


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def tell_of_reviews(reviews: Iterable[YearlyReview], titles: dict[int, Title], *, at: datetime) -> None:
    """Tell holders by when their yearly reports are due."""
    notes = [
        Note(
            token=f"review:{review.pk}",
            subject=f"请在{_day(review.due_date)}前提交{titles[review.title_id]}{review.year}年度报告",
            body="台账里已有的内容不用重复填写。",
            link=pen.page("unit:review", review.pk),
            about=titles[review.title_id],
            unit=titles[review.title_id].unit,
            roles=pen.CLERKS,
        )
        for review in reviews
    ]
    pen.post_many(notes, at=at)
