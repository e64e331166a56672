"""What is done with rule books: brought in as a draft, published for good, retired, discarded."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from chuangwen.civic.journal import pen
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.rulebooks import access
from chuangwen.civic.rulebooks.enums import EditionStatus
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.queries.findings import errors_in, examples_against
from chuangwen.civic.wordbook import kinds
from chuangwen.core import rulebook
from chuangwen.core.refusals import Refusal
from chuangwen.core.rulebook import Book, BookErrors, Finding, Problem

MOST_TOLD = 5


class BookRefusal(Refusal):
    """An act on a rule book was not done: `what` happened, `why`, and the `remedy`."""

    what = "细则没有保存。"
    why = ""
    remedy = ""

    def __init__(self, why: str = "", *, remedy: str = "") -> None:
        super().__init__(self.what, why=why or self.why, remedy=remedy or self.remedy)


class BrokenBook(BookRefusal):
    """The texts are not a usable book; `problems` name file, line and column."""

    remedy = "请按提示修改后再上传。"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(_told(self.problems))


class FindingsRemain(BookRefusal):
    """The check still finds errors; `findings` name them. What it only advises does not stand in the way."""

    what = "细则没有发布。"
    remedy = "请修改后重新上传，再发布。"

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(_told(self.findings))


class ExamplesDisagree(BookRefusal):
    """The book's own worked examples come out otherwise than it says; `told` names them."""

    what = "细则没有发布。"
    remedy = "请核对示例和计分规则，修改后重新上传，再发布。"

    def __init__(self, told: Sequence[str]) -> None:
        self.told = tuple(told)
        super().__init__(_told(self.told))


class NotYourPlace(BookRefusal):
    """Only an officer of the owning place, or of one above, changes its books."""

    why = "只有本级或上级文明办的工作人员可以管理这里的细则。"
    remedy = "请联系本级文明办。"


class AlreadyPublished(BookRefusal):
    """A published edition never changes; the change is a new edition."""

    why = "这一版细则已经发布，内容不能再改。"
    remedy = "请另起版本（修改 edition），再上传。"


class NotPublished(BookRefusal):
    """Only a published edition can be retired."""

    what = "细则没有停用。"
    why = "这一版细则还没有发布。"
    remedy = "草案可以直接弃用。"


class Retired(BookRefusal):
    """A retired edition does not come back into force."""

    what = "细则没有发布。"
    why = "这一版细则已经停用。"
    remedy = "请另起版本再发布。"


class ReasonMissing(BookRefusal):
    """Retiring an edition says why."""

    what = "细则没有停用。"
    why = "还没有写停用原因。"
    remedy = "请用一句话写明原因或依据的文件。"


def _told(problems: Sequence[Problem] | Sequence[Finding] | Sequence[str]) -> str:
    """Say the first few problems, and how many there are in all."""
    told = "；".join(str(problem).rstrip("。；") for problem in problems[:MOST_TOLD])
    more = f"……共{len(problems)}处" if len(problems) > MOST_TOLD else ""
    return f"{told}{more}。"


@transaction.atomic(durable=True)
def load_edition(*, unit_id: int, texts: Mapping[str, str], assessed_on: date, actor: User, at: datetime) -> Edition:
    """Bring a book in as a draft of a place, with its files kept word for word.

    A second draft of the same edition takes the first one's place; the very
    text that is already published gives back the published edition.

    :raises NotYourPlace: the actor is no officer of this place or of one above.
    :raises BrokenBook: naming file, line and column of each fault.
    :raises AlreadyPublished: the edition is out, with another text.
    """
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    if not access.may_issue(actor, unit):
        raise NotYourPlace
    book = _read(texts)
    same = Edition.objects.filter(unit=unit, code=book.code, edition=book.edition)
    if issued := same.exclude(status=EditionStatus.DRAFT).first():
        return _the_same(issued, book)
    draft = same.filter(status=EditionStatus.DRAFT).first() or Edition(unit=unit, added_at=at)
    if draft.pk and draft.digest == book.digest and draft.assessed_on == assessed_on:
        return draft
    before = {"digest": draft.digest} if draft.pk else {}
    _fill(draft, book, texts, assessed_on)
    after = {"title": str(draft), "digest": draft.digest, "assessed_on": assessed_on}
    pen.write("edition.loaded", draft, actor=actor, at=at, unit_id=unit.pk, before=before, after=after)
    return draft


def _read(texts: Mapping[str, str]) -> Book:
    try:
        return rulebook.load(texts, kinds())
    except BookErrors as errors:
        raise BrokenBook(errors.problems) from errors


def _the_same(issued: Edition, book: Book) -> Edition:
    if issued.digest != book.digest:
        raise AlreadyPublished
    return issued


def _fill(draft: Edition, book: Book, texts: Mapping[str, str], assessed_on: date) -> None:
    draft.code, draft.edition, draft.title = book.code, book.edition, book.title
    draft.digest, draft.canonical = book.digest, rulebook.to_canonical(book)
    draft.sources = dict(texts)
    draft.assessed_on = assessed_on
    draft.save()


@transaction.atomic(durable=True)
def publish_edition(*, edition_id: int, actor: User, at: datetime) -> Edition:
    """Publish a draft: from now on its text never changes. Locks it first: it is published once.

    :raises NotYourPlace: the actor is no officer of the owning place or of one above.
    :raises Retired: the edition has been taken out of force.
    :raises FindingsRemain: the check still finds errors.
    :raises ExamplesDisagree: a worked example comes out otherwise.
    """
    edition = _locked(edition_id, actor)
    if edition.status == EditionStatus.PUBLISHED:
        return edition
    if edition.status == EditionStatus.RETIRED:
        raise Retired
    _must_be_sound(_read(edition.sources))
    edition.status, edition.published_at, edition.published_by = EditionStatus.PUBLISHED, at, actor
    edition.save(update_fields=["status", "published_at", "published_by"])
    said = {"title": str(edition), "digest": edition.digest}
    pen.write("edition.published", edition, actor=actor, at=at, unit_id=edition.unit_id, after=said)
    return edition


def _must_be_sound(book: Book) -> None:
    if errors := errors_in(book):
        raise FindingsRemain(errors)
    if told := examples_against(book):
        raise ExamplesDisagree(told)


def _locked(edition_id: int, actor: User) -> Edition:
    edition = Edition.objects.select_for_update(of=("self",)).select_related("unit").get(pk=edition_id)
    if not access.may_issue(actor, edition.unit):
        raise NotYourPlace
    return edition


@transaction.atomic(durable=True)
def retire_edition(*, edition_id: int, reason: str, actor: User, at: datetime) -> Edition:
    """Take a published edition out of force; what was assessed by it stays as it is.

    :raises NotYourPlace: the actor is no officer of the owning place or of one above.
    :raises NotPublished: it is still a draft.
    :raises ReasonMissing: no reason was given.
    """
    edition = _locked(edition_id, actor)
    if edition.status == EditionStatus.RETIRED:
        return edition
    if edition.status == EditionStatus.DRAFT:
        raise NotPublished
    if not reason.strip():
        raise ReasonMissing
    edition.status = EditionStatus.RETIRED
    edition.save(update_fields=["status"])
    before, after = {"status": EditionStatus.PUBLISHED}, {"status": EditionStatus.RETIRED, "reason": reason.strip()}
    pen.write("edition.retired", edition, actor=actor, at=at, unit_id=edition.unit_id, before=before, after=after)
    return edition


@transaction.atomic(durable=True)
def discard_draft(*, edition_id: int, actor: User, at: datetime) -> None:
    """Throw a draft away; its line stays in the journal.

    :raises NotYourPlace: the actor is no officer of the owning place or of one above.
    :raises AlreadyPublished: a published edition cannot be thrown away.
    """
    if not Edition.objects.filter(pk=edition_id).exists():
        return
    edition = _locked(edition_id, actor)
    if edition.status != EditionStatus.DRAFT:
        raise AlreadyPublished(remedy="不再使用时，请停用它。")
    said = {"title": str(edition), "digest": edition.digest}
    pen.write("edition.discarded", edition, actor=actor, at=at, unit_id=edition.unit_id, before=said)
    edition.delete()
