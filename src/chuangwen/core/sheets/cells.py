"""From what a cell holds to text, codes, numbers and yes or no.

A cell holds what the reader gives: str, int, float, bool, date, datetime, time
or timedelta; an empty cell is "".
"""

import re
import unicodedata
from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD))
TIDY = FULL_WIDTH | UNSEEN | {0x3000: " ", 0x00A0: " "}
SPACES = re.compile(r"\s+")
NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+")
ROUGH_BEFORE = ("约", "大约", "近", "超过", "逾")
ROUGH_AFTER = ("余", "多", "左右", "以上")
SCALES = {"万": 10_000, "亿": 100_000_000}
YES = frozenset({"是", "有", "对", "√", "✓", "y", "yes", "true", "1"})
NO = frozenset({"", "否", "无", "不", "×", "x", "n", "no", "false", "0", "-", "/", "—"})
BLANKS = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "N/A", "n/a"})
LONGEST_NUMBER = 15  # digits that a spreadsheet keeps exactly


class CellProblem(ValueError):
    """A cell cannot be used; the message says why and what to write instead."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def text_of(value: Any, *, longest: int | None = None) -> str:
    """Return the cell as tidy text: full-width letters and digits, odd spaces and unseen signs mended.

    Chinese punctuation stays as it is. A whole number loses its `.0`.

    >>> text_of("　２０２５年 第１次\\n会议（扩大）"), text_of(3.0)
    ('2025年 第1次 会议（扩大）', '3')

    Raises: CellProblem when the text is longer than `longest`.
    """
    if isinstance(value, str):
        text = SPACES.sub(" ", value.translate(TIDY)).strip()
        text = "".join(c for c in text if c.isprintable())
    elif isinstance(value, bool):
        text = "是" if value else "否"
    elif isinstance(value, float) and value.is_integer():
        text = str(int(value))
    elif isinstance(value, datetime):
        text = value.isoformat(sep=" ", timespec="minutes")
    else:
        text = value.isoformat() if isinstance(value, date) else str(value)
    if longest is not None and len(text) > longest:
        raise CellProblem(f"有{len(text)}个字，最多{longest}个字，请缩短。")
    return text


def code_of(value: Any) -> str:
    """Return a code (USCC, area code) in half-width capitals without spaces.

    >>> code_of(" ９１３５０１００Ｍ０００１００Ｙ４３ "), code_of(350100.0)
    ('91350100M000100Y43', '350100')

    Raises: CellProblem when the spreadsheet has already rounded a long number.
    """
    if isinstance(value, float | int) and abs(value) >= 10**LONGEST_NUMBER:
        raise CellProblem("这个代码被 Excel 当作数字存成了约数，请把单元格格式改为“文本”后重新填写。")
    text = unicodedata.normalize("NFKC", text_of(value))
    return SPACES.sub("", text).upper()


def number_of(
    value: Any,
    *,
    units: Collection[str] = (),
    places: int = 0,
    least: Decimal | int | None = 0,
    most: Decimal | int | None = None,
    rough: bool = False,
) -> Decimal | None:
    """Return the number that a cell holds, or None when it is empty.

    Full-width digits, thousands separators and an attached unit are understood;
    万 and 亿 are expanded unless they belong to the unit. With `rough`, words such
    as 约 and 余 are dropped (see `is_rough`).

    Units: those of the column; `units` are the words that may follow the number.

    >>> number_of("１，２３４人", units=("人",)), number_of("1.2万元", units=("元",)), number_of("3万元", units=("万元",))
    (Decimal('1234'), Decimal('12000'), Decimal('3'))

    Raises: CellProblem when it is no number, has too many decimals, or is out of bounds.
    """
    number = _exactly(value, units, rough=rough)
    if number is None:
        return None
    if abs(number) >= 10**LONGEST_NUMBER:
        raise CellProblem(f"“{text_of(value)}”太大，请核对。")
    if number != round(number, places):
        allowed = "请填写整数。" if places == 0 else f"最多保留{places}位小数。"
        raise CellProblem(f"“{text_of(value)}”的小数位太多，{allowed}")
    if least is not None and number < least:
        raise CellProblem(f"“{text_of(value)}”小于{least}，请核对。")
    if most is not None and number > most:
        raise CellProblem(f"“{text_of(value)}”大于{most}，请核对。")
    return round(number, places)


def is_rough(value: Any) -> bool:
    """Say whether a number is written as an estimate: 约300, 300余人."""
    text = text_of(value)
    return text.startswith(ROUGH_BEFORE) or any(word in text for word in ROUGH_AFTER)


def _exactly(value: Any, units: Collection[str], *, rough: bool) -> Decimal | None:
    if isinstance(value, bool) or (value is not None and not isinstance(value, int | float | Decimal | str)):
        raise CellProblem(f"“{text_of(value)}”不是数字，请只填写数字。")
    if isinstance(value, int | float | Decimal):
        return _finite(Decimal(repr(value) if isinstance(value, float) else value), value)
    text = _compact(value or "")
    if text in BLANKS:
        return None
    if rough:
        for word in (*ROUGH_BEFORE, *ROUGH_AFTER):
            text = text.replace(word, "")
    elif is_rough(text):
        raise CellProblem(f"“{text}”是约数，请填写确切的数字。")
    return _parsed(text, units)


def _compact(text: str) -> str:
    """Return the text in half-width signs without any space."""
    return SPACES.sub("", unicodedata.normalize("NFKC", text.translate(UNSEEN)))


def _parsed(text: str, units: Collection[str]) -> Decimal:
    match = NUMBER.match(text)
    if match is None:
        raise CellProblem(f"“{text}”不是数字，请用阿拉伯数字填写。")
    number, rest = Decimal(match.group().replace(",", "")), text[match.end() :]
    scale = 1
    if rest not in units and rest[:1] in SCALES:
        scale, rest = SCALES[rest[0]], rest[1:]
    if rest and rest not in units:
        hint = f"这一列的单位是“{'、'.join(units)}”，" if units else ""
        raise CellProblem(f"“{text}”里的“{rest}”看不懂，{hint}请只填写数字。")
    return number * scale


def _finite(number: Decimal, value: Any) -> Decimal:
    try:
        return number if number.is_finite() else Decimal("x")
    except InvalidOperation as error:
        raise CellProblem(f"“{value}”不是数字，请重新填写。") from error


def yes_of(value: Any) -> bool:
    """Return a yes or no; an empty cell is no.

    >>> yes_of("√"), yes_of("否"), yes_of("")
    (True, False, False)

    Raises: CellProblem when it is neither.
    """
    word = _compact(text_of(value)).lower()
    if word in YES or value is True:
        return True
    if word in NO:
        return False
    raise CellProblem(f"“{text_of(value)}”看不懂，请填写“是”或“否”。")
