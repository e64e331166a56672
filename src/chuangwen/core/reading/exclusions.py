"""Numbers that are not facts: dates, ordinals, section numbers, slogans, names, idioms. Each with its reason."""

import re
from bisect import bisect_right
from functools import cache
from itertools import islice

from chuangwen.core.reading.hedges import is_negated
from chuangwen.core.reading.numbers import Number
from chuangwen.core.reading.units import Unit
from chuangwen.core.reading.words import tree_of

_QUOTED = re.compile(r"《[^《》\n]{1,80}》|“[^“”]{1,60}”|‘[^‘’\n]{1,40}’|【[^【】\n]{1,40}】|〔[^〔〕\n]{1,12}〕")
_SERIES = re.compile(r"(?:一[^，。；、一\d\n]{2,8}[、；]){3,}一[^，。；、\n]{2,8}")
_FACT_IN_QUOTE = 26
_LONGEST_HEADLINE = 50
_YEAR_AFTER = re.compile(r"(?:年|[-—–~～至到]{1,2}(?:19|20)?\d{2}年?|学年|财年|/\d|\.\d{1,2}\.\d)")
_BARE_YEAR = re.compile(r"(?:19[4-9]|20[0-4])\d$")
_DATE_AFTER = re.compile(
    r"(?:月份?(?!饼)|[-—–~～至到、和]\d{1,2}[月日]|日(?!均|常|产|处理|供|新增)|号(?!文|楼|线|召|称|角))"
)
_MONTH_BEFORE = re.compile(r"(?:月|月上旬|月中旬|年)[-—–~至到、和]?\d{0,2}(?:日|号)?[-—–~至到、和]?$")
_CLOCK = re.compile(r"[:：]\d{2}|[点时](?:\d|半|整|至|到|[-—])|时\d{1,2}分")
_YEARS_AFTER = re.compile(
    r"[余多几]?(?:个多?|多个|余个)?(?:月|年|季度|周年|周岁|周(?!边|围|密|期)|岁|世纪|年代|星期|礼拜|昼夜)"
)
_HONOURED_YEARS = re.compile(r"(?:连续|先后)$")
_HONOURED = re.compile(
    r"[余多]?(?:年|届|次|个年度|轮)[^，。；]{0,24}(?:获|被|评|荣|保持|蝉联|夺|名列|位居|授予|当选|通过)"
)
_LASTED = re.compile(
    r"(?:历时|耗时|用时|为期|缩短|压缩|提前|累计|共计|达|长达|超过|不少于|至少|完成|人工|耗费|投工|服务|学习|培训|开放|轮训|共|时长|时间|天数|日数|周期|实现|安全生产|安全运行|平均)[了到近约至为]{0,2}$"
)
_SHORTENED = re.compile(r"(?:缩短|压缩|减少|控制)[了到至为在]{0,2}$")
_LINE_NUMBER = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:[、.．，：]|是(?!否)|要(?!求)|[)）])|[一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九]来[，]?"
)
_LIST_WORD = re.compile(r"[一二三四五六七八九十]{1,2}(?:是|要|抓|靠|看|查|听|问|建|强化|则|来)(?!否|求)")
_AFTER_BREAK = re.compile(r"(?:^|[\n。；：，、！？\s:）”])[（(]?$")
_ORDINAL_BEFORE = re.compile(r"(?:第|第?[（(]总第?[)）]|排名|位列全?[省市县区国]?|位居|名列|No\.?|NO\.?)$")
_HAN_ORDINAL_BEFORE = re.compile(r"(?:初|(?<![龙码街源石木探])头|农历|星期|礼拜|腊月|正月|周|每周)$")
_TERMS_BEFORE = re.compile(r"(?:连续|蝉联|举办了?|举行了?|先后|共|已|近|保持|召开了?|办了?|荣获|获得)[近共约]?$")
_TAIL_PLACES = re.compile(r"(?:前|后|末尾|倒数)$")
_PERSON_IS_NEWS = re.compile(r"获|评|荣|授予|入选|当选|表彰|嘉奖|立功|挂职|驻村|入围|提名|晋升|入党")
_PERSON_IS_ASSIGNED = re.compile(
    r"选派|配备|抽调|聘请|确定|明确|安排|派出|选聘|指定|设立?|配有?|增设|推荐|新增|发展|培养|资助|救助|帮扶|结对|慰问|每[^，。；]{0,12}$"
)
_ONE_IS_COUNTED = re.compile(
    r"(?:建成|新建|建立|建设|成立|组建|设立|召开|举办|举行|开展|组织|进行|发生|撰写|编写|编制|创建|创办|修建|兴建|购置|购买|添置|安装|配备|选派|抽调|聘请|评选|获评|荣获|获得|获|受到?|发表|制定|出台|印发|确定|明确|派出|实施|打造|培育|完成"
    r"|参加|讲授?|上|学习|清扫|检查|督查|走访|慰问|捐赠|捐建|资助|结对|签订|挂牌|命名|认领|观看|放映|演出|开|办|写|做|提|交|搞|种|设|解决|办理|接待|收到|查处|研究|调度|通报|更新|各|有|共|每[^，。；]{0,10})[了过出好成]{0,2}(?:至少|不少于|不低于|近|约)?$"
)
_ENDS_ITEM = re.compile(r"[，。；、！？）\n]|$")
_ORDINAL_AFTER = re.compile(
    r"(?:大(?:报告|精神|以来|召开|胜利|代表|会议|文件|期间|上|作出|提出|，|。|、|和)|届[一二三四五六七八九十]*(?:次?全会|中全会)|中全会|[中、]+[一二三四五六七八九、]*中全会"
    r"|等奖|等次|等功|星级|级(?:以上|文物|医院|达标|财政|网格|平台|响应|预算|干部|职称|甲等)?(?![\d])|类|期(?:工程|项目|建设|改造)|代(?!表)|审|本(?:线|院校)|环|号(?:楼|文|线|院|公告|令)|楼|栋\d|单元|室)"
)
_PHONE = re.compile(
    r"(?:热线|专线|电话|平台|服务台|举报|报警|[-—]\d{4,}|投诉热线|政务(?:服务)?便民|指挥中心|接诉|法律援助)"
)
_NUMBERING_BEFORE = re.compile(
    r"(?:[A-Za-z+×xX*/·＋]|[\dA-Za-z]\.|QQ|微信号?|号码|编号|邮编|代码|邮箱|G|S|国道|省道|乡道|IP)[：:]?$"
)
_NUMBERING_AFTER = re.compile(
    r"(?:[A-Za-z+×*＋]|[×xX]|·\d|\.\d+\.|国道|省道|号(?:楼|文件|令|公告|线|院|门)|路(?:公交|车)|街坊|栋|幢\d|中学|小学|师\b|团(?!队|员|体|支|组|干|课))"
)
_ROUND_CLOCK = re.compile(
    r"(?:个?小时|分钟|天|个?工作日|日)[^，。；]{0,2}(?:值班|值守|服务|在线|不间断|轮|开放|自助|营业|待命|巡|接|之内|之外|以外|内|便民|生活圈|健身圈|服务圈|圈|响应|供|畅通|备勤|应急|回|受理|制|办结|保洁|巡护|看护)"
)
_SPOKEN = re.compile(r"[，。！？；…]")
_LOSS_CLASS = re.compile(r"人以上(?:的)?[^，。；、\d]{0,6}(?:事故|案件|火灾|伤亡)")
_CLASS_AFTER = re.compile(
    r"(?:元|亩|吨|人|只|头|平方米)(?:以上|级)(?:的)?[^，。；、\d]{0,6}(?:项目|企业|工程|基地|园区|大户|村|产业)"
)
_SCALE_ALONE = re.compile(r"^[百千万亿]$")
_HEDGE_BEFORE = re.compile(r"(?:近|约|上|逾|超|超过|突破|达|达到|过|将近|接近|不下|成|数|几|好几|若干|多达|高达)$")
_VAGUE_BEFORE = re.compile(r"(?:数|几|好几|成|若干|上)$")
_ANNIVERSARY = re.compile(r"[余多]?(?:周年|年华诞|岁(?:以上|以下|的|老人|高龄|生日)?|年代|年一遇|年前)")
_AGE = re.compile(r"[-—至到]?\d*(?:周岁|岁)")


@cache
def _idioms() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = tree_of("slogans.yaml")
    idiom = "|".join(sorted(words["idioms"], key=len, reverse=True))
    return re.compile(idiom), re.compile("|".join(words["slogan_after"])), re.compile("|".join(words["abstract_nouns"]))


class Surroundings:
    """What is known of a whole text before its numbers are judged: quotations and idioms."""

    def __init__(self, plain: str) -> None:
        """Find the quotations, titles and fixed phrases of a text once."""
        self.plain = plain
        self._quotes = [(m.start(), m.end()) for m in _QUOTED.finditer(plain)]
        self._idioms = [(m.start(), m.end()) for m in _idioms()[0].finditer(plain)]
        self._headline = _headline_of(plain)
        self._series = [(m.start(), m.end()) for m in _SERIES.finditer(plain)]

    def quotation(self, at: int) -> str:
        """Return the quotation around an index, or an empty string."""
        return self._around(self._quotes, at)

    def is_told_again(self, number: Number, unit: Unit | None) -> bool:
        """Say whether a number in the headline comes back in the text: it is counted there."""
        end = unit.end if unit else number.end
        return end <= self._headline and self.plain.find(self.plain[number.start : end], self._headline) >= 0

    def idiom(self, number: Number) -> bool:
        """Say whether a number is inside a fixed phrase."""
        return bool(self._around(self._idioms, number.start) or self._around(self._series, number.start))

    def _around(self, spans: list[tuple[int, int]], at: int) -> str:
        i = bisect_right(spans, (at, len(self.plain))) - 1
        return self.plain[slice(*spans[i])] if i >= 0 and spans[i][0] <= at < spans[i][1] else ""


def _headline_of(plain: str) -> int:
    """Return where the headline ends: the first lines that end without a mark, three at most; 0 when nothing follows."""
    end = 0
    for match in islice(re.finditer(r"[^\n]*\n", plain), 3):
        line = match.group().strip()
        if len(line) > _LONGEST_HEADLINE or line.endswith(tuple("。；，：！？、")):
            break
        end = match.end()
    return end


def reason_against(number: Number, unit: Unit | None, text: Surroundings) -> str | None:
    """Return why a number is no fact, in Chinese, or None when it may be one."""
    before, after = text.plain[max(0, number.start - 16) : number.start], text.plain[number.end : number.end + 40]
    quoted = text.quotation(number.start)
    if quoted and _is_name(quoted, number):
        return "书名号或引号内的名称，不是数量。"
    if unit is not None and is_negated(text.plain, number):
        return None
    if text.is_told_again(number, unit):
        return "标题里的数字，正文还会说到。"
    if number.form != "share" and text.idiom(number):
        return "固定词语里的数字，不是数量。"
    return (
        _date(number, unit, before, after)
        or _position(number, before, after)
        or _name(number, unit, before, after)
        or _without_count(number, unit, before, after)
    )


def _is_name(quoted: str, number: Number) -> bool:
    """Say whether a quotation is a name or a slogan; what somebody says in it may state a fact."""
    is_speech = len(quoted) >= _FACT_IN_QUOTE or _SPOKEN.search(quoted)
    return quoted[0] != "“" or not is_speech or number.is_han


def _date(number: Number, unit: Unit | None, before: str, after: str) -> str | None:
    if (
        _BARE_YEAR.match(number.text)
        and (_YEAR_AFTER.match(after) or unit is None or not unit.written)
        and not before.endswith(("了", "达", "共"))
    ):
        return "年份，是时间不是数量。"
    if re.match(r"(?:19|20)\d{2}[-—–~至到]+(?:(?:19|20)\d{2}|\d{1,2}(?=年))", number.text) or re.fullmatch(
        r"二[〇○零][〇○零一二三四]?[一二三四五六七八九〇零]", number.text
    ):
        return "年份，是时间不是数量。"
    if re.search(r"(?:19|20)\d{2}[-—–~至到/.]$", before) or (
        re.search(r"\d[.]\d{1,2}$", number.text) and re.match(r"\.\d", after)
    ):
        return "日期，是时间不是数量。"
    if _CLOCK.match(after) or re.search(r"\d[:：点时]$", before):
        return "时刻，不是数量。"
    if _DATE_AFTER.match(after) and (unit is None or unit.text in {"日"}) and number.value <= 31:
        return "日期，是时间不是数量。"
    if _counts_honoured_years(unit, before, after):
        return None
    if _ANNIVERSARY.match(after) or _AGE.match(after):
        return "周年或年龄，不是成果数量。"
    if _YEARS_AFTER.match(after):
        lasted = re.search(r"(?:历时|耗时|用时|为期|提前)[了近约]?$", before)
        return None if lasted and unit else "一段时间，不是数量。"
    if unit is not None and unit.sort == "spells":
        return _spell(number, unit, before, after)
    return None


def _counts_honoured_years(unit: Unit | None, before: str, after: str) -> bool:
    """连续5年获评, or 称号8年."""
    told = _HONOURED_YEARS.search(before) and _HONOURED.match(after)
    return bool(told) or (unit is not None and unit.sort == "years")


def _spell(number: Number, unit: Unit, before: str, after: str) -> str | None:
    if (_ROUND_CLOCK.match(after) and not _SHORTENED.search(before)) or (number.is_han and not _LASTED.search(before)):
        return "服务时间的说法，不是数量。"
    if unit.text in {"天", "日", "分钟", "周"} and not _LASTED.search(before) and not re.search(r"[由从为]$", before):
        return "一段时间，不是数量。"
    return None


def _position(number: Number, before: str, after: str) -> str | None:
    start_of_line = _AFTER_BREAK.search(before) is not None or not before
    tail = number.text + after[:3]
    if (
        start_of_line
        and number.value <= 60
        and "." not in number.text
        and (_LINE_NUMBER.match(tail) and (not before or before[-1] in "\n（(。；：！？" or _LIST_WORD.match(tail)))
    ):
        return "段落或条目的编号。"
    if re.search(r"[（(]$", before) and re.match(r"[)）]", after):
        return "段落或条目的编号。"
    if _LIST_WORD.match(tail) and start_of_line:
        return "段落或条目的编号。"
    if (
        _ORDINAL_BEFORE.search(before)
        or (number.is_han and (_is_weekday(before, after) or _ORDINAL_AFTER.match(after)))
        or (number.is_han and re.search(r"[园苑城区府居庭湾家]$", before) and after.startswith("期"))
        or re.match(r"级(?:以上|达标|医院|文物)|等奖|星级|级(?![\d])", after)
    ):
        return "次第或等级，不是数量。"
    if (
        after.startswith("届")
        and (number.is_han or not _ENDS_ITEM.match(after, 1))
        and (not _TERMS_BEFORE.search(before) or re.match(r"届[全市区县]?[人政常中]", after))
    ):
        return "次第或等级，不是数量。"
    if number.is_han and re.search(r"届[^，。；、]{0,10}$", before) and re.match(r"次(?:会议|全会|全体)", after):
        return "次第或等级，不是数量。"
    if _TAIL_PLACES.search(before) and re.match(r"[名位]", after):
        return "次第或等级，不是数量。"
    if re.match(r"[一二三四五六七八九十]+(?:五|大)$|十[一二三四五]?五$", number.text) and re.match(
        r"(?:规划|时期|期间|末|”|开局|收官|以来)", after
    ):
        return "五年规划的名称。"
    return None


def _is_weekday(before: str, after: str) -> bool:
    """Say whether a numeral names a day or a first one: 周五, 初三; 每周一次 counts."""
    return bool(_HAN_ORDINAL_BEFORE.search(before)) and not after.startswith("次")


def _name(number: Number, unit: Unit | None, before: str, after: str) -> str | None:
    if unit is None and re.search(r"(?:电话|热线)[：:]?$", before):
        return "电话号码或平台名称。"
    if (
        _NUMBERING_BEFORE.search(before)
        or (unit is None and _NUMBERING_AFTER.match(after))
        or (re.match(r"[A-Za-z+×＋]", after) and not (unit and unit.sort in {"energy", "length", "area", "volume"}))
    ):
        return "编号或名称的一部分。"
    if number.form == "arabic" and _PHONE.match(after):
        return "电话号码或平台名称。"
    return None


def _without_count(number: Number, unit: Unit | None, before: str, after: str) -> str | None:
    if number.form == "share":
        return None if number.value != 1 or re.search(r"(?:率|度|达|达到|为)$", before) else "固定说法，不是数量。"
    if (
        _VAGUE_BEFORE.search(before) and re.fullmatch("[十百千万亿]", number.text) and not before.endswith("上")
    ) or number.text in {"数", "几"}:
        return "约数，没有具体数值。"
    if unit is None:
        return "数字后面没有计量单位。"
    if (
        unit.sort in {"people", "households"}
        and number.value % 1
        and not re.search(r"每[百千万十]+人|平均|人均", before)
    ):
        return "人和户没有小数，多半是日期或名称。"
    if unit.text == "度" and re.search(r"气温|零下|零上|温度|摄氏|高温", before):
        return "气温，不是成果数量。"
    if _LOSS_CLASS.match(after):
        return "表示规模的形容词或名称。"
    if _SCALE_ALONE.match(number.text) and _CLASS_AFTER.match(after):
        return "表示规模的形容词或名称。"
    if _SCALE_ALONE.match(number.text) and not unit.approx and not _HEDGE_BEFORE.search(before):
        return "表示规模的形容词或名称。"
    return _slogan(number, unit, before, after) if number.is_han else _structure(after, unit, number)


def _structure(after: str, unit: Unit, number: Number) -> str | None:
    noun = after[unit.end - number.end :]
    if unit.text in {"个", "项", "类", "种", "大项"} and _idioms()[2].match(noun):
        return "工作的条块划分，不是成果数量。"
    return None


def _slogan(number: Number, unit: Unit, before: str, after: str) -> str | None:
    if number.text == "一" and unit.text in {"名", "位"}:
        told = not _PERSON_IS_NEWS.search(after[:30]) and not _PERSON_IS_ASSIGNED.search(before)
        if told:
            return "叙述中的一个人，不是数量。"
    ends_item = _ENDS_ITEM.match(after, unit.end - number.end)
    if number.text == "一" and not ends_item and not _ONE_IS_COUNTED.search(before):
        return "“一”在这里只是指称，不是数量。"
    if not ends_item and _idioms()[1].match(number.text + after):
        return "口号或工作提法，不是数量。"
    return _structure(after, unit, number)
