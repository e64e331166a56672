"""How numbers, marks and days are written for a reader.

Marks travel as integer milli-points (1000 is one point) and turn into text
only here, rounded half up as people round.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

MILLI = 1000
TENTH = 100  # milli-points
MINUS = "\u2212"
NOTHING = "—"
WEEKDAYS = "一二三四五六日"
NEAR_DAYS = 7


def places_for(*millis: int | Decimal) -> int:
    """Return how many decimals milli-points need: one, or two where one would round."""
    return 1 if all(milli % TENTH == 0 for milli in millis) else 2


def marks(milli: int | Decimal | None, places: int | None = None) -> str:
    """Write milli-points as points: 86500 → `86.5`, 86550 → `86.55`; with `places` to so many decimals."""
    if milli is None:
        return NOTHING
    places = places_for(milli) if places is None else places
    points = (Decimal(milli) / MILLI).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{abs(points):,}"
    return f"{MINUS}{text}" if points < 0 else text


def marks_change(milli: int | Decimal | None, places: int | None = None) -> str:
    """Write a gain or a loss with its sign: 1000 → `+1.0`."""
    if milli is None:
        return NOTHING
    return f"+{marks(milli, places)}" if milli > 0 else marks(milli, places)


def thousands(number: float | Decimal | None) -> str:
    """Write a number with thousands separators: 8476 → `8,476`."""
    return NOTHING if number is None else f"{number:,}".replace("-", MINUS)


def day_of(moment: date | datetime) -> date:
    """Return the office's calendar day of a day or an instant."""
    if not isinstance(moment, datetime):
        return moment
    return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()


def cn_date(moment: date | datetime | None) -> str:
    """Write a day in full: `2025年3月1日（周六）`."""
    if moment is None:
        return NOTHING
    day = day_of(moment)
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def cn_time(moment: datetime | None) -> str:
    """Write an instant in the office's time: `2025年3月1日 09:05`."""
    if moment is None:
        return NOTHING
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def cn_days(moment: date | datetime | None, today: date) -> str:
    """Write how far a day is while it is within a week: `3天后`, `今天`, else nothing."""
    if moment is None:
        return ""
    distance = (day_of(moment) - today).days
    near = {0: "今天", 1: "明天", -1: "昨天"}
    if distance in near:
        return near[distance]
    if abs(distance) > NEAR_DAYS:
        return ""
    return f"{distance}天后" if distance > 0 else f"{-distance}天前"


def file_size(count: int) -> str:
    """Write a file's size: 1536 → `1.5 KB`."""
    size = Decimal(count)
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} GB"
