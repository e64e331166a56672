"""The catalogue of record kinds: what a ledger entry can be and what it counts."""

from chuangwen.core.catalogue.drafts import FactDraft, Problem, bars_draft, problems_of
from chuangwen.core.catalogue.kinds import Catalogue, CatalogueError, Kind, Quantity, load

__all__ = [
    "Catalogue",
    "CatalogueError",
    "FactDraft",
    "Kind",
    "Problem",
    "Quantity",
    "bars_draft",
    "load",
    "problems_of",
]
