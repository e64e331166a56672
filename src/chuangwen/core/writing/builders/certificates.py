"""The certificate of a title."""

from datetime import date as Day  # noqa: N812  `date` is the argument's name

from chuangwen.core.writing.builders.blanks import fill
from chuangwen.core.writing.model import Certificate


def certificate(
    *,
    holder: str,
    honour: str,
    number: str,
    issuer: str,
    date: Day,
    basis: str,
    verify_url: str,
    verb: str = "命名",
    until: str = "",
) -> Certificate:
    """Certify a title. `basis` is the award's document number; `until` the last day of its term, blank without one.

    :raises BlankField: a value is missing.
    """
    fill(holder=holder, honour=honour, number=number, issuer=issuer, date=date)
    fill(basis=basis, verify_url=verify_url, verb=verb)
    text = f"经{issuer}{basis}决定，{verb}为{honour}，特发此证。"
    return Certificate(holder=holder, text=text, number=number, issuer=issuer, date=date, qr=verify_url, until=until)
