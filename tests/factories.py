"""Real rows for tests. `a_unit()` and its like are the words that tests use.

Each factory makes one believable row; say only what the test is about.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from chuangwen.civic.assessments.models import Assessment, Card, Preview
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.ledger.models import Entry, Evidence, EvidenceFile, ImportBatch, Proposal, SourceDocument
from chuangwen.civic.orgs.enums import BodyKind, Role, Seat
from chuangwen.civic.orgs.models import STEP, Body, BodyMember, Grant, Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.rulebooks.enums import EditionStatus
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.titles.enums import Verb
from chuangwen.civic.titles.models import Honour, Programme
from chuangwen.core.lifecycle import DEFAULT_STEPS

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2025, 11, 20, 12, 0, tzinfo=SHANGHAI)
TODAY = NOON.date()
ONE_DAY = timedelta(days=1)
PASSWORD = "云岭-Chuangwen-2025"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"林小满{n}")
    password = factory.django.Password(PASSWORD)
    created_at = NOON


def _next_path(parent: Unit | None) -> str:
    siblings = Unit.objects.filter(parent=parent).count()
    return (parent.path if parent else "") + str(siblings + 1).zfill(STEP)


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    parent = None
    path = factory.LazyAttribute(lambda unit: _next_path(unit.parent))
    kind = "agency"
    name = factory.Sequence(lambda n: f"示例单位{n}")


class GrantFactory(DjangoModelFactory):
    class Meta:
        model = Grant

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(UnitFactory)
    role = Role.CLERK
    from_date = date(2025, 1, 1)


class BodyFactory(DjangoModelFactory):
    class Meta:
        model = Body

    unit = factory.SubFactory(UnitFactory)
    kind = BodyKind.LEADING_GROUP
    name = factory.Sequence(lambda n: f"文明创建领导小组{n}")
    from_date = date(2025, 1, 1)


class BodyMemberFactory(DjangoModelFactory):
    class Meta:
        model = BodyMember

    body = factory.SubFactory(BodyFactory)
    name = factory.Sequence(lambda n: f"周禾{n}")
    seat = Seat.MEMBER
    from_date = date(2025, 1, 1)


class EntryFactory(DjangoModelFactory):
    """A confirmed meeting of one day, unless told otherwise."""

    class Meta:
        model = Entry

    unit = factory.SubFactory(UnitFactory)
    kind = "meeting"
    topic = "creation"
    title = factory.Sequence(lambda n: f"第{n}次创建工作专题会")
    start_date = date(2025, 3, 5)
    until_date = factory.LazyAttribute(lambda entry: entry.start_date + ONE_DAY)
    status = Status.CONFIRMED
    created_by = factory.SubFactory(UserFactory)
    created_at = NOON
    confirmed_by = factory.LazyAttribute(lambda entry: None if _is_unconfirmed(entry) else entry.created_by)
    confirmed_at = factory.LazyAttribute(lambda entry: None if _is_unconfirmed(entry) else NOON)


def _is_unconfirmed(entry) -> bool:
    return entry.status in {Status.DRAFT, Status.DISCARDED}


class EvidenceFileFactory(DjangoModelFactory):
    class Meta:
        model = EvidenceFile

    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    size = 1024
    media_type = "image/jpeg"
    original = factory.LazyAttribute(lambda file: f"originals/{file.sha256}")
    added_at = NOON


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = Evidence

    entry = factory.SubFactory(EntryFactory)
    form = "link"
    proof = "report"
    name = "会议报道"
    url = factory.Sequence(lambda n: f"https://news.example/{n}")
    added_by = factory.LazyAttribute(lambda evidence: evidence.entry.created_by)
    added_at = NOON


class SourceDocumentFactory(DjangoModelFactory):
    class Meta:
        model = SourceDocument

    unit = factory.SubFactory(UnitFactory)
    name = "2025年度文明创建工作总结.txt"
    text = "全年召开专题会议4次，开展志愿服务活动12场。"
    digest = factory.Sequence(lambda n: f"{n:064x}")
    from_date = date(2025, 1, 1)
    until_date = date(2026, 1, 1)
    added_by = factory.SubFactory(UserFactory)
    added_at = NOON


class ImportBatchFactory(DjangoModelFactory):
    class Meta:
        model = ImportBatch

    unit = factory.SubFactory(UnitFactory)
    name = "台账.xlsx"
    file = factory.SubFactory(EvidenceFileFactory)
    default_year = 2025
    added_by = factory.SubFactory(UserFactory)
    added_at = NOON


class ProposalFactory(DjangoModelFactory):
    class Meta:
        model = Proposal

    document = factory.SubFactory(SourceDocumentFactory)
    position = factory.Sequence(lambda n: n)
    start, end = 2, 10
    number_start, number_end = 8, 9
    kind = "meeting"
    title = "召开专题会议4次"
    value = 4
    unit_word = "次"
    confidence = 90
    because = "“召开……会议”加数量"


class EditionFactory(DjangoModelFactory):
    """A published edition. Its text is empty: give `canonical` when a test marks by it."""

    class Meta:
        model = Edition

    unit = factory.SubFactory(UnitFactory, kind="city")
    code = "city-unit"
    edition = factory.Sequence(lambda n: f"2025-{n}")
    title = "市级文明单位测评细则（示例）"
    digest = factory.Sequence(lambda n: f"{n:064x}")
    canonical = ""
    assessed_on = date(2025, 12, 31)
    status = EditionStatus.PUBLISHED
    added_at = NOON
    published_at = NOON
    published_by = factory.SubFactory(UserFactory)


class AssessmentFactory(DjangoModelFactory):
    class Meta:
        model = Assessment

    edition = factory.SubFactory(EditionFactory)
    unit = factory.LazyAttribute(lambda assessment: assessment.edition.unit)
    assessed_on = date(2025, 12, 31)
    snapshot = factory.Sequence(lambda n: f"{n:064x}")
    engine = "1"
    status = "finished"
    started_by = factory.SubFactory(UserFactory)
    started_at = NOON
    finished_at = NOON


class CardFactory(DjangoModelFactory):
    class Meta:
        model = Card

    assessment = factory.SubFactory(AssessmentFactory)
    unit = factory.SubFactory(UnitFactory)
    certain, possible, full = 80_000, 80_000, 100_000
    verdict = "pass"
    position, group_size = 1, 1


class PreviewFactory(DjangoModelFactory):
    class Meta:
        model = Preview

    edition = factory.SubFactory(EditionFactory)
    unit = factory.SubFactory(UnitFactory)
    certain, possible, full = 80_000, 80_000, 100_000
    verdict = "pass"
    ledger_revision = 0
    engine = "1"
    refreshed_at = NOON


class HonourFactory(DjangoModelFactory):
    class Meta:
        model = Honour

    code = factory.Sequence(lambda n: f"civilised-unit-{n}")
    name = "文明单位"
    holder_kinds = ["unit"]
    added_by = factory.SubFactory(UserFactory)
    added_at = NOON


class ProgrammeFactory(DjangoModelFactory):
    """An honour at city level, as an approved document orders it."""

    class Meta:
        model = Programme

    honour = factory.SubFactory(HonourFactory)
    unit = factory.SubFactory(UnitFactory, kind="city")
    level = "city"
    awarding_body = "云岭市文明委"
    verb = Verb.NAMED
    basis = "关于开展市级文明单位创建活动的批复"
    basis_number = "云文明委〔2025〕1号"
    basis_date = date(2025, 1, 6)
    from_date = date(2025, 1, 10)
    term_months = 36
    steps = list(DEFAULT_STEPS)
    conditions = ["一年内没有负面清单所列情形。"]
    grounds = [{"code": "g1", "text": "材料不实。"}]
    opened_by = factory.SubFactory(UserFactory)
    opened_at = NOON


a_user = UserFactory.create
a_unit = UnitFactory.create
a_grant = GrantFactory.create
a_body = BodyFactory.create
a_member = BodyMemberFactory.create
an_entry = EntryFactory.create
a_file = EvidenceFileFactory.create
an_evidence = EvidenceFactory.create
a_document = SourceDocumentFactory.create
a_batch = ImportBatchFactory.create
a_proposal = ProposalFactory.create
an_edition = EditionFactory.create
an_assessment = AssessmentFactory.create
a_card = CardFactory.create
a_preview = PreviewFactory.create
an_honour = HonourFactory.create
a_programme = ProgrammeFactory.create


def a_person(role: Role, unit: Unit, **columns) -> User:
    """Return a user who holds a role at a unit, and so over its subtree."""
    user = a_user(**columns)
    a_grant(user=user, unit=unit, role=role)
    return user


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A small tree: two districts, so that every test has a place it may not see."""

    city: Unit
    office: Unit
    district: Unit
    street: Unit
    community: Unit
    agency: Unit
    school: Unit
    other_district: Unit
    other_agency: Unit


def a_city() -> City:
    """Return 云岭市 with 青石区 (a street, a community, an agency, a school) and 临江区 (an agency)."""
    city = a_unit(kind="city", name="云岭市")
    district = a_unit(parent=city, kind="district", name="青石区")
    other = a_unit(parent=city, kind="district", name="临江区")
    street = a_unit(parent=district, kind="street", name="槐荫街道")
    return City(
        city=city,
        office=a_unit(parent=city, kind="office", name="云岭市文明办"),
        district=district,
        street=street,
        community=a_unit(parent=street, kind="community", name="梧桐里社区", households=1200),
        agency=a_unit(parent=district, kind="agency", name="青石区税务局", staff=86),
        school=a_unit(parent=district, kind="school", name="青石区实验小学", staff=120),
        other_district=other,
        other_agency=a_unit(parent=other, kind="agency", name="临江区水务局", staff=45),
    )
