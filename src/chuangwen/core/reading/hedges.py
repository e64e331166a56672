"""Words around a number that make it approximate, a bound, or nought."""

import re

from chuangwen.core.reading.numbers import Number
from chuangwen.core.reading.units import Unit

_HEDGE = re.compile(
    r"(?:将近|接近|大约|大概|近|约|逾|超过|超|突破|不少于|不低于|至少|不下|最少|多达|上|不超过|最多|平均|可达|过)$|(?:至少|不少于)[^，。；、\d]{0,3}$"
)
_NOT_HEDGE = re.compile(r"(?:(?:民|公|规|合|预|节|制|签|契|条|大)约|最近|附近|通过|经过|超额|以上|年上|会上)$")
_NEGATION = re.compile(
    r"(?:没有|从未|未|不曾|无)(?:再)?(?:发生|出现|发现|收到|查出|接到|产生|造成|有)(?:过)?[^，。；、\d]{0,4}$|(?:没有|从未有|未有|无)$"
)

_FROM = re.compile(r"[由从](?:[^，。；：、\d]{0,10}的|\D{0,3}(?:19|20)\d{2}年的?)?$")
_RAISED = r"(?:增加|增长|提高|提升|上升|发展|扩大|扩展|壮大|跃升|攀升|拓展|升|增|涨|下降|减少|降低|压减|压缩|缩减|缩短|回落|降|减)"
_TO = re.compile(rf"[^，。；：、\d]{{0,8}}?{_RAISED}[到至为]")
_LINK_TO = re.compile(
    rf"[^，。；：、\d]{{0,8}}?{_RAISED}[到至为]了?(?:(?:19|20)\d{{2}}年的?|今年的?|目前的?|现在的?|如今的?)?$"
)


def is_base(plain: str, number: Number, unit: Unit) -> bool:
    """Say whether the figure is what a rise or fall began with: 从52个增加到86个."""
    return bool(_FROM.search(plain[max(0, number.start - 16) : number.start]) and _TO.match(plain, unit.end))


def leads_to(between: str) -> bool:
    """Say whether the words between two figures lead from a base to what became of it."""
    return bool(_LINK_TO.fullmatch(between))


def is_hedged(plain: str, number: Number, unit: Unit) -> bool:
    """Say whether the figure is approximate or a bound (近, 余, 以上, 不少于)."""
    before = plain[max(0, number.start - 8) : number.start].removesuffix("了")
    hedged = bool(_HEDGE.search(before)) and not _NOT_HEDGE.search(before)
    return number.approx or unit.approx or hedged


def is_negated(plain: str, number: Number) -> bool:
    """Say whether the number stands in a denial: 没有发生一起."""
    return number.value == 1 and bool(_NEGATION.search(plain[max(0, number.start - 14) : number.start]))
