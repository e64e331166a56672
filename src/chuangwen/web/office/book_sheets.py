"""A rule book's table on its way to a draft: kept between two pages, decided on row by row, its faults named.

Nothing of it stands in the database before it is a draft: the page's address carries a signed line that finds the
file again, and what was decided comes with every sending.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.core import signing
from django.http import QueryDict

from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.queries.imports import words
from chuangwen.civic.ledger.storage import StoredFile
from chuangwen.civic.people.models import User
from chuangwen.civic.wordbook import kinds
from chuangwen.core.rulebook import Problem
from chuangwen.core.rulebook.from_sheet import WAY_NAMES, Choice, Head, RowReport, Skeleton, kind_in, skeleton_of
from chuangwen.core.sheets import CellProblem, Field, SheetRefused, number_of

SALT = "rule book kept"
KEPT_SECONDS = 12 * 3600
MOST_ROWS = 800
MOST_POINTS = 1000
WAYS, BONUS_OR_OUT = list(WAY_NAMES.items()), [("out", WAY_NAMES["out"])]
OPEN_WAYS = [("", "逐条选择"), ("graded", WAY_NAMES["graded"]), ("out", "都不收入")]
FIELDS = (
    Field(key="number", label="编号", help="可以留空，留空时自动编号。", example="I-1", width=8),
    Field(key="category", label="项目", help="测评项目，可以写上满分。", example="一、组织领导（10分）", width=20),
    Field(
        key="content", label="内容", required=True, width=40, help="要求做什么。", example="创建领导小组每季度召开一次专题会议"
    ),
    Field(key="standard", label="标准", width=40, help="怎样给分、怎样扣分。", example="每少1次扣1分"),
    Field(key="points", label="分值", required=True, width=8, help="只填数字。", example="4"),
    Field(key="method", label="方法", help="材料审核、实地考察、暗访、问卷调查、网上申报或征求意见。", example="材料审核"),
    Field(key="proof", label="材料", width=20, help="要交什么佐证。", example="会议纪要"),
    Field(key="supplier", label="责任部门", example="市文明办"),
)  # fmt: skip
NOTES = (
    "一行一条测评标准。表头的先后不限，合并的单元格可以保留；自己原来的表格通常可以直接上传。",
    "“加分项”“负面清单”各占一行作为小标题，下面的行就是加分项和负面清单。",
    "写得明白的（每季度一次、参训率≥85%、每少1次扣0.5分）会直接读成规则，其余的在网页上逐条选择。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A table that was handed in and waits to become a draft."""

    line: str
    name: str
    content: bytes


def keep(file: StoredFile, name: str, user: User) -> str:
    """Return the line by which its owner finds a stored table again."""
    return signing.dumps({"file": file.original, "name": name, "by": user.pk}, salt=SALT, compress=True)


def kept(line: str, user: User) -> Kept | None:
    """Find a table again: only who handed it in does, and only for half a day."""
    try:
        said = signing.loads(line, salt=SALT, max_age=KEPT_SECONDS)
        content = storage.path_of(said["file"]).read_bytes()
    except (signing.BadSignature, OSError):
        return None
    return Kept(line=line, name=said["name"], content=content) if said["by"] == user.pk else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the page says of one row, as it was typed, and what is wrong with it by field."""

    way: str = ""
    kind: str = ""
    times: str = ""
    points: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the table as the page shows it; the names of its inputs end in `at`."""

    at: int
    report: RowReport
    said: Said
    problems: Sequence[tuple[str, str]]

    @property
    def ways(self) -> list[tuple[str, str]]:
        """Return what can be chosen; how an item of the negative list counts is not a choice."""
        return BONUS_OR_OUT if self.report.is_negative else WAYS

    @property
    def as_read(self) -> str:
        """Return the words of making no choice."""
        return "照读出的规则" if self.report.rule else "请选择"

    @property
    def asks_points(self) -> bool:
        """Say whether the points may be mended here: none were read, or a merged cell was shared out."""
        return self.report.is_shared and not self.report.is_negative

    @property
    def points(self) -> str:
        """Return the points to show: as typed, else as read."""
        read = self.report.points
        return self.said.points or (f"{read.normalize():f}" if read is not None else "")

    @property
    def kind(self) -> str:
        """Return the kind of record to show: as typed, else the one that the words speak of."""
        if self.said.kind or self.report.rule:
            return self.said.kind
        found = kind_in(self.report.text, kinds())
        return found.name if found else ""

    @property
    def is_open(self) -> bool:
        """Say whether the choice should be in sight."""
        return bool(self.problems or self.said.way or self.report.open)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A table with its decisions: the files that it becomes, every row, and what stands against saving it."""

    skeleton: Skeleton
    rows: Sequence[Row]
    unplaced: Sequence[str] = ()

    @property
    def refused(self) -> tuple[RowReport, ...]:
        """Return the rows that may stand in no book."""
        return self.skeleton.refused

    @property
    def fault_count(self) -> int:
        """Return how many faults there are, those of no row among them."""
        return len(self.faults) + len(self.unplaced)

    @property
    def faults(self) -> list[tuple[Row, str, str]]:
        """Return every fault with its row and field."""
        return [(row, field, message) for row in self.rows for field, message in row.problems]

    @property
    def figures(self) -> list[tuple[str, int]]:
        """Return how the rows stand: read, open, left out by choice, refused."""
        count = self.skeleton.count
        return [
            ("已读出规则", count("proposed")), ("还要您决定", count("open") + count("partly")),
            ("选择不收入", count("out")), ("按规定不能收入", count("refused")),
        ]  # fmt: skip

    @property
    def full(self) -> int:
        """Return the sum of the points of what is taken in, in milli-points, without bonus items."""
        own = [row.report for row in self.rows if not row.report.code.startswith("B-")]
        return sum(int(report.points * 1000) for report in own if report.points)

    def is_ready(self) -> bool:
        """Say whether nothing stands against saving it."""
        return not self.faults and not self.unplaced


def previewed(table: Kept, sent: QueryDict | None = None, head: Head | None = None, others: str = "") -> Preview:
    """Read a table with what the page decided of its rows.

    :raises SheetRefused: it cannot be read, or is too long for one book.
    """
    sent = sent if sent is not None else QueryDict()
    said = _said(sent)
    wrong: dict[int, list[tuple[str, str]]] = {}
    choices = {at: _choice(each, wrong.setdefault(at, [])) for at, each in said.items()}
    skeleton = _read(table, head, choices)
    if rest := {at: others for at, row in enumerate(skeleton.rows) if others and _is_undecided(row, choices.get(at))}:
        choices |= {at: replace(choices.get(at, Choice()), way=way) for at, way in rest.items()}
        skeleton = _read(table, head, choices)
    rows = [
        Row(at=at, report=row, said=said.get(at, Said()), problems=wrong.get(at) or [*_lacking(row, choices.get(at))])
        for at, row in enumerate(skeleton.rows)
        if row.outcome not in ("refused", "sum")
    ]
    return Preview(skeleton=skeleton, rows=rows)


def _read(table: Kept, head: Head | None, choices: Mapping[int, Choice]) -> Skeleton:
    found = skeleton_of(table.content, name=table.name, catalogue=kinds(), head=head, choices=choices)
    if len(found.rows) > MOST_ROWS:
        raise SheetRefused(
            f"文件“{table.name}”没有导入。",
            why=f"读到{len(found.rows)}条，一部细则最多{MOST_ROWS}条。",
            remedy="请核对是不是选错了表格，或者分成几部细则。",
        )
    return found


def _said(sent: QueryDict) -> dict[int, Said]:
    """Return what the page sent of each row."""
    found = {}
    for at in range(MOST_ROWS):
        said = {name: sent.get(f"{name}-{at}", "").strip()[:60] for name in ("way", "kind", "times", "points")}
        if any(said.values()):
            found[at] = Said(**said)
    return found


def _choice(said: Said, wrong: list[tuple[str, str]]) -> Choice:
    """Return what was decided of a row; what cannot be understood is left open and said in `wrong`."""
    way = said.way if said.way in WAY_NAMES else ""
    points = _number(said.points, "分值", wrong, most=MOST_POINTS)
    times = _number(said.times, "次数", wrong, most=999, places=0) if way == "count" else None
    kind = ""
    if way in ("any", "count") and said.kind:
        try:
            kind = _kind(said.kind)
        except CellProblem as problem:
            wrong.append(("记录类别", problem.message))
    return Choice(way=way, kind=kind, times=int(times or 0), points=points or None)


def _kind(name: str) -> str:
    """Return the code of what units record by that name."""
    found = words().kind(name)
    if found.recorded_by != "unit":
        raise CellProblem(f"“{found.name}”由文明办记录，请换成单位自己填报的一类。")
    return found.code


def _number(text: str, field: str, wrong: list[tuple[str, str]], *, most: int, places: int = 3) -> Decimal | None:
    try:
        return number_of(text, units=("分", "次"), places=places, least=0, most=most) if text else None
    except CellProblem as problem:
        wrong.append((field, problem.message))
        return None


def _is_undecided(row: RowReport, choice: Choice | None) -> bool:
    return bool({"measure", "score"} & set(row.open)) and (choice is None or not choice.way)


def _lacking(row: RowReport, choice: Choice | None) -> Iterator[tuple[str, str]]:
    """Yield what a row still lacks, by field."""
    if "points" in row.open:
        yield "分值", "没有读到分值，请填写，或者选择不收入这一条。"
    elif choice and choice.way and choice.lacks:
        yield choice.lacks, f"请填写{choice.lacks}。"
    elif row.open:
        yield "怎样计分", "没有读出怎样计分，请选择一种，或者不收入这一条。"


def with_faults(preview: Preview, problems: Sequence[Problem]) -> Preview:
    """Return the preview with what the loader says against its files, each at the row that it comes from."""
    at_row: dict[str, list[tuple[str, str]]] = {}
    unplaced = []
    for problem in problems:
        message = f"{problem.message}{problem.suggestion}"
        if row := preview.skeleton.row_at(problem.spot):
            at_row.setdefault(row.code, []).append(("内容", message))
        else:
            unplaced.append(message)
    rows = [replace(row, problems=(*row.problems, *at_row.get(row.report.code, ()))) for row in preview.rows]
    return replace(preview, rows=rows, unplaced=unplaced)


def kind_names() -> list[str]:
    """Return the names of what units record, for the page to offer."""
    return [kind.name for kind in kinds().kinds.values() if kind.recorded_by == "unit"]


def head_of(said: Mapping[str, Any]) -> Head:
    """Return the head of a book as its form says it."""
    names = ("code", "edition", "title", "body", "document", "basis", "start", "until", "unit_kinds", "measured")
    return Head(**{name: said[name] for name in names})
