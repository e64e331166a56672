"""Time expressions: found in the sentence, chosen for a fact, resolved to dates where the text allows."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from chuangwen.core.reading.clauses import Layout
from chuangwen.core.reading.numbers import number_value

_YEAR = r"(?:(?:19|20)\d{2})"
_COUNT = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,2})"
_PATTERNS = (
    rf"与{_YEAR}年(?:同期)?相比|与(?:上年|去年)(?:度|同期)?相比|比(?:上年|去年)同期",
    rf"自{_YEAR}年(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?(?:以来|起|至今)?|{_YEAR}年(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?(?:以来|起|至今)",
    rf"{_YEAR}年?(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?[-—–~至到]+(?:{_YEAR}年)?(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?(?<=[年月日])(?:度|期间)?|{_YEAR}[-—–~至到]{_YEAR}年?(?:度)?",
    rf"{_YEAR}年度?(?:上半年|下半年|第?[一二三四]季度|年?[初底末]|全年|前\d{{1,2}}个月)|{_YEAR}年\d{{1,2}}月(?:\d{{1,2}}日|[上中下]旬|份|[初底])?|{_YEAR}年度?(?!代)|(?<!\d){_YEAR}(?=[我本被获荣全])",
    r"(?:今年|本年度?|去年|上年|全年(?!任务|计划|目标|预算|的)|明年)(?:上半年|下半年|前[一二三两]个?季度|第?[一二三四]季度|以来|\d{1,2}月(?:\d{1,2}日|份|[上中下]旬|[初底])?|全年|[初底])?",
    r"去冬今春(?:以来|重点防火期内)?|(?:上|下)半年|前[一二三两]个?季度|第?[一二三四]季度|年初以来|年初|年底|年内|年度",
    rf"截至(?:目前|{_YEAR}年\d{{1,2}}月(?:\d{{1,2}}日|底)?|\d{{1,2}}月(?:\d{{1,2}}日|底)|年底)|截止目前|目前为止|迄今",
    rf"(?:近|过去|前|连续){_COUNT}[余多]?(?:个月|年)(?:来|间|每年)?|{_COUNT}年(?:来|间|内)|近年来|多年来",
    rf"每(?:{_COUNT}个?)?(?:年度?|月|季度|季|周(?![一二三四五六日末])|星期|学期|半年|天|日)|年均|月均|日均|按月|按季度",
    r"(?<![\d一二两三四五六七八九十全今去每半多近同前后当次明往历青少成老中学本])年(?=组织|产|接待|培训|发放|处理|节约|供应|收入|服务|开展|召开)",
    r"\d{1,2}月(?:\d{1,2}日|份|[上中下]旬|[初底])?(?:[-—~至到]\d{1,2}(?:月\d{1,2}日|月份?|日))?(?:以来|起)?",
    r"(?:春节|元宵|清明|端午|中秋|国庆|元旦|重阳|七夕|暑假|寒假|本学期|上学期|本学年|本月|上月|本季度|上季度|全季度|全学年|全学期|本周|活动期间|疫情(?:防控)?期间|十[一二三四]五(?:时期|期间))(?:期间|前后|以来)?",
)
_EXPRESSION = re.compile("|".join(f"(?:{p})" for p in _PATTERNS))
_ONLY_ITS_CLAUSE = re.compile(r"每|年初$|年底$|年均|月均|日均|按|年$|[比较].*同期")
_NEAR_BY = {"本月", "上月", "本季度", "上季度"}
_COMPARED = re.compile(r"(?:超过了?|比|较|高于|低于|由|从)$")


@dataclass(frozen=True, slots=True)
class Period:
    """A time expression at a place, with the days that it covers (until is exclusive) when they are known."""

    text: str
    from_date: date | None = None
    until_date: date | None = None

    @property
    def is_recurring(self) -> bool:
        """True for 每季度, 每年 and their like."""
        return self.text.startswith("每") or self.text in {"年", "年均", "月均", "日均", "按月", "按季度"}


class Periods:
    """The time expressions of one text."""

    def __init__(self, layout: Layout, written_on: date | None, default: tuple[date, date] | None) -> None:
        """Find them once. `written_on` is the date of the text, `default` the period it reports on."""
        self._layout, self._written_on, self._default = layout, written_on, default
        self._found = [(m.start(), m.end(), m.group()) for m in _EXPRESSION.finditer(layout.plain)]
        self._starts = [start for start, _, _ in self._found]

    def governing(self, start: int) -> Period | None:
        """Return the expression that governs a fact: the nearest before it in its sentence that reaches so far."""
        sentence, clause = self._layout.sentence(start), self._layout.clause(start)
        floor = sentence.start
        if self._layout.plain.startswith("其中", floor) and floor > self._layout.paragraph(start).start:
            floor = self._layout.sentence(max(0, floor - 1)).start
        i = bisect_right(self._starts, start) - 1
        while i >= 0 and self._found[i][0] >= floor:
            if self._reaches(self._found[i], start, clause.start):
                return self._resolved(self._with_its_year(i, floor))
            i -= 1
        return None

    def beside(self, start: int) -> Period | None:
        """Return the expression right before a figure: 由去年的620亩, or None."""
        i = bisect_right(self._starts, start) - 1
        if i < 0 or start - self._found[i][1] > 1:
            return None
        return self._resolved(self._found[i])

    def _reaches(self, found: tuple[int, int, str], at: int, clause_start: int) -> bool:
        """Say whether an expression governs so far: 每月 and 年初 only their clause, a compared year only its figure."""
        start, end, text = found
        if _ONLY_ITS_CLAUSE.match(text):
            return start >= clause_start
        if _COMPARED.search(self._layout.plain[max(0, start - 3) : start]):
            return at - end <= 2
        return True

    def _with_its_year(self, i: int, floor: int) -> tuple[int, int, str]:
        """Let 全年 and 年内 mean the year named earlier in the sentence."""
        if self._found[i][2] in {"全年", "年内"}:
            for j in range(i - 1, -1, -1):
                earlier = self._found[j]
                if earlier[0] < floor:
                    break
                if re.match(_YEAR, earlier[2]):
                    return earlier
        return self._found[i]

    def _resolved(self, found: tuple[int, int, str]) -> Period:
        start, _, text = found
        span = resolve(text, self._year_at(start), self._written_on)
        return Period(text, *span) if span else Period(text)

    def _year_at(self, at: int) -> int | None:
        """Return the year that a bare month means: the last one named, else that of the report."""
        i = bisect_right(self._starts, at)
        for _, _, text in reversed(self._found[max(0, i - 6) : i]):
            if years := re.findall(_YEAR, text):
                return int(years[-1])
        return self.report_year

    @cached_property
    def report_year(self) -> int | None:
        """The year that the text reports on: of its period, of its date, of its title."""
        if self._default:
            return self._default[0].year
        if title := re.search(rf"({_YEAR})年?度?", self._layout.plain[:120]):
            return int(title[1])
        return self._written_on.year if self._written_on else None


def resolve(text: str, year: int | None, written_on: date | None) -> tuple[date, date | None] | None:
    """Turn a time expression into days, or None where the text does not say.

    >>> resolve("上半年", 2025, None)
    (datetime.date(2025, 1, 1), datetime.date(2025, 7, 1))
    """
    if text.startswith(("与", "比", "每")) or text in {"年", "年均", "月均", "日均", "近年来", "多年来", "年度"}:
        return None
    if text.startswith(("去年", "上年")) and year:
        year, text = year - 1, text[2:] or "全年"
    elif text.startswith("明年") and year:
        year, text = year + 1, text[2:] or "全年"
    elif text.startswith(("今年", "本年")):
        text = re.sub("^(?:今年|本年度?)", "", text) or "全年"
    if years := [int(y) for y in re.findall(_YEAR, text)]:
        year = years[0]
        if len(years) == 2:
            return _inside_range(text, years)
    return _inside_year(text, year, written_on) if year else None


def _inside_range(text: str, years: list[int]) -> tuple[date, date | None]:
    months = [int(m) for m in re.findall(r"(\d{1,2})月", text)]
    if len(months) == 2:
        return date(years[0], months[0], 1), _month_end(years[1], months[1])
    return date(years[0], 1, 1), date(years[1] + 1, 1, 1)


def _inside_year(text: str, year: int, written_on: date | None) -> tuple[date, date | None] | None:
    open_end = written_on + timedelta(days=1) if written_on else None
    months = [int(m) for m in re.findall(r"(\d{1,2})月", text) if 1 <= int(m) <= 12]
    if text.endswith(("以来", "至今", "起")):
        return date(year, months[0] if months else 1, 1), open_end
    if "个月" in text and "前" in text:
        count = int(number_value(re.sub(r"[前个月余多]", "", text[text.index("前") :])))
        return (date(year, 1, 1), _month_end(year, count)) if 1 <= count <= 12 else None
    if match := re.match(rf"(?:近|过去|前|连续)?({_COUNT})年", text):
        return date(year - int(number_value(match[1])) + 1, 1, 1), date(year + 1, 1, 1)
    if months:
        return _days(text, year, months)
    if part := _part_of_year(text, year):
        return part
    if "去冬今春" in text:
        return date(year - 1, 12, 1), date(year, 5, 1)
    if text in _NEAR_BY:
        return _near_by(text, written_on) if written_on else None
    if text.startswith(("截", "目前", "迄今")):
        return date(year, 1, 1), open_end
    if re.search(rf"{_YEAR}年?度?|全年|年内", text) or text in {"初", "底"}:
        return date(year, 1, 1), date(year + 1, 1, 1)
    return None


def _days(text: str, year: int, months: list[int]) -> tuple[date, date | None] | None:
    days = [int(d) for d in re.findall(r"月(\d{1,2})日", text)]
    try:
        if text.startswith("截"):
            return date(year, 1, 1), (date(year, months[0], days[0]) + timedelta(days=1)) if days else _month_end(
                year, months[0]
            )
        if days and len(months) == 1:
            last = re.search(r"[-—~至到](\d{1,2})日", text)
            end = date(year, months[0], int(last[1]) if last else days[0])
            return date(year, months[0], days[0]), end + timedelta(days=1)
        if len(days) == 2:
            return date(year, months[0], days[0]), date(year, months[1], days[1]) + timedelta(days=1)
        return date(year, months[0], 1), _month_end(year, months[-1])
    except ValueError:
        return None


def _part_of_year(text: str, year: int) -> tuple[date, date] | None:
    if match := re.search("前([一二三两])个?季度", text):
        return date(year, 1, 1), _month_end(year, 3 * int(number_value(match[1])))
    for word, first, last in (
        ("上半年", 1, 6),
        ("下半年", 7, 12),
        ("一季度", 1, 3),
        ("二季度", 4, 6),
        ("三季度", 7, 9),
        ("四季度", 10, 12),
    ):
        if word in text:
            return date(year, first, 1), _month_end(year, last)
    return None


def _near_by(text: str, day: date) -> tuple[date, date]:
    """Return the month or quarter of a day, or the one before it."""
    months = 3 if "季" in text else 1
    first = day.year * 12 + (day.month - 1) // months * months - (months if text.startswith("上") else 0)
    return date(first // 12, first % 12 + 1, 1), date((first + months) // 12, (first + months) % 12 + 1, 1)


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)
