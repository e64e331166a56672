"""Trying a book before it is published: against another on kept or today's data, or one number at a time."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from chuangwen.civic.assessments.operations import assess_units
from chuangwen.civic.assessments.queries import trials
from chuangwen.civic.jobs import running
from chuangwen.civic.jobs.models import Job
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.rulebooks.enums import EditionStatus
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.operations import load_edition
from tests.civic.small_books import TEXTS, a_published_book
from tests.factories import NOON, a_person, a_unit, an_entry, an_evidence


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    """Keep trials of a test out of the way of others."""
    monkeypatch.setattr(trials, "TRIALS", tmp_path / "trials")


@pytest.fixture
def book(city):
    return a_published_book(city.city)


@pytest.fixture
def a_draft(city, officer, book):
    """A draft that asks for two meetings a point."""
    files = {name: text.replace("worth: 1}", "worth: 0.5}") for name, text in TEXTS.items()}
    files["book.yaml"] = files["book.yaml"].replace('edition: "2025"', 'edition: "2026"')
    return load_edition(unit_id=city.city.pk, texts=files, assessed_on=date(2026, 1, 1), actor=officer, at=NOON)


@pytest.fixture
def meetings(city, clerk):
    """Two quarters with a meeting that counts."""
    for month in (2, 5):
        entry = an_entry(unit=city.agency, start_date=date(2025, month, 11), created_by=clerk)
        an_evidence(entry=entry, proof="minutes")


@pytest.fixture
def assessed(meetings, book, city, officer):
    return assess_units(edition_id=book.pk, unit_id=city.city.pk, actor=officer, at=NOON)


def rows(response):
    return {row.name: (row.before, row.after) for row in response.context["table"].all_rows}


class TestTryingADraft:
    def test_it_says_who_loses_and_because_of_what(self, city, officer, sign_in, book, a_draft, assessed):
        url = reverse("office:book-try", args=[a_draft.pk])

        response = sign_in(officer).get(url, {"against": book.pk, "on": f"a{assessed.pk}"})

        assert rows(response)[city.agency.name] == (2000, 1000)
        assert [(c["code"], c["fate"], c["lost"], c["sum"]) for c in response.context["clauses"]] == [
            ("I-1", "改动", 1, -1000)
        ]
        text = response.content.decode()
        assert "I-1 -1分" in text
        assert [chart.key for chart in response.context["charts"]] == ["bands", "clauses", "groups"]

    def test_without_data_it_asks_for_some(self, city, officer, sign_in, book, a_draft):
        response = sign_in(officer).get(reverse("office:book-try", args=[a_draft.pk]))

        assert "请选择数据。" in response.content.decode()
        assert response.context["against"] == book

    def test_with_one_book_only_it_says_what_is_missing(self, city, officer, sign_in, book):
        response = sign_in(officer).get(reverse("office:book-try", args=[book.pk]))

        assert "还没有别的细则可以比较。" in response.content.decode()

    def test_todays_ledger_is_frozen_first_and_then_tried_on(self, city, officer, sign_in, book, a_draft, meetings):
        client, url = sign_in(officer), reverse("office:book-try", args=[a_draft.pk])

        frozen = client.post(f"{url}?against={book.pk}", {"place": city.city.pk})
        response = client.get(frozen.url)

        assert f"on=t{city.city.pk}-" in frozen.url
        assert rows(response)[city.agency.name] == (2000, 1000)

    def test_a_large_ledger_is_frozen_in_the_background(
        self, city, officer, sign_in, book, a_draft, meetings, monkeypatch
    ):
        monkeypatch.setattr(trials, "MOST_AT_ONCE", 0)
        client, url = sign_in(officer), reverse("office:book-try", args=[a_draft.pk])

        asked = client.post(url, {"place": city.city.pk})
        job = Job.objects.get()
        running.run_due(worker="one")
        job.refresh_from_db()
        frozen = client.get(url).context["frozen"]

        assert (asked.url, job.kind) == (reverse("ui:job", args=[job.pk]), "freeze")
        assert (job.state, job.result) == ("finished", {"edition_id": a_draft.pk})
        assert [each.place for each in frozen] == [city.city.name]
        found = client.get(url, {"against": book.pk, "on": frozen[0].key})
        assert rows(found)[city.agency.name] == (2000, 1000)

    def test_a_frozen_ledger_that_is_gone_is_asked_for_again(self, city, officer, sign_in, book, a_draft):
        url = reverse("office:book-try", args=[a_draft.pk])

        response = sign_in(officer).get(url, {"against": book.pk, "on": f"t{city.city.pk}-{'0' * 64}"})

        assert "这份数据已经不在" in response.content.decode()

    def test_old_trials_are_put_away(self, city, clerk, monkeypatch):
        monkeypatch.setattr(trials, "MOST_KEPT", 1)

        first = trials.freeze(city.city, date(2026, 1, 1))
        an_entry(unit=city.agency, start_date=date(2025, 2, 11), created_by=clerk)
        second = trials.freeze(city.city, date(2026, 1, 1))

        assert [path.name for path in trials.TRIALS.iterdir()] == [second]
        assert first != second

    def test_anothers_assessment_is_not_to_be_had(self, city, sign_in, book, assessed):
        elsewhere = a_person(Role.LEADER, city.district)
        url = reverse("office:book-try", args=[book.pk])

        assert sign_in(elsewhere).get(url, {"against": book.pk, "on": f"a{assessed.pk}"}).status_code == 404

    def test_anothers_frozen_ledger_is_not_to_be_had(self, city, sign_in, book):
        key = trials.freeze(city.city, date(2026, 1, 1))
        elsewhere = a_person(Role.LEADER, city.district)

        response = sign_in(elsewhere).get(reverse("office:book-try", args=[book.pk]), {"against": book.pk, "on": key})

        assert response.status_code == 404

    def test_the_units_are_filtered_and_exported(self, city, officer, sign_in, book, a_draft, assessed):
        client, url = sign_in(officer), reverse("office:book-try", args=[a_draft.pk])
        asked = {"against": book.pk, "on": f"a{assessed.pk}", "move": "down"}

        shown = client.get(url, asked).context["table"].rows
        file = b"".join(client.get(url, asked | {"export": "xlsx"}).streaming_content)
        sheet = CalamineWorkbook.from_filelike(BytesIO(file)).get_sheet_by_index(0).to_python()

        assert [row.subject.name for row in shown] == [city.agency.name]
        assert [line[0] for line in sheet] == ["单位", city.agency.name]
        assert sheet[1][2:5] == [2, 1, -1]

    @pytest.mark.parametrize("count", [1, 3, 30])
    def test_it_costs_the_same_however_many_units_there_are(
        self, city, officer, sign_in, book, a_draft, count, django_assert_max_num_queries
    ):
        for number in range(count):
            a_unit(parent=city.city, kind="agency", name=f"市第{number}局")
        made = assess_units(edition_id=book.pk, unit_id=city.city.pk, actor=officer, at=NOON)
        client, url = sign_in(officer), reverse("office:book-try", args=[a_draft.pk])

        with django_assert_max_num_queries(14):
            client.get(url, {"against": book.pk, "on": f"a{made.pk}"})


class TestManyUnits:
    """Sixty bureaus beside the town's own: more than a page."""

    @pytest.fixture
    def asked(self, city, clerk, officer, book, a_draft):
        for number in range(60):
            unit = a_unit(parent=city.city, kind="agency", name=f"市第{number:02}局")
            for month in range(1, 1 + number % 4):
                entry = an_entry(unit=unit, start_date=date(2025, 3 * month, 11), created_by=clerk)
                an_evidence(entry=entry, proof="minutes")
        made = assess_units(edition_id=book.pk, unit_id=city.city.pk, actor=officer, at=NOON)
        return {"against": book.pk, "on": f"a{made.pk}"}

    @pytest.fixture
    def shown(self, asked, a_draft, officer, sign_in):
        client, url = sign_in(officer), reverse("office:book-try", args=[a_draft.pk])

        def table(**more):
            return client.get(url, asked | more).context["table"]

        return table

    def test_a_page_holds_fifty_and_the_next_one_the_rest(self, shown):
        first, second = shown(), shown(page="2")

        assert (len(first.rows), first.page.paginator.num_pages) == (50, 2)
        names = [row.subject.name for table in (first, second) for row in table.rows]
        assert len(names) == len(set(names)) == first.count

    def test_those_that_move_furthest_come_first(self, shown):
        moves = [abs(row.moved) for row in shown().ordered]

        assert moves == sorted(moves, reverse=True)
        assert moves[0] > 0

    @pytest.mark.parametrize("key", ["name", "group", "before", "after", "moved"])
    def test_every_column_sorts_both_ways_over_all_pages(self, shown, key):
        up, down = shown(sort=key), shown(sort=f"-{key}")

        values = [getattr(row, key) for row in up.ordered]
        assert values == sorted(values)
        assert [getattr(row, key) for row in down.ordered] == sorted(values, reverse=True)

    def test_the_verdict_sorts_and_filters(self, shown):
        failing = shown(verdict="fail")

        assert failing.count + shown(verdict="pass").count + shown(verdict="open").count == shown().count
        assert {row.now for row in failing.ordered} == {0}
        assert [row.now for row in shown(sort="verdict").ordered] == sorted(row.now for row in shown().ordered)

    def test_filters_and_search_narrow_each_other(self, shown):
        found = shown(q="市第 3局", move="down", group="机关")

        assert {row.name for row in found.ordered} == {f"市第{number}局" for number in ("03", 13, 23, 33, 43, 53)}
        assert [chip.text for chip in found.chips] == ["降分", "机关"]

    def test_every_figure_leads_to_the_rows_behind_it(self, asked, shown, a_draft, officer, sign_in):
        response = sign_in(officer).get(reverse("office:book-try", args=[a_draft.pk]), asked)

        for _, count, move in response.context["figures"]:
            assert shown(**({"move": move} if move else {})).count == count
        assert "move=down#units" in response.content.decode()


class TestTurningOneNumber:
    def test_the_effect_on_all_units_is_shown_and_nothing_is_kept(self, city, officer, sign_in, book, assessed):
        url = reverse("office:book-what-if", args=[book.pk, "I-1"])

        response = sign_in(officer).get(url, {"on": f"a{assessed.pk}", "score/worth": "0.5"})

        assert rows(response)[city.agency.name] == (2000, 1000)
        assert list(Edition.objects.all()) == [book]

    def test_a_word_that_is_no_number_is_refused_in_place(self, city, officer, sign_in, book, assessed):
        url = reverse("office:book-what-if", args=[book.pk, "I-1"])

        text = sign_in(officer).get(url, {"on": f"a{assessed.pk}", "points": "很多"}).content.decode()

        assert "“分值”应当是一个数，写的是“很多”。" in text

    def test_before_anything_is_turned_it_says_so(self, city, officer, sign_in, book):
        text = sign_in(officer).get(reverse("office:book-what-if", args=[book.pk, "N-1"])).content.decode()

        assert "还没有改动。" in text
        assert "每次扣（分）" in text

    def test_todays_ledger_keeps_what_was_turned(self, city, officer, sign_in, book, meetings):
        url = reverse("office:book-what-if", args=[book.pk, "I-1"])
        client = sign_in(officer)

        response = client.get(client.post(f"{url}?score%2Fworth=0.5").url)

        assert rows(response)[city.agency.name] == (2000, 1000)

    def test_a_clause_that_is_not_there_is_not_found(self, city, officer, sign_in, book):
        assert sign_in(officer).get(reverse("office:book-what-if", args=[book.pk, "X-9"])).status_code == 404


class TestTheFiles:
    def test_a_mended_file_is_kept_as_a_draft(self, city, officer, sign_in, a_draft):
        text = a_draft.sources["book.yaml"].replace("measured: 6", "measured: 7")

        sign_in(officer).post(reverse("office:book-edit", args=[a_draft.pk]), {"file-0": text})

        a_draft.refresh_from_db()
        assert "measured: 7" in a_draft.sources["book.yaml"]

    def test_a_typo_is_named_with_file_line_and_column_and_stays_on_the_page(self, city, officer, sign_in, a_draft):
        text = a_draft.sources["book.yaml"].replace("window: {months: 12, before", "windov: {months: 12, before")

        page = sign_in(officer).post(reverse("office:book-edit", args=[a_draft.pk]), {"file-0": text}).content.decode()

        assert "第7行第1列" in page
        assert "windov: {months: 12" in page
        assert "windov" not in Edition.objects.get(pk=a_draft.pk).sources["book.yaml"]

    def test_a_published_edition_is_not_changed_but_gives_a_new_one(self, city, officer, sign_in):
        book = load_edition(unit_id=city.city.pk, texts=TEXTS, assessed_on=date(2026, 1, 1), actor=officer, at=NOON)
        Edition.objects.filter(pk=book.pk).update(
            status=EditionStatus.PUBLISHED, published_at=NOON, published_by=officer
        )
        client, url = sign_in(officer), reverse("office:book-edit", args=[book.pk])
        text = TEXTS["book.yaml"].replace("measured: 6", "measured: 7")

        refused = client.post(url, {"file-0": text}).content.decode()
        client.post(url, {"file-0": text.replace('edition: "2025"', 'edition: "2026"')})

        assert "请另起版本" in refused
        assert list(Edition.objects.order_by("id").values_list("edition", "status")) == [
            ("2025", "published"),
            ("2026", "draft"),
        ]

    def test_the_files_are_taken_home_with_the_schema(self, city, officer, sign_in, a_draft):
        response = sign_in(officer).get(reverse("office:book-zip", args=[a_draft.pk]))

        archive = zipfile.ZipFile(BytesIO(b"".join(response.streaming_content)))
        assert sorted(archive.namelist()) == sorted([*TEXTS, "rulebook.schema.json"])

    def test_a_book_is_taken_home_as_a_sheet(self, city, officer, sign_in, book):
        response = sign_in(officer).get(reverse("office:book-xlsx", args=[book.pk]))

        sheet = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content))).get_sheet_by_index(0)
        assert [line[1] for line in sheet.to_python()] == ["代码", "I-1", "I-2", "II-1", "B-1", "N-1"]
