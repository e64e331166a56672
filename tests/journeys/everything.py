"""One city with something of everything: what the walk over all pages looks at."""

from datetime import date, timedelta

from django.db.models import Min

from chuangwen.civic.assessments import previews
from chuangwen.civic.assessments.models import Assessment
from chuangwen.civic.assessments.operations import assess_units
from chuangwen.civic.jobs.models import Job
from chuangwen.civic.jobs.operations import enqueue
from chuangwen.civic.journal.models import Line
from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.access import READ
from chuangwen.civic.ledger.enums import Source
from chuangwen.civic.ledger.models import Entry, Evidence, ImportBatch, Proposal, SourceDocument, Term
from chuangwen.civic.ledger.operations import documents, imports, readings
from chuangwen.civic.ledger.operations.corrections import correct_entry, withdraw_entry
from chuangwen.civic.ledger.operations.entries import record_entry
from chuangwen.civic.ledger.operations.evidence import attach_link
from chuangwen.civic.ledger.operations.lexicon import teach_term
from chuangwen.civic.ledger.queries import imports as sheets
from chuangwen.civic.ledger.queries import readings as reports
from chuangwen.civic.ledger.queries.proposals import draft_of_proposal
from chuangwen.civic.orgs.enums import BodyKind, Role, Seat
from chuangwen.civic.orgs.models import Body, BodyMember, Grant, UnitImport
from chuangwen.civic.orgs.operations.bodies import end_body, seat_member, set_up_body
from chuangwen.civic.orgs.operations.imports import commit_units, hand_in_units
from chuangwen.civic.orgs.queries.imports import sheet_fields
from chuangwen.civic.people.models import User
from chuangwen.civic.people.operations.accounts import close_account
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.operations import load_edition, retire_edition
from chuangwen.core.catalogue import FactDraft
from chuangwen.core.sheets import read_table
from chuangwen.places import RULEBOOKS
from tests.core.reading.files import pdf_bytes
from tests.factories import a_person
from tests.journeys.town import NOW, ONE_DAY, REPORT, THE_DAY, YEAR_END, a_sheet, meeting, put_book_in_force

CODES = ("I-1", "I-4", "B-1", "N-1")
GOOD = ("检查", "文明创建", "创建工作自查", "2026-08-20", "")
BAD = ("专题会议会", "文明创建", "现场会", "2026-02-30", "约30人")
UNITS = (("单位名称", "单位类型", "上级单位"), ("临江区文化馆", "事业单位", "临江区"))
BAD_UNITS = (("单位名称", "单位类型", "上级单位"), ("临江区文化站", "没有的类型", "没有的上级"))


def lay_down(town, keepers):
    """Add to a town what an office gathers over time."""
    agency, clerk, officer = town.city.agency, town.clerk, town.officer
    _entries(agency, clerk, officer)
    _sheets(agency, clerk)
    _reports(agency, clerk)
    _bodies(agency, officer)
    _books(town.city.city, officer)
    _units(town.city.city, officer)
    assess_units(edition_id=town.edition.pk, unit_id=town.city.city.pk, actor=officer, at=NOW)
    closed = a_person(Role.CLERK, town.city.community, username="closed", name="旧人")
    close_account(user_id=closed.pk, actor=keepers["system_admin"], at=NOW)
    previews.refresh_all(town.city.city, NOW)


def _entries(unit, clerk, officer):
    meeting(unit, clerk, date(2026, 8, 19), "第三季度创建工作专题会", confirm=False)
    withdrawn = meeting(unit, clerk, date(2026, 4, 2), "重复登记的会")
    withdraw_entry(entry_id=withdrawn.pk, reason="与另一条重复", actor=clerk, at=NOW)
    wrong = meeting(unit, clerk, date(2026, 9, 3), "人数登记有误的会")
    attach_link(entry_id=wrong.pk, url="https://news.example/1", proof="web_page", name="会议报道", actor=clerk, at=NOW)
    right = FactDraft(
        kind="meeting", topic="creation", title="更正后的会", start_date=date(2026, 9, 3), until_date=date(2026, 9, 4)
    )
    correct_entry(entry_id=wrong.pk, draft=right, reason="人数登记有误", token=None, confirm=True, actor=clerk, at=NOW)
    fault = FactDraft(
        kind="violation",
        topic="safety",
        level="city",
        title="发生较大事故",
        start_date=date(2026, 7, 1),
        until_date=date(2026, 7, 2),
    )
    record_entry(unit_id=unit.pk, draft=fault, token=None, confirm=True, source=Source.OFFICE, actor=officer, at=NOW)
    empty = FactDraft(kind="meeting", topic="", title="", start_date=THE_DAY, until_date=THE_DAY + ONE_DAY)
    record_entry(unit_id=unit.pk, draft=empty, token=None, confirm=False, source=Source.TYPED, actor=clerk, at=NOW)


def _sheets(unit, clerk):
    for number, rows in enumerate([(GOOD, BAD), (GOOD,), (GOOD,), (GOOD,), (GOOD,)]):
        content = a_sheet(*rows, (*GOOD[:2], f"第{number}次自查", f"2026-0{number + 2}-11", ""))
        file = storage.store([content])
        checked = sheets.check_sheet(
            content, name="台账.xlsx", file_id=file.sha256, unit_id=unit.pk, year=2026, today=THE_DAY
        )
        batch = imports.hand_in_sheet(
            unit_id=unit.pk, name=f"台账{number}.xlsx", file=file, checked=checked, actor=clerk, at=NOW
        )
        if number in {2, 3}:
            imports.commit_sheet(
                batch_id=batch.pk, checked=checked, confirm=True, with_twins=False, actor=clerk, at=NOW
            )
        if number == 3:
            imports.undo_import(batch_id=batch.pk, reason="年份选错了", actor=clerk, at=NOW)
        if number == 4:
            imports.drop_sheet(batch_id=batch.pk, actor=clerk, at=NOW)


def _reports(unit, clerk):
    for name, words in (("2026年文明创建工作总结", REPORT), ("没有事项的材料", "天气很好。")):
        report = reports.read_report(
            reports.text_of_words(words, name),
            digest=reports.digest_of(words.encode()),
            unit=unit,
            period=(date(2026, 1, 1), YEAR_END),
        )
        documents.read_document(unit_id=unit.pk, report=report, file=None, actor=clerk, at=NOW)
    scan = pdf_bytes([["2026"], ["nothing to report"]])
    file, text = storage.store([scan]), reports.text_of_file(scan, "有页码的材料.pdf")
    report = reports.read_report(text, digest=file.sha256, unit=unit, period=(date(2026, 1, 1), YEAR_END))
    documents.read_document(unit_id=unit.pk, report=report, file=file, actor=clerk, at=NOW)
    teach_term(unit_id=unit.pk, words="板凳议事会", kind="meeting", topic="", actor=clerk, at=NOW)
    params = {"name": "正在识读的材料.pdf", "file": {"sha256": "0" * 64}}
    enqueue(kind=READ, params=params, unit_id=unit.pk, actor=clerk, at=NOW)
    first, second = Proposal.objects.order_by("pk")[:2]
    draft = draft_of_proposal(first, today=THE_DAY)
    readings.accept_proposal(proposal_id=first.pk, draft=draft, actor=clerk, at=NOW)
    readings.reject_proposal(proposal_id=second.pk, actor=clerk, at=NOW)


def _bodies(unit, officer):
    named = [("文明创建领导小组", BodyKind.LEADING_GROUP), ("迎检工作专班", BodyKind.WORKING_GROUP)]
    for name, kind in named:
        body = set_up_body(
            unit_id=unit.pk, kind=kind, name=name, document="", from_date=date(2026, 1, 5), actor=officer, at=NOW
        )
        seat_member(
            body_id=body.pk,
            name="周禾",
            post="局长",
            seat=Seat.HEAD,
            duty="",
            from_date=date(2026, 1, 5),
            actor=officer,
            at=NOW,
        )
    end_body(body_id=body.pk, until_date=date(2026, 10, 1), actor=officer, at=NOW)


def _books(city, officer):
    folder = RULEBOOKS / "city-agency" / "2026"
    texts = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.yaml")}
    issued = put_book_in_force(city, officer, "city-agency")
    retire_edition(edition_id=issued.pk, reason="另有新版", actor=officer, at=NOW)
    later = {name: text.replace('edition: "2026"', 'edition: "2026-2"') for name, text in texts.items()}
    load_edition(unit_id=city.pk, texts=later, assessed_on=YEAR_END, actor=officer, at=NOW)


def _units(city, officer):
    for number, (heads, *rows) in enumerate([UNITS, BAD_UNITS]):
        table = read_table(a_sheet(*rows, heads=heads), sheet_fields(), name=f"单位{number}.xlsx")
        batch = hand_in_units(unit_id=city.pk, name=f"单位{number}.xlsx", table=table, actor=officer, at=NOW)
        if number == 0:
            commit_units(import_id=batch.pk, actor=officer, at=NOW + timedelta(minutes=1))


def samples(town):
    """Return, for each word in an address, what the walk puts there."""
    kept = (
        Entry,
        Evidence,
        ImportBatch,
        SourceDocument,
        Proposal,
        Edition,
        Body,
        BodyMember,
        Grant,
        User,
        UnitImport,
        Assessment,
    )
    found = {model: list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in kept}
    return {
        "unit_id": [town.city.agency.pk, town.city.school.pk],
        "other_id": [town.city.other_agency.pk],
        "other_edition_id": found[Edition][1:],
        "entry_id": _one_of_each(Entry, "status", "source"),
        "evidence_id": _one_of_each(Evidence, "form", "proof"),
        "batch_id": found[ImportBatch],
        "document_id": found[SourceDocument],
        "page_number": [1],
        "job_id": [job.pk for job in Job.objects.order_by("pk")[:1]],
        "term_id": [term.pk for term in Term.objects.order_by("pk")[:1]],
        "proposal_id": _one_of_each(Proposal, "status"),
        "edition_id": found[Edition],
        "code": list(CODES),
        "assessment_id": found[Assessment],
        "body_id": found[Body],
        "member_id": found[BodyMember][:1],
        "account_id": [town.clerk.pk, *User.objects.filter(is_active=False).values_list("pk", flat=True)],
        "grant_id": found[Grant][:1],
        "import_id": found[UnitImport],
        "number": list(Line.objects.order_by("-number").values_list("number", flat=True)[:2]),
        "key": ["anything"],
    }


def _one_of_each(model, *columns):
    """Return the first row of each sort: pages differ by sort, and the walk is long."""
    firsts = model.objects.order_by(*columns).values(*columns).annotate(first=Min("pk"))
    return [row["first"] for row in firsts]
