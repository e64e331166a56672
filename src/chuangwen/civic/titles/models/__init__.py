"""Titles: what honours there are, who holds them, and their whole life."""

from chuangwen.civic.titles.models.care import Appeal, Recheck, RecheckPick, Rectification, Sanction, YearlyReview
from chuangwen.civic.titles.models.programmes import Exemption, Holder, Honour, Programme
from chuangwen.civic.titles.models.titles import Certificate, Plaque, StarRating, Title, TitleEvent

__all__ = [
    "Appeal",
    "Certificate",
    "Exemption",
    "Holder",
    "Honour",
    "Plaque",
    "Programme",
    "Recheck",
    "RecheckPick",
    "Rectification",
    "Sanction",
    "StarRating",
    "Title",
    "TitleEvent",
    "YearlyReview",
]
