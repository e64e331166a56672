"""同奖同罚: units are paired by a document from a day, and parted; who names whom on a day."""

from datetime import date, timedelta

import pytest

from chuangwen.civic.journal.models import Line
from chuangwen.civic.orgs.models import Pairing
from chuangwen.civic.orgs.operations.pairings import (
    DocumentMissing,
    NotPairable,
    PairedOutOfOrder,
    end_pairing,
    pair_units,
)
from chuangwen.civic.orgs.queries.pairings import partners_below, partners_of
from tests.factories import NOON, TODAY

A_DAY = timedelta(days=1)


def paired(unit, partner, officer, kind="joint", **changed):
    told = {"kind": kind, "document": "云文明委〔2025〕6号", "from_date": TODAY, **changed}
    return pair_units(unit_id=unit.pk, partner_id=partner.pk, **told, actor=officer, at=NOON)


def verbs():
    return list(Line.objects.order_by("number").values_list("verb", flat=True))


def test_units_are_paired_once_from_whichever_side_it_is_told(city, officer):
    first = paired(city.agency, city.school, officer)
    again = paired(city.school, city.agency, officer)

    assert (first, list(Pairing.objects.all())) == (again, [first])
    assert verbs() == ["pairing.made"]


def test_a_pairing_ends_on_a_day_and_stays_ended(city, officer):
    pairing = paired(city.agency, city.school, officer)

    for until in (TODAY + A_DAY, TODAY + 5 * A_DAY):
        end_pairing(pairing_id=pairing.pk, until_date=until, actor=officer, at=NOON)

    pairing.refresh_from_db()
    assert pairing.until_date == TODAY + A_DAY
    assert verbs() == ["pairing.made", "pairing.ended"]
    assert paired(city.agency, city.school, officer) != pairing


def test_in_a_joint_pairing_each_names_the_other_from_its_first_day_until_its_end(city, officer):
    pairing = paired(city.agency, city.school, officer)
    end_pairing(pairing_id=pairing.pk, until_date=TODAY + A_DAY, actor=officer, at=NOON)
    both = {city.agency.pk: (city.school.pk,), city.school.pk: (city.agency.pk,)}

    assert [partners_below(city.city, TODAY + days * A_DAY) for days in (-1, 0, 1)] == [{}, both, {}]
    assert partners_of(city.school, TODAY) == (city.agency.pk,)


def test_a_led_unit_names_the_one_that_leads_which_names_nobody(city, officer):
    paired(city.agency, city.school, officer, kind="led")

    assert partners_below(city.city, TODAY) == {city.agency.pk: (city.school.pk,)}
    assert partners_of(city.school, TODAY) == ()


def test_a_unit_is_not_paired_with_itself_nor_with_a_closed_one(city, officer):
    with pytest.raises(NotPairable, match="不能与自己结对"):
        paired(city.agency, city.agency, officer)
    city.school.closed_date = date(2025, 1, 1)
    city.school.save()
    with pytest.raises(NotPairable, match="已停用"):
        paired(city.agency, city.school, officer)


def test_a_pairing_rests_on_a_document_and_ends_after_it_began(city, officer):
    with pytest.raises(DocumentMissing):
        paired(city.agency, city.school, officer, document=" ")
    pairing = paired(city.agency, city.school, officer)
    with pytest.raises(PairedOutOfOrder):
        end_pairing(pairing_id=pairing.pk, until_date=TODAY, actor=officer, at=NOON)
