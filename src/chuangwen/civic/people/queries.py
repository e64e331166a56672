"""What is: accounts, and which of them are locked out after failed sign-ins.

Failures are counted by allauth in the cache, under a key that the account
adapter takes from `login_key`: by the name alone, so that neither another host
name nor another address goes round the lock.
"""

import time
from collections.abc import Iterable, Mapping
from math import ceil

from allauth.account import app_settings
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import Rate
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpRequest

from chuangwen.civic.people.models import User

APP, ACTION = "allauth.account", "login_failed"
MINUTE = 60


def accounts() -> QuerySet[User]:
    """Return all accounts, open and closed, by name."""
    return User.objects.order_by("username", "id")


def has_second_factor(user: User) -> bool:
    """Say whether signing in asks this person for a code too."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists())


def login_key(username: str) -> str:
    """Return under which name failed sign-ins of an account are counted."""
    return f"login:{username.strip().lower()}"


def second_factor_key(user_id: int) -> str:
    """Return under which name allauth counts wrong second-factor codes."""
    return f"mfa-auth-user-{user_id}"


def lock_keys(key: str) -> list[str]:
    """Return the cache keys that hold the failures of one key."""
    return [_cache_key(rate, key) for rate in _rates()]


def _rates() -> list[Rate]:
    """Return the limits that count by account; those by address are not a lock of anybody's."""
    rates = ratelimit.parse_rates(app_settings.RATE_LIMITS.get(ACTION))
    return [rate for rate in rates if rate.per == "key"]


def _cache_key(rate: Rate, key: str) -> str:
    return str(ratelimit.get_cache_key(HttpRequest(), app=APP, action=ACTION, rate=rate, key=key))


def minutes_locked(usernames: Iterable[str]) -> Mapping[str, int]:
    """Return the accounts that are locked now, with the whole minutes until they open; one query."""
    wanted = {_cache_key(rate, login_key(name)): (name, rate) for name in usernames for rate in _rates()}
    histories = cache.get_many(wanted)
    now, found = time.time(), dict[str, int]()
    for key, history in histories.items():
        name, rate = wanted[key]
        recent = [moment for moment in history if moment > now - rate.duration]
        if len(recent) >= rate.amount:
            seconds = recent[rate.amount - 1] + rate.duration - now
            found[name] = max(found.get(name, 1), ceil(seconds / MINUTE))
    return found


def failures_allowed() -> int:
    """Return after how many failures an account is locked."""
    return min((rate.amount for rate in _rates()), default=0)
