"""A fact as somebody means to record it, and what still stands against it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from chuangwen.core.catalogue.kinds import Catalogue, Kind, Quantity

TITLE_LIMIT = 120
PLACE_LIMIT = 120
NOTE_LIMIT = 500
MOST_TIMES = 1_000_000
MOST_DIGITS = 15  # of a quantity as a stored integer: sums stay exact in 64 bits
EARLIEST = date(1949, 10, 1)
ONE_DAY = timedelta(days=1)
FOREVER = date.max  # the end of what lasts and has not ended: a title without a term, a problem not yet closed
TOPIC_LABELS = {"title_held": "荣誉代码", "prior_mark": "细则代码"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FactDraft:
    """One fact before the ledger takes it.

    Shape: what a ledger entry says, without its unit, evidence and source.
    `until_date` is exclusive; None means that the fact took one day.
    `is_self_reported` has three values: reported, found by others, not stated (None).
    Units: `quantities` holds values as printed (2.5 for 2.5 小时), by code.
    """

    kind: str
    title: str
    start_date: date | None
    until_date: date | None = None
    topic: str = ""
    times: int = 1
    quantities: Mapping[str, Decimal] = field(default_factory=dict)
    level: str = ""
    medium: str = ""
    place: str = ""
    note: str = ""
    is_approximate: bool = False
    is_self_reported: bool | None = None

    @property
    def end_date(self) -> date | None:
        """Return the day after the last day.

        >>> FactDraft(kind="meeting", title="例会", start_date=date(2025, 3, 1)).end_date
        datetime.date(2025, 3, 2)
        """
        if self.until_date is None and self.start_date is not None:
            return self.start_date + ONE_DAY if self.start_date < date.max else self.start_date
        return self.until_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with one field, fit to show a person.

    `field` is the name of a FactDraft field, or `quantities.<code>`. A problem
    that `bars_draft` must be mended before even a draft can be kept.
    """

    field: str
    message: str
    bars_draft: bool = False


Check = Callable[[FactDraft, Kind, Catalogue], Iterator[Problem]]


def problems_of(draft: FactDraft, catalogue: Catalogue, *, today: date | None = None) -> tuple[Problem, ...]:
    """Return everything that keeps the draft from being confirmed; empty when nothing does.

    `today` is the day that no fact may lie behind; None leaves that to the caller.

    >>> from chuangwen.core.catalogue import load
    >>> empty = load("{version: '1', topics: {}, evidence: {}, levels: {}, media: {}, kinds: []}")
    >>> [p.field for p in problems_of(FactDraft(kind="x", title="例会", start_date=date(2025, 3, 1)), empty)]
    ['kind']
    """
    kind = catalogue.kinds.get(draft.kind)
    if kind is None:
        said = f"没有“{draft.kind}”这个类别" if draft.kind else "请选择类别"
        return (Problem(field="kind", message=f"{said}，请从类别表里选择。", bars_draft=True),)
    found = [problem for check in CHECKS for problem in check(draft, kind, catalogue)]
    found += _dates(draft, kind, today)
    return tuple(found)


def bars_draft(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return those of the problems that even a draft may not have."""
    return tuple(problem for problem in problems if problem.bars_draft)


def _texts(draft: FactDraft, kind: Kind, catalogue: Catalogue) -> Iterator[Problem]:
    if not draft.title.strip():
        yield Problem(field="title", message="请填写标题，一句话说清做了什么。")
    for name, label, limit in (
        ("title", "标题", TITLE_LIMIT),
        ("place", "地点", PLACE_LIMIT),
        ("note", "说明", NOTE_LIMIT),
    ):
        text: str = getattr(draft, name)
        if len(text) > limit:
            said = f"{label}最多{limit}个字，现在有{len(text)}个字，请缩短。"
            yield Problem(field=name, message=said, bars_draft=True)
        if "\0" in text:
            yield Problem(field=name, message=f"{label}里有不能保存的字符，请重新输入。", bars_draft=True)


def _words(draft: FactDraft, kind: Kind, catalogue: Catalogue) -> Iterator[Problem]:
    if draft.topic and kind.topics and draft.topic not in kind.topics:
        name = catalogue.topics.get(draft.topic, draft.topic)
        yield Problem(field="topic", message=f"“{kind.name}”没有“{name}”这个主题，请重新选择。", bars_draft=True)
    if not kind.topics and not draft.topic:
        yield Problem(field="topic", message=f"请填写{topic_label(kind)}，测评时靠它对应。")
    levels, media = catalogue.levels_of(kind), catalogue.media if "medium" in kind.fields else {}
    for field_name, label, words in (("level", level_label(kind), levels), ("medium", "媒介", media)):
        code: str = getattr(draft, field_name)
        if code and not words:
            yield _not_asked(field_name, label, kind)
        elif code and code not in words:
            said = f"没有“{code}”这种{label}，可以选{'、'.join(words.values())}。"
            yield Problem(field=field_name, message=said, bars_draft=True)
    if draft.place and "place" not in kind.fields:
        yield _not_asked("place", "地点", kind)
    if draft.is_self_reported is not None and "self_reported" not in kind.fields:
        yield _not_asked("is_self_reported", "是否主动报告", kind)


def level_label(kind: Kind) -> str:
    """Return what the field of the level is called: a problem found has a severity there."""
    return "严重程度" if "severity" in kind.fields else "级别"


def topic_label(kind: Kind) -> str:
    """Return what the topic of a kind is called: kinds without topics of their own take a code there."""
    return TOPIC_LABELS.get(kind.code, "主题")


def _not_asked(field_name: str, label: str, kind: Kind) -> Problem:
    said = f"“{kind.name}”不需要填写{label}，请留空。"
    return Problem(field=field_name, message=said, bars_draft=True)


def _counts(draft: FactDraft, kind: Kind, catalogue: Catalogue) -> Iterator[Problem]:
    if not 1 <= draft.times <= MOST_TIMES:
        said = f"{kind.times}数应在1到{MOST_TIMES:,}之间，请核对。"
        yield Problem(field="times", message=said, bars_draft=True)
    for code, value in draft.quantities.items():
        quantity = kind.quantity(code)
        said = _against(value, quantity) if quantity else f"“{kind.name}”没有“{code}”这项数量，请去掉。"
        if said:
            yield Problem(field=f"quantities.{code}", message=said, bars_draft=True)


def _against(value: Decimal, quantity: Quantity) -> str:
    if not value.is_finite():
        return f"{quantity.name}不是数字，请填写数字。"
    if value < 0:
        return f"{quantity.name}不能是负数，请核对。"
    if value.adjusted() + quantity.places >= MOST_DIGITS:
        return f"{quantity.name}太大，请核对单位是不是“{quantity.unit}”。"
    if value != value.quantize(Decimal(1).scaleb(-quantity.places)):
        places = f"最多保留{quantity.places}位小数" if quantity.places else "应是整数"
        return f"{quantity.name}（{quantity.unit}）{places}，请核对。"
    return ""


def _dates(draft: FactDraft, kind: Kind, today: date | None) -> Iterator[Problem]:
    start, end = draft.start_date, draft.end_date
    if start is None or end is None:
        yield Problem(field="start_date", message="请填写日期。", bars_draft=True)
        return
    if start < EARLIEST:
        yield Problem(field="start_date", message=f"开始日期{start}太早，请核对年份。", bars_draft=True)
    if end <= start:
        yield Problem(field="until_date", message="结束日期不能早于开始日期。", bars_draft=True)
    elif today is not None and start > today:
        said = f"开始日期{start}还没有到。台账只记已经发生的事，请核对日期，或等发生后再记。"
        yield Problem(field="start_date", message=said)
    elif today is not None and end - ONE_DAY > today and not kind.term:
        said = f"结束日期{end - ONE_DAY}还没有到。请把结束日期改到今天以前，没有完成的部分以后再记。"
        yield Problem(field="until_date", message=said)


CHECKS: tuple[Check, ...] = (_texts, _words, _counts)
