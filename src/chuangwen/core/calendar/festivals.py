"""Traditional festivals by the lunar calendar, and the days off that the law gives every year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from lunar_python import Lunar, Solar

LUNAR = (
    ("春节", 1, 1),
    ("元宵节", 1, 15),
    ("端午节", 5, 5),
    ("七夕节", 7, 7),
    ("中秋节", 8, 15),
    ("重阳节", 9, 9),
)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Festival:
    """A traditional festival on its day."""

    name: str
    date: date


def lunar_day(year: int, month: int, day: int) -> date:
    """Return the solar day of a lunar one.

    >>> lunar_day(2027, 1, 1)
    datetime.date(2027, 2, 6)
    """
    return _plain(Lunar.fromYmd(year, month, day).getSolar())


@cache
def festivals_of(year: int) -> tuple[Festival, ...]:
    """List a year's traditional festivals in the order of their days.

    >>> [(f.name, f.date.isoformat()) for f in festivals_of(2026)][:3]
    [('春节', '2026-02-17'), ('元宵节', '2026-03-03'), ('清明节', '2026-04-05')]
    """
    days = [Festival(name=name, date=lunar_day(year, month, day)) for name, month, day in LUNAR]
    return tuple(sorted([*days, Festival(name="清明节", date=_clear_and_bright(year))], key=lambda f: f.date))


@cache
def statutory_days_off(year: int) -> Mapping[date, str]:
    """Return the 13 days off that the law gives every year, before any notice moves rest days around them.

    Source: 全国年节及纪念日放假办法（2024年修订，自2025年1月1日起施行）第二条.
    """
    spring = lunar_day(year, 1, 1)
    days = {date(year, 1, 1): "元旦"}
    days |= {spring + ONE_DAY * n: "春节" for n in range(-1, 3)}  # the eve and the first three days
    days |= {_clear_and_bright(year): "清明节", lunar_day(year, 5, 5): "端午节", lunar_day(year, 8, 15): "中秋节"}
    days |= {date(year, 5, n): "劳动节" for n in (1, 2)}
    return days | {date(year, 10, n): "国庆节" for n in (1, 2, 3)}


def _clear_and_bright(year: int) -> date:
    return _plain(Solar.fromYmd(year, 4, 1).getLunar().getJieQiTable()["清明"])


def _plain(solar: Solar) -> date:
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
