"""The tags and filters of the kit; built in, so that no template loads them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from chuangwen import clock
from chuangwen.civic.jobs.models import Job
from chuangwen.web.ui import fields, figures
from chuangwen.web.ui.jobs import ShownJob
from chuangwen.web.ui.signs import Light, MarkBar

register = template.Library()


@register.simple_tag
def mark_bar(
    got: int | None,
    possible: int | None,
    full: int | None,
    pass_line: int | None = None,
    label: str = "得分",
    size: str = "",
) -> MarkBar:
    """Draw a score; every figure is integer milli-points (see `MarkBar`)."""
    return MarkBar(
        got=got, possible=possible or 0, full=full or 0, pass_line=pass_line, label=label or "得分", size=size
    )


@register.simple_tag
def light(colour: str, word: str, rule: str = "") -> Light:
    """Draw a red, yellow, green or grey light with its word."""
    return Light(colour=colour, word=word, rule=rule)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite; it always stands beside words, so it is hidden from readers."""
    href = f"{static('ui/icons.svg')}#{name}"
    return format_html('<svg class="cw-icon" aria-hidden="true"><use href="{}"/></svg>', href)


@register.filter
def marks(value: int | Decimal | None, places: int | None = None) -> str:
    """Write milli-points as points: `{{ 86500|marks }}` → 86.5, `|marks:2` → 86.50."""
    return "" if value == "" else figures.marks(value, places)


@register.filter
def marks_change(value: int | Decimal | None, places: int | None = None) -> str:
    """Write milli-points with a sign: `{{ 1000|marks_change }}` → +1.0."""
    return "" if value == "" else figures.marks_change(value, places)


@register.filter
def thousands(value: float | Decimal | None) -> str:
    """Write a number with thousands separators."""
    return "" if value == "" else figures.thousands(value)


@register.filter
def cn_date(value: date | datetime | None) -> str:
    """Write a day: 2025年3月1日（周六）."""
    return figures.cn_date(value or None)


@register.filter
def cn_time(value: datetime | None) -> str:
    """Write an instant: 2025年3月1日 09:05."""
    return figures.cn_time(value or None)


@register.filter
def file_size(value: int | None) -> str:
    """Write a file's size: 1.5 KB."""
    return figures.file_size(value or 0)


@register.simple_tag(takes_context=True)
def cn_days(context: dict[str, Any], value: date | datetime | None) -> str:
    """Write how far a day within a week is (3天后), by the page's `today`."""
    return figures.cn_days(value or None, context.get("today") or clock.today())


@register.simple_tag(takes_context=True)
def qs(context: dict[str, Any], **changes: Any) -> str:
    """Write this page's query string with some keys changed; None drops a key, a list repeats it."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        elif isinstance(value, list | tuple):
            query.setlist(key, [str(each) for each in value])
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def why_link(context: dict[str, Any], url: str, text: Any, label: str = "") -> SafeString:
    """Link a mark to its why panel: beside the page with scripts, a page of its own without."""
    return format_html(
        '<a class="cw-why-link" href="{}" hx-get="{}" hx-target="#why" hx-select="#why-panel" hx-swap="innerHTML" hx-push-url="false"{}>{}</a>',
        url,
        url,
        format_html(' aria-label="{}"', label) if label else "",
        text,
    )


@register.filter
def page_numbers(page: Page[Any]) -> list[int]:
    """Return the page numbers to offer; 0 stands for a gap."""
    offered = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [number if isinstance(number, int) else 0 for number in offered]


@register.inclusion_tag("ui/field.html")
def field(bound: forms.BoundField, wide: bool = False) -> dict[str, Any]:
    """Render one form field with its label, help and errors."""
    return fields.dressed(bound) | {"wide": wide}


@register.inclusion_tag("ui/job.html")
def job_panel(job: Job) -> dict[str, Any]:
    """Show how far a job is; the panel asks again by itself until the job has ended."""
    return {"shown": ShownJob(job=job)}
