"""The page of a unit's words: listed, searched, taught, changed, put out of use, deleted, by its own clerk alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chuangwen.civic.ledger.models import Term
from chuangwen.civic.ledger.operations.lexicon import teach_term
from tests.factories import NOON
from tests.web.unit.test_readings import text


@pytest.fixture
def page(sign_in, clerk):
    return sign_in(clerk)


def teach(unit, actor, words="提灯夜话", kind="lecture"):
    return teach_term(unit_id=unit.pk, words=words, kind=kind, topic="", actor=actor, at=NOON)


def door(name, thing):
    return reverse(f"unit:{name}", args=[thing.pk])


def test_a_word_is_taught_by_hand_and_listed_with_who_taught_it(page, city, clerk):
    sent = {"words": "提灯夜话", "kind": "lecture", "topic": ""}

    shown = text(page.post(door("lexicon", city.agency), sent, follow=True))

    assert "已记住：“提灯夜话”记为讲座宣讲" in shown
    assert clerk.name in shown
    assert "直接填写" in shown


def test_a_word_that_will_not_do_is_refused_at_its_field(page, city):
    shown = text(page.post(door("lexicon", city.agency), {"words": "1", "kind": "lecture", "topic": ""}))

    assert "不能作为词条" in shown
    assert not Term.objects.exists()


def test_words_are_searched(page, city, clerk):
    teach(city.agency, clerk)
    teach(city.agency, clerk, words="安全开讲")

    shown = text(page.get(door("lexicon", city.agency), {"q": "提灯"}))

    assert "提灯夜话" in shown
    assert "安全开讲" not in shown


def test_a_word_is_changed_switched_off_and_deleted(page, city, clerk):
    term = teach(city.agency, clerk)
    page.post(door("term-edit", term), {"words": "提灯夜谈", "kind": "activity", "topic": "", "is_off": "on"})
    term.refresh_from_db()
    assert (term.words, term.kind, term.is_off) == ("提灯夜谈", "activity", True)

    assert "删除“提灯夜谈”？" in text(page.get(door("term-delete", term)))
    page.post(door("term-delete", term))

    assert not Term.objects.exists()


def test_a_word_from_above_shows_its_place_alone_and_is_silenced_here(page, city, officer):
    teach(city.district, officer)
    shown = text(page.get(door("lexicon", city.agency)))
    assert "提灯夜话" in shown
    assert officer.name not in shown

    page.post(door("lexicon-silence", city.agency), {"words": "提灯夜话"})

    assert Term.objects.get(unit=city.agency).is_off
    assert "已停用" in text(page.get(door("lexicon", city.agency)))


def test_words_of_other_units_are_not_shown(page, city, clerk):
    teach(city.school, clerk)
    teach(city.other_district, clerk, words="安全开讲")

    shown = text(page.get(door("lexicon", city.agency)))

    assert "提灯夜话" not in shown
    assert "安全开讲" not in shown


def test_the_page_costs_the_same_however_many_words_there_are(page, city, clerk, django_assert_num_queries):
    def more(first, last):
        for n in range(first, last):
            teach(city.agency, clerk, words=f"说法{chr(0x4E00 + n)}")
            teach(city.district, clerk, words=f"区里说法{chr(0x4E00 + n)}")

    more(0, 1)
    page.get(door("lexicon", city.agency))
    with CaptureQueriesContext(connection) as one:
        page.get(door("lexicon", city.agency))

    for first, last in ((1, 3), (3, 40)):
        more(first, last)
        with django_assert_num_queries(len(one)):
            page.get(door("lexicon", city.agency))
