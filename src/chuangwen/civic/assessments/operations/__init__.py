"""What is done with marks: each public function one whole act."""

from chuangwen.civic.assessments.operations.assessing import assess_units
from chuangwen.civic.assessments.operations.refusals import (
    AssessmentRefusal,
    BookNotInForce,
    NobodyToAssess,
    NotYourPlace,
)

__all__ = ["AssessmentRefusal", "BookNotInForce", "NobodyToAssess", "NotYourPlace", "assess_units"]
