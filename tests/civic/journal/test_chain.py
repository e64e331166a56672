"""The chain: every line edited, taken out, moved or cut off is found, and the first of them named."""

import pytest
from django.db.models import F

from chuangwen.civic.journal import pen, queries
from chuangwen.civic.journal.models import Head, Line
from chuangwen.civic.journal.queries import changes_of, lines, timeline, verify
from tests.factories import NOON, ONE_DAY, TODAY, a_unit, a_user

pytestmark = pytest.mark.django_db
LENGTH = 7


@pytest.fixture
def chain():
    """Seven lines about one unit."""
    actor, unit = a_user(), a_unit(name="青石区税务局")
    for number in range(LENGTH):
        pen.write(
            "unit.changed",
            unit,
            actor=actor,
            at=NOON + number * ONE_DAY,
            unit_id=unit.pk,
            before={"staff": number},
            after={"staff": number + 1},
        )
    return unit


def trouble():
    found = verify().trouble
    return (found.number, found.kind) if found else None


def test_an_empty_journal_is_sound():
    verdict = verify()

    assert (verdict.is_sound, verdict.checked) == (True, 0)


def test_an_untouched_chain_is_sound_and_tells_its_end(chain):
    verdict = verify()
    last = Line.objects.get(number=LENGTH)

    assert (verdict.is_sound, verdict.checked) == (True, LENGTH)
    assert (verdict.number, verdict.digest) == (last.number, last.digest)


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
def test_batches_join_without_a_seam(chain, monkeypatch, batch):
    monkeypatch.setattr(queries, "BATCH", batch)
    heard = []

    assert verify(tell=heard.append).checked == LENGTH
    assert heard[-1] == LENGTH


@pytest.mark.parametrize("number", [1, 4, LENGTH])
@pytest.mark.parametrize(
    "edit",
    [
        {"verb": "unit.renamed"},
        {"target": "orgs.unit:999"},
        {"after": {"staff": 99}},
        {"before": {}},
        {"actor": None},
        {"unit_id": None},
        {"at": NOON - ONE_DAY},
        {"digest": "f" * 64},
    ],
    ids=lambda edit: next(iter(edit)),
)
def test_an_edited_line_is_named(chain, number, edit):
    Line.objects.filter(number=number).update(**edit)

    assert trouble() == (number, "edited")


@pytest.mark.parametrize("number", [1, 4, LENGTH - 1])
def test_a_line_taken_out_of_the_middle_is_named(chain, number):
    Line.objects.filter(number=number).delete()

    assert trouble() == (number, "missing")
    assert verify().trouble.sentence == f"第{number}行不见了。"


def test_several_lines_taken_out_are_named_together(chain):
    Line.objects.filter(number__in=[3, 4, 5]).delete()

    assert verify().trouble.sentence == "第3至5行不见了。"


def test_a_line_taken_out_with_the_rest_moved_up_is_found(chain):
    Line.objects.filter(number=4).delete()
    for number in range(5, LENGTH + 1):
        Line.objects.filter(number=number).update(number=number - 1)

    assert trouble() == (4, "reordered")
    assert "原来是第5行" in verify().trouble.sentence


@pytest.mark.parametrize("count", [1, 3, LENGTH])
def test_a_cut_off_end_is_found(chain, count):
    Line.objects.filter(number__gt=LENGTH - count).delete()

    assert trouble() == (LENGTH - count + 1, "cut off")


def test_a_cut_off_end_with_the_head_set_back_is_found_by_what_was_written_down_elsewhere(chain):
    known = (LENGTH, Line.objects.get(number=LENGTH).digest)
    Line.objects.filter(number=LENGTH).delete()
    last = Line.objects.get(number=LENGTH - 1)
    Head.objects.update(number=last.number, digest=last.digest)

    assert verify().is_sound
    assert verify(known=known).trouble.kind == "cut off"


def test_a_head_that_points_elsewhere_is_found(chain):
    Head.objects.update(digest="0" * 64)
    assert trouble() == (LENGTH, "cut off")

    Head.objects.all().delete()
    assert trouble() == (LENGTH, "cut off")


@pytest.mark.parametrize(("one", "other"), [(3, 4), (1, LENGTH), (2, 6)])
def test_swapped_lines_are_found(chain, one, other):
    Line.objects.filter(number=one).update(number=-1)
    Line.objects.filter(number=other).update(number=one)
    Line.objects.filter(number=-1).update(number=other)

    assert trouble() == (one, "reordered")
    assert f"第{one}行被调换过，它原来是第{other}行" in verify().trouble.sentence


def test_swapped_contents_are_found(chain):
    three, four = Line.objects.get(number=3), Line.objects.get(number=4)
    Line.objects.filter(number=3).update(before=four.before, after=four.after)
    Line.objects.filter(number=4).update(before=three.before, after=three.after)

    assert trouble() == (3, "edited")


def test_an_edited_line_with_a_fresh_digest_breaks_the_chain_behind_it(chain):
    line = Line.objects.get(number=4)
    line.after = {"staff": 99}
    Line.objects.filter(number=4).update(after=line.after, digest=pen.digest_of(line))

    assert trouble() == (5, "reordered")


def test_a_chain_written_wholly_anew_is_found_by_what_was_written_down_elsewhere(chain):
    known = (5, Line.objects.get(number=5).digest)
    digest = "0" * 64
    for line in Line.objects.order_by("number"):
        line.previous, line.unit_id = digest, None
        digest = line.digest = pen.digest_of(line)
        line.save()
    Head.objects.update(digest=digest)

    assert verify().is_sound
    assert verify(known=known).trouble.kind == "rewritten"


def test_a_part_can_be_checked_from_a_line_on(chain):
    assert verify(since=5).checked == 2
    Line.objects.filter(number=6).update(after={})
    assert verify(since=5).trouble.number == 6
    assert verify(since=6).is_sound


def test_times_and_json_come_back_from_the_database_as_they_were_hashed():
    unit = a_unit()
    at = NOON.replace(microsecond=123456)
    odd = {"文字": "“引号”\n\t", "none": None, "list": [1, 2.5, True], "big": 10**15, "nested": {"b": 1, "a": "é"}}
    pen.write("unit.changed", unit, actor=None, at=at, before=odd, after={"day": TODAY})

    assert verify().is_sound


class TestReading:
    def test_lines_are_narrowed_by_each_thing(self, chain):
        other = a_user()
        pen.write("account.opened", other, actor=other, at=NOON)

        assert lines().count() == LENGTH + 1
        assert [line.number for line in lines(actor_id=other.pk)] == [LENGTH + 1]
        assert lines(verb="unit.changed").count() == LENGTH
        assert lines(verb="unit").count() == LENGTH
        assert lines(verb="unit.renamed").count() == 0
        assert lines(unit_id=chain.pk).count() == LENGTH
        assert lines(target=f"people.user:{other.pk}").count() == 1
        assert [line.number for line in lines(first_day=TODAY + ONE_DAY, last_day=TODAY + 2 * ONE_DAY)] == [3, 2]

    def test_a_day_is_that_of_the_office_not_of_greenwich(self, chain):
        late = NOON.replace(hour=0, minute=5)
        pen.write("unit.closed", chain, actor=None, at=late)

        assert lines(verb="unit.closed", first_day=TODAY, last_day=TODAY).count() == 1

    def test_a_page_is_cut_by_number_alone(self, chain, django_assert_num_queries):
        with django_assert_num_queries(1):
            page = queries.page_of_lines(before=5, size=3)
            assert [(line.number, line.actor.name != "") for line in page] == [(5, True), (4, True), (3, True)]
        assert queries.last_number() == LENGTH

    def test_the_timeline_of_one_thing_is_newest_first_in_one_query(self, chain, django_assert_num_queries):
        pen.write("unit.changed", a_unit(), actor=None, at=NOON)

        with django_assert_num_queries(1):
            told = [(line.number, line.actor.name) for line in timeline(chain)]
        assert [number for number, _ in told] == list(range(LENGTH, 0, -1))

    def test_changes_are_told_in_chinese(self, chain):
        line = pen.write(
            "unit.changed",
            chain,
            actor=None,
            at=NOON,
            before={"staff": 3, "contact": "", "kind": "agency"},
            after={
                "staff": 4,
                "confirmed": True,
                "kinds": {"meeting": 2},
                "kind": "school",
                "role": "clerk",
                "ids": [[4, 6], [9, 9]],
                "mean": 67171,
                "quantities": {"people": 30},
                "odd": "x",
            },
        )

        assert [(change.label, change.before, change.after) for change in changes_of(line)] == [
            ("在职人数", "3", "4"),
            ("类型", "机关", "学校"),
            ("已确认", "", "是"),
            ("各类别", "", "会议 2"),
            ("角色", "", "单位联络员"),
            ("编号", "", "4至6、9"),
            ("平均得分", "", "67.171"),
            ("数量", "", "人数 30"),
            ("odd", "", "x"),
        ]
        assert [change.in_words for change in changes_of(line)][:3] == [
            "在职人数：3→4",
            "类型：机关→学校",
            "已确认：是",
        ]
        assert (line.said, line.target_said) == ("修改单位资料", f"单位 {chain.pk}")

    def test_the_end_of_a_facts_span_is_shown_by_its_last_day_and_other_ends_as_they_are(self, chain):
        entry = Line(target="ledger.entry:7", after={"until_date": "2025-03-02"})
        open_end = Line(target="ledger.entry:8", after={"until_date": "9999-12-31"})
        pairing = Line(target="orgs.pairing:3", after={"until_date": "2025-03-02"})

        assert [change.in_words for line in (entry, open_end, pairing) for change in changes_of(line)] == [
            "结束日期：2025-03-01",
            "结束日期：没有结束",
            "终止日期（当日起）：2025-03-02",
        ]

    def test_a_head_is_one_row_only(self, chain):
        assert Head.objects.filter(id=1, number=F("number")).count() == Head.objects.count() == 1
