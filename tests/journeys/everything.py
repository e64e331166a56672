"""One city with something of everything: what the walk over all pages looks at."""

from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Min

from chuangwen import clock
from chuangwen.civic.assessments import previews
from chuangwen.civic.assessments.models import Assessment
from chuangwen.civic.assessments.operations import assess_units
from chuangwen.civic.jobs.models import Job
from chuangwen.civic.jobs.operations import enqueue
from chuangwen.civic.journal.models import Line
from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.access import READ
from chuangwen.civic.ledger.enums import Source
from chuangwen.civic.ledger.models import Entry, Evidence, EvidenceFile, ImportBatch, Proposal, SourceDocument, Term
from chuangwen.civic.ledger.operations import documents, imports, readings
from chuangwen.civic.ledger.operations.corrections import correct_entry, withdraw_entry
from chuangwen.civic.ledger.operations.entries import record_entry
from chuangwen.civic.ledger.operations.evidence import attach_link
from chuangwen.civic.ledger.operations.lexicon import teach_term
from chuangwen.civic.ledger.queries import imports as sheets
from chuangwen.civic.ledger.queries import readings as reports
from chuangwen.civic.ledger.queries.proposals import draft_of_proposal
from chuangwen.civic.letters.models import Letter
from chuangwen.civic.orgs.enums import BodyKind, PairingKind, Role, Seat
from chuangwen.civic.orgs.models import Body, BodyMember, Grant, Pairing, UnitImport
from chuangwen.civic.orgs.operations.bodies import end_body, seat_member, set_up_body
from chuangwen.civic.orgs.operations.imports import commit_units, hand_in_units
from chuangwen.civic.orgs.operations.pairings import pair_units
from chuangwen.civic.orgs.queries.imports import sheet_fields
from chuangwen.civic.people.models import User
from chuangwen.civic.people.operations.accounts import close_account
from chuangwen.civic.rounds.models import (
    Application,
    Award,
    CouncilSession,
    DepartmentOpinion,
    Objection,
    Publicity,
    Round,
)
from chuangwen.civic.rounds.operations.opinions import ask_opinions
from chuangwen.civic.rounds.operations.publicity import answer_objection, object_to
from chuangwen.civic.rounds.operations.screening import refuse_application
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.operations import load_edition, retire_edition
from chuangwen.civic.titles.enums import HolderKind, SanctionKind
from chuangwen.civic.titles.models import Appeal, Holder, Programme, Recheck, Sanction, Title, YearlyReview
from chuangwen.civic.titles.operations.appeals import file_appeal
from chuangwen.civic.titles.operations.draws import draw_rechecks
from chuangwen.civic.titles.operations.papers import Paper
from chuangwen.civic.titles.operations.programmes import open_programme
from chuangwen.civic.titles.operations.reviews import open_reviews
from chuangwen.civic.titles.operations.sanctions import confirm_sanction, propose_sanction, waive_statement
from chuangwen.core.catalogue import FactDraft
from chuangwen.core.sheets import read_table
from chuangwen.places import RULEBOOKS
from tests.civic import candidacies
from tests.civic.assessments.test_seals import seal
from tests.core.reading.files import pdf_bytes
from tests.factories import a_person
from tests.journeys.town import NOW, ONE_DAY, REPORT, THE_DAY, YEAR_END, a_paper, a_sheet, meeting, put_book_in_force

EVENTS = ("recommend", "decide", "publicise", "award", "refuse", "ask", "extend", "mark")
CODES = ("I-1", "I-4", "B-1", "N-1")
GOOD = ("检查", "文明创建", "创建工作自查", "2026-08-20", "")
BAD = ("专题会议会", "文明创建", "现场会", "2026-02-30", "约30人")
OFFICE_HEADS = ("单位", "类别", "标题", "日期", "抽查点位", "达标点位", "依据链接")
CHECKED = ("临江区水务局", "实地考察", "二季度考察", "2026-06-05", 4, 3, "")
UNKNOWN = ("临江区水务", "负面事件", "消防通道被占用", "2026-06-05", "", "", "")
UNITS = (("单位名称", "单位类型", "上级单位"), ("临江区文化馆", "事业单位", "临江区"))
BAD_UNITS = (("单位名称", "单位类型", "上级单位"), ("临江区文化站", "没有的类型", "没有的上级"))


def lay_down(town, keepers):
    """Add to a town what an office gathers over time."""
    agency, clerk, officer = town.city.agency, town.clerk, town.officer
    _entries(agency, clerk, officer)
    _sheets(agency, clerk)
    _office_sheets(town.city.city, officer)
    _reports(agency, clerk)
    _bodies(agency, officer)
    _books(town.city.city, officer)
    _units(town.city.city, officer)
    made = assess_units(edition_id=town.edition.pk, unit_id=town.city.city.pk, actor=officer, at=NOW)
    seal(made, officer)
    pair_units(
        unit_id=agency.pk,
        partner_id=town.city.school.pk,
        kind=PairingKind.values[0],
        document="云文明办〔2026〕6号",
        from_date=date(2026, 1, 5),
        actor=officer,
        at=NOW,
    )
    _rounds(town)
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


def _office_sheets(place, officer):
    """One sheet with a fault, one that was recorded."""
    for number, rows in enumerate([(CHECKED, UNKNOWN), (CHECKED,)]):
        content = a_sheet(*rows, heads=OFFICE_HEADS)
        file = storage.store([content])
        name, told = f"考察{number}.xlsx", {"unit_id": place.pk, "year": 2026, "today": THE_DAY, "of_office": True}
        checked = sheets.check_sheet(content, name=name, file_id=file.sha256, **told)
        told = {"actor": officer, "at": NOW}
        batch = imports.hand_in_sheet(unit_id=place.pk, name=name, file=file, checked=checked, **told)
        if number == 1:
            imports.commit_sheet(batch_id=batch.pk, checked=checked, confirm=True, with_twins=False, **told)


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


def _rounds(town):
    """Lay down a round with applications at several steps, and titles in several states.

    They live around the present day: what is on show is on show whenever the walk is made.
    """
    city, officer, at = town.city, town.officer, clock.now()
    school_clerk = a_person(Role.CLERK, city.school, username="school-clerk", name="程书言")
    early = at - timedelta(days=20)
    round_ = candidacies.a_round(city, officer, at=early, window_months=0, screeners={"": city.district.pk})
    named = candidacies.an_application(round_, city.street, a_person(Role.CLERK, city.street), at=early)
    candidacies.awarded(named, officer, at=early)
    shown = candidacies.an_application(round_, city.agency, town.clerk, at=at)
    asked = [city.school.pk, city.district.pk]
    ask_opinions(round_id=round_.pk, application_ids=[shown.pk], unit_ids=asked, actor=officer, at=at)
    candidacies.publicised(shown, officer, at=at, key="list-now")
    said = {"is_anonymous": False, "name": "周禾", "contact": "", "actor": None, "at": at}
    object_to(application_id=shown.pk, text="情况不符。", **said)
    answered = object_to(application_id=shown.pk, text="希望核实。", **said)
    answer_objection(objection_id=answered.pk, finding="reject", answer="经核实不成立。", actor=officer, at=at)
    refused = candidacies.an_application(round_, city.school, school_clerk, at=at)
    scan = storage.keep(storage.store([a_paper("签批单")]), at)
    grounds = Paper(grounds=("unmet",), reason="今年有一项条件不具备。", evidence_id=scan)
    refuse_application(application_id=refused.pk, paper=grounds, actor=officer, at=at)
    candidacies.an_application(round_, city.community, a_person(Role.CLERK, city.community), at=at)
    _titles(town, school_clerk, at)


def _titles(town, school_clerk, at):
    city, officer = town.city, town.officer
    second = a_person(Role.OFFICER, city.city, username="second-hand", name="沈若谷")
    told = {"paper": candidacies.BLAME, "actor": officer, "at": at}
    held = candidacies.a_title(city, city.agency, officer)
    seen = replace(candidacies.BLAME, evidence_id=EvidenceFile.objects.order_by("pk").first().pk)
    propose_sanction(title_id=held.pk, kind=SanctionKind.ORDER, **(told | {"paper": seen}))
    lost = candidacies.a_title(city, city.school, officer)
    sanction = propose_sanction(title_id=lost.pk, kind=SanctionKind.REVOKE, **told)
    waive_statement(sanction_id=sanction.pk, actor=school_clerk, at=at)
    confirm_sanction(sanction_id=sanction.pk, paper=candidacies.DECISION, actor=second, at=at)
    file_appeal(title_id=lost.pk, text="请求复核。", actor=school_clerk, at=at)
    candidacies.a_title(city, city.street, officer)
    draw_rechecks(unit_id=city.city.pk, honour_id=None, level="", wanted=2, seed="2026-11", actor=officer, at=at)
    candidacies.an_honour(officer, code="flag", name="流动红旗", is_flag=True)
    flag = candidacies.a_draft(honour_code="flag")
    open_programme(unit_id=city.city.pk, draft=flag, actor=officer, at=at)
    open_reviews(unit_id=city.city.pk, year=at.year, due_date=at.date() + timedelta(days=30), actor=officer, at=at)
    candidacies.a_holder(city.agency, town.clerk, HolderKind.HOUSEHOLD, "江阿水", consent_note="同意书已签")


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
        "letter_id": _pks(Letter)[:1],
        "pairing_id": _pks(Pairing),
        "programme_id": _pks(Programme),
        "round_id": _pks(Round),
        "application_id": _one_of_each(Application, "state"),
        "position": [3, 1],
        "event": list(EVENTS),
        "publicity_id": _pks(Publicity),
        "objection_id": _pks(Objection),
        "opinion_id": _pks(DepartmentOpinion),
        "session_id": _pks(CouncilSession),
        "title_id": _pks(Title),
        "sanction_id": _one_of_each(Sanction, "state"),
        "act": ["revoke", "decide", "verify", "renew", "stars", "rename"],
        "award_id": _pks(Award),
        "recheck_id": _pks(Recheck),
        "appeal_id": _pks(Appeal),
        "review_id": _pks(YearlyReview)[:2],
        "holder_id": _one_of_each(Holder, "kind"),
        "import_id": found[UnitImport],
        "number": list(Line.objects.order_by("-number").values_list("number", flat=True)[:2]),
        "key": ["anything"],
        "which": ["form", "refusal"],
        "suffix": ["docx"],
        "sha256": list(Sanction.objects.exclude(evidence=None).values_list("evidence_id", flat=True)),
    }


def _pks(model):
    return list(model.objects.order_by("pk").values_list("pk", flat=True))


def _one_of_each(model, *columns):
    """Return the first row of each sort: pages differ by sort, and the walk is long."""
    firsts = model.objects.order_by(*columns).values(*columns).annotate(first=Min("pk"))
    return [row["first"] for row in firsts]
