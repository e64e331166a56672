"""The files of a book: taken home as zip or xlsx, mended on the page, and the schema that editors check them by."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from chuangwen import clock
from chuangwen.civic.orgs.access import BOOK_READERS, must_hold
from chuangwen.civic.rulebooks import access, operations
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.queries.editions import book_of
from chuangwen.core.rulebook import Book, Criterion
from chuangwen.places import SCHEMA_FILE
from chuangwen.web.ui import notices
from chuangwen.web.ui.columns import Column
from chuangwen.web.ui.exports import XLSX, workbook
from chuangwen.web.ui.requests import SignedIn

PAGE = "office/rulebooks/edit.html"
MOST_CHARACTERS = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One clause as the spreadsheet shows it."""

    part: str
    code: str
    text: str
    clause: str
    worth: int | None
    rule: str
    method: str
    proof: str


COLUMNS = (
    Column("part", "项目"),
    Column("code", "代码"),
    Column("text", "内容"),
    Column("clause", "条款"),
    Column("worth", "分值", kind="marks"),
    Column("rule", "标准"),
    Column("method", "方法"),
    Column("proof", "材料"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedIn, edition_id: int) -> HttpResponse:
    """Mend the files of an edition on the page; they are kept as a draft when they read well."""
    edition = access.edition_to_change(request.user, edition_id)
    files = dict(edition.sources)
    shown: dict[str, Any] = {"edition": edition}
    if request.method == "POST":
        files = _handed_in(request, files)
        try:
            kept = operations.load_edition(
                unit_id=edition.unit_id, texts=files, assessed_on=edition.assessed_on, actor=request.user,
                at=clock.now(),
            )  # fmt: skip
        except operations.BrokenBook as refusal:
            shown["problems"] = refusal.problems
        except operations.BookRefusal as refusal:
            shown["refusal"] = refusal
        else:
            notices.tell(request, "已存为草案。发布之前，可以先试算。")
            return redirect("office:book", kept.pk)
    listed = [(f"file-{at}", name, text, text.count("\n") + 2) for at, (name, text) in enumerate(sorted(files.items()))]
    return render(request, PAGE, shown | {"files": listed})


def _handed_in(request: SignedIn, files: dict[str, str]) -> dict[str, str]:
    """Return the texts as the page sends them: only files that the edition has."""
    return {
        name: request.POST.get(f"file-{at}", text).replace("\r\n", "\n")[:MOST_CHARACTERS]
        for at, (name, text) in enumerate(sorted(files.items()))
    }


@require_safe
def archive(request: SignedIn, edition_id: int) -> FileResponse:
    """Give the files of an edition as they were handed in, with the schema that editors check them by."""
    edition = access.edition_to_read(request.user, edition_id)
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in {**edition.sources, SCHEMA_FILE.name: SCHEMA_FILE.read_text(encoding="utf-8")}.items():
            zipped.writestr(name, text)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{_name(edition)}.zip", content_type="application/zip")


@require_safe
def sheet(request: SignedIn, edition_id: int) -> FileResponse:
    """Give an edition as a spreadsheet: a clause a row."""
    edition = access.edition_to_read(request.user, edition_id)
    written = workbook(edition.title, COLUMNS, _rows(book_of(edition)))
    return FileResponse(written, as_attachment=True, filename=f"{_name(edition)}.xlsx", content_type=XLSX)


def _name(edition: Edition) -> str:
    return f"{edition.code}-{edition.edition}"


def _rows(book: Book) -> Iterator[SheetRow]:
    for category in book.categories:
        for criterion in category.criteria:
            yield _row(book, f"{category.code} {category.title}", criterion)
    for item in book.bonus.items:
        yield _row(book, "加分项", item)
    for bad in book.negative:
        yield SheetRow(
            part="负面清单", code=bad.code, text=bad.text, clause=bad.clause, worth=None, rule=bad.effect(), method="",
            proof="",
        )  # fmt: skip


def _row(book: Book, part: str, criterion: Criterion) -> SheetRow:
    return SheetRow(
        part=part, code=criterion.code, text=criterion.text, clause=criterion.clause, worth=criterion.points,
        rule=criterion.rule_in_words(book.words), method=criterion.method_name, proof=criterion.proof.say(book.words),
    )  # fmt: skip


@require_safe
def schema(request: SignedIn) -> FileResponse:
    """Give the JSON Schema of a book, for editors."""
    must_hold(request.user, BOOK_READERS)
    return FileResponse(
        SCHEMA_FILE.open("rb"), as_attachment=True, filename=SCHEMA_FILE.name, content_type="application/schema+json"
    )
