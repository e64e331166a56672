"""The signature pieces that are drawn: the mark bar and the light.

Drawn in Python, not in templates, because a list page shows a hundred of them.
Widths are SVG attributes: the content security policy forbids inline styles.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from chuangwen.web.ui.figures import MILLI, NOTHING, marks

HEIGHTS = {"": 8, "small": 6, "large": 12}
SHAPES = {
    "red": '<path class="cw-light-red" d="M4.7.9h4.6l3.8 3.8v4.6l-3.8 3.8H4.7L.9 9.3V4.7z"/>'
    '<path class="cw-light-mark" d="M4.6 4.6l4.8 4.8M9.4 4.6l-4.8 4.8"/>',
    "yellow": '<path class="cw-light-yellow" d="M7 1l6.3 11.6H.7z"/><path class="cw-light-mark" d="M7 5.2v3.2M7 10.6v.1"/>',
    "green": '<circle class="cw-light-green" cx="7" cy="7" r="6.2"/><path class="cw-light-mark" d="M4.2 7.2l2 2 3.6-4"/>',
    "grey": '<circle class="cw-light-grey" cx="7" cy="7" r="5.4"/>',
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkBar:
    """A score as one bar. All figures are integer milli-points (1000 is one point).

    `possible` is what may still be gained on top of `got`, not the sum of both;
    what is neither is lost. `got=None` means: not assessed yet.
    """

    got: int | None
    possible: int = 0
    full: int = 0
    pass_line: int | None = None
    label: str = "得分"
    size: str = ""
    places: int = 1

    @property
    def whole(self) -> int:
        """What the full width stands for; a bonus may carry the mark above full."""
        return max(self.full, (self.got or 0) + max(self.possible, 0), 1)

    @property
    def sentence(self) -> str:
        """The bar in words, for a screen reader and the tooltip."""
        if self.got is None:
            return f"{self.label}：尚未测评，满分{marks(self.full, self.places)}分"
        parts = [f"{self.label}{marks(self.got, self.places)}分，满分{marks(self.full, self.places)}分"]
        if self.possible > 0:
            parts.append(f"还可争取{marks(self.possible, self.places)}分")
        lost = self.full - self.got - max(self.possible, 0)
        if lost > 0:
            parts.append(f"已失{marks(lost, self.places)}分")
        if self.pass_line is not None:
            parts.append(f"达标线{marks(self.pass_line, self.places)}分")
        return "，".join(parts)

    def __str__(self) -> SafeString:
        """Draw the bar, so that a template may simply print it."""
        return self.__html__()

    def __html__(self) -> SafeString:
        """Draw the bar as HTML."""
        return format_html(
            '<span class="cw-bar{}"><svg class="cw-bar-line" role="img" aria-label="{}" height="{}">'
            '<title>{}</title>{}</svg><span class="cw-bar-text" aria-hidden="true"><b>{}</b>{}</span></span>',
            f" cw-bar-{self.size}" if self.size else "",
            self.sentence,
            HEIGHTS.get(self.size, HEIGHTS[""]),
            self.sentence,
            self._pieces(),
            marks(self.got, self.places) if self.got is not None else NOTHING,
            format_html(" / {}", marks(self.full, self.places)) if self.full else "",
        )

    def _pieces(self) -> SafeString:
        got, possible = max(self.got or 0, 0), max(self.possible, 0)
        pieces: list[tuple[str, str, str, str]] = [("cw-bar-lost", "0%", "100%", "currentColor")]
        if got:
            pieces.append(("cw-bar-got", "0%", self._percent(got), "currentColor"))
        if possible:
            pieces.append(("cw-bar-possible", self._percent(got), self._percent(possible), "url(#cw-hatch)"))
        rects = format_html_join("", '<rect class="{}" x="{}" width="{}" height="100%" fill="{}"/>', pieces)
        if self.pass_line is None:
            return rects
        at = self._percent(self.pass_line)
        tick = '<line class="cw-bar-pass-halo" x1="{0}" x2="{0}" y1="-3" y2="{1}"/><line class="cw-bar-pass" x1="{0}" x2="{0}" y1="-3" y2="{1}"/>'
        return rects + format_html(tick, at, HEIGHTS.get(self.size, HEIGHTS[""]) + 3)

    def _percent(self, milli: int) -> str:
        return f"{min(Decimal(milli) / self.whole, Decimal(1)) * 100:.2f}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """A light: always a shape and a word, never colour alone; `rule` says why."""

    colour: str
    word: str
    rule: str = ""

    def __post_init__(self) -> None:
        if self.colour not in SHAPES:
            raise ValueError(f"A light is one of {', '.join(SHAPES)}, not {self.colour!r}.")

    def __str__(self) -> SafeString:
        """Draw the light, so that a template may simply print it."""
        return self.__html__()

    def __html__(self) -> SafeString:
        """Draw the light as HTML."""
        shape = SafeString(SHAPES[self.colour])
        drawn = format_html('<svg class="cw-light-shape" viewBox="0 0 14 14" aria-hidden="true">{}</svg>', shape)
        if not self.rule:
            return format_html('<span class="cw-light">{}{}</span>', drawn, self.word)
        return format_html(
            '<span class="cw-light" tabindex="0" data-tip="{}">{}{}<span class="visually-hidden">（{}）</span></span>',
            self.rule,
            drawn,
            self.word,
            self.rule,
        )


def points(whole: int | str) -> int:
    """Turn whole or decimal points into milli-points, for sample pages and tests."""
    return int(Decimal(whole) * MILLI)
