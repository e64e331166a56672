"""Pinyin initials, by which people look names up."""

from pypinyin import Style, lazy_pinyin

LONGEST = 120


def initials_of(name: str) -> str:
    """Return the first letters of a name's readings; letters and digits stay, other signs go.

    >>> initials_of("重庆路街道（东）第2小学")
    'cqljddd2xx'
    """
    syllables = lazy_pinyin(name, style=Style.FIRST_LETTER)
    kept = "".join(c for c in "".join(syllables) if c.isascii() and c.isalnum())
    return kept.lower()[:LONGEST]
