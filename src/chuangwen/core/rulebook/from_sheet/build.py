"""Putting the clauses together: categories in their order, sums compared, files written."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from chuangwen.core.catalogue import Catalogue
from chuangwen.core.rulebook.from_sheet.choices import Choice
from chuangwen.core.rulebook.from_sheet.items import REFUSED, SUMS, Chapter, Item, RowReport, items_of
from chuangwen.core.rulebook.from_sheet.table import MINUS, OWN_SUM, PLUS, TOTAL, Line, read_lines
from chuangwen.core.rulebook.from_sheet.writing import Head, book_text, category_text, plain
from chuangwen.core.rulebook.yaml_tree import Spot

LEAD = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十]+[）)]?[、.．]?|\d+[、.．]|[IVX]+[、.．\s])\s*")
TAIL = re.compile(r"[（(][^（）()]*\d+(?:\.\d+)?\s*分[^（）()]*[)）]\s*$")
WHOLE = re.compile(r"^(合计|总计|总分|共计)")
ITEM = re.compile(r"^\s*- code: (\S+)")
MOST_SUBS = 99  # of one line: its sub-items are numbered with two digits at most
CODE = re.compile(r"^[IVX]+-\d+(?:-\d+)*$")
ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI")


@dataclass(frozen=True, slots=True, kw_only=True)
class Skeleton:
    """The files of a book to go on with, the report on every row, and what does not add up."""

    files: Mapping[str, str]
    rows: tuple[RowReport, ...]
    notes: tuple[str, ...]

    def row_at(self, spot: Spot) -> RowReport | None:
        """Return the row of the table that a place in the files comes from, if it comes from one."""
        lines = self.files.get(spot.file, "").splitlines()[: spot.line]
        code = next((found[1] for line in reversed(lines) if (found := ITEM.match(line))), "")
        return next((row for row in self.rows if row.code == code), None)

    @property
    def refused(self) -> tuple[RowReport, ...]:
        """Return the rows that may stand in no book."""
        return tuple(row for row in self.rows if row.outcome == REFUSED)

    def count(self, outcome: str) -> int:
        """Return how many clauses ended so."""
        return sum(row.outcome == outcome for row in self.rows)


@dataclass(slots=True)
class _Draft:
    chapters: dict[str, Chapter] = field(default_factory=dict)
    plus: list[Item] = field(default_factory=list)
    minus: list[Item] = field(default_factory=list)
    rows: list[RowReport] = field(default_factory=list)
    sums: list[Line] = field(default_factory=list)
    choices: Mapping[int, Choice] = field(default_factory=dict)
    plus_cap: Decimal | None = None
    codes: set[str] = field(default_factory=set)


def skeleton_of(
    content: bytes, *, name: str, catalogue: Catalogue, head: Head | None = None,
    choices: Mapping[int, Choice] | None = None,
) -> Skeleton:  # fmt: skip
    """Turn a workbook into the skeleton of a book.

    `choices` says of rows, by their place in `Skeleton.rows`, what a person has decided; the order of the rows does
    not depend on it.

    Raises: SheetRefused when the file cannot be read or holds no such table.
    """
    draft = _Draft(choices=choices or {})
    for line in read_lines(content, name=name):
        _place(line, draft, catalogue)
    chapters = [chapter for chapter in draft.chapters.values() if chapter.items]
    files = {"book.yaml": book_text(head, name, chapters, draft.plus, draft.plus_cap, draft.minus, draft.rows)}
    for at, chapter in enumerate(chapters, start=1):
        files[f"criteria/{at:02d}.yaml"] = category_text(chapter)
    return Skeleton(files=files, rows=tuple(draft.rows), notes=tuple(_notes(draft, chapters)))


def _place(line: Line, draft: _Draft, catalogue: Catalogue) -> None:
    if line.section == TOTAL:
        draft.sums.append(line)
        says = (f"{line.points}分",) if line.points is not None else ()
        text = line.text or line.category
        draft.rows.append(RowReport(sheet=line.sheet, row=line.row, code="", outcome=SUMS, text=text, says=says))
        return
    into, code = _into(line, draft)
    start = len(draft.rows)
    choices = [draft.choices.get(at, Choice()) for at in range(start, start + MOST_SUBS)]
    for item in items_of(line, code, catalogue, choices):
        draft.rows.append(item.report)
        if item.fields:
            into.append(item)
            draft.codes.add(item.report.code)


def _into(line: Line, draft: _Draft) -> tuple[list[Item], str]:
    """Return the list that a line belongs to, and its code: the table's own where it is one, else the next."""
    if line.section == PLUS:
        if draft.plus_cap is None and (found := OWN_SUM.search(line.category)):
            draft.plus_cap = Decimal(found[1])
        return draft.plus, f"B-{_next('B', draft)}"
    if line.section == MINUS:
        return draft.minus, f"N-{_next('N', draft)}"
    title = _title(line.category) or "未分项目"
    if title not in draft.chapters:
        place = len(draft.chapters) + 1
        stated = OWN_SUM.search(line.category)
        code = ROMAN[place] if place < len(ROMAN) else f"C{place}"
        draft.chapters[title] = Chapter(code, title, Decimal(stated[1]) if stated else None)
    chapter = draft.chapters[title]
    own = unicodedata.normalize("NFKC", line.number).replace("—", "-").replace("－", "-").strip()
    if CODE.match(own) and own not in draft.codes:
        return chapter.items, own
    return chapter.items, f"{chapter.code}-{_next(chapter.code, draft)}"


def _next(head: str, draft: _Draft) -> int:
    taken = {row.code.split("-")[1] for row in draft.rows if row.code.split("-")[0] == head}
    return next(n for n in range(1, len(taken) + 2) if str(n) not in taken)


def _title(words: str) -> str:
    """Return a category's title without its number and points.

    >>> _title("一、组织领导（15分）"), _title("Ⅱ 思想道德")
    ('组织领导', '思想道德')
    """
    text = unicodedata.normalize("NFKC", words) if words[:1] in "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ" else words
    return TAIL.sub("", LEAD.sub("", text)).strip()


def _notes(draft: _Draft, chapters: list[Chapter]) -> Iterator[str]:
    for chapter in chapters:
        if chapter.stated is not None and chapter.stated != chapter.points:
            said = f"原表写{chapter.stated}分，各条合计{plain(chapter.points)}分"
            yield f"项目“{chapter.title}”{said}，请核对。"
    total = sum((chapter.points for chapter in chapters), Decimal(0))
    for line in draft.sums:
        if line.points is not None and WHOLE.match(line.text or line.category) and line.points != total:
            yield f"原表合计{line.points}分，读到的各条合计{plain(total)}分，请核对。"
