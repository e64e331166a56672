"""Why a mark is what it is, for pages: the sentence, the entries with their evidence, what would gain the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chuangwen.civic.assessments.models import Card
from chuangwen.civic.assessments.queries.asks import Ask, asks_of
from chuangwen.civic.assessments.queries.cards import within_reach
from chuangwen.civic.assessments.queries.cases import case_of, first_day_read
from chuangwen.civic.assessments.queries.snapshots import frozen_peers, has_ranks, latest_digest, snapshot_of
from chuangwen.civic.ledger.models import Evidence
from chuangwen.civic.ledger.queries.recent import facts_of_unit
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.queries.editions import InForce, book_of
from chuangwen.core.calendar import last_day
from chuangwen.core.rulebook import Book, NegativeItem
from chuangwen.core.rulebook.atoms import Ledger
from chuangwen.core.scoring import Fact, UnitCase, UnknownCriterion, explain, read_case
from chuangwen.core.scoring.unit import hit

ONE_DAY = timedelta(days=1)
PROVISIONAL = "名次按最近一次测评的情况暂定。"


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyEntry:
    """One ledger entry behind a mark, or left out with the reason. `last_date` is its last day, if it has one."""

    id: int
    title: str
    kind: str
    start_date: date
    last_date: date | None
    times: int
    times_word: str = "次"
    reason: str = ""
    evidence: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyView:
    """Everything behind one mark. `ask` is None for an item of the negative list."""

    edition: Edition
    document: str
    unit_id: int
    unit_name: str
    code: str
    title: str
    category: str
    clause: str
    sentence: str
    measured: str
    rule: str
    first_date: date
    last_date: date
    got: int
    most: int
    full: int
    status: str
    counted: tuple[WhyEntry, ...]
    left_out: tuple[WhyEntry, ...]
    next_step: str = ""
    gain: int = 0
    ask: Ask | None = None
    is_kept: bool = False

    @property
    def is_negative(self) -> bool:
        """Say whether this is an item of the negative list."""
        return self.ask is None

    @property
    def source(self) -> str:
        """Return where the rule stands: clause and document."""
        return f"{self.clause}，{self.document}" if self.document else self.clause


def live_why(unit: Unit, edition: Edition, code: str, today: date | None = None) -> WhyView | None:
    """Explain one mark by the ledger as it stands now, drafts among what is left out; None for an unknown code.

    Two queries, and one more for a book that ranks.
    """
    found = InForce(edition=edition, book=book_of(edition))
    case = case_of(unit, facts_of_unit(unit.pk, since=first_day_read([found])))
    digest = latest_digest(edition) if has_ranks(found.book) else None
    return _why(found, case, code, digest, is_kept=False, today=today)


def kept_why(card: Card, code: str) -> WhyView | None:
    """Explain one mark of an assessment by its own snapshot, whatever the ledger says since.

    :raises SnapshotError: the snapshot is gone or has been changed.
    """
    edition = card.assessment.edition
    found = InForce(edition=edition, book=book_of(edition))
    case = read_case(snapshot_of(card.assessment), card.unit_id)
    return _why(found, case, code, card.assessment.snapshot, is_kept=True)


def _why(
    found: InForce, case: UnitCase, code: str, digest: str | None, *, is_kept: bool, today: date | None = None
) -> WhyView | None:
    item = next((item for item in found.book.negative if item.code == code), None)
    if item:
        return _negative(found, case, item, is_kept=is_kept)
    groups = frozen_peers(found.book, found.edition.assessed_on, digest)
    peers = groups.get(found.book.group_of(case.kind))
    try:
        said = explain(found.book, case, code, found.edition.assessed_on, peers=peers, today=today)
    except UnknownCriterion:
        return None
    ask, mark = asks_of(found.book, found.edition.assessed_on)[code], said.mark
    evidence = evidence_of(fact.id for fact in said.counted)
    return WhyView(
        edition=found.edition,
        document=found.book.document,
        unit_id=case.id,
        unit_name=case.name,
        code=code,
        title=ask.text,
        category=ask.category,
        clause=ask.clause,
        sentence=said.sentence if is_kept or not ask.is_rank else f"{said.sentence}{PROVISIONAL}",
        measured=said.measured,
        rule=said.rule,
        first_date=said.window.start,
        last_date=said.window.until - ONE_DAY,
        got=mark.points,
        most=mark.possible if is_kept or ask.is_bonus else within_reach(mark),
        full=mark.full,
        status=mark.status,
        counted=tuple(_entry(fact, found.book, evidence=evidence) for fact in said.counted),
        left_out=tuple(_entry(left.fact, found.book, reason=left.reason) for left in said.left_out),
        next_step="" if is_kept else said.next_step,
        gain=0 if is_kept else said.gain,
        ask=ask,
        is_kept=is_kept,
    )


def _negative(found: InForce, case: UnitCase, item: NegativeItem, *, is_kept: bool) -> WhyView:
    """Explain an item of the negative list: the findings that it counts, and those outside its window."""
    scope, ledger = item.scope(found.edition.assessed_on), Ledger(case)
    struck = hit(item, ledger, found.edition.assessed_on)
    (atom,) = item.measure.atoms(scope)
    counted = ledger.chosen(atom)
    left = [fact for fact in ledger.of_kind(atom.kind) if fact not in counted]
    evidence = evidence_of(fact.id for fact in counted)
    words = found.book.words
    return WhyView(
        edition=found.edition,
        document=found.book.document,
        unit_id=case.id,
        unit_name=case.name,
        code=item.code,
        title=item.text,
        category="负面清单",
        clause=item.clause,
        sentence=struck.sentence if struck else "期限内没有这类记录，不扣分。",
        measured=f"{struck.times if struck else 0}{item.measure.unit}",
        rule=f"期限内有此情形的，{item.effect()}。",
        first_date=scope.window.start,
        last_date=scope.window.until - ONE_DAY,
        got=-struck.points if struck else 0,
        most=0,
        full=0,
        status="marked",
        counted=tuple(_entry(fact, found.book, evidence=evidence) for fact in counted),
        left_out=tuple(_entry(fact, found.book, reason=atom.reason(fact, words)) for fact in left),
        is_kept=is_kept,
    )


def _entry(
    fact: Fact, book: Book, *, reason: str = "", evidence: Mapping[int, tuple[tuple[int, str], ...]] | None = None
) -> WhyEntry:
    kind = book.words.kinds.get(fact.kind)
    return WhyEntry(
        id=fact.id,
        title=fact.title or (kind.name if kind else fact.kind),
        kind=kind.name if kind else fact.kind,
        start_date=fact.start_date,
        last_date=last_day(fact.until_date),
        times=fact.times,
        times_word=kind.times if kind else "次",
        reason=reason,
        evidence=(evidence or {}).get(fact.id, ()),
    )


def evidence_of(entry_ids: Iterable[int]) -> Mapping[int, tuple[tuple[int, str], ...]]:
    """Return the evidence of entries as (id, name), in one query; none is asked for no entries."""
    ids = list(entry_ids)
    found: dict[int, tuple[tuple[int, str], ...]] = {}
    rows = Evidence.objects.filter(entry_id__in=ids, removed_at=None).order_by("id") if ids else Evidence.objects.none()
    for entry_id, evidence_id, name in rows.values_list("entry_id", "id", "name"):
        found[entry_id] = (*found.get(entry_id, ()), (evidence_id, name))
    return found
