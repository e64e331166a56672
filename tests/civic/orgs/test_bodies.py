"""Bodies and their members by date."""

from datetime import date

import pytest

from chuangwen.civic.journal.models import Line
from chuangwen.civic.orgs.enums import BodyKind, Seat
from chuangwen.civic.orgs.models import Body, BodyMember
from chuangwen.civic.orgs.operations import bodies
from chuangwen.civic.orgs.queries.bodies import bodies_of, bodies_on, former_members, members_on
from tests.factories import NOON, a_body, a_member

pytestmark = pytest.mark.django_db
SPRING, SUMMER, AUTUMN = date(2025, 3, 1), date(2025, 6, 1), date(2025, 9, 1)


@pytest.fixture
def body(city, clerk):
    return set_up(city.agency, clerk)


def set_up(unit, actor, name="创建工作领导小组", from_date=SPRING):
    return bodies.set_up_body(
        unit_id=unit.pk,
        kind=BodyKind.LEADING_GROUP,
        name=name,
        document="青税发〔2025〕3号",
        from_date=from_date,
        actor=actor,
        at=NOON,
    )


def seated(body, actor, name="周禾", **changed):
    told = {"post": "局长", "seat": Seat.HEAD, "duty": "全面负责", "from_date": SPRING}
    return bodies.seat_member(body_id=body.pk, name=name, actor=actor, at=NOON, **(told | changed))


def unseated(member, actor, until_date=SUMMER):
    return bodies.unseat_member(member_id=member.pk, until_date=until_date, actor=actor, at=NOON)


def ended(body, actor, until_date=AUTUMN):
    return bodies.end_body(body_id=body.pk, until_date=until_date, actor=actor, at=NOON)


def verbs():
    return [line.verb for line in Line.objects.order_by("number")]


def test_a_body_is_set_up_by_a_document(body, city, clerk):
    line = Line.objects.get()

    assert (line.verb, line.unit_id, line.actor) == ("body.set_up", city.agency.pk, clerk)
    assert line.after == {
        "kind": "leading_group",
        "name": "创建工作领导小组",
        "document": "青税发〔2025〕3号",
        "from_date": "2025-03-01",
    }


def test_a_second_body_of_the_name_waits_until_the_first_has_ended(body, city, clerk):
    with pytest.raises(bodies.BodyNamedAlready):
        set_up(city.agency, clerk)
    ended(body, clerk)

    assert set_up(city.agency, clerk, from_date=AUTUMN).pk != body.pk


def test_a_body_and_a_member_have_names(body, city, clerk):
    with pytest.raises(bodies.NameMissing, match="机构名称"):
        set_up(city.agency, clerk, name=" ")
    with pytest.raises(bodies.NameMissing, match="姓名"):
        seated(body, clerk, name="")


def test_a_seat_told_twice_is_one_seat(body, clerk):
    assert seated(body, clerk) == seated(body, clerk)
    assert verbs() == ["body.set_up", "member.seated"]


def test_a_person_has_one_seat_at_a_time(body, clerk):
    member = seated(body, clerk)

    with pytest.raises(bodies.AlreadySeated, match="已是组长"):
        seated(body, clerk, seat=Seat.DEPUTY)
    unseated(member, clerk)
    assert seated(body, clerk, seat=Seat.DEPUTY, from_date=SUMMER).seat == Seat.DEPUTY


def test_a_seat_lies_within_its_bodys_time(body, clerk):
    with pytest.raises(bodies.DaysOutOfOrder, match="早于机构成立"):
        seated(body, clerk, from_date=date(2025, 2, 28))
    member = seated(body, clerk)
    with pytest.raises(bodies.DaysOutOfOrder, match="不晚于起始日期"):
        unseated(member, clerk, SPRING)
    with pytest.raises(bodies.DaysOutOfOrder):
        bodies.correct_member(
            member_id=member.pk,
            post="",
            seat=Seat.HEAD,
            duty="",
            from_date=date(2025, 1, 1),
            actor=clerk,
            at=NOON,
        )


def test_nobody_sits_down_in_a_body_that_has_ended(body, clerk):
    ended(body, clerk)

    with pytest.raises(bodies.BodyEnded):
        seated(body, clerk)


def test_a_bodys_end_ends_its_open_seats_the_same_day_once(body, clerk):
    early, late = seated(body, clerk, "周禾"), seated(body, clerk, "吴桐", seat=Seat.MEMBER)
    unseated(early, clerk, SUMMER)

    for _ in range(2):
        ended(body, clerk)

    assert [m.until_date for m in BodyMember.objects.order_by("id")] == [SUMMER, AUTUMN]
    assert Body.objects.get().until_date == AUTUMN
    assert late.pk
    assert verbs()[-1] == "body.ended"
    assert verbs().count("body.ended") == 1


def test_a_body_does_not_end_before_somebody_sat_down(body, clerk):
    seated(body, clerk, from_date=SUMMER)

    with pytest.raises(bodies.DaysOutOfOrder, match="周禾的起始日期是2025-06-01"):
        ended(body, clerk, SUMMER)
    with pytest.raises(bodies.DaysOutOfOrder):
        ended(body, clerk, SPRING)


def test_an_ended_seat_stays_as_it_ended(body, clerk):
    member = seated(body, clerk)
    unseated(member, clerk, SUMMER)
    unseated(member, clerk, AUTUMN)

    assert BodyMember.objects.get().until_date == SUMMER
    assert verbs().count("member.unseated") == 1


def test_what_was_mistyped_is_put_right_and_noted(body, clerk):
    member = seated(body, clerk)
    told = {"post": "副局长", "seat": Seat.HEAD, "duty": "全面负责", "from_date": SPRING, "actor": clerk, "at": NOON}
    for _ in range(2):
        bodies.correct_member(member_id=member.pk, **told)
        bodies.correct_body(
            body_id=body.pk,
            kind=BodyKind.LEADING_GROUP,
            name="创建领导小组",
            document=body.document,
            from_date=SPRING,
            actor=clerk,
            at=NOON,
        )

    lines = list(Line.objects.order_by("number"))[2:]
    assert [(line.verb, line.before, line.after) for line in lines] == [
        ("member.corrected", {"post": "局长"}, {"post": "副局长"}),
        ("body.corrected", {"name": "创建工作领导小组"}, {"name": "创建领导小组"}),
    ]


def test_a_body_does_not_begin_after_its_members(body, clerk):
    seated(body, clerk)

    with pytest.raises(bodies.DaysOutOfOrder, match="成立日期太晚"):
        bodies.correct_body(
            body_id=body.pk,
            kind=body.kind,
            name=body.name,
            document="",
            from_date=SUMMER,
            actor=clerk,
            at=NOON,
        )


class TestReading:
    def test_members_are_those_of_the_day_in_the_order_of_a_list(self, body, clerk):
        seated(body, clerk, "成员甲", seat=Seat.MEMBER)
        seated(body, clerk, "联络员乙", seat=Seat.LIAISON)
        unseated(seated(body, clerk, "旧组长", seat=Seat.HEAD), clerk, SUMMER)
        seated(body, clerk, "新组长", seat=Seat.HEAD, from_date=SUMMER)

        def names(day):
            return [member.name for member in members_on(body, day)]

        assert names(date(2025, 2, 28)) == []
        assert names(date(2025, 5, 31)) == ["旧组长", "联络员乙", "成员甲"]
        assert names(SUMMER) == ["新组长", "联络员乙", "成员甲"]
        assert [member.name for member in former_members(body, SUMMER)] == ["旧组长"]

    def test_bodies_of_a_day_leave_out_what_had_ended_or_not_begun(self, body, city, clerk):
        ended(body, clerk, SUMMER)
        set_up(city.agency, clerk, "指挥部", AUTUMN)

        assert [body.name for body in bodies_on(city.agency, date(2025, 5, 31))] == ["创建工作领导小组"]
        assert bodies_on(city.agency, SUMMER) == []
        assert [body.name for body in bodies_on(city.agency, AUTUMN)] == ["指挥部"]
        assert [b.name for b in bodies_of(city.agency, AUTUMN)] == ["指挥部", "创建工作领导小组"]

    @pytest.mark.parametrize("count", [1, 3, 30])
    def test_many_bodies_are_read_in_two_queries(self, city, django_assert_num_queries, count):
        for _ in range(count):
            for _ in range(3):
                a_member(body=a_body(unit=city.agency))

        with django_assert_num_queries(2):
            found = bodies_on(city.agency, SPRING)
            assert {len(body.sitting) for body in found} == {1}
        with django_assert_num_queries(1):
            assert [body.seat_count for body in bodies_of(city.agency, SPRING)] == [1] * (3 * count)
