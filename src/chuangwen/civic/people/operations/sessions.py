"""Signing in and out, as the journal keeps it: who, from which address, and when it failed."""

from datetime import datetime

from django.db import transaction

from chuangwen.civic.journal import pen
from chuangwen.civic.journal.models import Line
from chuangwen.civic.people.models import User

SHOWN = 2  # signs of an unknown name: people type their password into the wrong box


@transaction.atomic(durable=True)
def note_sign_in(*, address: str, actor: User, at: datetime) -> Line:
    """Note that a person has signed in."""
    return pen.write("account.signed_in", actor, actor=actor, at=at, after={"address": address})


@transaction.atomic(durable=True)
def note_failed_sign_in(*, username: str, address: str, actor: None, at: datetime) -> Line:
    """Note that somebody failed to sign in; nobody is the actor, because nobody is known.

    A name that no account has is kept only in part.
    """
    user = User.objects.filter(username__iexact=username.strip()).first()
    typed = user.username if user else f"{username.strip()[:SHOWN]}…"
    after = {"address": address, "username": typed}
    return pen.write("account.sign_in_failed", user or User(pk=0), actor=actor, at=at, after=after)


@transaction.atomic(durable=True)
def note_sign_out(*, address: str, is_idle: bool, actor: User, at: datetime) -> Line:
    """Note that a person has signed out, or was signed out after being away."""
    verb = "account.timed_out" if is_idle else "account.signed_out"
    return pen.write(verb, actor, actor=actor, at=at, after={"address": address})
