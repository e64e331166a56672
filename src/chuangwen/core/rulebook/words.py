"""Words and numbers as the field writes them: verbs by kind, points, percentages, lists of dates."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

# How one speaks of doing one more of a kind: 应开4场, 再办1场. Kinds not listed take 有.
VERBS = {
    "meeting": "开",
    "body": "成立",
    "document": "印发",
    "pledge": "签订",
    "inspection": "开展",
    "problem_resolved": "完成",
    "study": "组织",
    "lecture": "办",
    "activity": "办",
    "project": "实施",
    "publicity": "刊发",
    "volunteer_team": "组建",
    "volunteer_activity": "开展",
    "pairing": "建立",
    "donation": "组织",
    "funding": "安排",
    "budget_facility": "新增",
    "cleaning": "开展",
    "greening": "开展",
    "honour": "获得",
    "title_unit": "获得",
    "title_household": "评选",
    "title_person": "推出",
}

ATTRIBUTES = {
    "staff": "职工人数",
    "party_members": "党员人数",
    "households": "户数",
    "residents": "常住人口",
    "students": "学生人数",
    "minors_score": "未成年人思想道德建设测评得分",
}

UNIT_KINDS = {
    "street": "街道",
    "town": "乡镇",
    "community": "社区",
    "village": "村",
    "agency": "机关",
    "institution": "事业单位",
    "school": "学校",
    "hospital": "医院",
    "enterprise": "企业",
    "association": "社会组织",
}

LONG = 6  # how many dates a sentence lists before it says 等


def verb_of(kind: str) -> str:
    """Return the verb that goes with a kind."""
    return VERBS.get(kind, "有")


def number(value: Decimal | Fraction | int, places: int = 2) -> str:
    """Write a number without needless zeros, rounded half up to `places` for reading only.

    >>> number(Fraction(7, 2)), number(1200), number(Fraction(1, 3))
    ('3.5', '1200', '0.33')
    """
    numerator, denominator = value.as_integer_ratio()
    if denominator == 1:
        return str(numerator)
    scaled = _half_up(numerator * 10**places, denominator)
    sign, scaled = ("-" if scaled < 0 else ""), abs(scaled)
    whole, rest = divmod(scaled, 10**places)
    tail = f"{rest:0{places}d}".rstrip("0") if places else ""
    return f"{sign}{whole}.{tail}" if tail else f"{sign}{whole}"


def percent(value: Fraction) -> str:
    """Write a ratio as a percentage.

    >>> percent(Fraction(17, 20))
    '85%'
    """
    return f"{number(value * 100)}%"


@lru_cache(maxsize=4096)
def points(milli: int) -> str:
    """Write milli-points as points.

    >>> points(3500), points(-500)
    ('3.5分', '-0.5分')
    """
    return f"{number(Decimal(milli).scaleb(-3), 3)}分"


YEAR = 365


def days(found: Iterable[date]) -> str:
    """List days as 3月1日、6月2日, cut after the first few; with the year where a year or more lies between them.

    >>> days([date(2026, 3, 1), date(2026, 6, 2)])
    '3月1日、6月2日'
    >>> days([date(2025, 3, 1), date(2025, 6, 2), date(2026, 3, 2)])
    '2025年3月1日、6月2日、2026年3月2日'
    """
    when = sorted(set(found))
    is_long = bool(when) and (when[-1] - when[0]).days >= YEAR
    years = [0, *(day.year for day in when)]
    return listed([
        f"{f'{day.year}年' if is_long and day.year != before else ''}{day.month}月{day.day}日"
        for before, day in zip(years, when, strict=False)
    ])  # fmt: skip


def listed(names: list[str]) -> str:
    """Join names with 、 and end with 等 when there are many."""
    return "、".join(names) if len(names) <= LONG else "、".join(names[:LONG]) + "等"


def _half_up(numerator: int, denominator: int) -> int:
    size = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -size if numerator < 0 else size
