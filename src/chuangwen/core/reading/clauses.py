"""Sentences, clauses and sections of the working text."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

_SENTENCE = re.compile(r"[。！？\n]+")
_CLAUSE = re.compile(r"[，；：:\t]")
_HEADING = re.compile(
    r"^[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:[、.．]|[)）][、.]?)|^第[一二三四五六七八九十]+[部章]"
)
_LEVELS = (
    (re.compile(r"^第[一二三四五六七八九十]+[部章]"), 0),
    (re.compile(r"^[一二三四五六七八九十]{1,3}[、.．]"), 1),
    (re.compile(r"^[（(][一二三四五六七八九十]"), 2),
    (re.compile(r"^\d{1,2}[、.．]"), 3),
    (re.compile(r"^[（(]?\d"), 4),
)
_LONGEST_HEADING = 45
_FARTHEST = 300  # a sentence without an end reaches no farther, so that a file of one line is not read for ever


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the working text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its level (0 highest) and place."""

    start: int
    level: int
    text: str


class Layout:
    """Where the sentences, clauses and headings of a text are."""

    def __init__(self, plain: str) -> None:
        """Split a text once; later questions are look-ups."""
        self.plain = plain
        self._known: dict[tuple[int, int], Span] = {}
        self._sentence_ends = [m.end() for m in _SENTENCE.finditer(plain)] + [len(plain)]
        self._line_ends = [m.start() for m in re.finditer("\n", plain)] + [len(plain)]
        self._clause_ends = [m.end() for m in re.finditer(r"[，；：\t。！？\n]", plain)] + [len(plain)]

    def sentence(self, at: int) -> Span:
        """Return the sentence around an index, its end mark included."""
        return self._between(self._sentence_ends, at)

    def clause(self, at: int) -> Span:
        """Return the clause around an index, its comma included."""
        return self._between(self._clause_ends, at)

    def paragraph(self, at: int) -> Span:
        """Return the line around an index."""
        i = bisect_left(self._line_ends, at)
        return Span(self._line_ends[i - 1] + 1 if i else 0, self._line_ends[min(i, len(self._line_ends) - 1)])

    def _between(self, ends: list[int], at: int) -> Span:
        known = self._known.get((id(ends), at))  # every step asks for the same few places
        if known is None:
            known = self._known[id(ends), at] = self._span(ends, at)
        return known

    def _span(self, ends: list[int], at: int) -> Span:
        i = bisect_right(ends, at)
        start, end = ends[i - 1] if i else 0, ends[min(i, len(ends) - 1)]
        return Span(max(start, at - _FARTHEST), min(end, at + _FARTHEST))

    @cached_property
    def headings(self) -> list[Heading]:
        """Return the headings in order; a heading inside a line ends at its full stop."""
        found = []
        for match in re.finditer(r"[^\n]+", self.plain):
            line = match.group()
            if _HEADING.match(line):
                text = re.split(r"[。：]", line, maxsplit=1)[0][:_LONGEST_HEADING]
                level = next(level for pattern, level in (*_LEVELS, (_HEADING, 5)) if pattern.match(line))
                found.append(Heading(match.start(), level, text))
        return found

    def headings_over(self, at: int) -> list[Heading]:
        """Return the headings that an index stands under, innermost first."""
        over: list[Heading] = []
        i = bisect_right(self._heading_starts, at) - 1
        while i >= 0:
            over.append(self.headings[i])
            i = self._above[i]
        return over

    @cached_property
    def _heading_starts(self) -> list[int]:
        return [heading.start for heading in self.headings]

    @cached_property
    def _above(self) -> list[int]:
        """For each heading, the place in the list of the one that it stands under; -1 for none."""
        above: list[int] = []
        open_ones: list[int] = []
        for i, heading in enumerate(self.headings):
            while open_ones and self.headings[open_ones[-1]].level >= heading.level:
                open_ones.pop()
            above.append(open_ones[-1] if open_ones else -1)
            open_ones.append(i)
        return above
