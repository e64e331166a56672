"""A short ledger title made from the words of the clause."""

import re

from chuangwen.core.catalogue import Kind
from chuangwen.core.reading.measured import Measured
from chuangwen.core.reading.numbers import Number
from chuangwen.core.reading.units import Unit

_LONGEST = 30
_LEAD = re.compile(r"^(?:[一二三四五六七八九]是|其中|同时|此外|另外|累计|共计|共|全年|今年|先后|已|还|并|也|又|了|，|、|：|；|\s)+")
_TAIL = re.compile(r"(?:共计|累计|共|达到|达|超过|约|近|了|为|有|的|和|等|，|、)+$")


def title_of(measured: Measured, number: Number, unit: Unit, kind: Kind) -> str:
    """Return words like 开展道德讲堂 or 选派驻村干部: what was done, without the number."""
    verb = _LEAD.sub("", measured.item).strip()
    words = _TAIL.sub("", verb) + ("" if measured.suffix else measured.noun)
    words = re.sub(r"[\s“”]+", "", words).strip("，。；：、")
    if len(words) < 2:
        words = re.sub(r"\s+", "", measured.noun)
    return words[:_LONGEST] if len(words) >= 2 else kind.name
