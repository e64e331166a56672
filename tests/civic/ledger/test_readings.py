"""A report is read once; each fact of it is accepted, turned down or opened again, and never counted twice."""

import threading
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from chuangwen.civic.journal.models import Line
from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.enums import ProposalStatus, Status
from chuangwen.civic.ledger.models import Entry, Proposal
from chuangwen.civic.ledger.operations.corrections import correct_entry, withdraw_entry
from chuangwen.civic.ledger.operations.documents import read_document
from chuangwen.civic.ledger.operations.readings import (
    AlreadySettled,
    AnotherDocument,
    NotRecordable,
    RecordedByOffice,
    SomeNotRecordable,
    accept_proposal,
    accept_proposals,
    reject_proposal,
    reopen_proposal,
    reopen_proposals,
)
from chuangwen.civic.ledger.queries.history import lines_of
from chuangwen.civic.ledger.queries.known import known_facts
from chuangwen.civic.ledger.queries.proposals import draft_of_proposal, stored_words
from chuangwen.civic.ledger.queries.readings import (
    digest_of,
    documents_of_unit,
    proposals_of,
    read_report,
    text_of_file,
    text_of_words,
)
from chuangwen.civic.orgs.enums import Role
from chuangwen.core.catalogue import FactDraft
from chuangwen.core.reading import UnreadableFile
from tests.core.reading.files import docx_bytes, pdf_bytes
from tests.core.sheets.making import workbook
from tests.factories import NOON, TODAY, a_city, a_document, a_person, a_proposal, an_entry

YEAR = (date(2025, 1, 1), date(2026, 1, 1))
TEXT = """青石区税务局2025年度文明创建工作总结

今年以来，召开文明创建专题会议4次，开展志愿服务活动12场，植树约300株。
全年投入创建经费3.5万元。没有发生一起安全责任事故。
明年计划开展道德讲堂6场。
2025年11月18日
"""


def read(city, actor, text=TEXT, name="总结.txt"):
    content = text.encode()
    report = read_report(text_of_file(content, name), digest=digest_of(content), unit=city.agency, period=YEAR)
    file = storage.store([content])
    return read_document(unit_id=city.agency.pk, report=report, file=file, actor=actor, at=NOON)


def proposal_of(document, kind):
    return next(p for p in proposals_of(document) if p.kind == kind)


def accept(proposal, actor, **changes):
    draft = draft_of_proposal(proposal, today=TODAY)
    return accept_proposal(proposal_id=proposal.pk, draft=replace(draft, **changes), actor=actor, at=NOON)


def verbs():
    return [line.verb for line in Line.objects.order_by("number")]


def test_a_report_is_kept_with_its_text_its_day_and_the_facts_in_it(city, clerk):
    document = read(city, clerk)

    assert (document.text, document.written_on, document.file_id) == (TEXT, date(2025, 11, 18), document.digest)
    found = {p.kind: (TEXT[p.number_start : p.number_end], p.unit_word, p.is_plan) for p in proposals_of(document)}
    assert found["meeting"] == ("4", "次", False)
    assert found["funding"] == ("3.5万", "元", False)
    assert found["lecture"] == ("6", "场", True)
    assert verbs() == ["document.read"]


def test_the_same_bytes_are_the_same_document(city, clerk):
    first = read(city, clerk)

    assert read(city, clerk, name="换个名字.txt") == first
    assert Proposal.objects.filter(document=first).count() == Proposal.objects.count()
    assert verbs() == ["document.read"]


def test_another_unit_may_hand_in_the_same_report(city, clerk):
    read(city, clerk)
    report = read_report(text_of_words(TEXT, "粘贴"), digest=digest_of(TEXT.encode()), unit=city.school, period=YEAR)

    read_document(unit_id=city.school.pk, report=report, file=None, actor=clerk, at=NOON)

    assert Counter(Proposal.objects.values_list("document__unit__name", flat=True)).keys() == {
        "青石区税务局",
        "青石区实验小学",
    }


def test_word_pdf_and_excel_are_read_as_text_is(city):
    def build(document):
        document.add_paragraph("今年召开文明创建专题会议4次。")

    word = text_of_file(docx_bytes(build), "总结.docx")
    sheet = text_of_file(workbook(("事项", "情况"), ("会议", "召开文明创建专题会议4次")), "汇总.xlsx")
    pdf = text_of_file(
        pdf_bytes([["In 2025 the bureau held 4 meetings on civility", "and took 12 days of voluntary work."]]),
        "report.pdf",
    )

    assert "专题会议4次" in word.text
    assert "专题会议4次" in sheet.text
    assert "held 4 meetings" in pdf.text


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "空.txt", "空的"),
        (b"%PDF-1.4 broken", "坏.pdf", "损坏"),
        (b"PK\x03\x04broken", "坏.docx", "损坏"),
        (b"\x89PNG\r\n\x1a\n", "照片.png", "照片.png"),
    ],
)
def test_a_file_without_readable_text_is_refused_with_what_to_do(content, name, said):
    with pytest.raises(UnreadableFile, match=said):
        text_of_file(content, name)


def test_a_sign_that_no_database_holds_does_not_shift_the_places(city):
    assert text_of_words("会议\0四次\r\n好", "粘贴").text == "会议 四次\n好"


def test_a_fact_is_recorded_with_its_place_in_the_text(city, clerk):
    document = read(city, clerk)
    proposal = proposal_of(document, "meeting")

    entry = accept(proposal, clerk)

    proposal.refresh_from_db()
    assert (proposal.status, proposal.entry) == ("accepted", entry)
    assert (entry.kind, entry.times, entry.status, entry.source) == ("meeting", 4, "confirmed", "report")
    assert (entry.document, entry.span_start, entry.span_end) == (document, proposal.start, proposal.end)
    assert "专题会议4次" in TEXT[entry.span_start : entry.span_end]
    assert (entry.start_date, entry.until_date) == (date(2025, 1, 1), date(2025, 11, 19))
    assert verbs() == ["document.read", "proposal.accepted"]


def test_a_rough_amount_of_money_is_kept_in_yuan_and_as_rough(city, clerk):
    document = read(city, clerk, "今年投入创建经费约3.5万元。")

    entry = accept(proposal_of(document, "funding"), clerk)

    assert (entry.quantities, entry.is_approximate, entry.times) == ({"amount": 3_500_000}, True, 1)


def test_a_fact_may_be_mended_before_it_is_recorded(city, clerk):
    entry = accept(proposal_of(read(city, clerk), "meeting"), clerk, title="创建专题会", times=5)

    assert (entry.title, entry.times) == ("创建专题会", 5)


def test_the_key_pressed_twice_records_one_fact(city, clerk):
    proposal = proposal_of(read(city, clerk), "meeting")

    assert accept(proposal, clerk) == accept(proposal, clerk)
    assert Entry.objects.count() == 1
    assert verbs().count("proposal.accepted") == 1


def test_what_has_not_happened_is_not_recorded(city, clerk):
    document = read(city, clerk)
    proposal = proposal_of(document, "meeting")

    with pytest.raises(NotRecordable):
        accept(proposal, clerk, start_date=TODAY + timedelta(days=9), until_date=TODAY + timedelta(days=10))

    assert not Entry.objects.exists()


def test_a_count_of_nothing_is_not_recorded(city, clerk):
    document = read(city, clerk)
    nothing = next(p for p in proposals_of(document) if p.value == 0)

    with pytest.raises(NotRecordable):
        accept(nothing, clerk)


def test_findings_are_the_offices_to_record(city, clerk):
    document = read(city, clerk)

    with pytest.raises(RecordedByOffice):
        accept(proposal_of(document, "meeting"), clerk, kind="violation", topic="", place="")


def test_a_fact_is_turned_down_once_and_says_what_it_repeats(city, clerk):
    known = an_entry(unit=city.agency)
    proposal = proposal_of(read(city, clerk), "meeting")

    for _ in range(2):
        reject_proposal(proposal_id=proposal.pk, known_as_id=known.pk, actor=clerk, at=NOON)

    proposal.refresh_from_db()
    assert (proposal.status, proposal.known_as) == ("rejected", known)
    assert verbs() == ["document.read", "proposal.rejected"]


def test_an_entry_of_another_unit_is_not_what_a_fact_repeats(city, clerk):
    elsewhere = an_entry(unit=city.school)
    proposal = proposal_of(read(city, clerk), "meeting")

    assert reject_proposal(proposal_id=proposal.pk, known_as_id=elsewhere.pk, actor=clerk, at=NOON).known_as is None


def test_an_accepted_fact_is_not_turned_down(city, clerk):
    proposal = proposal_of(read(city, clerk), "meeting")
    accept(proposal, clerk)

    with pytest.raises(AlreadySettled, match="已经采纳"):
        reject_proposal(proposal_id=proposal.pk, actor=clerk, at=NOON)


def test_undoing_an_acceptance_withdraws_the_entry_and_asks_again(city, clerk):
    proposal = proposal_of(read(city, clerk), "meeting")
    entry = accept(proposal, clerk)

    for _ in range(2):
        reopen_proposal(proposal_id=proposal.pk, actor=clerk, at=NOON)

    entry.refresh_from_db()
    proposal.refresh_from_db()
    assert (entry.status, entry.reason) == ("withdrawn", "识读撤销")
    assert (proposal.status, proposal.entry) == ("open", None)
    assert accept(proposal, clerk) != entry
    assert verbs() == ["document.read", "proposal.accepted", "proposal.reopened", "proposal.accepted"]


def test_undoing_a_rejection_asks_again(city, clerk):
    proposal = proposal_of(read(city, clerk), "meeting")
    reject_proposal(proposal_id=proposal.pk, actor=clerk, at=NOON)

    assert reopen_proposal(proposal_id=proposal.pk, actor=clerk, at=NOON).status == ProposalStatus.OPEN


def test_an_entry_withdrawn_in_the_ledger_only_opens_its_fact_again(city, clerk):
    proposal = proposal_of(read(city, clerk), "meeting")
    entry = accept(proposal, clerk)
    withdraw_entry(entry_id=entry.pk, reason="与另一条重复", actor=clerk, at=NOON)

    reopen_proposal(proposal_id=proposal.pk, actor=clerk, at=NOON)

    entry.refresh_from_db()
    assert entry.reason == "与另一条重复"


def test_a_corrected_entry_is_not_undone_from_the_report(city, clerk):
    proposal = proposal_of(read(city, clerk), "meeting")
    entry = accept(proposal, clerk)
    draft = replace(draft_of_proposal(proposal, today=TODAY), times=3)
    correct_entry(entry_id=entry.pk, draft=draft, reason="数错了", token="t", confirm=True, actor=clerk, at=NOON)

    with pytest.raises(AlreadySettled, match="已经更正过"):
        reopen_proposal(proposal_id=proposal.pk, actor=clerk, at=NOON)


def many(city, clerk, count):
    document = a_document(unit=city.agency, text="召开专题会议4次。" * count)
    for position in range(count):
        a_proposal(document=document, position=position, title=f"第{position}批会议", quantity="times", amount=4)
    return document, list(Proposal.objects.filter(document=document).values_list("pk", flat=True))


def test_many_facts_are_recorded_together_with_one_line(city, clerk):
    document, ids = many(city, clerk, 3)

    entries = accept_proposals(document_id=document.pk, proposal_ids=ids, actor=clerk, at=NOON)

    assert [e.title for e in entries] == ["第0批会议", "第1批会议", "第2批会议"]
    assert {p.status for p in Proposal.objects.all()} == {"accepted"}
    assert accept_proposals(document_id=document.pk, proposal_ids=ids, actor=clerk, at=NOON) == ()
    assert verbs() == ["proposals.accepted"]


def test_many_facts_are_taken_back_together(city, clerk):
    document, ids = many(city, clerk, 3)
    accept_proposals(document_id=document.pk, proposal_ids=ids, actor=clerk, at=NOON)

    reopen_proposals(document_id=document.pk, proposal_ids=ids, actor=clerk, at=NOON)

    assert {(e.status, e.reason) for e in Entry.objects.all()} == {(Status.WITHDRAWN, "识读撤销")}
    assert {p.status for p in Proposal.objects.all()} == {"open"}
    assert verbs() == ["proposals.accepted", "proposals.reopened"]


def test_one_fact_that_cannot_be_recorded_holds_back_all(city, clerk):
    document, ids = many(city, clerk, 3)
    Proposal.objects.filter(pk=ids[1]).update(amount=0)

    with pytest.raises(SomeNotRecordable) as refusal:
        accept_proposals(document_id=document.pk, proposal_ids=ids, actor=clerk, at=NOON)

    assert list(refusal.value.problems) == [1]
    assert not Entry.objects.exists()


def test_facts_of_another_report_are_not_answered_here(city, clerk):
    document, ids = many(city, clerk, 1)
    stranger = a_proposal()

    with pytest.raises(AnotherDocument):
        accept_proposals(document_id=document.pk, proposal_ids=[*ids, stranger.pk], actor=clerk, at=NOON)


def test_one_fact_costs_few_queries(city, clerk, django_assert_max_num_queries):
    proposal = proposal_of(read(city, clerk), "meeting")
    draft = draft_of_proposal(proposal, today=TODAY)

    with django_assert_max_num_queries(12):
        accept_proposal(proposal_id=proposal.pk, draft=draft, actor=clerk, at=NOON)


def test_a_hundred_facts_cost_few_queries_to_record_and_to_take_back(city, clerk, django_assert_max_num_queries):
    document, ids = many(city, clerk, 100)

    with django_assert_max_num_queries(20):
        accept_proposals(document_id=document.pk, proposal_ids=ids, actor=clerk, at=NOON)
    with django_assert_max_num_queries(20):
        reopen_proposals(document_id=document.pk, proposal_ids=ids, actor=clerk, at=NOON)


def test_the_entry_tells_how_it_was_read_and_taken_back(city, clerk):
    proposal = proposal_of(read(city, clerk), "meeting")
    entry = accept(proposal, clerk)
    reopen_proposal(proposal_id=proposal.pk, actor=clerk, at=NOON)

    assert [line.verb for line in lines_of(entry)] == ["proposal.accepted", "proposal.reopened"]


def test_entries_accepted_together_tell_so_too(city, clerk):
    document, ids = many(city, clerk, 3)
    entries = accept_proposals(document_id=document.pk, proposal_ids=ids[:2], actor=clerk, at=NOON)
    reopen_proposals(document_id=document.pk, proposal_ids=ids[:1], actor=clerk, at=NOON + timedelta(hours=1))

    assert [line.verb for line in lines_of(entries[0])] == ["proposals.accepted", "proposals.reopened"]
    assert [line.verb for line in lines_of(entries[1])] == ["proposals.accepted"]


def test_the_list_counts_what_waits_and_what_is_done(city, clerk, django_assert_num_queries):
    document, ids = many(city, clerk, 3)
    accept_proposals(document_id=document.pk, proposal_ids=ids[:1], actor=clerk, at=NOON)

    with django_assert_num_queries(1):
        [row] = documents_of_unit(city.agency)

    assert (row.open_count, row.accepted_count, row.rejected_count) == (2, 1, 0)


def known(document):
    proposals = proposals_of(document)
    by_id = {p.pk: p for p in proposals}
    return {by_id[pk].kind: each for pk, each in known_facts(document, proposals, today=TODAY).items()}


def test_a_fact_that_the_ledger_holds_is_pointed_out(city, clerk):
    document = read(city, clerk)
    entry = an_entry(unit=city.agency, title="文明创建专题会议", times=4, start_date=date(2025, 3, 5))

    assert known(document)["meeting"].entry_id == entry.pk
    assert "台账里已有“文明创建专题会议”" in known(document)["meeting"].says


def test_a_fact_of_an_earlier_report_is_pointed_out_in_the_next(city, clerk):
    accept(proposal_of(read(city, clerk), "meeting"), clerk)
    second = read(city, clerk, "本局今年共召开文明创建专题会议4次，参会人员踊跃。", "简报.txt")

    assert "之前识读的材料里" in known(second)["meeting"].says


def test_a_total_is_held_against_the_records_it_was_counted_from(city, clerk):
    document = read(city, clerk)
    for n in range(12):
        an_entry(
            unit=city.agency,
            kind="volunteer_activity",
            topic="volunteering",
            title=f"第{n}个清洁日",
            start_date=date(2025, 1 + n % 10, 8),
        )

    assert "已记12条同类记录，合计12场" in known(document)["volunteer_activity"].says


def test_entries_of_other_years_units_and_numbers_are_no_repeat(city, clerk):
    document = read(city, clerk)
    an_entry(unit=city.agency, title="文明创建专题会议", times=4, start_date=date(2023, 3, 5))
    an_entry(unit=city.school, title="文明创建专题会议", times=4)
    an_entry(unit=city.agency, title="文明创建专题会议", times=7)

    assert "meeting" not in known(document)


def test_the_same_fact_twice_in_one_text_is_pointed_out(city, clerk):
    document = read(city, clerk, "召开文明创建专题会议4次。\n综上，召开文明创建专题会议4次。")

    [(_, hint)] = [(pk, k) for pk, k in known_facts(document, proposals_of(document), today=TODAY).items()]
    assert hint.says == "和上面第1条“召开文明创建专题会议”说的是同一件事。"


def test_hints_cost_one_query_however_many_facts_there_are(city, clerk, django_assert_num_queries):
    document, _ = many(city, clerk, 40)
    proposals = proposals_of(document)

    with django_assert_num_queries(1):
        known_facts(document, proposals, today=TODAY)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"quantity": "times", "amount": 4}, "4场"),
        ({"quantity": "attendees", "amount": 320, "is_approximate": True}, "约参会人数320人"),
        ({"quantity": "", "unit_word": "亩", "value": Decimal("12.5")}, "数量12.5个"),
        ({"quantity": "times", "amount": Decimal("2.5"), "value": Decimal("2.5")}, "数量2.5个"),
        ({"quantity": "", "unit_word": "%", "value": Decimal("0.083")}, "数量8.3个"),
        ({"kind": "participant", "quantity": "people", "amount": 210}, "210人次"),
        ({"is_event": True, "quantity": "", "value": 1}, "1场"),
        ({"kind": "funding", "quantity": "amount", "amount": Decimal("12345.678")}, "金额12,345.68元"),
    ],
)
def test_the_clerk_sees_what_will_be_stored(city, columns, expected):
    proposal = a_proposal(document=a_document(unit=city.agency), **columns)
    proposal.refresh_from_db()

    assert stored_words(draft_of_proposal(proposal, today=TODAY)) == expected


def test_a_unit_that_no_quantity_takes_is_kept_in_the_note(city):
    proposal = a_proposal(document=a_document(unit=city.agency), quantity="", unit_word="亩", value=Decimal("12.5"))

    assert draft_of_proposal(proposal, today=TODAY) == FactDraft(
        kind="other",
        title="召开专题会议4次",
        start_date=date(2025, 1, 1),
        until_date=date(2025, 11, 21),
        quantities={"number": Decimal("12.50")},
        note="原文的计量单位是“亩”。",
    )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_hands_accepting_one_fact_record_it_once():
    city = a_city()
    clerk = a_person(Role.CLERK, city.agency, username="two-hands")
    proposal = proposal_of(read(city, clerk), "meeting")
    draft = draft_of_proposal(proposal, today=TODAY)
    start = threading.Barrier(2)

    def press():
        start.wait()
        accept_proposal(proposal_id=proposal.pk, draft=draft, actor=clerk, at=NOON)
        connection.close()

    hands = [threading.Thread(target=press) for _ in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert Entry.objects.count() == 1
    assert verbs().count("proposal.accepted") == 1
