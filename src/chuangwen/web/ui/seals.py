"""封存: what a result was fixed as, whether it still is that, and how anybody recomputes it."""

from dataclasses import dataclass

from chuangwen.civic.assessments.models import Seal
from chuangwen.civic.assessments.queries.seals import SealCheck, check_seal
from chuangwen.web.ui.signs import Light

AT_ONCE = 2000  # units whose marks are compared while the page waits


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSeal:
    """A seal as its panel shows it; `check` is None until somebody asks, where that takes long."""

    seal: Seal
    check: SealCheck | None

    @property
    def light(self) -> Light:
        """Whether rows and files are what was sealed."""
        if self.check is None:
            return Light(colour="grey", word="尚未核对")
        if self.check.is_intact:
            return Light(colour="green", word="与封存一致")
        return Light(colour="red", word="与封存不符")


def shown_seal(seal: Seal, *, at_once: bool = False) -> ShownSeal:
    """Look at a seal; a big one only when asked to."""
    is_small = seal.assessment.summary.get("units", 0) <= AT_ONCE
    return ShownSeal(seal=seal, check=check_seal(seal) if is_small or at_once else None)
