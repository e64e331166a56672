"""`chuangwen rulebook try` and `diff --on`: a changed book tried on a snapshot, told as tables or as JSON."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from chuangwen.batch import database
from chuangwen.batch.arguments import NotFound, day
from chuangwen.batch.speech import columns, say
from chuangwen.civic.assessments.enums import AssessmentStatus
from chuangwen.civic.assessments.models import Assessment
from chuangwen.civic.assessments.queries.snapshots import snapshot_of
from chuangwen.civic.rulebooks.queries.editions import book_of
from chuangwen.core.refusals import Refusal
from chuangwen.core.rulebook import Book
from chuangwen.core.rulebook.words import UNIT_KINDS, points
from chuangwen.core.scoring import Snapshot, SnapshotError, open_snapshot
from chuangwen.core.scoring.examples import usual_day
from chuangwen.core.scoring.tryon import FATE_NAMES, KEPT, REST, Impact, UnitMove, figures, first_day, try_on

MOST = 10


class NotTried(Refusal):
    """The snapshot cannot be read, or the books cannot be tried on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a draft is tried on: a snapshot, the day, and the book that marked it, where one did."""

    snapshot: Snapshot
    day: date | None
    book: Book | None


def add_options(parser: ArgumentParser, *, required: bool) -> None:
    """Declare where to try, and how to tell it."""
    where = "在哪份数据上试算：快照文件夹，或一次测评的编号（如 12）"
    parser.add_argument("--on", required=required, metavar="数据", help=where)
    parser.add_argument(
        "--day", type=day, metavar="日期", help="测评日，默认用那次测评的测评日，或现行细则施行期满的那一天"
    )
    parser.add_argument("--top", type=int, default=MOST, metavar="个数", help=f"升降最多的各列几个单位，默认{MOST}个")
    parser.add_argument("--json", action="store_true", help="输出 JSON，分数以千分之一分计")


def ground(text: str) -> Ground:
    """Open a snapshot folder, or the snapshot that an assessment was made from.

    :raises NotFound: there is no such assessment.
    :raises NotTried: the snapshot is not whole.
    """
    try:
        if not text.isdecimal() or Path(text).is_dir():
            snapshot = open_snapshot(text)
            snapshot.verify()
            return Ground(snapshot=snapshot, day=None, book=None)
        database.must_be_ready()
        made = Assessment.objects.filter(pk=int(text), status=AssessmentStatus.FINISHED).select_related("edition")
        if not (found := made.first()):
            raise NotFound(f"没有编号为{text}的测评结果。", remedy="请核对编号，或写上快照文件夹。")
        return Ground(snapshot=snapshot_of(found), day=found.assessed_on, book=book_of(found.edition))
    except SnapshotError as error:
        raise NotTried("没有试算。", why=str(error), remedy="请换一份完整的快照。") from error


def tried(draft: Book, current: Book | None, options: Namespace) -> Impact:
    """Try the draft against the current book, or against the one that the assessment was made by.

    :raises NotTried: nothing to compare with, or the snapshot does not fit.
    """
    on = ground(options.on)
    current = current or on.book
    if current is None:
        raise NotTried("没有试算。", why="不知道与哪一版细则比较。", remedy="请用 --against 写上现行细则的文件夹。")
    try:
        return try_on(draft, current, on.snapshot, options.day or on.day or usual_day(current))
    except SnapshotError as error:
        raise NotTried("没有试算。", why=str(error), remedy="请换一份快照，或先改正草案。") from error


def tell(impact: Impact, options: Namespace) -> None:
    """Print the impact."""
    if options.json:
        say(json.dumps(figures(impact, options.top), ensure_ascii=False, indent=1))
        return
    say(*_head(impact))
    if not len(impact):
        return
    say("", "逐条影响", *columns([("条款", "变化", "升", "降", "合计", "内容"), *_clauses(impact)]))
    say(
        "",
        "分组",
        *columns([("组", "单位", "平均分（前）", "平均分（后）", "达标（前）", "达标（后）"), *_groups(impact)]),
    )
    say("", "得分分布", *columns([("分数段", "前", "后"), *_bands(impact)]))
    head = ("单位", "前", "后", "差", "主要原因")
    for title, units in (("上升最多", impact.gainers(options.top)), ("下降最多", impact.losers(options.top))):
        if units:
            say("", title, *columns([head, *_units(units)]))
    for title, which in (("由不达标变为达标", impact.newly_passing), ("由达标变为不达标", impact.newly_failing)):
        rows = which.nonzero()[0][: options.top]
        if len(rows):
            say("", title, *columns([head, *_units(impact.unit(int(row)) for row in rows)]))


def _head(impact: Impact) -> Iterator[str]:
    old, new = impact.before.book, impact.after.book
    yield f"《{old.title}》{old.edition} → 《{new.title}》{new.edition}，测评日{impact.after.assessed_on}。"
    yield f"数据：快照{impact.after.snapshot.digest[:12]}，两版都适用的单位{len(impact)}个。"
    if impact.left:
        yield f"新版不再适用的单位{len(impact.left)}个。"
    if impact.joined:
        yield f"新版才适用的单位{len(impact.joined)}个。"
    if first_day(new, impact.after.assessed_on) < first_day(old, impact.after.assessed_on):
        yield "注意：新版要看更早的记录，这份快照里可能没有收入，结果会偏低。"
    gained, lost = int((impact.moved > 0).sum()), int((impact.moved < 0).sum())
    yield f"上升{gained}个，下降{lost}个，不变{len(impact) - gained - lost}个。"
    yield f"新达标{int(impact.newly_passing.sum())}个，不再达标{int(impact.newly_failing.sum())}个。"


def _clauses(impact: Impact) -> Iterator[tuple[str, ...]]:
    for each in impact.changes:
        fate = FATE_NAMES[each.fate] if each.fate != KEPT else "相对名次"
        code = each.code if each.before_code in ("", each.code) else f"{each.before_code}→{each.code}"
        yield code, fate, str(each.gained), str(each.lost), _signed(each.sum), each.text
    if rest := int(impact.rest.sum()):
        up, down = int((impact.rest > 0).sum()), int((impact.rest < 0).sum())
        yield "—", "随之变化", str(up), str(down), _signed(rest), "封顶、折算、合并与取位"


def _groups(impact: Impact) -> Iterator[tuple[str, ...]]:
    for each in impact.groups():
        name, means = UNIT_KINDS.get(each.name, each.name), (points(each.mean_before), points(each.mean_after))
        yield name, str(each.units), *means, str(each.passes_before), str(each.passes_after)


def _bands(impact: Impact) -> Iterator[tuple[str, ...]]:
    for band in impact.bands():
        yield f"{points(band.low)}—{points(band.high)}", str(band.before), str(band.after)


def _units(units: Iterable[UnitMove]) -> Iterator[tuple[str, ...]]:
    for unit in units:
        code, text, moved = unit.because or (REST, "", 0)
        said = f"{code or text} {_signed(moved)}" if unit.because else "—"
        yield unit.name, points(unit.before), points(unit.after), _signed(unit.moved), said


def _signed(milli: int) -> str:
    return f"+{points(milli)}" if milli > 0 else points(milli)
