"""A certificate verified by anybody: name, honour, dates, and nothing more."""

from dataclasses import dataclass
from datetime import date
from hmac import compare_digest

from chuangwen.civic.titles.models import Certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a certificate certifies. A family's or person's name is masked, and hidden once consent is withdrawn."""

    number: str
    name: str
    honour: str
    awarding_body: str
    from_date: date
    until_date: date | None
    ended_date: date | None
    last_date: date | None

    def is_valid(self, day: date) -> bool:
        """Say whether the title is held on a day."""
        is_begun = self.from_date <= day
        return is_begun and all(end is None or day < end for end in (self.until_date, self.ended_date))


def verified(number: str, code: str) -> Verified | None:
    """Return what the certificate of a number and its code certifies; None when there is no such pair."""
    rows = Certificate.objects.select_related("title__holder", "title__honour", "title__programme")
    found = rows.filter(number=number.strip().upper()).first()
    if found is None or not compare_digest(found.code.encode(), code.strip().upper().encode()):
        return None
    title, holder = found.title, found.title.holder
    name = holder.masked if holder.needs_consent else title.awarded_name
    return Verified(
        number=found.number,
        name=name if holder.has_consent else "（本人已撤回公开同意）",
        honour=str(title),
        awarding_body=title.programme.awarding_body,
        from_date=title.from_date,
        until_date=title.until_date,
        ended_date=title.ended_date,
        last_date=title.last_date,
    )
