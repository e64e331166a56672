"""What the register says of a unit beside its name, kind and place."""

import re
from dataclasses import dataclass

from chuangwen.core.registry.uscc import checked

AREA_CODE = re.compile(r"\d{6}(?:\d{3})?(?:\d{3})?")


class AreaCodeProblem(ValueError):
    """An area code is not one; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """Codes, size and contact of a unit; empty where the register does not know.

    Units: `staff` in persons, `households` in households.
    """

    uscc: str = ""
    area_code: str = ""
    staff: int | None = None
    households: int | None = None
    contact: str = ""

    def checked(self) -> "Particulars":
        """Return the particulars with both codes in their one true form.

        Raises: UsccProblem, AreaCodeProblem.
        """
        return Particulars(
            uscc=checked(self.uscc) if self.uscc.strip() else "",
            area_code=checked_area_code(self.area_code),
            staff=self.staff,
            households=self.households,
            contact=self.contact.strip(),
        )


def checked_area_code(text: str) -> str:
    """Return a code of an administrative division: 6 digits of a county, 9 of a town, 12 of a village.

    >>> checked_area_code(" 350102 ")
    '350102'

    Raises: AreaCodeProblem when it has another length or other signs.
    """
    code = text.strip()
    if code and not AREA_CODE.fullmatch(code):
        raise AreaCodeProblem("行政区划代码应为6位、9位或12位数字，请核对。")
    return code
