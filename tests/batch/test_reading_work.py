"""Long reports in the background: a worker killed in the middle, a second opinion from a server of our own."""

from dataclasses import asdict
from datetime import date, timedelta

import pytest

from chuangwen import clock
from chuangwen.batch.work import adviser
from chuangwen.civic.jobs.models import Job
from chuangwen.civic.jobs.operations import enqueue
from chuangwen.civic.jobs.running import run_due, take_back_lost
from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.access import READ
from chuangwen.civic.ledger.models import Proposal, SourceDocument
from chuangwen.civic.ledger.queries.intakes import Wanted, wanted_in
from tests.batch.test_reading_advisor import a_server, said
from tests.core.reading.files import pdf_bytes

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "开展家访提灯夜话12次。另有雨花石8枚。"


def queue(city, clerk, content, name):
    file = storage.store([content])
    wanted = Wanted(name=name, first=date(2025, 1, 1), last=date(2025, 12, 31), may_follow_title=False)
    params = wanted.params(file)
    return enqueue(kind=READ, params=params, unit_id=city.agency.pk, actor=clerk, at=clock.now())


def test_what_a_job_was_asked_is_what_it_reads(city, clerk):
    file = storage.store([b"words"])
    wanted = Wanted(
        name="a.txt", first=date(2025, 1, 1), last=date(2025, 6, 30), may_follow_title=True, written_on=date(2025, 7, 1)
    )

    assert wanted_in(wanted.params(file)) == (wanted, file)
    assert asdict(file)["sha256"] == file.sha256


def test_a_worker_that_dies_in_the_middle_leaves_nothing_and_the_next_reads_it_whole(city, clerk, monkeypatch):
    job = queue(city, clerk, pdf_bytes([["In 2025 the bureau held 4 meetings on civility", "x"]] * 60), "长.pdf")
    first = True

    class Died(BaseException):
        """The process is gone: nothing after this line runs."""

    def dies_at_the_thirtieth(handle):
        def tell(done, total):
            nonlocal first
            handle.progress(done, total)
            if done == 30 and first:
                first = False
                raise Died

        return tell

    monkeypatch.setattr("chuangwen.batch.work._teller", dies_at_the_thirtieth)
    run_due()  # the queue's worker lets nothing through
    job.refresh_from_db()
    assert (job.state, job.done) == ("running", 30)
    assert not SourceDocument.objects.exists()

    Job.objects.update(heartbeat_at=clock.now() - timedelta(hours=1))
    assert take_back_lost() == 1
    run_due()

    job.refresh_from_db()
    assert (job.state, job.attempt) == ("finished", 2)
    assert SourceDocument.objects.get().remarks["blocks"][59][2] == "第60页"


def test_nobody_is_asked_unless_an_address_is_set(settings):
    settings.READING_ADVISOR_URL = ""

    assert adviser() is None


def test_a_second_opinion_is_weighed_in_and_the_document_says_of_whom(city, clerk, settings):
    queue(city, clerk, WORDS.encode(), "总结.txt")
    with a_server(said([{"number": 1, "kind": "donation"}])) as (url, asked):
        settings.READING_ADVISOR_URL, settings.READING_ADVISOR_MODEL = url, "local"
        run_due()

    assert len(asked) == 1
    stones = Proposal.objects.get(value=8)
    assert (stones.kind, stones.unit_word) == ("donation", "枚")
    assert "外部模型" in stones.because
    assert SourceDocument.objects.get().remarks["adviser"] == url


def test_an_adviser_that_does_not_answer_changes_nothing(city, clerk, settings):
    queue(city, clerk, WORDS.encode(), "总结.txt")
    settings.READING_ADVISOR_URL, settings.READING_ADVISOR_TIMEOUT = "http://127.0.0.1:9/v1", 0.5

    run_due()

    assert Job.objects.get().state == "finished"
    assert "外部模型" not in "".join(Proposal.objects.values_list("because", flat=True))
