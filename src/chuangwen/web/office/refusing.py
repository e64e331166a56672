"""A refusal as a page shows it: everything that stands in the way, and what to do about each."""

from typing import Any

from chuangwen.core.refusals import Refusal


def shown_refusal(refusal: Refusal) -> dict[str, Any]:
    """Return what the refusal's include takes; obstacles stand one a line."""
    obstacles = getattr(refusal, "obstacles", ())
    whys = list(dict.fromkeys(each.said for each in obstacles)) or [refusal.why]
    return {"what": refusal.what, "whys": whys, "todo": refusal.remedy}
