"""The engines that can recompute a seal, by name."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date
from importlib import import_module
from typing import Any

from chuangwen.core.rulebook import Book
from chuangwen.core.rulebook.scores import Peers
from chuangwen.core.scoring import Card, Scorecards, Snapshot, assess, assess_unit, peer_values, read_cases
from chuangwen.core.scoring.unit import partner_standings, peer_groups
from chuangwen.core.sealing.canonical import line
from chuangwen.core.sealing.cards import kept_columns

Marked = tuple[Mapping[str, Any], Iterator[bytes]]  # the peers' values, and a line a unit
COLUMNS = {"duckdb": "chuangwen.core.scoring.duck", "spark": "chuangwen.core.scoring.spark"}
ENGINES = (*COLUMNS, "scalar")


class EngineMissing(LookupError):
    """The engine asked for is not installed on this machine."""


def marked_by(engine: str, book: Book, snapshot: Snapshot, on: date) -> Marked:
    """Mark all units of a snapshot: by columns, or one unit after another in plain Python (`scalar`).

    :raises EngineMissing: with how to install it.
    """
    if engine == "scalar":
        return _one_by_one(book, snapshot, on)
    try:
        backend = import_module(COLUMNS[engine]).columns
    except ImportError as error:
        raise EngineMissing(f"本机没有安装计算引擎“{engine}”。请安装后再试，或改用：duckdb、scalar。") from error
    return marked_columns(assess(book, snapshot, on, backend=backend))


def marked_columns(cards: Scorecards) -> Marked:
    """Return what a seal keeps of an assessment by columns."""
    peers = peers_said({group: cards.peers(group) for group in set(cards.groups)})
    return peers, (
        line_of(card, int(cards.rank[row]), int(cards.group_size[row])) for row, card in enumerate(cards.all_cards())
    )


def line_of(card: Card, position: int, group_size: int) -> bytes:
    """Return a unit's line."""
    return said_of(card.unit_id, kept_columns(card) | {"position": position, "group_size": group_size})


def said_of(unit_id: int, columns: Mapping[str, Any]) -> bytes:
    """Return a unit's line from the columns that are kept of it."""
    return line({"unit": unit_id, **columns})


def peers_said(groups: Mapping[str, Mapping[str, Peers]]) -> dict[str, Any]:
    """Write the values that ranks compare with as exact fractions, in order."""
    return {
        group: {code: [f"{v.numerator}/{v.denominator}" for v in sorted(peers.values)] for code, peers in by.items()}
        for group, by in groups.items()
        if by
    }


def _one_by_one(book: Book, snapshot: Snapshot, on: date) -> Marked:
    book, rows = book.on(on), range(snapshot.units().num_rows)
    cases = [case for case in read_cases(snapshot, rows) if book.covers(case.kind)]
    cases.sort(key=lambda case: case.id)
    values, groups = peer_values(book, cases, on), peer_groups(book, (case.kind for case in cases))
    partners = partner_standings(book, cases, on, peers=values)
    cards = []
    for case in cases:
        own = book.group_of(case.kind)
        cards.append(assess_unit(book, case, on, peers=values[own], partners=partners, group=groups[own]))
    totals: dict[str, list[int]] = {}
    for card in sorted(cards, key=lambda card: card.total):
        totals.setdefault(card.group, []).append(card.total)
    lines = (line_of(card, *_place(card.total, totals[card.group])) for card in cards)
    return peers_said({group: values[group] for group in totals}), lines


def _place(total: int, totals: list[int]) -> tuple[int, int]:
    """Return the position, those level sharing the better one, and how many there are."""
    return 1 + len(totals) - bisect_right(totals, total), len(totals)
