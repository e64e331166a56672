"""How signing in works here: who may, how failures lock, what the journal keeps, where each role goes first."""

from collections.abc import Iterable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuangwen import clock
from chuangwen.civic.orgs.access import posts_of
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.people import queries
from chuangwen.civic.people.models import User
from chuangwen.civic.people.operations.passwords import change_own_password
from chuangwen.civic.people.operations.sessions import note_failed_sign_in, note_sign_in, note_sign_out
from chuangwen.web.ui import notices
from chuangwen.web.ui.requests import SignedIn

FIRST_DOORS: tuple[tuple[Iterable[Role], str], ...] = (
    ((Role.OFFICER, Role.REVIEWER, Role.LEADER), "office:overview"),
    ((Role.CLERK,), "unit:home"),
    ((Role.INSPECTOR,), "office:books"),
    ((Role.SECURITY_ADMIN,), "system:grants"),
    ((Role.SYSTEM_ADMIN,), "system:accounts"),
    ((Role.AUDIT_ADMIN,), "system:journal"),
)


def first_door(user: User) -> str:
    """Return where a person begins: the first page of the first of their roles, or "" without any."""
    held = {post.role for post in posts_of(user)}
    for roles, name in FIRST_DOORS:
        if held & frozenset(roles):
            try:
                return reverse(name)
            except NoReverseMatch:
                continue
    return ""


def after_login(request: SignedIn) -> HttpResponse:
    """Send each role to its first page; a person without a role is told whom to ask."""
    if url := first_door(request.user):
        return redirect(url)
    notices.tell(request, _("您的账号还没有分配角色，请联系本单位的安全管理员。"))
    return redirect("public:landing")


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """No open sign-up; each signing in and out is an act of its own with its line in the journal."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy("账号或密码不对，请核对后再试。"),
        "too_many_login_attempts": gettext_lazy("试错次数太多，账号已暂时锁定。请过15分钟再试，或请安全管理员解锁。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: accounts are opened for people, not by them."""
        return False

    # Signing in ------------------------------------------------------------
    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return queries.login_key(credentials.get("username", ""))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt; a locked account is told how long to wait.

        :raises ValidationError: too many attempts failed.
        """
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            username = credentials.get("username", "")
            minutes = queries.minutes_locked([username]).get(username)
            if not minutes:
                text = _("这个网络地址短时间内登录失败太多次，请过5分钟再试。")
            else:
                text = _("密码连续输错太多次，账号已锁定。请过%(minutes)d分钟再试，或请安全管理员解锁。") % {
                    "minutes": minutes
                }
            raise ValidationError(text, code="too_many_login_attempts") from error

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Keep a failed attempt in the journal."""
        self._note_failure(request, credentials.get("username", ""))

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Tell a person whose account is closed; that counts as a failed attempt too."""
        self._note_failure(request, user.username)
        return redirect("account_inactive")

    def _note_failure(self, request: HttpRequest, username: str) -> None:
        note_failed_sign_in(username=username, address=self.get_client_ip(request), actor=None, at=clock.now())

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Keep the signing in, once the second factor too has passed."""
        note_sign_in(address=self.get_client_ip(request), actor=user, at=clock.now())
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def logout(self, request: HttpRequest) -> None:
        """Keep the signing out, then do it."""
        if isinstance(request.user, User):
            note_sign_out(address=self.get_client_ip(request), is_idle=False, actor=request.user, at=clock.now())
        super().logout(request)

    # Passwords -------------------------------------------------------------
    def clean_password(self, password: str, user: User | None = None) -> str:
        """Check a new password by the rules of the settings, and against the old one.

        :raises ValidationError: it breaks a rule, or is the old one.
        """
        checked = str(super().clean_password(password, user))
        if user is not None and user.pk and user.check_password(checked):
            raise ValidationError(_("新密码与原密码相同，请换一个。"), code="same_password")
        return checked

    def set_password(self, user: User, password: str) -> None:
        """Change one's own password by its act; the session at hand goes on."""
        changed = change_own_password(password=password, actor=user, at=clock.now())
        user.password, user.must_change_password = changed.password, changed.must_change_password

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Lead on to the first page: most change a password because they had to."""
        return reverse("after_login")


class SecondFactorForm(AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """Asks for the six digits; a wrong code is a failed sign-in, and the journal keeps it."""

    def _emit_authentication_failed(self, authenticator: Any) -> None:
        super()._emit_authentication_failed(authenticator)
        address = StaffAccountAdapter().get_client_ip(context.request)
        note_failed_sign_in(username=self.user.username, address=address, actor=None, at=clock.now())
