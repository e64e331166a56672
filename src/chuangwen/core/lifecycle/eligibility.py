"""Whether a holder may apply: every reason against it, at once, with where it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

LEVELS = ("internal", "county", "city", "provincial", "national")
LEVEL_NAMES = {"internal": "单位内部", "county": "县级", "city": "市级", "provincial": "省级", "national": "国家级"}
HOLDING = frozenset({"awarded", "reviewed_ok"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A title as the ladder sees it: at its level, in its state, until a day (exclusive; None = open)."""

    honour: str
    level: str
    state: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A finding against the applicant: its title, its day, and where it is recorded."""

    entry_id: int
    title: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a programme asks. Marks in milli-points; `window_months` looks back from the day of applying."""

    honour: str
    level: str
    holder_kinds: frozenset[str]
    unit_kinds: frozenset[str]
    basis: str
    needs_level: str = ""
    apply_line: int | None = None
    window_months: int = 12
    least_held_months: int = 0
    renew_months: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Who applies: what it holds, what was found, what it would score today."""

    holder_kind: str
    unit_kind: str
    is_open: bool = True
    held: tuple[Held, ...] = ()
    incidents: tuple[Incident, ...] = ()
    mark: int | None = None
    is_exempt: bool = False
    has_applied: bool = False
    has_consent: bool = True
    vetoes: tuple[str, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """One reason against applying: `code` names the condition, `entries` the facts behind it."""

    code: str
    said: str
    remedy: str
    entries: tuple[int, ...] = ()


def hindrances(terms: Terms, candidate: Candidate, today: date) -> tuple[Hindrance, ...]:
    """Return everything that stands against an application today; empty when it may be made."""
    checks = (_basis, _kind, _ladder, _standing, _incidents, _mark)
    return tuple(found for check in checks for found in check(terms, candidate, today))


def months_before(day: date, months: int) -> date:
    """Return the same day of the month so many months earlier, or that month's last day.

    >>> months_before(date(2026, 3, 31), 1)
    datetime.date(2026, 2, 28)
    """
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(years, month + 1, min(day.day, last))
        except ValueError:
            continue
    return date(years, month + 1, 28)


def months_after(day: date, months: int) -> date:
    """Return the same day of the month so many months later, or that month's last day.

    >>> months_after(date(2026, 1, 31), 36)
    datetime.date(2029, 1, 31)
    """
    return months_before(day, -months)


def _basis(terms: Terms, candidate: Candidate, today: date) -> Iterator[Hindrance]:
    if not terms.basis.strip():
        yield Hindrance(code="basis", said="这项评选没有批准依据。", remedy="请等主管部门补全批准文件。")
    if not candidate.is_open:
        yield Hindrance(code="closed", said="单位已停用。", remedy="请与文明办联系。")
    if candidate.has_applied:
        yield Hindrance(code="twice", said="本轮已经申报过。", remedy="请打开已有的申报继续办理。")
    if not candidate.has_consent:
        yield Hindrance(code="consent", said="还没有本人或户主的同意。", remedy="请先登记同意书。")


def _kind(terms: Terms, candidate: Candidate, today: date) -> Iterator[Hindrance]:
    if candidate.holder_kind not in terms.holder_kinds:
        yield Hindrance(code="holder", said="这项称号不授予这一类对象。", remedy="请选择适合的称号。")
    elif terms.unit_kinds and candidate.unit_kind not in terms.unit_kinds:
        yield Hindrance(code="kind", said="这项称号不面向这一类单位。", remedy="请选择适合本单位类型的称号。")


def _ladder(terms: Terms, candidate: Candidate, today: date) -> Iterator[Hindrance]:
    if not terms.needs_level or candidate.is_exempt:
        return
    below = [held for held in candidate.held if held.honour == terms.honour and held.level == terms.needs_level]
    name = LEVEL_NAMES[terms.needs_level]
    good = [held for held in below if _is_held(held, today)]
    if not good:
        why = "已有的称号不在有效期内，或正在处理" if below else f"还没有{name}称号"
        yield Hindrance(code="ladder", said=f"申报须先持有{name}同类称号：{why}。", remedy=f"请先取得{name}称号。")
    elif all(held.since > months_before(today, terms.least_held_months) for held in good):
        said = f"{name}称号持有未满{terms.least_held_months}个月。"
        yield Hindrance(code="ladder_time", said=said, remedy="请满期后再申报。")


def _is_held(held: Held, today: date) -> bool:
    return held.state in HOLDING and held.since <= today and (held.until is None or today < held.until)


def _standing(terms: Terms, candidate: Candidate, today: date) -> Iterator[Hindrance]:
    for held in candidate.held:
        if held.honour != terms.honour or held.level != terms.level or not _is_held(held, today):
            continue
        if held.until is None or months_before(held.until, terms.renew_months) > today:
            said = f"已持有{LEVEL_NAMES[terms.level]}称号，还在有效期内。"
            yield Hindrance(code="held", said=said, remedy=f"到期前{terms.renew_months}个月内可以申请重新命名。")


def _incidents(terms: Terms, candidate: Candidate, today: date) -> Iterator[Hindrance]:
    since = months_before(today, terms.window_months)
    found = [each for each in candidate.incidents if since <= each.day <= today]
    if found:
        said = f"{terms.window_months}个月内有负面情形：{'、'.join(each.title for each in found)}。"
        remedy = "如认定有误，请先向文明办申请更正记录。"
        yield Hindrance(code="incident", said=said, remedy=remedy, entries=tuple(each.entry_id for each in found))
    for said in candidate.vetoes:
        yield Hindrance(code="veto", said=said, remedy="请对照负面清单核对。")


def _mark(terms: Terms, candidate: Candidate, today: date) -> Iterator[Hindrance]:
    if terms.apply_line is None:
        return
    if candidate.mark is None:
        yield Hindrance(code="no_mark", said="还没有自评得分。", remedy="请先核对台账，确认适用的测评细则。")
    elif candidate.mark < terms.apply_line:
        said = f"自评得分{candidate.mark / 1000:.2f}，低于申报线{terms.apply_line / 1000:.2f}。"
        yield Hindrance(code="mark", said=said, remedy="请补齐台账记录，得分会随之更新。")
