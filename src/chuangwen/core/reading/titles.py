"""A short ledger title made from the words of the clause."""

import re

from chuangwen.core.catalogue import Kind
from chuangwen.core.reading.measured import Measured
from chuangwen.core.reading.units import Unit

_LONGEST = 30
_LEAD = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.]|[一二三四五六七八九]是|(?:19|20)\d{2}年(?:\d{1,2}月)?(?:以来)?|\d{1,2}月\d{1,2}日|其中|同时|此外|另外|累计|共计|共(?!建|青|同|享)"
    r"|全年|今年|去年|上半年|下半年|先后|已|还|并|也|又|了|和|及|，|、|：|；|。|\s)+"
)
_TAIL = re.compile(r"(?:共计|累计|共|达到|达|超过|不少于|至少|约|近|了|为|有|的|和|等|至|到|，|、)+$")


def title_of(measured: Measured, unit: Unit, kind: Kind) -> str:
    """Return words like 开展道德讲堂 or 选派驻村干部: what was done, without the number."""
    if unit.sort == "years":
        return _clean(measured.item + measured.number + unit.text + measured.after) or kind.name
    lead = _TAIL.sub("", _LEAD.sub("", measured.item).strip())
    words = lead if measured.suffix else lead + measured.noun
    return _clean(words) or _clean(measured.noun) or kind.name


def _clean(words: str) -> str:
    words = re.split(r"[，。；：！？\n]", re.sub(r"[ \t“”（）]+", "", words), maxsplit=1)[0].strip("、")
    return words[:_LONGEST] if len(words) >= 2 else ""
