"""Sessions end when nobody has been at the desk for a while."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chuangwen import clock

SEEN_AT = "seen_at"
GRAIN = 60  # seconds: the session is written at most once a minute


class IdleTimeOut:
    """Sign a person out after `SESSION_IDLE_SECONDS` without a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, unless the person has been away too long."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = int(clock.now().timestamp())
        seen = request.session.get(SEEN_AT, now)
        if now - seen > settings.SESSION_IDLE_SECONDS:
            logout(request)
            messages.info(request, _("您离开较久，为了安全已自动退出，请重新登录。"))
            return redirect(settings.LOGIN_URL)
        if SEEN_AT not in request.session or now - seen >= GRAIN:
            request.session[SEEN_AT] = now
        return self.get_response(request)
