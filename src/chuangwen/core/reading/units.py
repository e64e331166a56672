"""The counting words after a number: which unit it is, what sort of thing it counts, what base it has."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from chuangwen.core.reading.words import lines_of

_APPROX_AFTER = re.compile(r"[余多来几]")
_BOUND_AFTER = re.compile(r"(?:以上|以下|以内|左右|上下|之多|及以上|不等)")
_BARE_PEOPLE = re.compile(
    r"(?:在职|离退休|退休|基层|困难|贫困|农村|留守|青年|机关|注册|参训|参会|各类|全体|优秀|社区|外来|务工|专业|林业|技术|医护|党政|公安|一线|流动|高校|中小|未成年|老年|残疾)*"
    r"(?:农民工|农民|林农|群众|党员|干部|职工|员工|师生|学生|居民|村民|市民|志愿者|人口|青少年|青年|老人|老年人|儿童|妇女|官兵|游客|读者|观众|会员|团员|教师|家长|队员|代表|劳动力|学员|学子|民警|医务人员|工作人员|人员|女工|用户|网民|网友|粉丝|患者|乘客|新人)(?!节|日|会|工作|队|中心|组织|服务|之家|联合|代表大会)"
)
_BARE_HOUSEHOLDS = re.compile(
    r"(?:贫困|困难|低保|脱贫|建档立卡|受灾|示范|种植|养殖)?(?:农户|家庭|住户|贫困户|困难户|脱贫户|商户|低保户|个体户)"
)
_NOT_UNIT = re.compile(
    r"讲(?:话|述|好|解|座|究|坛|堂|授|台|课|义|稿|诚|文|清|政|学|习|卫|规|和|师|员)|人(?:口|民|均|才|大|家|生)|起(?:来|到|点|草|步|抓|源|码|初|义|居|床|伏|诉)|道(?:德|路|理|教)|面(?:对|向|临|貌|前|上)|名(?:义|誉|牌|录|单|言)|分(?:别|管|工|布|类|析|组|级|层|批|之|配|段|期|局|公司|会|站|队|行|中心|享)"
    r"|条(?:件|例)|部(?:署|门|委|队|长|分)|家(?:庭|风|长|乡|园|访|教|属|规)|节(?:日|约|能|水|电|粮|俭|假|前)|课(?:堂|程|题|外|后)|门(?:前|口|难|户)|期(?:间|望|待|限|刊)|本(?:单位|地|市|区|县|局|校|院|着|职|质|身|年|级|次)"
    r"|成(?:立|为|果|效|绩|功|员|熟|长|就|人|本|片)|度(?:假|过)|日(?:常|前|益|报|子)|天(?:津|地|然|气)|周(?:边|围|密|期|年|末|一|二|三|四|五|六|日|刊)|方(?:面|针|案|式|法|位|向|便|能|略|言)|里(?:程|面)|车(?:辆|间|站|牌)|回(?:访|应|头|复|家|乡|收|归|音)"
    r"|场(?:所|地|馆|面|景|合)|位(?:置|于|列|居)|次(?:日|序|要|月|年)|项(?:目)|张(?:贴|某|家)|把(?:关|握)|对(?:接|标|照|口|外|于|象|全|党|群|全县|辖)|批(?:评|准|示|复)|组(?:织|长|建|成|员|合)|类(?:别|型|似)|种(?:植|类|子|粮)|片(?:区|面)|口(?:号|碑|罩|头)|例(?:如|会|行)|案(?:件|例)|页(?:面)|版(?:本|面)|集(?:中|体|团|市|合|资|聚|镇|约)|升(?:级|华|旗|降)|席(?:位|卡)|首(?:先|次|届|批|个|创|要|问|位|家|府)|角(?:度|色)|稿(?:件)|封(?:闭|面)|股(?:份|长|室|东)|幕(?:后)|字(?:方针|诀|经)"
)
_HONOURED_YEARS = re.compile(
    r"(个?年度?|届|次)(?=(?:[^，。；、“]{0,12}[，]?|在[^，。；“]{0,26})?(?:荣?获|被(?:评|授|市|省|县|区|国家|中央|中宣|全国|命名|表彰)|保持|蝉联|当选|获评|考核优秀|名列|位居))"
)
_LATELY = re.compile(r"(?:近|最近|过去|这|前|头)[\d一二两三四五六七八九十]{1,3}$")
_YEARS = re.compile(r"(年|届)(?=有余|之久|[，。；、！])")
_HONOUR_BEFORE = re.compile(r"(?:称号|荣誉|殊荣|美誉)(?:已|达|长达|共|近|连续){0,2}[\d一二三四五六七八九十]{1,3}$")
_MONEY_BEFORE = re.compile(
    r"(?:投入|投资|筹集|筹资|自筹|募集|捐款|善款|资金|经费|花费|耗资|斥资|出资|拨款|补助|争取)[^，。；\d]{0,6}[\d.]+[余多几]?[百千]?[万亿]$"
)
_ENDS = re.compile(r"[，。；、）]")
_PERSONS = re.compile(
    r"(?:贫困|困难|留守|农村|新|本地|年轻|退休|在职|优秀|残疾|老|小|大|哺乳期|单亲|孤独症)*"
    r"(?:人(?![大民才均居口文次工行物])|娃|孩子|儿童|学生|大学生|后生|小伙|姑娘|青年|年轻人|村民|居民|老人|妇女|大妈|大姐|大爷|女工|工人|农民|徒弟|民警|教师|老师|家长|志愿者|队员|党员|干部|乡亲|群众|患者|病人|司机|学员|职工)"
    r"(?!们?的?(?:服务|先锋|活动|社团|小组|小区|队|团|岗|站|之家|协会|组织|议事|食堂|公寓|代表|楼|课堂|支部|社区|大会|会|小红帽|[帽服证卡]|马甲|袖标|手册|胸牌|徽章|培训|教育|突击|宿舍|示范|工作|责任|联系|家庭|班|中心|点|学校|学堂|驿站|户))"
)
_BASE = {
    "亿美元": ("美元", Decimal(10**8)),
    "万美元": ("美元", Decimal(10**4)),
    "万字": ("字", Decimal(10**4)),
    "元人民币": ("元", Decimal(1)),
    "块钱": ("元", Decimal(1)),
    "角": ("元", Decimal("0.1")),
    "㎡": ("平方米", Decimal(1)),
}
_RATES = {"%": Decimal(1), "‰": Decimal(1), "百分点": Decimal("0.01"), "成": Decimal("0.1"), "倍": Decimal(1)}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit after a number. `end` is where it stops; `sort` is its class; `factor` scales the value to base units."""

    text: str
    sort: str
    end: int
    factor: Decimal
    approx: bool
    written: bool = True


@cache
def _sorts() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in lines_of("units.txt"):
        sort, words = line.split(":", 1)
        for word in words.split():
            table.setdefault(word, sort)
    return table


@cache
def _pattern() -> re.Pattern[str]:
    words = sorted(_sorts(), key=len, reverse=True)
    return re.compile("|".join(re.escape(w).replace(r"\(", "[（(]").replace(r"\)", "[）)]") for w in words))


def unit_after(plain: str, at: int, *, arabic: bool, large: bool) -> Unit | None:
    """Return the unit that follows a number ending at `at`, or None when there is none.

    `large` numbers (with 万, 余 …) may stand before a bare noun of people: 12万农民.
    """
    loose = _APPROX_AFTER.match(plain, at)
    start = loose.end() if loose else at
    if start < len(plain) and plain[start] == "\n":
        start += 1
    found = _pattern().match(plain, start)
    if found and found.group() == "个" and (longer := _pattern().match(plain, start + 1)) and _after_ge(longer.group()):
        found = longer
    if years := _honoured_years(plain, at, start) or _told_years(plain, at, start):
        return Unit(years.group(1), "years", years.end(1), Decimal(1), loose is not None)
    if found and not _NOT_UNIT.match(plain, start):
        return _as_unit(found, loose is not None, plain)
    if large and _MONEY_BEFORE.search(plain[max(0, at - 24) : at]) and _ENDS.match(plain, start):
        return Unit("元", "money", start, Decimal(1), loose is not None, written=False)
    if arabic or large or loose:
        for pattern, unit, sort in ((_BARE_HOUSEHOLDS, "户", "households"), (_BARE_PEOPLE, "人", "people")):
            if pattern.match(plain, start):
                return Unit(unit, sort, start, Decimal(1), loose is not None, written=False)
    return None


def _honoured_years(plain: str, at: int, start: int) -> re.Match[str] | None:
    """连续五年获评: the years are counted; 近三年 is a time."""
    return None if _LATELY.search(plain[max(0, at - 8) : at]) else _HONOURED_YEARS.match(plain, start)


def _told_years(plain: str, at: int, start: int) -> re.Match[str] | None:
    """获文明单位称号8年: the years follow the honour."""
    held = _YEARS.match(plain, start)
    return held if held and _HONOUR_BEFORE.search(plain[max(0, at - 16) : at]) else None


def _after_ge(word: str) -> bool:
    return word in {"百分点", "小时", "学时", "课时", "工作日", "点位", "车位", "泊位", "床位"}


def _as_unit(found: re.Match[str], loose: bool, plain: str) -> Unit:
    word = found.group().replace("（", "(").replace("）", ")")
    sort = _sorts()[word]
    base, factor = _BASE.get(word, (word, Decimal(1)))
    if word == "个" and _PERSONS.match(plain, found.end()):
        sort = "people"
    base = base.removeprefix("个") if base != "个" and base.startswith("个") and sort in {"rate", "spells"} else base
    end = found.end()
    if word in {"元", "美元", "吨", "小时", "天", "亩"} and plain[end : end + 1] in {"余", "多"}:
        loose, end = True, end + 1
    return Unit(base, sort, end, _RATES.get(base, factor), loose or _BOUND_AFTER.match(plain, end) is not None)
