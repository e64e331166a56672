"""Books brought in, published, retired, discarded: each effect, each refusal, twice."""

import pytest

from chuangwen.civic.journal.models import Line
from chuangwen.civic.rulebooks.enums import EditionStatus
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.operations import (
    AlreadyPublished,
    BrokenBook,
    ExamplesDisagree,
    FindingsRemain,
    NotPublished,
    NotYourPlace,
    ReasonMissing,
    Retired,
    discard_draft,
    load_edition,
    publish_edition,
    retire_edition,
)
from chuangwen.civic.rulebooks.queries.editions import book_of
from chuangwen.civic.rulebooks.queries.findings import findings_in
from tests.civic.small_books import ASSESSED_ON, TEXTS, texts
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def load(unit, actor, files=TEXTS):
    return load_edition(unit_id=unit.pk, texts=files, assessed_on=ASSESSED_ON, actor=actor, at=NOON)


def publish(edition, actor):
    return publish_edition(edition_id=edition.pk, actor=actor, at=NOON)


def verbs():
    return list(Line.objects.order_by("number").values_list("verb", flat=True))


def test_a_book_comes_in_as_a_draft_with_its_files_kept_word_for_word(city, officer):
    draft = load(city.city, officer)

    stored = Edition.objects.get()
    assert (stored.status, stored.title, stored.sources) == (EditionStatus.DRAFT, "小测评细则（示例）", TEXTS)
    assert book_of(stored).digest == draft.digest
    assert verbs() == ["edition.loaded"]


def test_the_same_draft_loaded_twice_is_one_draft_and_one_line(city, officer):
    first = load(city.city, officer)

    assert load(city.city, officer) == first
    assert (Edition.objects.count(), verbs()) == (1, ["edition.loaded"])


def test_a_mended_draft_takes_the_place_of_the_one_before(city, officer):
    first = load(city.city, officer)

    second = load(city.city, officer, texts(小测评="小考核"))

    assert second.pk == first.pk
    assert Edition.objects.get().title == "小考核细则（示例）"
    assert Line.objects.get(number=2).before == {"digest": first.digest}


def test_a_broken_book_is_refused_with_its_place_and_nothing_is_kept(city, officer):
    with pytest.raises(BrokenBook) as refusal:
        load(city.city, officer, texts(meeting="meting"))

    problem = refusal.value.problems[0]
    assert (problem.file, problem.line > 0, problem.column > 0) == ("criteria/1.yaml", True, True)
    assert "meeting" in problem.suggestion
    assert (Edition.objects.count(), verbs()) == (0, [])


def test_an_officer_of_a_district_brings_no_book_in_for_the_city(city, officer, district_officer):
    assert load(city.city, officer).pk
    with pytest.raises(NotYourPlace):
        load(city.city, district_officer, texts(小测评="小考核"))

    assert Edition.objects.get().title == "小测评细则（示例）"


def test_an_edition_is_published_once_however_often_the_button_is_pressed(city, officer):
    draft = load(city.city, officer)

    edition = publish(draft, officer)
    publish(draft, officer)

    assert (edition.status, edition.published_by, edition.published_at) == (EditionStatus.PUBLISHED, officer, NOON)
    assert verbs() == ["edition.loaded", "edition.published"]


def test_a_book_with_an_error_is_not_published_and_the_refusal_names_it(city, officer):
    draft = load(city.city, officer, texts(**{"self: 8": "self: 80"}))

    with pytest.raises(FindingsRemain) as refusal:
        publish(draft, officer)

    (finding,) = refusal.value.findings
    assert "80" in finding.message
    assert finding.message.rstrip("。") in refusal.value.why
    assert Edition.objects.get().status == EditionStatus.DRAFT


EXAMPLES = """
examples:
  - title: 开了三次会
    given: {"meeting[creation]": [2025-02-11, 2025-05-20, 2025-08-30]}
    expect: {I-1: 3}
"""


def test_a_book_whose_own_examples_hold_is_published(city, officer):
    draft = load(city.city, officer, TEXTS | {"book.yaml": TEXTS["book.yaml"] + EXAMPLES})

    assert publish(draft, officer).status == EditionStatus.PUBLISHED


def test_a_book_whose_own_example_comes_out_otherwise_is_not_published(city, officer):
    draft = load(city.city, officer, TEXTS | {"book.yaml": TEXTS["book.yaml"] + EXAMPLES.replace("I-1: 3", "I-1: 4")})

    with pytest.raises(ExamplesDisagree) as refusal:
        publish(draft, officer)

    assert "开了三次会" in refusal.value.why
    assert Edition.objects.get().status == EditionStatus.DRAFT


def test_advice_of_the_check_does_not_stand_in_the_way(city, officer):
    draft = load(city.city, officer)

    assert findings_in(book_of(draft)) != ()
    assert publish(draft, officer).status == EditionStatus.PUBLISHED


def test_an_officer_of_a_district_does_not_publish_for_the_city(city, officer, district_officer):
    draft = load(city.city, officer)

    with pytest.raises(NotYourPlace):
        publish(draft, district_officer)

    assert Edition.objects.get().status == EditionStatus.DRAFT


def test_an_officer_of_the_city_publishes_for_a_district(city, officer):
    assert publish(load(city.district, officer), officer).unit_id == city.district.pk


def test_the_text_that_is_already_out_gives_back_the_published_edition(city, officer):
    edition = publish(load(city.city, officer), officer)

    assert load(city.city, officer) == edition
    assert verbs() == ["edition.loaded", "edition.published"]


def test_another_text_under_a_published_edition_is_refused_and_changes_nothing(city, officer):
    edition = publish(load(city.city, officer), officer)

    with pytest.raises(AlreadyPublished):
        load(city.city, officer, texts(小测评="小考核"))

    stored = Edition.objects.get()
    assert (stored.canonical, stored.title) == (edition.canonical, "小测评细则（示例）")


def test_a_new_edition_of_the_same_book_is_another_draft(city, officer):
    publish(load(city.city, officer), officer)

    draft = load(city.city, officer, texts(**{'edition: "2025"': 'edition: "2026"'}))

    assert (draft.status, Edition.objects.count()) == (EditionStatus.DRAFT, 2)


def test_an_edition_is_retired_once_and_says_why(city, officer):
    edition = publish(load(city.city, officer), officer)

    for _ in range(2):
        retire_edition(edition_id=edition.pk, reason="云文明委〔2026〕2号", actor=officer, at=NOON)

    assert Edition.objects.get().status == EditionStatus.RETIRED
    assert verbs() == ["edition.loaded", "edition.published", "edition.retired"]
    assert Line.objects.get(number=3).after["reason"] == "云文明委〔2026〕2号"


def test_an_edition_is_not_retired_without_a_reason(city, officer):
    edition = publish(load(city.city, officer), officer)

    with pytest.raises(ReasonMissing):
        retire_edition(edition_id=edition.pk, reason="  ", actor=officer, at=NOON)


def test_a_draft_is_not_retired(city, officer):
    with pytest.raises(NotPublished):
        retire_edition(edition_id=load(city.city, officer).pk, reason="不用了", actor=officer, at=NOON)


def test_a_retired_edition_does_not_come_back(city, officer):
    edition = publish(load(city.city, officer), officer)
    retire_edition(edition_id=edition.pk, reason="另有新版", actor=officer, at=NOON)

    with pytest.raises(Retired):
        publish(edition, officer)


def test_a_draft_is_thrown_away_once_and_its_line_stays(city, officer):
    draft_id = load(city.city, officer).pk

    discard_draft(edition_id=draft_id, actor=officer, at=NOON)
    discard_draft(edition_id=draft_id, actor=officer, at=NOON)

    assert (Edition.objects.count(), verbs()) == (0, ["edition.loaded", "edition.discarded"])


def test_a_published_edition_is_not_thrown_away(city, officer):
    edition = publish(load(city.city, officer), officer)

    with pytest.raises(AlreadyPublished):
        discard_draft(edition_id=edition.pk, actor=officer, at=NOON)


def test_a_clerk_throws_no_draft_away(city, officer, clerk):
    draft = load(city.city, officer)

    with pytest.raises(NotYourPlace):
        discard_draft(edition_id=draft.pk, actor=clerk, at=NOON)
