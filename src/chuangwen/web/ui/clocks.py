"""How a time limit is shown: its day, and a light that says whether it is near or past."""

from datetime import date

from chuangwen.web.ui.figures import cn_date
from chuangwen.web.ui.signs import Light

NEAR_DAYS = 2


def due_light(day: date, *, today: date, is_provisional: bool = False, late: str = "期限已过，请尽快办理。") -> Light:
    """Show the last day of a limit; `late` says what to do once it is past.

    A day in a year whose calendar is not published yet is marked 暂定.
    """
    said = cn_date(day) + ("（暂定）" if is_provisional else "")
    left = (day - today).days
    if left < 0:
        return Light(colour="red", word=f"{said}，已逾期", rule=late)
    return Light(colour="yellow" if left <= NEAR_DAYS else "green", word=said)
