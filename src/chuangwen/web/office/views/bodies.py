"""Bodies of a unit, as the office keeps them; reviewers and leaders read them."""

from django.views.decorators.http import require_GET, require_http_methods

from chuangwen.civic.orgs import access
from chuangwen.civic.orgs.enums import Role
from chuangwen.web.ui.bodies import BodyPages

pages = BodyPages(
    audience="office",
    unit_to_read=access.unit_to_read,
    unit_to_keep=access.unit_to_manage,
    body_to_read=access.body_to_read,
    body_to_keep=access.body_to_manage,
    member_to_keep=access.member_to_manage,
    may_keep=lambda user, unit: access.may_reach(user, {Role.OFFICER}, unit),
    above="units-edit",
)
_shown, _asked = require_GET, require_http_methods(["GET", "POST"])
bodies, printed, body = _shown(pages.bodies), _shown(pages.printed), _shown(pages.body)
new, edit, end = _asked(pages.new), _asked(pages.edit), _asked(pages.end)
seat, correct, unseat = _asked(pages.seat), _asked(pages.correct), _asked(pages.unseat)
