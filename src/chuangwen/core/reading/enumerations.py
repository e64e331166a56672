"""Lists: figures that take their kind from the one before them, and 分别 that deals them out in order."""

import re

from chuangwen.core.reading.hedges import leads_to
from chuangwen.core.reading.kinds import Choice, Found

_RESPECTIVELY = re.compile(r"分别[^，。；、]{0,10}$")
_ONLY_LEVEL = re.compile(
    r"(?:其中|推荐|入选|入围|获评|还有)*(?:国家|全国|省部?|市|区|县|校|厅|局)级(?:以上)?.{0,6}|.?(?:入围|入选).{0,5}"
)
_FALL = re.compile("下降|减少|降低|压减")
_WEAK = 0.75
_ONLY_DONE = re.compile(r"(?:已|全部|目前|现|共|均){0,3}(?:办结|完成|办理|办好|落实|兑现|实现|竣工|解决)(?:了)?")
_MENDED = {"problem_found": "problem_resolved", "meeting": "problem_resolved"}
_BACK = 3  # figures looked back over
_SAME = 0.85
_GOODS = {"things", "papers", "plants", "weight"}
_SHORT_ITEM = 12
_OWN_VERB = re.compile(r"[，。；]|慰问|资助|救助|安装|建|开展|组织|举办|发表|制定")
_LONGEST_LIST = 12  # figures dealt out by one 分别
_LINK = re.compile(r"^[^。！？\n\d]{0,24}(?:\d[\d.]*%[，、][^。！？\n\d]{0,16})?$")


def inherit(found: list[Found], plain: str) -> list[Found]:
    """Give each figure of a list, where nothing else speaks, the kind that its place in the list implies."""
    result: list[Found] = []
    for i, item in enumerate(found):
        choice = _dealt(found, result, i, plain) or _continued(result, item, plain)
        result.append(Found(item.number, item.unit, item.measured, choice) if choice else item)
    return result


def _dealt(found: list[Found], done: list[Found], i: int, plain: str) -> Choice | None:
    """分别增加了 A、B、C: the k-th figure speaks of the k-th figure before the word."""
    first = i
    while first > max(0, i - _LONGEST_LIST) and plain[found[first - 1].unit.end : found[first].number.start] in {
        "、",
        "和",
        "及",
        "，",
    }:
        first -= 1
    if not _RESPECTIVELY.search(plain[max(0, found[first].number.start - 14) : found[first].number.start]):
        return None
    last = first
    while last + 1 < min(len(found), i + _LONGEST_LIST) and plain[
        found[last].unit.end : found[last + 1].number.start
    ] in {
        "、",
        "和",
        "及",
        "，",
    }:
        last += 1
    size = last - first + 1
    antecedent = first - size + (i - first)
    if size < 2 or antecedent < 0:
        return None
    model = done[antecedent]
    if found[i].unit.sort == "rate" and not _is_fall(model, plain[: found[first].number.start][-14:]):
        return _like_the_first(done, first, i)
    return Choice(
        model.choice.kind, f"“分别”：对应前文的“{model.number.text}{model.unit.text}”。", min(model.choice.weight, 0.8)
    )


def _is_fall(model: Found, lead: str) -> bool:
    """Say whether a share tells how a rate, or a figure of no kind, changed; else its own words tell its kind."""
    return model.unit.sort == "rate" or (model.choice.kind == "other" and bool(_FALL.search(lead)))


def _like_the_first(done: list[Found], first: int, i: int) -> Choice | None:
    """完成率分别为85%、83%: the later ones are what the first one is."""
    if first == i:
        return None
    head = done[first]
    return Choice(head.choice.kind, f"与前面的“{head.number.text}{head.unit.text}”并列。", head.choice.weight)


def _has_no_say(choice: Choice) -> bool:
    """Say whether a kind comes from the thing alone: 电脑 is a facility until it is given away."""
    return choice.weight <= _WEAK or choice.kind in {"budget_facility", "publicity", "other"}


def _is_given_too(last: Found, item: Found, between: str) -> bool:
    """捐赠课桌200套、电脑40台: one verb of giving reaches over the whole list."""
    is_list = between.startswith("、") and not _OWN_VERB.search(between) and len(between) <= _SHORT_ITEM
    return is_list and last.choice.kind == "donation" and item.unit.sort in _GOODS and _has_no_say(item.choice)


def _counted_alike(done: list[Found], item: Found, plain: str) -> Found:
    """文明单位18个，占应创的92%，其中国家级2个: what is divided by level may stand before a share."""
    near = (f for f in reversed(done[-_BACK:]) if f.unit.text == item.unit.text)
    last = next(near, done[-1])
    return done[-1] if "。" in plain[last.unit.end : item.number.start] else last


def _tells_anew(last: Found, item: Found, between: str) -> bool:
    """Say whether a comma begins another matter: 评出示范店36家，推广公筷2万套, or 治理水体3处 after 建设花园6处."""
    is_other_word = last.unit.text != item.unit.text
    is_other_deed = item.measured.reign not in {"", last.measured.reign}
    is_thing = item.unit.sort in _GOODS and "，" in between and "其中" not in between
    return is_thing and (is_other_word or is_other_deed)


def _continued(done: list[Found], item: "Found", plain: str) -> Choice | None:
    """其中竹类13万亩，杨树4万亩: a figure of the same unit without a word of its own goes on with the list."""
    only_level = item.choice.weight <= _WEAK and bool(
        _ONLY_LEVEL.fullmatch(item.measured.item + item.measured.after[:6])
    )
    if not done:
        return None
    last = _counted_alike(done, item, plain) if only_level else done[-1]
    between = plain[last.unit.end : item.number.start]
    if leads_to(between) and last.unit.sort == item.unit.sort and not last.choice.is_guess:
        return Choice(last.choice.kind, f"由前面的“{last.number.text}{last.unit.text}”变化而来。", last.choice.weight)
    if _is_given_too(last, item, between):
        return Choice(last.choice.kind, f"与前面的“{last.number.text}{last.unit.text}”一起赠送。", 0.75)
    if _ONLY_DONE.fullmatch(item.measured.item) and last.unit.text == item.unit.text and item.choice.weight <= _WEAK:
        kind = "problem_resolved" if "解决" in item.measured.item else last.choice.kind
        return Choice(
            _MENDED.get(kind, kind),
            f"前面的“{last.number.text}{last.unit.text}”中已完成的。",
            0.8,
        )
    is_part = "其中" in between and item.choice.weight <= _WEAK
    if not (item.choice.is_guess or only_level or is_part):
        return None
    if last.unit.sort != item.unit.sort or not _LINK.match(between) or _tells_anew(last, item, between):
        return None
    weight = min(last.choice.weight, _SAME) if only_level else max(0.5, last.choice.weight - 0.15)
    return Choice(last.choice.kind, f"与前面的“{last.number.text}{last.unit.text}”并列。", weight)
