"""Things done that left a record though no number states them: meetings, documents, honours, bodies, pledges."""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chuangwen.core.catalogue import Catalogue
from chuangwen.core.reading.clauses import Layout
from chuangwen.core.reading.model import ReadFact
from chuangwen.core.reading.periods import Periods
from chuangwen.core.reading.status import Statuses
from chuangwen.core.reading.topics import topic_of
from chuangwen.core.reading.working import Working

_LONGEST_TITLE = 40
_PEOPLE = {"人", "名", "位", "人次"}
_NOT_AN_ORGANISATION = r"[^，。；：！？\n\d]"


@dataclass(frozen=True, slots=True)
class Form:
    """A way in which reports state an event. The group `what` becomes the title."""

    kind: str
    pattern: re.Pattern[str]
    confidence: float
    because: str


def _dated(kind: str, nouns: str, because: str) -> Form:
    """Return the form of what was held on a day: 5月20日，举办道德讲堂."""
    return Form(
        kind,
        re.compile(
            rf"(?P<day>\d{{1,2}}月\d{{1,2}}日)[^。；\n\d]{{0,30}}?(?:举办|举行|开展|组织)了?"
            rf"(?P<what>(?:(?!举办|举行|开展|组织){_NOT_AN_ORGANISATION}){{0,24}}?(?:{nouns})(?:活动)?)(?=[，。；、\n]|$)"
        ),
        0.45,
        because,
    )


FORMS = (
    Form(
        "document",
        re.compile(
            r"(?:印发|出台|下发|制定|制订|修订|起草|颁布)(?:并[^，。；《]{1,6})?(?:完善)?了?(?P<what>《[^《》\n]{4,60}》(?:（[^（）\n]{0,16}\d+号）)?)"
        ),
        0.5,
        "写明印发或制定了一份文件。",
    ),
    Form(
        "honour",
        re.compile(
            rf"(?:荣获|获得|获评|获|被[^，。；“]{{0,20}}(?:授予|评为|评选为|命名为|认定为|表彰为)|被评为|授予){_NOT_AN_ORGANISATION}{{0,24}}?(?P<what>“[^“”\n]{{3,30}}”(?:荣誉)?(?:称号)?|[^，。；“”、\d]{{2,16}}(?:先进单位|先进集体|先进党组织|先进基层党组织|文明单位|文明机关|文明校园|优胜单位|示范单位))"
        ),
        0.45,
        "写明获得了一项荣誉。",
    ),
    Form(
        "meeting",
        re.compile(
            rf"(?P<day>\d{{1,2}}月\d{{1,2}}日)[^。；\n\d]{{0,30}}?(?:召开|举行|组织召开)了?(?:有?\d+余?[人名位][^，。；\n\d]{{0,6}}(?:参加|参与|出席)的)?(?P<what>{_NOT_AN_ORGANISATION}{{0,24}}(?:会议|大会|座谈会|推进会|动员会|部署会|调度会|现场会|总结会|表彰会|例会|生活会|恳谈会))"
        ),
        0.5,
        "写明某日召开了一次会议。",
    ),
    Form(
        "body",
        re.compile(
            rf"(?:成立|组建|设立|调整)了?(?:[以由][^，。；\n\d]{{0,30}}的)?(?P<what>{_NOT_AN_ORGANISATION}{{0,30}}?(?:领导小组|指挥部|工作专班|工作小组|工作组|委员会|理事会))"
        ),
        0.4,
        "写明成立或调整了一个机构。",
    ),
    Form(
        "pledge",
        re.compile(rf"签订了?(?P<what>{_NOT_AN_ORGANISATION}{{0,16}}(?:责任书|责任状|承诺书|公约))"),
        0.35,
        "写明签订了责任书或承诺书。",
    ),
    _dated("lecture", "讲堂|讲座|宣讲|党课|报告会|故事会", "写明某日举办了一次讲座或宣讲。"),
    _dated("study", "培训班?|学习会|集中学习|专题学习|研讨会|读书班", "写明某日组织了一次学习或培训。"),
    _dated("volunteer_activity", "志愿服务|义务劳动|义诊|大扫除|无偿献血", "写明某日开展了一次志愿服务。"),
    _dated("activity", "主题党日|团日|演练|比赛|竞赛|晚会|运动会|展演|仪式|活动", "写明某日举办了一次活动。"),
)


@dataclass(frozen=True, slots=True)
class EventFinder:
    """Finds events in one text; a sentence part that already holds a counted fact of the kind proposes none."""

    working: Working
    original: str
    layout: Layout
    periods: Periods
    statuses: Statuses
    catalogue: Catalogue
    subject: str

    def beyond(self, facts: Sequence[ReadFact]) -> list[ReadFact]:
        """Return the events that no quantified fact covers, each title once."""
        counted = [fact for fact in facts if fact.unit not in _PEOPLE]  # the 42 at a meeting do not state the meeting
        covered = [fact.start for fact in counted], [fact.end for fact in counted]
        seen: set[tuple[str, str]] = set()
        places: list[tuple[int, int]] = []
        events = []
        for form in FORMS:
            if form.kind not in self.catalogue.kinds:
                continue
            for event in self._of_form(form, covered):
                if (event.kind, event.title) not in seen and _is_free(places, event):
                    seen.add((event.kind, event.title))
                    insort(places, (event.start, event.end))
                    events.append(event)
        return events

    def _of_form(self, form: Form, covered: tuple[list[int], list[int]]) -> Iterator[ReadFact]:
        for match in form.pattern.finditer(self.working.plain):
            start, end = self.working.place(match.start(), match.end())
            clause = self.layout.clause(match.start())
            low, high = self.working.place(clause.start, max(clause.end, match.end()))
            starts, ends = covered
            if bisect_left(starts, max(high, end)) > bisect_right(ends, low):
                continue
            yield self._event(form, match, start, end)

    def _event(self, form: Form, match: re.Match[str], start: int, end: int) -> ReadFact:
        kind = self.catalogue.kinds[form.kind]
        sentence = self.layout.sentence(match.start())
        status = self.statuses.at(match.start(), match.start("what"), match.end())
        period = self.periods.governing(match.start("what"))
        words = self.working.plain[sentence.start : sentence.end]
        return ReadFact(
            start=start,
            end=end,
            text=self.original[start:end],
            num=self.original[start:end],
            num_start=start,
            num_end=end,
            value=Decimal(1),
            unit=kind.times,
            approx=False,
            kind=kind.code,
            topic=topic_of(kind, match.group(), words),
            period=period.text if period else None,
            from_date=period.from_date if period else None,
            until_date=period.until_date if period else None,
            subject=self.subject or None,
            status=status.code,
            confidence=round(form.confidence * (0.8 if status.code == "plan" else 1), 2),
            because=form.because + status.because,
            quantity="times",
            amount=Decimal(1),
            title=re.sub("[“”]", "", match["what"]).removeprefix("了")[:_LONGEST_TITLE],
            norm=status.is_norm,
            event=True,
        )


def _is_free(places: list[tuple[int, int]], event: ReadFact) -> bool:
    """Say whether no event so far stands where this one does: a service activity is not an activity as well."""
    i = bisect_left(places, (event.start, event.end))
    return all(end <= event.start or event.end <= start for start, end in places[max(0, i - 1) : i + 1])
