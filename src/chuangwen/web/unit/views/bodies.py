"""Bodies of a unit, as its own clerk keeps them."""

from django.views.decorators.http import require_GET, require_http_methods

from chuangwen.civic.orgs import access
from chuangwen.web.ui.bodies import BodyPages

pages = BodyPages(
    audience="unit",
    unit_to_read=access.unit_to_fill,
    unit_to_keep=access.unit_to_fill,
    body_to_read=access.body_to_fill,
    body_to_keep=access.body_to_fill,
    member_to_keep=access.member_to_fill,
    may_keep=lambda user, unit: True,
)
_shown, _asked = require_GET, require_http_methods(["GET", "POST"])
bodies, printed, body = _shown(pages.bodies), _shown(pages.printed), _shown(pages.body)
new, edit, end = _asked(pages.new), _asked(pages.edit), _asked(pages.end)
seat, correct, unseat = _asked(pages.seat), _asked(pages.correct), _asked(pages.unseat)
