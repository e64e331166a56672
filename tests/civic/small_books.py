"""A small book for tests: two categories, a bonus, a negative list; short enough to mark by hand.

On the facts of a unit: I-1 gives 1 point a quarter with a meeting on 创建 (with minutes), at most 4;
I-2 gives 2 points for a plan; II-1 gives 0.5 a volunteer activity, at most 4; the bonus an honour once;
the negative list loses 2 points a finding of a major accident and vetoes a conviction.
"""

from datetime import date

from chuangwen.civic.rulebooks.enums import EditionStatus
from chuangwen.civic.wordbook import kinds
from chuangwen.core import rulebook
from tests.factories import an_edition

BOOK = """\
book: small
edition: "2025"
title: 小测评细则（示例）
authority: {body: 云岭市文明委, document: 云文明委〔2025〕3号, basis: 示例}
in_force: {from: 2025-01-01, until: null}
applies_to: {unit_kinds: [agency, school, institution]}
window: {months: 12, before: assessment}
peers: [unit_kind]
base: 10
pass: {self: 8, measured: 6}
rounding: {places: 2, mode: half_up, at: total}
bonus:
  cap: 3
  highest_level_only: true
  items:
    - code: B-1
      text: 获得市级以上荣誉。
      clause: 第四章
      points: 3
      measure: {levels: {city: 1, provincial: 2, national: 3}, of: honour}
negative:
  - {code: N-1, text: 发生较大以上安全事故。, clause: 第五章, of: violation, window: {months: 12}, effect: {deduct: 2}, concealed: double}
"""

ORGANISATION = """\
category: I
title: 组织领导
cap: 6
criteria:
  - code: I-1
    text: 创建领导小组每季度至少召开一次专题会议。
    clause: 第二章第一条
    points: 4
    measure: {periods: quarter, of: meeting, where: {topic: creation}}
    score: {per: 1, worth: 1}
    proof: [minutes]
    when_missing: zero
    supplier: 办公室
  - code: I-2
    text: 印发年度创建工作方案。
    clause: 第二章第二条
    points: 2
    measure: {any: document, where: {topic: creation}}
    score: {full_if: {at_least: 1}}
    when_missing: zero
"""

PRACTICE = """\
category: II
title: 志愿服务
cap: 4
criteria:
  - code: II-1
    text: 全年开展志愿服务活动8次以上。
    clause: 第三章第一条
    points: 4
    measure: {count: volunteer_activity}
    score: {per: 1, worth: 0.5}
    when_missing: zero
"""

TEXTS = {"book.yaml": BOOK, "criteria/1.yaml": ORGANISATION, "criteria/2.yaml": PRACTICE}
ASSESSED_ON = date(2026, 1, 1)


def texts(**changes: str) -> dict[str, str]:
    """Return the book's files with words replaced: `texts(小测评="小考核")`."""
    changed = dict(TEXTS)
    for old, new in changes.items():
        changed = {name: text.replace(old, new) for name, text in changed.items()}
    return changed


def a_published_book(unit, files=None, **columns):
    """Return a published edition of the small book, owned by a place."""
    files = files or TEXTS
    book = rulebook.load(files, kinds())
    return an_edition(
        unit=unit,
        code=book.code,
        edition=book.edition,
        title=book.title,
        digest=book.digest,
        canonical=rulebook.to_canonical(book),
        sources=files,
        status=EditionStatus.PUBLISHED,
        **{"assessed_on": ASSESSED_ON, **columns},
    )
