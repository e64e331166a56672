"""What every template may count on."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from chuangwen import clock
from chuangwen.civic.letters.queries import unread_count
from chuangwen.civic.people.models import User
from chuangwen.web.ui.navigation import frame_for

ELDER_COOKIE = "elder"


def page(request: HttpRequest) -> dict[str, Any]:
    """Give each page its frame and unread letters (asked only when shown), the day, and the text size."""
    return {
        "frame": SimpleLazyObject(lambda: frame_for(request)),
        "unread_letters": lambda: _unread(request),
        "today": clock.today(),
        "is_elder": request.COOKIES.get(ELDER_COOKIE) == "1",
    }


def _unread(request: HttpRequest) -> int:
    user = getattr(request, "user", None)
    return unread_count(user) if isinstance(user, User) else 0
