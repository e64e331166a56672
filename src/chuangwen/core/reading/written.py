"""What a report says of its own time: the day it was written on, and the year in its title."""

import re
from datetime import date

LINES = 12  # at either end: title, author and date stand within
_HAN = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "О": 0, "O": 0, "０": 0}
_DIGITAL = re.compile(r"[（(]?(\d{4})\s*[年.\-/]\s*(\d{1,2})\s*[月.\-/]\s*(\d{1,2})\s*日?[)）]?")
_WORDED = re.compile(
    r"[（(]?([〇零○ОO一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日[)）]?"
)
_LABEL = re.compile(r"^(?:成文日期|发布日期|发布时间|日期|时间|发文日期|印发日期)[:：]?\s*")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年(?!以来|来)")
LONGEST_TITLE = 60
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF1A)}


def written_on(text: str) -> date | None:
    """Return the date that stands alone in a line at the foot or head of a text.

    >>> written_on("工作总结\\n全年开展活动12场。\\n云岭市示例局\\n二〇二五年十二月十日")
    datetime.date(2025, 12, 10)
    >>> written_on("2025年3月5日召开了会议。") is None
    True
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in [*reversed(lines[-LINES:]), *lines[:LINES]]:
        if day := _day_in(_LABEL.sub("", line.translate(_WIDE))):
            return day
    return None


def year_in_title(text: str) -> int | None:
    """Return the year that the title names, when it names just one.

    >>> year_in_title("云岭市示例局2025年度工作总结\\n2024年以来……") , year_in_title("2023—2025年规划")
    (2025, None)
    """
    title = next((line.strip() for line in text.splitlines() if line.strip()), "").translate(_WIDE)
    if len(title) > LONGEST_TITLE or re.search(r"\d{4}\s*[-—–~至到]\s*\d{4}", title):
        return None
    years = {int(year) for year in _YEAR.findall(title)}
    return years.pop() if len(years) == 1 else None


def _day_in(line: str) -> date | None:
    if match := _DIGITAL.fullmatch(line):
        year, month, day = (int(part) for part in match.groups())
    elif match := _WORDED.fullmatch(line):
        year = int("".join(str(_HAN[c]) for c in match[1]))
        month, day = _small(match[2]), _small(match[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _small(words: str) -> int:
    """Return a number up to 31 in Chinese words.

    >>> _small("十"), _small("三十一"), _small("二十")
    (10, 31, 20)
    """
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return _HAN.get(ones, 0)
    return (_HAN.get(tens, 0) if tens else 1) * 10 + (_HAN.get(ones, 0) if ones else 0)
