"""The measures of the rule-book language. To add one: write its class, list it here."""

from chuangwen.core.rulebook.measures.amounts import Attribute, Latest, Lowest, Sum
from chuangwen.core.rulebook.measures.base import Measure, Measured, Single
from chuangwen.core.rulebook.measures.clauses import Clause, Satisfied
from chuangwen.core.rulebook.measures.counting import Any, Count, Distinct, Periods
from chuangwen.core.rulebook.measures.levels import Levels
from chuangwen.core.rulebook.measures.office import Graded, Opinion, Sites, Survey, Target
from chuangwen.core.rulebook.measures.rates import Change, Ratio
from chuangwen.core.rulebook.measures.reading import MEASURES, measure_of
from chuangwen.core.rulebook.measures.terms import Findings, Title
from chuangwen.core.rulebook.measures.years import Prior

for _form in (
    Count, Sum, Periods, Distinct, Any, Latest, Lowest, Ratio, Change,
    Satisfied, Survey, Sites, Graded, Opinion, Target, Levels, Attribute,
    Title, Findings, Prior,
):  # fmt: skip
    MEASURES[_form.head] = _form

__all__ = [
    "MEASURES", "Any", "Attribute", "Change", "Clause", "Count", "Distinct", "Findings", "Graded", "Latest", "Levels", "Lowest",
    "Measure", "Measured", "Opinion", "Periods", "Prior", "Ratio", "Satisfied", "Single", "Sites", "Sum", "Survey", "Target",
    "Title", "measure_of",
]  # fmt: skip
