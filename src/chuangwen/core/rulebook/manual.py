"""The parts of docs/rulebook.md that are written from the definitions, between their marks."""

import re
from collections.abc import Callable, Iterator

from chuangwen.core.rulebook.lines import MODES, PLACES_AT, SHARES
from chuangwen.core.rulebook.measures import MEASURES
from chuangwen.core.rulebook.measures.years import MISSING_YEARS
from chuangwen.core.rulebook.refusals import all_refusals
from chuangwen.core.rulebook.scores import SCORES

MARK = re.compile(r"(<!-- from the definitions: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def measures() -> Iterator[str]:
    """Write a row for each measure: what it measures, and what it is when nothing is recorded."""
    yield "| 键 | 量什么 | 没有记录时 |\n|---|---|---|"
    for head, form in sorted(MEASURES.items(), key=lambda pair: (pair[1].none != "0", list(MEASURES).index(pair[0]))):
        yield f"| `{head}` | {form.about} | {form.none} |"


def scores() -> Iterator[str]:
    """Write a row for each score form."""
    yield "| 键 | 细则 |\n|---|---|"
    for head, form in SCORES.items():
        yield f"| `{head}` | {form.about} |"


def words() -> Iterator[str]:
    """Write the words that totals are made by."""
    yield "| 写法 | 词 |\n|---|---|"
    lists = {
        "`rounding` 的 `mode`": MODES, "`rounding` 的 `at`": PLACES_AT, "`pairs` 的 `share`": SHARES,
        "`years` 的 `missing`": MISSING_YEARS,
    }  # fmt: skip
    for name, known in lists.items():
        yield f"| {name} | {'、'.join(f'`{code}` {said}' for code, said in known.items())} |"


def refusals() -> Iterator[str]:
    """Write everything that is refused, with the reason and what may be asked instead."""
    for each in all_refusals():
        yield f"- {each.name}：{each.reason}{each.instead}"


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "measures": measures,
    "scores": scores,
    "words": words,
    "refusals": refusals,
}


def written(text: str) -> str:
    """Return the manual with each marked part as the definitions say today."""
    return MARK.sub(lambda found: f"{found[1]}{chr(10).join(PARTS[found[2]]())}\n{found[3]}", text)
