"""What a number measures: the noun, the verb over it, and the shortest span that states both."""

import re
from dataclasses import dataclass

from chuangwen.core.reading.clauses import Layout
from chuangwen.core.reading.numbers import Number
from chuangwen.core.reading.units import Unit

_VERBS = (
    "组织开展|积极开展|深入开展|广泛开展|集中开展|开展|召开|举办|举行|组织|成立|组建|建立|建成|新建|修建|改建|扩建|兴建|打造|创建|创办|兴办|选派|选树|选拔|派出|抽调|抽派|投入|投资|筹集|自筹|筹资(?!金)|争取|募集|募捐|捐款|捐赠|捐助|捐献|发放|发送|赠送|印发|出台|制定|制订|修订|完善|"
    "发表|刊发|刊登|报送|编发|编印|撰写|征集|征求|收集|收到|受理|办理|办结|查处|查办|处理|调处|化解|解决|整改|排查|发现|检查|督查|巡查|清理|清运|清除|拆除|整治|种植|栽植|栽种|植树|完成|实施|推进|帮扶|结对|包保|帮助|救助|慰问|走访|资助|惠及|受益|服务|培训|轮训|参加|参与|获得|荣获|获评|获|评选|评出|表彰|命名|授予|被评为|被授予|评为|当选|入选|安装|购置|购买|添置|配备|更换|改造|维修|接待|吸引|覆盖|达到|实现|发展到|增加到|增长到|提高到|下降|增长|增加|减少|新增|发生|收缴|挽回|采伐|生产|保持|落实|明确|解除|观看|学习|张贴|悬挂|设置|设立|制作|播放|推送|发布|签订|推荐|动员|发动|调动|出动|下沉|驰援|送去|送上|入户|深入|前往|到|为|对|给|使|将|把|被|由|共|达|超过|约|近|有|了|累计|先后|分别|其中|全年|今年|年内"
)
_VERB = re.compile(_VERBS)
_STOP_AFTER = re.compile(
    r"[，。；：、！？\n\t（）]|(?:下沉|参加|参与|获评|获得|荣获|获|被|受|深入|驰援|入党|前往|开展|进行|达到|提供|进社区|担任|成为|实现|完成|用于|覆盖|包保|结对|签订|在|为|与|和\d|以及|到(?!期)|赴)"
)
_ALL_IN_ONE = re.compile(
    r"(?:集|融)[^。；\d]{2,50}一体(?:化)?的“?([^，。；、”\d]{2,20})"
)  # 集学习、健身于一体的|文化中心
_NEXT_NUMBER = re.compile(r"\d|[一二两三四五六七八九十百千万]+[名个次所项处座场人户支件]")
_ITEM_BREAK = re.compile(r"[，。；：、！？\n\t]")
_MEASURE_STOP = 40
_FILLERS = {
    "达到",
    "发展到",
    "增加到",
    "增长到",
    "提高到",
    "累计",
    "超过",
    "先后",
    "分别",
    "其中",
    "全年",
    "今年",
    "年内",
    "增长",
    "增加",
    "减少",
    "下降",
    "新增",
    "覆盖",
}
_LISTED = re.compile(r"(?:[、和及与]|以及|(?=[^、，；。：]{0,8}$))[^、，；。：\n\t]{0,16}$")
_LISTED_LOOSELY = re.compile(r"，(?!其中|有|共)[^、，；。：\n\t]{2,10}$")
_REIGNING = re.compile(
    "(?:整治|清理|清除|清运|清扫|清洗|清掏|清淤|疏通|拆除|拆掉|铲除|取缔|(?<!政)治理|淘汰|拔除|搬迁|打捞|填埋|新建|建成|修建|改建|扩建|兴建|建起|建设|改造|维修|修缮|修复|翻修|安装|加装|购置|购买|采购|添置|增添|增设|新增|配备|更换|设置|设立|摆放|投放|铺设|硬化|施划|打造|建立|开设"
    "|绿化|美化|亮化|栽植|种植|补植|栽种|补种|移栽|捐赠|赠送|捐助|捐献|发放|慰问|走访|看望|资助|救助|帮扶|帮助|结对|包保|督查|检查|巡查|抽查|暗访|督导|排查|针对|查处|查扣|扣留|暂扣|收缴|没收|处罚|抓获|劝导|劝阻|纠正|张贴|悬挂|印发|印制|制作|刊发|发表|制定|修订|出台|完善"
    "|荣获|获得|获评|评选|评出|创建|创成|命名|表彰|选树|培育|推荐|组建|成立|举办|召开|组织|开展|培训|受理|化解|调解|办理|解决|整改|深入|出动|调集|动用|抽调|宣传|约谈|通报|开办|兴办)"
    "(?![车站员点器箱房池场队厂亭桶机工棚间屋户地村]|设施|设备|中心|平台|机制|制度|活动|行动|工作|力度|方案|公益)"
    "|(?<![针面])对(?=[^，；的]{0,8}$)|(?<![因成作认])为(?=[^，；的]{0,8}$)"
)
_OWN_VERB = re.compile(
    rf"[、，和及与]?(?:以及|并|累计|共计?|先后|已|还|又|再|成功|集中|并且)?(?:{_REIGNING.pattern}|[修打装建送铺挖栽种换添购买拆盖捐赠])"
)
_FROM_TAIL = re.compile(r"[由从](?:[^，。；：、\d]{0,8}的)?$")
_DOERS = {"people", "things", "households"}
_PREDICATE_STOP = re.compile(r"[，。；：、！？\n\t\d]|(?<!“)“")
_LONGEST_PREDICATE = 16
_LONGEST_LEAD = 100
_NOT_FIRST = "，。；：、\n\t 一二三四五六七八九是”）"


@dataclass(frozen=True, slots=True)
class Measured:
    """The surroundings of a number, as slots that the rules for kinds look at.

    noun: the measured noun phrase; before: the words of the clause before the number;
    after: those behind its unit; item: the text since the last comma or number;
    clause, sentence: the whole of them; earlier: the clause before this one.
    """

    noun: str
    before: str
    after: str
    item: str
    clause: str
    sentence: str
    earlier: str
    start: int
    end: int
    suffix: bool
    number: str
    reign: str = ""


def measure(number: Number, unit: Unit, layout: Layout, floor: int, reign: str = "") -> Measured:
    """Look around a number. `floor` is where the fact before it ended: nothing before that is its own.

    `reign` is the verb of the list that the number goes on with; it stands before the words of its own item.
    """
    plain = layout.plain
    sentence, clause = layout.sentence(number.start), layout.clause(number.start)
    own = min(max(floor, clause.start, number.start - _LONGEST_LEAD), number.start)
    before = plain[own : number.start]
    follow_end = min(sentence.end, unit.end + _MEASURE_STOP)
    after = plain[unit.end : follow_end]
    noun_after = _noun_after(after, unit)
    item_start = max((m.end() for m in _ITEM_BREAK.finditer(before)), default=0)
    item = _FROM_TAIL.sub("", before[item_start:])
    earlier = plain[max(sentence.start, clause.start - 40) : clause.start]
    start, end = _extent(plain, number, unit, own + item_start, item, noun_after)
    if not reign and before[item_start - 1 : item_start] == "、" and not _reigning_verb(item):
        reign = _reigning_verb(before[:item_start].rsplit("，", 1)[-1])
    return Measured(
        noun=noun_after or _noun_before(item) or _noun_before(before),
        before=reign + before.lstrip("、，和及与") if reign else before,
        after=after,
        item=reign + item.lstrip("、，和及与") if reign else item,
        clause=plain[clause.start : max(clause.end, unit.end)],
        sentence=plain[sentence.start : sentence.end],
        earlier=earlier,
        start=start,
        end=end,
        suffix=not noun_after,
        number=number.text,
        reign=reign or _reigning_verb(item),
    )


def reigns(last: Measured, between: str, *, same_unit: bool) -> str:
    """Return the verb that reaches over to the next figure: 拆除棚子90处、广告牌148处 tells of two things torn down.

    Over a comma it reaches only to what is counted alike.
    """
    is_listed = _LISTED.match(between) or (same_unit and last.suffix and _LISTED_LOOSELY.match(between))
    return last.reign if is_listed and not _OWN_VERB.match(between) else ""


def _reigning_verb(item: str) -> str:
    """Return the last verb over a number when it can have several objects."""
    found = ""
    for match in _REIGNING.finditer(item):
        found = match.group()
    return found


def _noun_after(after: str, unit: Unit) -> str:
    """Return the noun phrase behind a unit; a verb that leads on to the next number is not part of it."""
    if joined := _ALL_IN_ONE.match(after):
        return joined[1]
    stop = _STOP_AFTER.search(after)
    noun = after[: stop.start()] if stop else after
    if unit.sort == "money" and _VERB.match(noun):
        return ""
    if following := _NEXT_NUMBER.search(noun):
        noun = noun[: following.start()]
        verbs = [m.start() for m in _VERB.finditer(noun) if len(m.group()) > 1]
        noun = noun[: verbs[-1]] if verbs else noun
    return noun.removeprefix("的").strip("“”")


def _noun_before(text: str) -> str:
    """Return what stands between the last verb and the number."""
    tail = re.sub(
        r"(?:累计|共计|共|达到|达|超过|约|近|为|到|有|了|至|计|逾|已|人数|数量|总数)+$", "", text.rstrip("，：、”")
    )
    last = 0
    for match in _VERB.finditer(tail):
        if match.end() < len(tail):
            last = match.end()
    return tail[last:].lstrip("了的“")


def _extent(plain: str, number: Number, unit: Unit, item_start: int, item: str, noun: str) -> tuple[int, int]:
    """Return the shortest span that states verb, thing and number."""
    start = item_start + verb if (verb := _governing_verb(item)) is not None else number.start if noun else item_start
    end = unit.end + len(noun) if noun else unit.end
    if noun and verb is None and unit.sort in _DOERS:
        end = _predicate_end(plain, end)
    while start < number.start and plain[start] in _NOT_FIRST:
        start += 1
    return start, max(end, unit.end)


def _governing_verb(item: str) -> int | None:
    """Return where the last verb over the number starts; 达到 and its like govern nothing, nor does 学习 in 学习的."""
    places = [
        m.start()
        for m in _VERB.finditer(item)
        if len(m.group()) > 1 and m.group() not in _FILLERS and item[m.end() : m.end() + 1] != "的"
    ]
    return places[-1] if places else None


def _predicate_end(plain: str, end: int) -> int:
    """Take in what the counted persons or units did: 3名职工 | 获评最美志愿者."""
    stop = _PREDICATE_STOP.search(plain, end)
    far = stop.start() if stop else len(plain)
    return far if far - end <= _LONGEST_PREDICATE else end
