"""What stands behind the doors: one side within a person's reach, one outside, each with the same things.

A door of the walk (`test_doors.py`) names what it needs by a method of `Side`:
`Side.unit`, `Side.entry` … Each gives the arguments of the URL and makes the
thing when it is first asked for. To add a kind of thing, add a property that
makes it and a method that gives its arguments.
"""

from dataclasses import replace
from functools import cached_property
from io import BytesIO
from types import SimpleNamespace

from PIL import Image

from chuangwen import clock
from chuangwen.batch.progress import ProgressLine
from chuangwen.civic.assessments.operations import assess_units
from chuangwen.civic.assessments.work import seal_in_stages
from chuangwen.civic.jobs.models import Job
from chuangwen.civic.jobs.operations import enqueue
from chuangwen.civic.journal import pen
from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.access import READ
from chuangwen.civic.ledger.operations.imports import hand_in_sheet
from chuangwen.civic.ledger.operations.lexicon import teach_term
from chuangwen.civic.ledger.queries import imports as sheets
from chuangwen.civic.letters import pen as letters
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Pairing, UnitImport
from chuangwen.civic.rounds.models import Application, Award, DepartmentOpinion, Objection
from chuangwen.civic.rounds.operations.publicity import object_to
from chuangwen.civic.titles.enums import HolderKind, SanctionKind
from chuangwen.civic.titles.models import Appeal, Sanction, YearlyReview
from chuangwen.civic.titles.operations.draws import draw_rechecks
from chuangwen.civic.titles.operations.sanctions import propose_sanction
from tests.civic import candidacies
from tests.civic.small_books import a_published_book, texts
from tests.core.sheets.making import workbook
from tests.factories import (
    NOON,
    TODAY,
    a_body,
    a_document,
    a_grant,
    a_member,
    a_person,
    a_programme,
    a_proposal,
    a_unit,
    a_user,
    an_entry,
    an_evidence,
)


class Side:
    """A district with an agency, and things that belong to them."""

    def __init__(self, city, district, agency, clerk, officer):
        self.city, self.place, self.agency, self.clerk, self.officer = city, district, agency, clerk, officer

    # Things, made when first asked for ---------------------------------------
    @cached_property
    def _entry(self):
        return an_entry(unit=self.agency, created_by=self.clerk)

    @cached_property
    def _finding(self):
        return an_entry(unit=self.agency, created_by=self.officer, kind="opinion", quantities={"score": 9000})

    @cached_property
    def _programme(self):
        return a_programme(unit=self.place)

    @cached_property
    def _application(self):
        """An application that is on show today."""
        at = clock.now()
        round_ = candidacies.a_round(SimpleNamespace(city=self.place), self.officer, at=at)
        made = candidacies.an_application(round_, self.agency, a_person(Role.CLERK, self.agency), at=at)
        candidacies.publicised(made, self.officer, at=at, key=f"list-{made.pk}")
        made.refresh_from_db()
        return made

    @cached_property
    def _objection(self):
        told = {"is_anonymous": True, "name": "", "contact": "", "actor": None, "at": clock.now()}
        return object_to(application_id=self._application.pk, text="情况不符。", **told)

    @cached_property
    def _opinion(self):
        """What the agency is asked, of whom does not matter."""
        told = {"due_date": clock.today(), "asked_by": self.officer, "asked_at": clock.now()}
        return DepartmentOpinion.objects.create(application=self._application, unit=self.agency, **told)

    @cached_property
    def _title(self):
        return candidacies.a_title(SimpleNamespace(city=self.place), self.agency, self.officer, level="county")

    @cached_property
    def _review(self):
        return YearlyReview.objects.create(title=self._title, year=2025, due_date=clock.today())

    @cached_property
    def _sanction(self):
        """A warning that waits for the agency's statement, with a picture as its evidence."""
        blame = replace(candidacies.BLAME, evidence_id=self._evidence.file_id)
        told = {"kind": SanctionKind.WARN, "paper": blame, "actor": self.officer, "at": clock.now()}
        return propose_sanction(title_id=self._title.pk, **told)

    @cached_property
    def _flag(self):
        return a_programme(unit=self.place, honour__is_flag=True)

    @cached_property
    def _award(self):
        told = {"document": "命名决定", "number": "云文明委〔2025〕8号", "decided_date": TODAY, "from_date": TODAY}
        told |= {"added_by": self.officer, "added_at": NOON}
        return Award.objects.create(round=self._application.round, **told)

    @cached_property
    def _appeal(self):
        told = {"text": "请重新核查。", "filed_by": self.officer, "filed_at": NOON, "due_date": TODAY}
        return Appeal.objects.create(title=self._title, **told)

    @cached_property
    def _holder(self):
        told = {"kind": HolderKind.HOUSEHOLD, "name": "周禾家庭", "consent_note": "已签字"}
        return candidacies.a_holder(self.agency, self.officer, **told)

    @cached_property
    def _draft(self):
        return an_entry(unit=self.agency, created_by=self.clerk, status="draft")

    @cached_property
    def _evidence(self):
        paper = BytesIO()
        Image.new("RGB", (40, 30), "teal").save(paper, "PNG")
        file = storage.row_of(storage.store([paper.getvalue()]), NOON)
        file.save()
        return an_evidence(entry=self._entry, form="file", proof="photo", name="会场.png", file=file, url="")

    @cached_property
    def _batch(self):
        """A sheet that waits for its preview to be looked over."""
        content = workbook(["类别", "标题", "日期"], ["会议", "创建工作专题会", "2025-03-05"])
        return self._handed_in(content, self.agency, self.clerk)

    @cached_property
    def _office_batch(self):
        """A sheet of the office's records that waits for its preview to be looked over."""
        content = workbook(
            ["单位", "类别", "标题", "日期", "抽查点位"], [self.agency.name, "实地考察", "季度考察", "2025-03-05", 4]
        )
        return self._handed_in(content, self.place, self.officer, of_office=True)

    def _handed_in(self, content, unit, actor, *, of_office=False):
        name, told = "台账.xlsx", {"unit_id": unit.pk, "year": 2025, "today": TODAY, "of_office": of_office}
        file = storage.store([content])
        checked = sheets.check_sheet(content, name=name, file_id=file.sha256, **told)
        return hand_in_sheet(unit_id=unit.pk, name=name, file=file, checked=checked, actor=actor, at=NOON)

    @cached_property
    def _document(self):
        return a_document(unit=self.agency, added_by=self.clerk, file=self._evidence.file)

    @cached_property
    def _reading_job(self):
        params = {"name": "总结.pdf", "file": {"sha256": f"{self.agency.pk:064}"}}
        return enqueue(kind=READ, params=params, unit_id=self.agency.pk, actor=self.clerk, at=NOON)

    @cached_property
    def _term(self):
        told = {"words": "提灯夜话", "kind": "activity", "topic": ""}
        return teach_term(unit_id=self.agency.pk, **told, actor=self.clerk, at=NOON)

    @cached_property
    def _proposal(self):
        return a_proposal(document=self._document)

    @cached_property
    def _edition(self):
        return a_published_book(self.place, texts(**{"book: small": f"book: small{self.place.pk}"}))

    @cached_property
    def _assessment(self):
        return assess_units(edition_id=self._edition.pk, unit_id=self.place.pk, actor=self.officer, at=NOON)

    @cached_property
    def _job(self):
        """A job that nobody of the walk has asked for."""
        return Job.objects.create(
            kind="assess", key=f"{self.place.pk}", unit=self.place, requested_by=self.officer, requested_at=NOON
        )

    @cached_property
    def _body(self):
        return a_body(unit=self.agency)

    @cached_property
    def _member(self):
        return a_member(body=self._body)

    @cached_property
    def _sheet(self):
        return UnitImport.objects.create(unit=self.place, name="单位.xlsx", added_by=self.officer, added_at=NOON)

    @cached_property
    def _account(self):
        return a_user()

    @cached_property
    def _grant(self):
        return a_grant(user=self._account, unit=self.agency)

    @cached_property
    def _line(self):
        return pen.write("unit.changed", self.agency, actor=self.officer, at=NOON, unit_id=self.agency.pk)

    @cached_property
    def _letter(self):
        note = letters.Note(
            token=f"walk:{self.agency.pk}", subject="材料已退回", unit=self.agency, roles=letters.CLERKS
        )
        return letters.post(note, at=NOON)

    # Arguments of a URL --------------------------------------------------------
    def nothing(self):
        return ()

    def unit(self):
        return (self.agency.pk,)

    def unit_and_edition(self):
        return (self.agency.pk, self._edition.pk)

    def criterion(self):
        return (self.agency.pk, self._edition.pk, "I-1")

    def clause(self):
        return (self._edition.pk, "I-1")

    def entry(self):
        return (self._entry.pk,)

    def round(self):
        return (self._application.round_id,)

    def application(self):
        return (self._application.pk,)

    def unit_and_round(self):
        return (self.agency.pk, self._application.round_id)

    def application_and_paper(self):
        return (self._application.pk, "form", "docx")

    def screened(self):
        Application.objects.filter(pk=self._application.pk).update(screener=self.agency)
        return (self._application.pk,)

    def opinion(self):
        return (self._opinion.pk,)

    def title(self):
        return (self._title.pk,)

    def title_and_act(self):
        return (self._title.pk, "warn")

    def recheck(self):
        told = {"honour_id": None, "level": "", "wanted": 1, "seed": "云岭", "actor": self.officer, "at": NOON}
        assert self._title
        return (draw_rechecks(unit_id=self.place.pk, **told).pk,)

    def flag(self):
        return (self._flag.pk,)

    def refused_application(self):
        Application.objects.filter(pk=self._application.pk).update(state="refused")
        return (self._application.pk,)

    def answered_objection(self):
        Objection.objects.filter(pk=self._objection.pk).update(state="rejected", answer="经核查不属实。")
        return (self._objection.pk,)

    def award(self):
        return (self._award.pk,)

    def confirmed_sanction(self):
        told = {"state": "confirmed", "decided_by": self.clerk, "decided_at": NOON}
        Sanction.objects.filter(pk=self._sanction.pk).update(**told)
        return (self._sanction.pk,)

    def title_as_docx(self):
        return (self._title.pk, "docx")

    def title_and_evidence(self):
        return (self._title.pk, self._sanction.evidence_id)

    def review(self):
        return (self._review.pk,)

    def sanction(self):
        return (self._sanction.pk,)

    def sanction_as_docx(self):
        return (self._sanction.pk, "docx")

    def appeal(self):
        return (self._appeal.pk,)

    def holder(self):
        return (self._holder.pk,)

    def round_and_step(self):
        return (self._application.round_id, "settle")

    def application_and_scan(self):
        return (self._application.pk, 1)

    def objection(self):
        return (self._objection.pk,)

    def publicity(self):
        return (self._application.publicity_id,)

    def publicity_and_application(self):
        return (self._application.publicity_id, self._application.pk)

    def programme(self):
        return (self._programme.pk,)

    def letter(self):
        return (self._letter.pk,)

    def finding(self):
        return (self._finding.pk,)

    def draft(self):
        return (self._draft.pk,)

    def evidence(self):
        return (self._evidence.pk,)

    def batch(self):
        return (self._batch.pk,)

    def office_batch(self):
        return (self._office_batch.pk,)

    def document(self):
        return (self._document.pk,)

    def document_page(self):
        return (self._document.pk, "1")  # a number of a page, not of a thing

    def reading_job(self):
        return (self._reading_job.pk,)

    def term(self):
        return (self._term.pk,)

    def proposal(self):
        return (self._proposal.pk,)

    def edition(self):
        return (self._edition.pk,)

    def assessment(self):
        return (self._assessment.pk,)

    def sealed(self):
        seal_in_stages(assessment_id=self._assessment.pk, actor=self.officer, watch=ProgressLine())
        return (self._assessment.pk,)

    def card(self):
        return (self._assessment.pk, self.agency.pk)

    def card_criterion(self):
        return (self._assessment.pk, self.agency.pk, "I-1")

    def job(self):
        return (self._job.pk,)

    def pairing(self):
        other = a_unit(parent=self.place, kind="agency")
        told = {"kind": "joint", "document": "云文明委〔2025〕6号", "from_date": TODAY}
        return (Pairing.objects.create(unit=self.agency, partner=other, **told).pk,)

    def body(self):
        return (self._body.pk,)

    def member(self):
        return (self._member.pk,)

    def sheet(self):
        return (self._sheet.pk,)

    def account(self):
        return (self._account.pk,)

    def grant(self):
        return (self._grant.pk,)

    def line(self):
        return (self._line.pk,)

    # Query strings ---------------------------------------------------------------
    def as_parent(self):
        return {"parent": self.place.pk}

    def as_place(self):
        return {"place": self.place.pk}

    def under(self):
        return {"under": self.place.pk}
