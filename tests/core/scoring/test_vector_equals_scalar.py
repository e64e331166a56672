"""The fast engine marks as the readable one does: every value of every card, over made-up books and ledgers."""

from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings

from chuangwen.core.rulebook import from_canonical, to_canonical
from chuangwen.core.scoring import (
    assess,
    assess_unit,
    partner_standings,
    peer_groups,
    peer_values,
    write_snapshot,
)
from tests.core.scoring.strategies import ON, TERMS, books, catalogue, ledgers

SLOW = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


@SLOW
@given(book=books(), cases=ledgers())
def test_the_columns_hold_what_the_reference_marks(book, cases):
    check_all(book, cases)


@SLOW
@given(book=books(TERMS), cases=ledgers(TERMS))
def test_titles_findings_and_earlier_years_come_out_alike(book, cases):
    check_all(book, cases)


def check_all(book, cases):
    """Compare every card, and every column that stands beside the cards."""
    with TemporaryDirectory() as folder:
        scorecards = assess(book, write_snapshot(folder, cases, catalogue()), ON)
        cards = list(scorecards.all_cards())
        covered = sorted((case for case in cases if book.covers(case.kind)), key=lambda case: case.id)
        wanted = reference(book, cases, covered)

        assert cards == wanted
        assert [scorecards.cards(row) for row in range(len(wanted))] == wanted
        assert scorecards.total.tolist() == [card.total for card in wanted]
        assert scorecards.deducted.tolist() == [card.deducted for card in wanted]
        assert [{1: True, 0: False, -1: None}[int(p)] for p in scorecards.passes] == [c.verdict.passes for c in wanted]
        assert scorecards.rank.tolist() == [
            1 + sum(other.total > card.total for other in wanted if other.group == card.group) for card in wanted
        ]
        assert scorecards.group_size.tolist() == [sum(o.group == card.group for o in wanted) for card in wanted]


def reference(book, cases, covered):
    """Mark the units one by one, with what they share worked out one by one too."""
    peers, groups = peer_values(book, cases, ON), peer_groups(book, [case.kind for case in cases])
    partners = partner_standings(book, cases, ON, peers=peers)
    return [
        assess_unit(book, case, ON, peers=peers[name], group=groups[name], partners=partners)
        for case in covered
        if (name := book.group_of(case.kind))
    ]


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(book=books())
def test_a_stored_edition_reads_back_as_the_same_book(book):
    stored = from_canonical(to_canonical(book))

    assert all(
        getattr(stored, part) == getattr(book, part)
        for part in (
            "digest",
            "categories",
            "bonus",
            "negative",
            "amendments",
            "passing",
            "rounding",
            "years",
            "pairs",
            "groups",
        )
    )
