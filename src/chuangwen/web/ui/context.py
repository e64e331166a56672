"""What every template may count on."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from chuangwen import clock
from chuangwen.web.ui.navigation import frame_for

ELDER_COOKIE = "elder"


def page(request: HttpRequest) -> dict[str, Any]:
    """Give each page its frame (built only when shown), the day, and the text size."""
    return {
        "frame": SimpleLazyObject(lambda: frame_for(request)),
        "today": clock.today(),
        "is_elder": request.COOKIES.get(ELDER_COOKIE) == "1",
    }
