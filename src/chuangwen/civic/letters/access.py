"""Who may: a letter is its reader's alone."""

from django.http import Http404

from chuangwen.civic.letters.models import LetterCopy
from chuangwen.civic.people.models import User


def copy_to_open(user: User, letter_id: int) -> LetterCopy:
    """Return the reader's own copy of a letter."""
    copy = LetterCopy.objects.filter(user=user, letter_id=letter_id).select_related("letter").first()
    if copy is None:
        raise Http404
    return copy
