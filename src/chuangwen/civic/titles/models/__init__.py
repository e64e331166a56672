"""Titles: what honours there are, who holds them, and their whole life."""

from chuangwen.civic.titles.models.care import Appeal, Measure, Recheck, RecheckPick, Rectification, YearlyReview
from chuangwen.civic.titles.models.programmes import Exemption, Holder, Honour, Programme
from chuangwen.civic.titles.models.titles import Certificate, Plaque, StarRating, Title, TitleEvent

__all__ = [
    "Appeal",
    "Certificate",
    "Exemption",
    "Holder",
    "Honour",
    "Measure",
    "Plaque",
    "Programme",
    "Recheck",
    "RecheckPick",
    "Rectification",
    "StarRating",
    "Title",
    "TitleEvent",
    "YearlyReview",
]
