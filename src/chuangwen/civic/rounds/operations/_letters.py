"""Whom each step of a round concerns, and in which words they are told. Inside the caller's act."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from chuangwen.civic.letters import pen
from chuangwen.civic.letters.pen import Note
from chuangwen.civic.rounds.models import DepartmentOpinion, Extension, Objection, Round, StepRecord

TO_APPLICANT = {
    "recommend": "{name}的申报已获推荐",
    "accept": "{name}的申报已受理",
    "publicise": "{name}已列入公示名单，公示至{due}",
    "award": "{name}已获命名",
    "return": "{name}的申报退回补正，请在{due}前补齐",
    "refuse": "{name}的申报不予命名",
    "extend": "{name}的申报办理期限延长至{due}",
}
TO_OFFICE = {"submit": "{name}提交了申报，请在{due}前初审", "withdraw": "{name}撤回了申报"}


def tell_of_steps(round_: Round, steps: Sequence[StepRecord], *, at: datetime) -> None:
    """Tell applicants, or the office that screens, of steps; ten queries at most for a hundred."""
    pen.post_many([note for step in steps if (note := _note(round_, step))], at=at)


def _note(round_: Round, step: StepRecord) -> Note | None:
    application = step.application
    words = TO_APPLICANT.get(step.event) or TO_OFFICE.get(step.event)
    if words is None:
        return None
    to_office = step.event in TO_OFFICE
    known = {ground["code"]: ground["text"] for ground in round_.terms["grounds"]}
    said = [round_.name, *(known.get(code, code) for code in step.grounds), step.reason]
    office = (application.screener, pen.CLERKS) if application.screener else (round_.unit, pen.OFFICE)
    unit, roles = office if to_office else (application.unit, pen.CLERKS)
    office_page = "unit:screening" if application.screener else "office:application"
    return Note(
        token=f"application:{application.pk}:{step.position}",
        subject=words.format(name=application.holder.masked, due=_day(step.due_date, step.is_provisional)),
        body="\n".join(line for line in said if line),
        link=pen.page(office_page if to_office else "unit:application", application.pk),
        about=application,
        unit=unit,
        roles=roles,
    )


def _day(day: date | None, is_provisional: bool) -> str:
    mark = "（暂定）" if is_provisional else ""
    return f"{day.year}年{day.month}月{day.day}日{mark}" if day else ""


def tell_of_questions(round_: Round, opinions: Iterable[DepartmentOpinion], *, at: datetime) -> None:
    """Tell departments of whom they are asked about; one letter a department."""
    by_unit: dict[int, list[DepartmentOpinion]] = {}
    for opinion in opinions:
        by_unit.setdefault(opinion.unit_id, []).append(opinion)
    notes = [
        Note(
            token=f"opinions:{round_.pk}:{some[0].pk}",
            subject=f"{round_.name}：请在{_day(some[0].due_date, some[0].is_provisional)}前答复{len(some)}个申报的意见",
            body="逾期没有答复的，记为未答复。",
            link=pen.page("unit:opinions", some[0].unit_id),
            about=round_,
            unit=some[0].unit,
            roles=pen.CLERKS,
        )
        for some in by_unit.values()
    ]
    pen.post_many(notes, at=at)


def tell_of_more_time(round_: Round, extension: Extension, *, at: datetime) -> None:
    """Tell a department that it has more time to answer, and why."""
    opinion = extension.opinion
    assert opinion is not None  # noqa: S101  only extensions of opinions are told of here
    note = Note(
        token=f"opinion-extension:{extension.pk}",
        subject=f"{extension.application.name}：答复意见的期限延长至{_day(opinion.due_date, opinion.is_provisional)}",
        body="\n".join((round_.name, extension.reason)),
        link=pen.page("unit:opinions", opinion.unit_id),
        about=opinion,
        unit=opinion.unit,
        roles=pen.CLERKS,
    )
    pen.post(note, at=at)


def tell_of_objection(round_: Round, objection: Objection, *, at: datetime) -> None:
    """Tell the running office that an objection has come; neither who it was nor what was said."""
    note = Note(
        token=f"objection:{objection.pk}",
        subject=f"收到1件异议，请在{_day(objection.due_date, objection.is_provisional)}前书面答复",
        body=round_.name,
        link=pen.page("office:objection", objection.pk),
        about=objection,
        unit=round_.unit,
        roles=pen.OFFICE,
    )
    pen.post(note, at=at)


def tell_of_silence(round_: Round, count: int, day: date, *, at: datetime) -> None:
    """Tell the running office that opinions did not come in time."""
    note = Note(
        token=f"silence:{round_.pk}:{day.isoformat()}",
        subject=f"{round_.name}：有{count}项部门意见逾期没有答复，已记为未答复",
        body="征求意见都已有答复或已到期的申报，可以办结征求意见。",
        link=pen.page("office:round", round_.pk),
        about=round_,
        unit=round_.unit,
        roles=pen.OFFICE,
    )
    pen.post(note, at=at)
