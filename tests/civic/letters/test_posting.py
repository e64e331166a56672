"""Posting letters from inside other acts: to whom, once, and what goes out."""

import pytest
from django.db import transaction

from chuangwen.civic.letters import pen
from chuangwen.civic.letters.models import ChannelChoice, Delivery, Letter, LetterCopy
from chuangwen.civic.letters.queries import letters_of, unread_count
from chuangwen.civic.orgs.enums import Role
from tests.factories import NOON, a_grant, a_person, a_unit, a_user


def a_note(occasion="round:1:returned", **told):
    return pen.Note(**{"token": occasion, "subject": "申报材料已退回", "body": "请补充后重新提交。"} | told)


def readers():
    return sorted(LetterCopy.objects.values_list("letter__token", "user__username"))


def test_a_letter_reaches_the_clerks_of_its_unit_and_nobody_else(city, clerk, other_clerk, officer):
    letter = pen.post(a_note(unit=city.agency, roles=pen.CLERKS, link="/unit/3/", about=city.agency), at=NOON)

    assert (letter.subject, letter.about, letter.created_at) == (
        "申报材料已退回",
        f"orgs.unit:{city.agency.pk}",
        NOON,
    )
    assert readers() == [("round:1:returned", "clerk")]
    assert [unread_count(user) for user in (clerk, other_clerk, officer)] == [1, 0, 0]


def test_a_letter_to_the_office_goes_to_the_nearest_place_that_has_officers(city, officer, district_officer):
    pen.post(a_note("near", unit=city.agency, roles=pen.OFFICE), at=NOON)
    pen.post(a_note("far", unit=city.other_agency, roles=pen.OFFICE), at=NOON)

    assert readers() == [("far", "officer"), ("near", "district-officer")]


def test_a_unit_without_a_clerk_is_told_through_the_clerk_above(city):
    clerk = a_person(Role.CLERK, city.agency, username="above")
    part = a_unit(parent=city.agency, name="第一科室")

    pen.post(a_note(unit=part, roles=pen.CLERKS), at=NOON)

    assert [copy.user for copy in LetterCopy.objects.all()] == [clerk]


def test_who_no_longer_serves_is_not_written_to(city, clerk):
    gone = a_grant(unit=city.agency, user=a_user(username="gone"), role=Role.CLERK, until_date=NOON.date())
    closed = a_grant(unit=city.agency, user=a_user(username="closed", is_active=False), role=Role.CLERK)

    pen.post(a_note(unit=city.agency, roles=pen.CLERKS), at=NOON)

    assert {gone.user.username, closed.user.username} & {user for _, user in readers()} == set()
    assert readers() == [("round:1:returned", "clerk")]


def test_a_reader_named_twice_gets_one_copy(city, clerk):
    pen.post(a_note(unit=city.agency, roles=pen.CLERKS, users=(clerk, clerk)), at=NOON)

    assert readers() == [("round:1:returned", "clerk")]


def test_a_letter_nobody_can_read_is_kept_all_the_same(city):
    assert pen.post(a_note(unit=city.agency, roles=pen.CLERKS), at=NOON).copies.count() == 0


def test_an_occasion_told_twice_is_one_letter(city, clerk, settings):
    settings.LETTER_CHANNELS = {"sms": "http://127.0.0.1:1/"}
    first = pen.post(a_note(unit=city.agency, roles=pen.CLERKS), at=NOON)
    again = pen.post_many([a_note(unit=city.agency, roles=pen.CLERKS, subject="又一次")] * 2, at=NOON)

    assert again == ()
    assert list(Letter.objects.all()) == [first]
    assert (LetterCopy.objects.count(), Delivery.objects.count()) == (1, 1)


def test_what_an_act_takes_back_takes_its_letter_back(city, clerk):
    with transaction.atomic():
        pen.post(a_note(unit=city.agency, roles=pen.CLERKS), at=NOON)
        transaction.set_rollback(True)

    assert not Letter.objects.exists()


def test_a_subject_is_one_line_and_not_too_long(city, clerk):
    letter = pen.post(a_note(subject="第一行\r\nBcc: all@example.org" + "长" * 200, users=(clerk,)), at=NOON)

    assert "\n" not in letter.subject
    assert len(letter.subject) == 120


@pytest.mark.parametrize("count", [1, 3, 100])
def test_many_letters_cost_at_most_ten_queries(city, count, settings, django_assert_max_num_queries):
    settings.LETTER_CHANNELS = {"email": "smtp://127.0.0.1", "sms": "http://127.0.0.1:1/"}
    units = [a_unit(parent=city.district, name=f"单位{n}") for n in range(count)]
    for unit in units:
        a_grant(unit=unit, user=a_user(username=f"clerk-{unit.pk}", email="a@example.org"), role=Role.CLERK)

    with django_assert_max_num_queries(10):
        letters = pen.post_many([a_note(f"told:{u.pk}", unit=u, roles=pen.CLERKS) for u in units], at=NOON)

    assert [letter.unit_id for letter in letters] == [unit.pk for unit in units]
    assert (LetterCopy.objects.count(), Delivery.objects.count()) == (count, 2 * count)


class TestGoingOut:
    def test_nothing_goes_out_unless_a_way_is_set_up(self, city, clerk):
        pen.post(a_note(unit=city.agency, roles=pen.CLERKS), at=NOON)

        assert not Delivery.objects.exists()

    def test_mail_goes_to_those_who_have_an_address_and_want_it(self, city, settings):
        settings.LETTER_CHANNELS = {"email": "smtp://127.0.0.1"}
        wants, silent, none = (
            a_person(Role.CLERK, city.agency, username=name, email=email)
            for name, email in (("wants", "a@example.org"), ("silent", "b@example.org"), ("none", ""))
        )
        ChannelChoice.objects.create(user=silent, by_email=False)

        pen.post(a_note(unit=city.agency, roles=pen.CLERKS), at=NOON)

        assert [(d.user, d.channel) for d in Delivery.objects.all()] == [(wants, "email")]
        assert [unread_count(user) for user in (wants, silent, none)] == [1, 1, 1]

    def test_the_group_of_the_office_hears_only_what_is_for_the_office(self, city, clerk, officer, settings):
        settings.LETTER_CHANNELS = {"wecom": "http://127.0.0.1:1/", "dingtalk": "http://127.0.0.1:1/"}
        pen.post(a_note("clerk", unit=city.agency, roles=pen.CLERKS), at=NOON)
        pen.post(a_note("office", unit=city.agency, roles=pen.OFFICE), at=NOON)

        assert sorted(Delivery.objects.values_list("letter__token", "channel", "user")) == [
            ("office", "dingtalk", None),
            ("office", "wecom", None),
        ]


def test_the_newest_letter_lies_on_top(city, clerk):
    for token in ("first", "second"):
        pen.post(a_note(token, users=(clerk,)), at=NOON)

    assert [copy.letter.token for copy in letters_of(clerk)] == ["second", "first"]
