"""Numbers as Chinese texts write them: found in the working text, with their value."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8, "萬": 10**4, "億": 10**8}
_HAN = "〇零一二两三四五六七八九十百千万亿"
_CAPITAL = "壹贰叁肆伍陆柒捌玖拾佰仟零万亿"  # two at least: a single 伍 is the end of 队伍
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"(?:[万亿]|百(?!分)|千(?![瓦米克伏卡帕赫]))"  # 860千米 and 3百分点 end before their unit
_ARABIC_NUMBER = rf"(?:{_ARABIC})(?:[余多几]?{_SCALE}+(?:(?:\d+(?:\.\d+)?){_SCALE}+)*)?"
_HAN_NUMBER = rf"(?:[{_CAPITAL}]{{2,}}|[{_HAN}]+)(?:[余多几][百千万亿]+|点[〇零一二三四五六七八九]+[万亿]?)?"
_RANGE = r"(?:-|—|–|~|～|至|到)"
_TOKEN = re.compile(
    rf"(?P<part>(?P<whole>[百千万]|[三四五六七八九十])分之(?P<share>{_ARABIC}|[〇零一二两三四五六七八九十百点]+))"
    rf"|(?P<low>{_ARABIC_NUMBER}|{_HAN_NUMBER})(?:{_RANGE}(?P<high>{_ARABIC_NUMBER}|{_HAN_NUMBER}))?"
)
_LONGEST = 24  # a longer run of numerals is an account number or rubbish
_LOOSE = re.compile("[余多几]")
_HAS_DIGIT = re.compile(r"\d")
_PART = re.compile(r"\d+(?:\.\d+)?|.")


@dataclass(frozen=True, slots=True)
class Number:
    """A number token. `form` is arabic, han, share (百分之三十) or range."""

    start: int
    end: int
    value: Decimal
    approx: bool
    form: str
    text: str
    is_han: bool
    """True when no Arabic digit occurs in it."""


def number_value(text: str) -> Decimal:
    """Return the value of one number in any Chinese or mixed form; 余, 多 and 几 are dropped.

    >>> number_value("2万3千"), number_value("一百零五"), number_value("300多万"), number_value("二〇二三")
    (Decimal('23000'), Decimal('105'), Decimal('3000000'), Decimal('2023'))

    Raises: ValueError when the text is not a number.
    """
    text = text.replace(",", "")
    if text.isdecimal():
        return Decimal(text)
    text = _LOOSE.sub("", text)
    if not text:
        raise ValueError("empty number")
    if "点" in text:
        return _with_point(text)
    if len(text) > 1 and all(c in _DIGIT for c in text):
        return Decimal("".join(str(_DIGIT[c]) for c in text))
    return _sum_up(text)


def _with_point(text: str) -> Decimal:
    whole, tail = text.split("点", 1)
    scale = 1
    while tail and tail[-1] in _LARGE:
        scale *= _LARGE[tail[-1]]
        tail = tail[:-1]
    if not tail or any(c not in _DIGIT for c in tail):
        raise ValueError(text)
    return (number_value(whole) + Decimal("0." + "".join(str(_DIGIT[c]) for c in tail))) * scale


def _sum_up(text: str) -> Decimal:
    """Add up digits and scales from left to right: 1亿2000万, 三千零五十, 十五, 一百五 (150), 百万."""
    total = section = Decimal(0)
    pending: Decimal | None = None
    last_scale = 1
    for match in _PART.finditer(text):
        word = match.group()
        if word[0].isdecimal() or word in _DIGIT:
            pending = Decimal(word) if word[0].isdecimal() else Decimal(_DIGIT[word])
            last_scale = 1 if word in "零〇○" or word[0].isdecimal() else last_scale
        elif word in _SMALL:
            section += (Decimal(1) if pending is None else pending) * _SMALL[word]
            pending, last_scale = None, _SMALL[word]
        elif word in _LARGE:
            is_bare = match.start() == 0  # 万 alone is one 万; 0万 is none
            section += pending if pending is not None else 0
            if word in "万萬":
                total += (Decimal(1) if is_bare else section) * _LARGE[word]
            else:
                total = (Decimal(1) if is_bare else total + section) * _LARGE[word]
            section, pending, last_scale = Decimal(0), None, _LARGE[word]
        else:
            raise ValueError(text)
    if pending is not None:
        section += pending * (last_scale // 10 if last_scale >= 100 and text[-1] in _DIGIT else 1)
    return total + section


def numbers_in(plain: str) -> Iterator[Number]:
    """Yield every number token of the working text, left to right, whatever it turns out to be."""
    for match in _TOKEN.finditer(plain):
        if match["part"]:
            yield _share(match)
            continue
        low, high = match["low"], match["high"]
        if high and (span := _as_range(match)):
            yield span
            continue
        yield from _single(match.start("low"), low)
        if high:
            yield from _single(match.start("high"), high)


def _share(match: re.Match[str]) -> Number:
    whole = number_value(match["whole"])
    text = match["share"]
    share = Decimal(text.replace(",", "")) if text[0].isdecimal() else number_value(text)
    return Number(
        match.start(),
        match.end(),
        share / whole,
        approx=False,
        form="share",
        text=match.group(),
        is_han=not _HAS_DIGIT.search(match.group()),
    )


def _as_range(match: re.Match[str]) -> Number | None:
    """3至5, 三到五, 10-15万: one token whose value is the lower end."""
    if len(match.group()) > 2 * _LONGEST:
        return None
    try:
        low, high = number_value(match["low"]), number_value(match["high"])
    except ValueError:
        return None
    scale = re.search(r"[万亿]+$", match["high"])
    if scale and not re.search(r"[万亿]", match["low"]) and low < 10**4:
        low *= number_value("一" + scale.group())
    if not low < high or (1900 < low < 2100 and 1900 < high < 2100):
        return None
    return Number(
        match.start(),
        match.end(),
        low,
        approx=True,
        form="range",
        text=match.group(),
        is_han=not _HAS_DIGIT.search(match.group()),
    )


def _single(start: int, text: str) -> Iterator[Number]:
    if len(text) > _LONGEST:
        return
    try:
        value = number_value(text)
    except ValueError:
        return
    is_han = not _HAS_DIGIT.search(text)
    form = "han" if is_han else "arabic"
    yield Number(start, start + len(text), value, approx=bool(_LOOSE.search(text)), form=form, text=text, is_han=is_han)
