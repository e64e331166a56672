"""What the check says of a book, against the catalogue of today."""

from chuangwen.civic.wordbook import kinds
from chuangwen.core import rulebook
from chuangwen.core.rulebook import SEVERITY_NAMES, Book, Finding
from chuangwen.core.scoring.examples import ExampleError, run_examples

ERROR = next(iter(SEVERITY_NAMES))  # the most serious comes first


def findings_in(book: Book) -> tuple[Finding, ...]:
    """Return everything worth a second look, the most serious first."""
    return rulebook.check(book, kinds())


def errors_in(book: Book) -> tuple[Finding, ...]:
    """Return what keeps the book from being published."""
    return tuple(finding for finding in findings_in(book) if finding.severity == ERROR)


def examples_against(book: Book) -> tuple[str, ...]:
    """Return what the book's own worked examples say against it: they are its tests."""
    try:
        results = run_examples(book)
    except ExampleError as error:
        return (str(error),)
    return tuple(f"{result.title}：{'；'.join(result.differences)}" for result in results if not result.passed)
