"""What a page says after an act: what happened, what it changed, what is next."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html


def tell(
    request: HttpRequest,
    text: str,
    *,
    next_label: str = "",
    next_url: str = "",
    level: int = messages.SUCCESS,
) -> None:
    """Say it on the next page shown; `next_label` names the one next step."""
    if next_url:
        link = format_html('<a class="cw-notice-next" href="{}">{}</a>', next_url, next_label)
        messages.add_message(request, level, format_html("{} {}", text, link))
    else:
        messages.add_message(request, level, text)
