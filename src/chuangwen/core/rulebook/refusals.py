"""Items that may not stand in any book: each with its reason and what may be asked instead."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """A pattern of forbidden demands: what it is called, why it is forbidden, and what may be asked instead."""

    name: str
    pattern: re.Pattern[str]
    reason: str
    instead: str


def _refusal(name: str, pattern: str, reason: str, instead: str) -> Refusal:
    return Refusal(name, re.compile(pattern), reason, instead)


REFUSALS = (
    _refusal(
        "计划生育",
        r"计划生育|计生|社会抚养费|超生|独生子女|一孩|二孩|三孩|节育|生育(指标|率|政策)|人口与计划生育",
        "计划生育已与创建工作脱钩（2021年修法后不再有社会抚养费），不得作为测评内容。",
        "请删去这一项。",
    ),
    _refusal(
        "收入、GDP排名",
        r"收入.{0,8}(排名|排序|位次|名次)|(排名|排序|位次).{0,6}收入|GDP.{0,6}(排名|位次)",
        "不得以收入排名评价创建单位。",
        "可以改问做了哪些帮扶、有多少人受益。",
    ),
    _refusal(
        "户籍配额",
        r"户籍.{0,8}(比例|配额|指标|占比|名额|人数)|(本地|本市|外地)户口.{0,8}(比例|配额|指标|占比|名额)",
        "不得以户籍设定配额或比例。",
        "可以改问面向全体居民的服务。",
    ),
    _refusal(
        "压降信访",
        r"(零|无|没有|杜绝|不发生|减少|下降|压降).{0,8}(上访|信访|访民)|(上访|信访)(量|件|人次|批次|数|率).{0,8}(下降|减少|不超过|为零|排名)",
        "依法信访是公民的权利，不得作为负面指标或要求压降。",
        "可以改问信访事项的按期答复率、办结率。",
    ),
    _refusal(
        "登录、打卡、签到次数",
        r"登录(次数|时长|率|天数|排名)|在线时长|(每日|每天|强制|按时|网上|线上|上下班)打卡|打卡(率|次数|天数|排名)|签到(率|次数|天数|排名)|人脸(签到|打卡|识别)",
        "不得以登录、打卡、签到次数考核（整治指尖上的形式主义）。",
        "可以改问活动本身办了几次、有多少人受益。",
    ),
    _refusal(
        "点赞、转发、浏览、关注数量",
        r"集赞|点赞(数|量|次|率|排名)|转发(数|量|次|率|排名)|(阅读|浏览|播放|关注|粉丝)(数|量|率).{0,8}(达到|不少于|排名|不低于|超过)",
        "不得以点赞、转发、浏览、关注数量考核（整治指尖上的形式主义）。",
        "可以改问刊发的内容和覆盖的媒体。",
    ),
    _refusal(
        "学习时长和积分",
        r"(学习|在线|网上|网络).{0,4}(时长|学时|积分).{0,8}(排名|不少于|达到|不低于|超过|考核)|学时排名|学习强国.{0,10}(积分|时长|排名)",
        "不得以学习时长、学习积分考核（整治指尖上的形式主义）。",
        "可以改问学习的次数与参训率。",
    ),
    _refusal(
        "强制下载、安装、关注",
        r"(强制|要求|全员|必须).{0,6}(下载|安装|关注|注册).{0,10}(应用|客户端|APP|App|app|公众号|小程序)|(下载|安装)(率|量|数|任务)",
        "不得强制下载、安装、关注应用（整治指尖上的形式主义）。",
        "请删去这一项。",
    ),
)
PETITION = re.compile(r"上访|信访|访民")
WRONGDOING = re.compile(r"打击报复|压制|拦截|推诿|拒不受理|不予受理|违法违规处理|逾期未(答复|办结)")

# What is refused of the measures and scores themselves, whatever the words say.
STUDY_HOURS = Refusal(
    "按学时计分（study.hours）",
    re.compile(r"(?!)"),
    "不得以学习时长考核（整治指尖上的形式主义）。",
    "可以改问学习的次数（count: study）或参训率。",
)
CASES_DEDUCTED = Refusal(
    "按案件、信访、投诉的数量扣分",
    re.compile(r"(?!)"),
    "不能按案件、信访、投诉的数量扣分。",
    "可以改问办结率。",
)
PETITIONS_LISTED = Refusal(
    "把依法信访、投诉列入负面清单",
    re.compile(r"(?!)"),
    "依法信访、投诉不得列入负面清单。",
    "可以列入的是打击报复信访人、对信访事项推诿不办等行为。",
)


def refused(text: str) -> tuple[str, str] | None:
    """Return why a text may not stand in a book and what may be asked instead, or None."""
    squeezed = re.sub(r"\s+", "", text)
    return next(((r.reason, r.instead) for r in REFUSALS if r.pattern.search(squeezed)), None)


def refused_as_negative(text: str, kind: str) -> tuple[str, str] | None:
    """Return why a negative item may not stand: petitioning is never one, suppressing it may be."""
    if kind == "case" or (PETITION.search(text) and not WRONGDOING.search(text)):
        return PETITIONS_LISTED.reason, PETITIONS_LISTED.instead
    return refused(text)


def all_refusals() -> tuple[Refusal, ...]:
    """Return everything that is refused, for the manual."""
    return (*REFUSALS, STUDY_HOURS, CASES_DEDUCTED, PETITIONS_LISTED)
