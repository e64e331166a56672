"""测评细则: the editions, each as a readable document; brought in, published and retired here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chuangwen import clock
from chuangwen.civic.assessments import previews
from chuangwen.civic.assessments.queries.asks import Ask, asks_of
from chuangwen.civic.orgs.access import BOOK_READERS, OFFICE_READERS, has_role, must_hold
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.queries.units import tops_of
from chuangwen.civic.rulebooks import access, operations
from chuangwen.civic.rulebooks.enums import EditionStatus
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.queries.editions import book_of, editions_in_reach
from chuangwen.civic.rulebooks.queries.findings import findings_in
from chuangwen.civic.rulebooks.queries.sources import NotBookFiles, texts_of_upload
from chuangwen.core.rulebook import Book
from chuangwen.web.office.forms import BookForm, RetireForm
from chuangwen.web.ui import notices
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.figures import cn_date
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.tables import ChoiceFilter, Column, Table

PAGE = "office/rulebooks/book.html"
LIST = "office/rulebooks/books.html"
NEW = "office/rulebooks/new.html"


class EditionTable(Table):
    """The editions that the reader may open."""

    key = "books"
    caption = "细则"
    counter = "版"
    columns = (
        Column(
            "title",
            "名称",
            value="title",
            sort="title",
            link=lambda row: reverse("office:book", args=[row.pk]),
            fixed=True,
        ),
        Column("edition", "版本", value="edition", sort="edition"),
        Column("unit", "发布地区", value="unit.name", sort="unit__path"),
        Column("status", "状态", value="get_status_display", sort="status"),
        Column("assessed_on", "测评日", value="assessed_on", kind="date", sort="assessed_on"),
        Column("published_at", "发布时间", value="published_at", kind="time", sort="published_at"),
    )
    filters = (ChoiceFilter("status", "状态", EditionStatus.choices),)
    search_fields = ("title", "edition", "code")
    default_sort = "-edition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One category of a book with the criteria that the search leaves."""

    code: str
    title: str
    full: int
    asks: tuple[Ask, ...]


@require_safe
def books(request: SignedIn) -> HttpResponse:
    """List the editions within reach."""
    must_hold(request.user, BOOK_READERS)
    table = EditionTable(editions_in_reach(request.user), request.GET, cookies=request.COOKIES)
    if table.wants_export:
        return export_response(table, "测评细则")  # type: ignore[return-value]  # a file answer
    return render(request, LIST, {"table": table, "may_issue": has_role(request.user, {Role.OFFICER})})


@require_safe
def book(request: SignedIn, edition_id: int) -> HttpResponse:
    """Show one edition as a document, narrowed by a search."""
    edition = access.edition_to_read(request.user, edition_id)
    shown: Book = book_of(edition)
    words = request.GET.get("words", "").split()
    return render(
        request,
        PAGE,
        {
            "edition": edition,
            "book": shown,
            "words": " ".join(words),
            "chapters": _chapters(shown, edition, words),
            "negative": [n for n in shown.negative if _has(f"{n.code}{n.text}{n.clause}", words)],
            "changes": [(a, a.code) for a in shown.amendments],
            "findings": findings_in(shown) if edition.status == EditionStatus.DRAFT else (),
            "publish_url": reverse("office:book-publish", args=[edition.pk]),
            "may_change": access.may_issue(request.user, edition.unit),
            "may_try": has_role(request.user, OFFICE_READERS),
            "is_draft": edition.status == EditionStatus.DRAFT,
            "is_published": edition.status == EditionStatus.PUBLISHED,
        },
    )


def _chapters(shown: Book, edition: Edition, words: list[str]) -> list[Chapter]:
    asks: Mapping[str, Ask] = asks_of(shown, edition.assessed_on)
    listed = [(c.code, c.title, c.full, [x.code for x in c.criteria]) for c in shown.categories]
    listed.append(("", "加分项", shown.bonus.cap, [x.code for x in shown.bonus.items]))
    found = [
        Chapter(code=code, title=title, full=full, asks=tuple(asks[c] for c in codes if _finds(asks[c], words)))
        for code, title, full, codes in listed
    ]
    return [chapter for chapter in found if chapter.asks]


def _finds(ask: Ask, words: list[str]) -> bool:
    return _has(f"{ask.code} {ask.text} {ask.clause} {ask.need} {ask.rule} {ask.method} {ask.kind_name}", words)


def _has(text: str, words: list[str]) -> bool:
    return all(word.casefold() in text.casefold() for word in words)


@require_http_methods(["GET", "POST"])
def book_new(request: SignedIn) -> HttpResponse:
    """Take in a book as a draft; every fault is named with file, line and column."""
    must_hold(request.user, {Role.OFFICER})
    form = BookForm(request.POST or None, request.FILES or None)
    shown: dict[str, Any] = {"form": form, "place": tops_of(request.user, {Role.OFFICER})[0]}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            edition = operations.load_edition(
                unit_id=shown["place"].pk,
                texts=texts_of_upload(file.name, file.read()),
                assessed_on=form.cleaned_data["assessed_on"],
                actor=request.user,
                at=clock.now(),
            )
        except NotBookFiles as problem:
            form.add_error("file", str(problem))
        except operations.BrokenBook as refusal:
            shown["problems"] = refusal.problems
        except operations.BookRefusal as refusal:
            shown["refusal"] = refusal
        else:
            return redirect("office:book", edition.pk)
    return render(request, NEW, shown)


def _settle(request: SignedIn, edition_id: int, done: str, act: Callable[[], Any]) -> HttpResponse:
    """Do an act on an edition, tell how it went, and go back to its page."""
    try:
        act()
    except operations.BookRefusal as refusal:
        notices.tell(request, str(refusal), level=messages.ERROR)
    else:
        notices.tell(request, done)
    return redirect("office:book", edition_id)


@require_http_methods(["GET", "POST"])
def book_publish(request: SignedIn, edition_id: int) -> HttpResponse:
    """Ask once more, then publish the edition for good and mark everybody by it."""
    edition = access.edition_to_change(request.user, edition_id)
    if request.method != "POST":
        return render(request, "ui/confirm_page.html", _question(edition))
    at = clock.now()

    def publish() -> None:
        operations.publish_edition(edition_id=edition.pk, actor=request.user, at=at)
        previews.refresh_all(edition.unit, at)

    if request.POST.get("typed") != edition.edition:
        notices.tell(request, "没有发布：请照样输入版本号再确认。", level=messages.ERROR)
        return redirect("office:book-publish", edition_id)
    return _settle(request, edition_id, "已发布。从现在起，这一版的内容不再改变，各单位的预计得分已按它更新。", publish)


def _question(edition: Edition) -> dict[str, Any]:
    return {
        "title": f"发布{edition}",
        "text": "发布之后：",
        "consequences": [
            "这一版的内容不能再改，修改要另起版本。",
            "适用的单位马上看到逐条要求和预计得分。",
            f"测评日是{cn_date(edition.assessed_on)}。",
        ],
        "action": reverse("office:book-publish", args=[edition.pk]),
        "submit": "发布",
        "cancel_url": reverse("office:book", args=[edition.pk]),
        "typed": edition.edition,
    }


@require_http_methods(["GET", "POST"])
def book_retire(request: SignedIn, edition_id: int) -> HttpResponse:
    """Take an edition out of force, with the reason."""
    edition = access.edition_to_change(request.user, edition_id)
    form = RetireForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "office/rulebooks/retire.html", {"edition": edition, "form": form})

    def retire() -> None:
        operations.retire_edition(
            edition_id=edition.pk, reason=form.cleaned_data["reason"], actor=request.user, at=clock.now()
        )

    return _settle(request, edition_id, "已停用。已有的测评结果不受影响。", retire)


@require_POST
def book_discard(request: SignedIn, edition_id: int) -> HttpResponse:
    """Throw a draft away."""
    edition = access.edition_to_change(request.user, edition_id)
    try:
        operations.discard_draft(edition_id=edition.pk, actor=request.user, at=clock.now())
    except operations.BookRefusal as refusal:
        notices.tell(request, str(refusal), level=messages.ERROR)
        return redirect("office:book", edition_id)
    notices.tell(request, "草案已弃用。")
    return redirect("office:books")
