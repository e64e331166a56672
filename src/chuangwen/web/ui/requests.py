"""The request as pages see it, once the gate has let its maker in."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User


class SignedIn(HttpRequest):
    """A request whose maker is known; views behind a gate take this type.

    `unit` is the unit whose page this is: a view sets it once the gate has let its maker in.
    """

    user: User
    htmx: HtmxDetails
    unit: Unit
