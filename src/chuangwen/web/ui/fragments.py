"""A page and its fragment share one URL, so caches must keep them apart."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers


class VaryOnHtmx:
    """Tell caches, the browser's own too, that htmx may have got another answer.

    Without it the browser's back button can show a bare fragment from its cache.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and name the header that the answer may depend on."""
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        return response
