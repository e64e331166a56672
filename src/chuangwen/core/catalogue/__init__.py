"""The catalogue of record kinds: what a ledger entry can be and what it counts."""

from chuangwen.core.catalogue.kinds import Catalogue, CatalogueError, Kind, Quantity, load

__all__ = ["Catalogue", "CatalogueError", "Kind", "Quantity", "load"]
