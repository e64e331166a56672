"""The pen: an act writes its line inside its own transaction.

Its own room, because every other app writes with it and none may reach the
journal's reads (see docs/decisions/0004).
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from chuangwen.civic.journal.models import Head, Line


def name_of(target: models.Model) -> str:
    """Name a row as the journal does: `ledger.entry:12`."""
    return f"{target._meta.label_lower}:{target.pk}"


def digest_of(line: Line) -> str:
    """Hash a line together with the digest before it."""
    said = [
        line.number,
        line.at.astimezone(UTC).isoformat(),
        line.actor_id,
        line.verb,
        line.target,
        line.unit_id,
        line.before,
        line.after,
        line.previous,
    ]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def write(
    verb: str,
    target: models.Model,
    *,
    actor: AbstractBaseUser | None,
    at: datetime,
    unit_id: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Line:
    """Write one line at the end of the chain; the caller's transaction holds it."""
    head = Head.objects.select_for_update().get_or_create(id=1)[0]
    line = Line(
        number=head.number + 1,
        at=at,
        actor_id=actor.pk if actor else None,
        verb=verb,
        target=name_of(target),
        unit_id=unit_id,
        before=_plain(before),
        after=_plain(after),
        previous=head.digest,
    )
    line.digest = digest_of(line)
    line.save(force_insert=True)
    head.number, head.digest = line.number, line.digest
    head.save(update_fields=["number", "digest"])
    return line


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Turn dates, decimals and the like into what JSON gives back unchanged."""
    plain: dict[str, Any] = json.loads(json.dumps(dict(values or {}), cls=DjangoJSONEncoder))
    return plain
