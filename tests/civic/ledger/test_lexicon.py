"""The words of an office: taught by accepting and by hand, inherited from above, put out of use, never leaked."""

from dataclasses import replace
from datetime import date

import pytest

from chuangwen.civic.journal.models import Line
from chuangwen.civic.ledger.models import Entry, Proposal, Term
from chuangwen.civic.ledger.operations.documents import read_document
from chuangwen.civic.ledger.operations.lexicon import (
    TermTaken,
    TermUnfit,
    change_term,
    forget_term,
    silence_term,
    teach_term,
)
from chuangwen.civic.ledger.operations.readings import accept_proposal
from chuangwen.civic.ledger.queries.lexicon import Meaning, inherited_terms, lexicon_of, own_terms, word_of
from chuangwen.civic.ledger.queries.proposals import draft_of_proposal
from chuangwen.civic.ledger.queries.readings import digest_of, proposals_of, read_report, text_of_words
from tests.factories import NOON, TODAY, a_document, a_proposal

YEAR = (date(2025, 1, 1), date(2026, 1, 1))
TEXT = "开展提灯夜话12次。"
LATER = "今年又开展提灯夜话20次，群众反映很好。"


def teach(unit, actor, words="提灯夜话", kind="lecture", topic=""):
    return teach_term(unit_id=unit.pk, words=words, kind=kind, topic=topic, actor=actor, at=NOON)


def read(unit, actor, words=TEXT):
    report = read_report(text_of_words(words, "总结"), digest=digest_of(words.encode()), unit=unit, period=YEAR)
    return read_document(unit_id=unit.pk, report=report, file=None, actor=actor, at=NOON)


def only(document):
    (proposal,) = proposals_of(document)
    return proposal


def test_a_word_learnt_with_a_mended_fact_improves_the_next_reading(city, clerk):
    first = only(read(city.agency, clerk))
    assert first.kind != "activity"
    draft = replace(draft_of_proposal(first, today=TODAY), kind="activity", topic="", times=12, quantities={}, note="")

    accept_proposal(proposal_id=first.pk, draft=draft, words="提灯夜话", actor=clerk, at=NOON)
    later = only(read(city.agency, clerk, LATER))

    assert later.kind == "activity"
    assert later.confidence >= 95
    assert "提灯夜话" in later.because
    term = Term.objects.get()
    assert (term.words, term.kind, term.document, term.taught_by) == ("提灯夜话", "activity", first.document, clerk)
    accepted = Line.objects.get(verb="proposal.accepted")
    assert accepted.after["learnt"] == "提灯夜话"
    assert Line.objects.filter(verb__startswith="term.").count() == 0


def test_the_topic_of_a_word_is_given_to_its_facts(city, clerk):
    teach(city.agency, clerk, topic="party")

    assert only(read(city.agency, clerk)).topic == "party"


def test_a_word_that_cannot_be_learnt_leaves_the_fact_unrecorded(city, clerk):
    proposal = only(read(city.agency, clerk))

    with pytest.raises(TermUnfit):
        accept_proposal(
            proposal_id=proposal.pk,
            draft=draft_of_proposal(proposal, today=TODAY),
            words="1",
            actor=clerk,
            at=NOON,
        )

    assert not Entry.objects.exists()
    assert Proposal.objects.get().status == "open"


def test_words_from_above_serve_the_units_below_and_their_own_go_first(city, clerk):
    teach(city.city, clerk, kind="activity")
    teach(city.district, clerk, words="安全开讲", kind="lecture")
    teach(city.agency, clerk, kind="lecture")

    assert lexicon_of(city.agency) == {"提灯夜话": Meaning(kind="lecture"), "安全开讲": Meaning(kind="lecture")}
    assert lexicon_of(city.school) == {"提灯夜话": Meaning(kind="activity"), "安全开讲": Meaning(kind="lecture")}
    assert lexicon_of(city.other_agency) == {"提灯夜话": Meaning(kind="activity")}


def test_a_unit_sees_from_above_only_the_word_and_the_place(city, clerk):
    teach(city.district, clerk)
    teach(city.other_district, clerk, words="别区的词")
    teach(city.school, clerk, words="学校的词")

    (seen,) = inherited_terms(city.agency)

    assert (seen.words, seen.place, seen.is_off) == ("提灯夜话", "青石区", False)
    assert not hasattr(seen, "taught_by")
    assert list(own_terms(city.agency)) == []


def test_a_wrong_word_from_above_is_silenced_here_and_holds_elsewhere(city, clerk):
    teach(city.district, clerk)

    silence_term(unit_id=city.agency.pk, words="提灯夜话", actor=clerk, at=NOON)
    silence_term(unit_id=city.agency.pk, words="提灯夜话", actor=clerk, at=NOON)

    assert lexicon_of(city.agency) == {}
    assert "提灯夜话" in lexicon_of(city.school)
    assert [each.is_off for each in inherited_terms(city.agency)] == [True]
    assert [line.verb for line in Line.objects.order_by("number")] == ["term.taught", "term.silenced"]


def test_a_forgotten_word_lets_the_one_above_hold_again(city, clerk):
    teach(city.district, clerk, kind="activity")
    own = teach(city.agency, clerk)

    forget_term(term_id=own.pk, actor=clerk, at=NOON)
    forget_term(term_id=own.pk, actor=clerk, at=NOON)

    assert lexicon_of(city.agency) == {"提灯夜话": Meaning(kind="activity")}
    assert Line.objects.filter(verb="term.forgotten").count() == 1


def test_a_word_is_changed_and_what_changed_is_noted(city, clerk):
    term = teach(city.agency, clerk)
    said = {"words": "提灯 夜谈", "kind": "activity", "topic": "", "is_off": False}

    change_term(term_id=term.pk, **said, actor=clerk, at=NOON)
    change_term(term_id=term.pk, **said, actor=clerk, at=NOON)

    term.refresh_from_db()
    assert (term.words, term.kind) == ("提灯夜谈", "activity")
    line = Line.objects.get(verb="term.changed")
    assert (line.before, line.after) == (
        {"words": "提灯夜话", "kind": "lecture"},
        {"words": "提灯夜谈", "kind": "activity"},
    )


def test_a_word_cannot_be_changed_into_one_that_is_there(city, clerk):
    term = teach(city.agency, clerk)
    teach(city.agency, clerk, words="安全开讲")

    with pytest.raises(TermTaken):
        change_term(term_id=term.pk, words="安全开讲", kind="lecture", topic="", is_off=False, actor=clerk, at=NOON)


@pytest.mark.parametrize(
    ("words", "kind", "topic"),
    [
        ("夜", "lecture", ""),
        ("1234", "lecture", ""),
        ("长" * 31, "lecture", ""),
        ("提灯夜话", "no-such-kind", ""),
        ("提灯夜话", "violation", ""),
        ("提灯夜话", "lecture", "no-such-topic"),
    ],
)
def test_what_would_teach_nothing_good_is_refused(city, clerk, words, kind, topic):
    with pytest.raises(TermUnfit):
        teach(city.agency, clerk, words=words, kind=kind, topic=topic)

    assert not Term.objects.exists()


def test_the_words_of_a_unit_cost_one_query_however_deep_it_lies(city, clerk, django_assert_num_queries):
    for unit in (city.city, city.district, city.agency):
        for n in range(5):
            teach(unit, clerk, words=f"说法{'甲乙丙丁戊'[n]}")

    with django_assert_num_queries(1):
        lexicon_of(city.agency)
    with django_assert_num_queries(1):
        inherited_terms(city.agency)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("开展提灯夜话12次", "提灯夜话"),
        ("组织12名业务骨干", "业务骨干"),
        ("雨花石8枚", "雨花石"),
    ],
)
def test_the_word_beside_a_number_is_offered(city, text, expected):
    document = a_document(unit=city.agency, text=text)
    start = next(at for at, sign in enumerate(text) if sign.isdecimal())
    end = max(at for at, sign in enumerate(text) if sign.isdecimal()) + 1
    proposal = a_proposal(
        document=document, start=0, end=len(text), number_start=start, number_end=end, unit_word=text[end : end + 1]
    )

    assert word_of(proposal, document) == expected
