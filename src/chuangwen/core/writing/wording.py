"""Small words of official documents: dates, numbers, and what a text may hold."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from chuangwen.core.writing.model import Block, Heading

DOC_NUMBER = re.compile(r"[^\s〔〕\d第][^\s〔〕第]*〔(19|20)\d\d〕[1-9]\d*号")
# What XML cannot hold, and the marks that turn the direction of text around.
UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
TENS = "十"
DIGITS = "零一二三四五六七八九"


def clean(text: str) -> str:
    r"""Drop what no document can hold; all that can be seen stays.

    >>> clean('甲<乙&"丙\x00\r\n丁')
    '甲<乙&"丙\n丁'
    """
    return UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n"))


def say_date(day: date) -> str:
    """Write a date in Arabic figures, without leading zeros (GB/T 9704-2012, 7.3.5.4).

    >>> say_date(date(2026, 3, 5))
    '2026年3月5日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def is_doc_number(text: str) -> bool:
    """Say whether a text is a document number: the full year in 〔〕, no 第, no leading zero (7.2.5).

    >>> [is_doc_number(t) for t in ("云文明办〔2026〕5号", "云文明办[2026]5号", "云文明办〔2026〕第05号")]
    [True, False, False]
    """
    return DOC_NUMBER.fullmatch(text) is not None


def chinese_number(number: int) -> str:
    """Write a number below 100 in Chinese.

    >>> [chinese_number(n) for n in (1, 10, 12, 20, 35)]
    ['一', '十', '十二', '二十', '三十五']
    """
    tens, ones = divmod(number, 10)
    lead = "" if tens == 0 else TENS if tens == 1 else DIGITS[tens] + TENS
    return lead + (DIGITS[ones] if ones else "")


def numbered(blocks: Iterable[Block]) -> Iterator[tuple[Block, str]]:
    """Yield each block with the number of its heading, "" for all others (7.3.3)."""
    counts = [0, 0, 0, 0]
    for block in blocks:
        if not isinstance(block, Heading):
            yield block, ""
            continue
        level = block.level
        counts[level - 1] += 1
        counts[level:] = [0] * (4 - level)
        count = counts[level - 1]
        labels = (f"{chinese_number(count)}、", f"（{chinese_number(count)}）", f"{count}.", f"（{count}）")
        yield block, labels[level - 1]


def width_in_chars(text: str) -> float:
    """Measure a text in characters of the body: ASCII takes half a one.

    >>> width_in_chars("2026年3月5日")
    6.0
    """
    return sum(0.5 if ord(char) < 128 else 1.0 for char in text)


def room_right_of_signature(issuer: str, day: date) -> float:
    """Return how many characters stay free right of the signature.

    The date stays four characters from the edge, and the signature stands centred over it (7.3.5.1).
    """
    return max(0.0, 4 - (width_in_chars(issuer) - width_in_chars(say_date(day))) / 2)
