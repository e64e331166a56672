"""Whether a thing was done, or is planned or prescribed."""

import re
from dataclasses import dataclass
from functools import cached_property

from chuangwen.core.reading.clauses import Layout

_PLAN_HEADING = re.compile(
    r"下一?步|下一阶段|年(?:度)?(?:工作)?目标$|打算|工作计划|工作思路|工作安排|努力方向|今后|明年|展望|改进措施|整改措施|整改方向|改进方向|整改计划|工作目标|目标任务|总体目标|工作要求|实施步骤|方法步骤|主要任务|重点任务|组织实施|保障措施|活动安排|时间安排|日程"
)
_PLAN_OPENER = re.compile(
    r"^[一二三四五六七八九十（）\d、.]*(?:在)?(?:下一?步|下一阶段|今后|明年|接下来|未来|新的一年|展望)"
)
_PLAN_TITLE = re.compile(
    r"(?:计划|方案|要点|安排|规划|通知|意见|办法|倡议书?|细则|预案|设想|打算|目标责任书|责任清单)$"
)
_REPORT_TITLE = re.compile(r"公开|公示|总结|汇报|报告|简报|自查|小结|纪实|综述|回顾|情况|通报|完成|侧记|走笔")
_PLAN_WORD = re.compile(
    r"预计|有望|力争|计划(?=[\d一二两三四五][\d至到\-—~]{0,3}[三四五]?年)|(?<![模虚比草])拟(?!定|订|人)|将(?:继续|进一步|于|在|以|对|会|开展|组织|投入|新建|建设|完成|实施|新增|举办|召开|达到|再|把[^，]{0,12}(?:提高|增加|扩大)|达|为|投资|陆续|全面|按照)|计划(?:再|将|新|还|继续)?(?:为|投资|投入|新建|建设|开展|完成|实施|新增|举办|于|用|在|到|总投资|改造|培训|发展|打造|组织|安排|种植|建成)|争取(?:在|到|达|用|实现|完成|使)|确保(?:完成|实现|达|全年|年底|[^，。；]{0,10}(?:达|不低于|以上))|目标(?:为|是|值)|(?:要|应|须|必须|应当)(?:达到|完成|开展|组织|召开|举办|建立|建成|有|在)|准备(?:再|在|投|开)|打算|明年|(?:到|至)20\d{2}年(?:底|末)?，?[^，。；]{0,10}(?:达|实现|建|完成|力争|形成)|即将|正在筹|规划(?:建设|新建|投资|到)|有待|年底前"
)
_DONE_WORD = re.compile(
    r"已|了(?!解|结)|完成|累计|共(?!建|同|享|青|产|和|识|筑|创)|达到了|实现了|先后|荣获|获得|获评|被评|截至|截止|圆满|成功|超额|实际"
)
_PAST_WORD = re.compile(r"已(?:经|有|建|完|达|累)|先后|截至|截止|去年|上年|近年来")
_NORM_PERIOD = re.compile(
    r"每(?:[一二两三四五六七八九十\d]+个?)?(?:年度?|月|季度?|周|星期|学期|学年|半年|日|天|半月|旬)|每[人名位个支所村户家][^，。；\d]{0,6}(?:每?年|每?月|每?季度)|(?:按月|按季度|定期)"
)
_PRESCRIBED = re.compile(
    r"不少于|至少|不低于|不得少于|必须|须|应当?|要求|坚持|原则上|制度|规定|严格落实|确保|定于|固定|保证|不超过|力争|明确|要(?!素|点|求)|实行|建立|执行|各[支单部村社科班]"
)
_ACHIEVED = re.compile(
    r"完成|累计|共计|已|实现|安排[^，。；]{0,8}(?:经费|资金|\d)|列支|拨付|达到了?(?!不)|接待|收入|投入|拿出|发放|补贴|资助|节约|节省|了(?!解)|平均|年均|以来|近[\d一二三四五六七八九十]+年|获"
)
_NORM_BOUND = re.compile(r"(?:不少于|至少|不低于|不得少于|须达到|应达到|要达到|不超过|原则上)[^，。；]{0,6}$")
_PROGRAMME = re.compile(r"(?:实施|启动|开展|推行)[^，。；]{0,12}(?:工程|计划|行动|活动)[^。；]{0,6}，?即")


@dataclass(frozen=True, slots=True)
class Status:
    """plan or done, whether it is a prescribed norm, and the reason when it is not plainly done."""

    code: str
    is_norm: bool
    because: str


class Statuses:
    """Judges the standing of each number of one text."""

    def __init__(self, layout: Layout, name: str = "") -> None:
        """Look at the headings once: what stands under 下一步打算 is planned."""
        self._layout, self._name = layout, name

    @cached_property
    def _is_plan_text(self) -> bool:
        """A plan, a notice or a scheme: its figures are wishes unless it says otherwise."""
        lines = [line for line in self._layout.plain[:300].split("\n") if line.strip()][:2]
        title = "".join(lines[:2]) if lines and len(lines[0]) < 12 else (lines[0] if lines else "")
        title = title.strip("。“”")
        return (
            len(title) < 60
            and bool(_PLAN_TITLE.search(re.sub(r"（[^）]*）$", "", title)))
            and not _REPORT_TITLE.search(title)
        )

    def at(self, start: int, number_start: int, end: int) -> Status:
        """Return the standing of a fact that spans `start` to `end`."""
        plain, clause = self._layout.plain, self._layout.clause(number_start)
        sentence = self._layout.sentence(number_start)
        words, lead = plain[clause.start : max(clause.end, end)], plain[sentence.start : number_start]
        part = lead.rsplit("；", 1)[-1] + words
        done = bool(_DONE_WORD.search(words))
        if norm := self._norm(words, lead, plain[max(0, number_start - 12) : number_start]):
            return Status("plan", True, norm)
        if match := _PLAN_WORD.search(words) or _plan_earlier(lead, done):
            return Status("plan", False, f"“{match.group()}”说明是计划。")
        if _PROGRAMME.search(lead):
            return Status("plan", False, "这是工程或行动的内容，不一定已经完成。")
        if self._under_plan(sentence.start) and not self._tells_past(part):
            return Status("plan", False, "所在段落讲的是下一步打算。")
        if self._is_plan_text and not self._tells_past(part):
            return Status("plan", False, "全文是计划、通知或方案。")
        return Status("done", False, "")

    def _tells_past(self, part: str) -> bool:
        """In a plan, 完成 is an order: only plain words of the past, or a year gone by, make a thing done."""
        years = re.findall(r"^\D{0,4}((?:19|20)\d{2})年", part)
        title_years = re.findall(r"((?:19|20)\d{2})年", self._layout.plain[:120])
        gone = bool(years) and (not title_years or years[0] < max(title_years)) and bool(_DONE_WORD.search(part))
        return gone or bool(_PAST_WORD.search(part))

    def _norm(self, words: str, lead: str, before: str) -> str | None:
        here = _NORM_PERIOD.search(words)
        clause_lead = lead.rsplit("；", 1)[-1]
        if here and here.group() in {"每天", "每日"} and not _NORM_BOUND.search(before):
            return None
        if (
            here
            and (_PRESCRIBED.search(words + clause_lead) or not _ACHIEVED.search(words))
            and not re.search(r"近[\d一二三四五六七八九十]+年", clause_lead)
        ):
            return f"“{here.group()}”说明是规定的频次。" if not re.search(r"累计|已完成|共计|年均", words) else None
        if _NORM_BOUND.search(before) and not re.search(r"已|了$|累计|共", words) and not re.search("超过", before):
            return "“不少于、至少”说明是规定的下限。"
        return None

    def _under_plan(self, at: int) -> bool:
        for heading in self._layout.headings_over(at):
            if _PLAN_HEADING.search(heading.text) and not re.search(
                r"完成|落实情况|整改情况|成效|回顾|总结", heading.text
            ):
                return True
        paragraph = self._layout.paragraph(at)
        return bool(_PLAN_OPENER.match(self._layout.plain[paragraph.start : paragraph.start + 24].lstrip()))


def _plan_earlier(lead: str, done: bool) -> re.Match[str] | None:
    """Find a plan word earlier in the sentence that still governs: this clause does not say that it is done."""
    part = re.split(r"；", lead)[-1]
    match = _PLAN_WORD.search(part)
    return match if match and not done and not _DONE_WORD.search(part[match.end() :]) else None
