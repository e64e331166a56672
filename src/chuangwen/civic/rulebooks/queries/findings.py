"""What the check says of a book, against the catalogue of today."""

from chuangwen.civic.wordbook import kinds
from chuangwen.core import rulebook
from chuangwen.core.rulebook import SEVERITY_NAMES, Book, Finding

ERROR = next(iter(SEVERITY_NAMES))  # the most serious comes first


def findings_in(book: Book) -> tuple[Finding, ...]:
    """Return everything worth a second look, the most serious first."""
    return rulebook.check(book, kinds())


def errors_in(book: Book) -> tuple[Finding, ...]:
    """Return what keeps the book from being published."""
    return tuple(finding for finding in findings_in(book) if finding.severity == ERROR)
