"""What keeps machines from flooding the forms that anybody may send: a proof of work, and a rate.

Nobody is asked to read distorted letters and nothing leaves the house: the
browser works for about a second, the server checks the answer in no time.
Addresses are kept as keyed digests, and only while their window lasts.
"""

import json
from base64 import b64decode
from datetime import timedelta
from typing import Any, ClassVar

from altcha.v1 import ChallengeOptions, create_challenge, extract_params, verify_solution
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from chuangwen import clock

HARDNESS = 200_000  # the most tries; a phone makes them in two or three seconds
LIFETIME = timedelta(minutes=30)
SALT = "chuangwen.web.public.guards"


def _key() -> str:
    return salted_hmac(SALT, "proof of work", algorithm="sha256").hexdigest()


class ProofInput(forms.HiddenInput):
    """A hidden field that `proof.js` fills in; each time the form is drawn it holds a fresh challenge."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the challenge."""
        expires = clock.now() + LIFETIME
        made = create_challenge(ChallengeOptions(max_number=HARDNESS, hmac_key=_key(), expires=expires))
        own = {"data-proof": json.dumps(made.to_dict()), "autocomplete": "off"}
        return super().get_context(name, "", (attrs or {}) | own)


class ProofField(forms.CharField):
    """A proof of work, good once."""

    widget = ProofInput
    default_error_messages: ClassVar = {
        "required": "页面还没有准备好，请稍等一两秒再提交；浏览器须允许运行脚本。",
        "invalid": "页面打开太久或已经提交过，请再提交一次。",
    }

    def clean(self, value: Any) -> str:
        """Take a fresh, true answer; the same one is not taken twice."""
        said: str = super().clean(value)
        spent = salted_hmac(SALT, said, algorithm="sha256").hexdigest()
        if not _is_true(said) or not cache.add(f"proof:{spent}", 1, LIFETIME.total_seconds()):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return said


def _is_true(said: str) -> bool:
    """Say whether an answer solves a challenge of ours that has not run out."""
    try:
        answer = json.loads(b64decode(said, validate=True))
    except ValueError:
        return False
    is_well_formed = isinstance(answer, dict) and all(isinstance(value, str | int) for value in answer.values())
    if not is_well_formed or not isinstance(answer.get("salt"), str):
        return False
    ends = extract_params(answer).get("expires", ["0"])[0]
    is_in_time = ends.isdecimal() and clock.now().timestamp() <= int(ends)
    return is_in_time and verify_solution(answer, _key(), check_expires=False)[0]


def is_too_often(request: HttpRequest, action: str, *, most: int, within: timedelta) -> bool:
    """Count this call; say whether the address has used up its `most` calls of the present window."""
    seconds = int(within.total_seconds())
    window = int(clock.now().timestamp()) // seconds
    caller = salted_hmac(SALT, f"{action}:{_address(request)}", algorithm="sha256").hexdigest()
    return not any(cache.add(f"rate:{caller}:{window}:{slot}", 1, seconds) for slot in range(most))


def _address(request: HttpRequest) -> str:
    """Return where a request came from; a proxy in front is believed only where HTTPS is set up behind one."""
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return forwarded if settings.HTTPS and forwarded else str(request.META.get("REMOTE_ADDR", ""))
