"""What stands around a public page. Entries appear when there is something behind them."""

from django.http import HttpRequest
from django.urls import reverse

from chuangwen.web.ui.navigation import Frame


def frame(request: HttpRequest) -> Frame:
    """Return the public frame."""
    return Frame(home_url=reverse("public:landing"))
