"""Who may go on: signed in, not away too long, and with a password of their own."""

from collections.abc import Callable
from urllib.parse import quote

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from chuangwen import clock
from chuangwen.civic.people.models import User
from chuangwen.civic.people.operations.sessions import note_sign_out

Answer = Callable[[HttpRequest], HttpResponse]
SEEN_AT = "seen_at"
GRAIN = 60  # seconds: the session is written at most once a minute
STILL_OPEN = frozenset({"account_change_password", "account_logout", "account_reauthenticate", "text-size"})


class SignInFirst(LoginRequiredMiddleware):
    """Every door asks who is there, unless its view says that nobody needs to (`login_not_required`)."""

    def handle_no_permission(  # type: ignore[override]  # for htmx the answer is a header, not a redirect
        self, request: HttpRequest, view_func: Callable[..., object]
    ) -> HttpResponse:
        """Lead to the sign-in page, and back afterwards to what can be shown again."""
        return lead_to(request, str(settings.LOGIN_URL), back_to=_page_of(request))


def _page_of(request: HttpRequest) -> str:
    """Return the page that a person was on: what was posted or is a fragment cannot be gone back to."""
    is_page = request.method in {"GET", "HEAD"} and "HX-Request" not in request.headers
    page = request.get_full_path() if is_page else request.headers.get("HX-Current-URL", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if is_ours else ""


def lead_to(request: HttpRequest, url: str, *, back_to: str = "") -> HttpResponse:
    """Redirect the whole page, also when htmx has asked for a part of it."""
    target = f"{url}?next={quote(back_to, safe='/')}" if back_to else url
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": target})
    return redirect(target)


class IdleTimeOut:
    """Sign a person out after `SESSION_IDLE_SECONDS` without a request."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, unless the person has been away too long."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = int(clock.now().timestamp())
        seen = request.session.get(SEEN_AT, now)
        if now - seen > settings.SESSION_IDLE_SECONDS:
            return self._sign_out(request)
        if SEEN_AT not in request.session or now - seen >= GRAIN:
            request.session[SEEN_AT] = now
        return self.get_response(request)

    def _sign_out(self, request: HttpRequest) -> HttpResponse:
        address = get_adapter(request).get_client_ip(request)
        if isinstance(request.user, User):
            note_sign_out(address=address, is_idle=True, actor=request.user, at=clock.now())
        logout(request)
        messages.info(request, _("您离开较久，为了安全已自动退出，请重新登录。"))
        return lead_to(request, str(settings.LOGIN_URL), back_to=_page_of(request))


class OwnPasswordFirst:
    """A temporary password opens one door only: the one behind which it is changed."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; what is shown is decided in `process_view`, where the door is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: object, kwargs: object
    ) -> HttpResponse | None:
        """Lead a person with a temporary password to the page where it is changed."""
        match, user = request.resolver_match, request.user
        if match is None or not isinstance(user, User) or not user.must_change_password:
            return None
        if match.url_name in STILL_OPEN or not getattr(view, "login_required", True):
            return None
        return lead_to(request, reverse("account_change_password"))
