"""The named conditions of the tables: each is a test of the case, and a sentence for when it fails."""

from collections.abc import Callable
from dataclasses import dataclass

from chuangwen.core.lifecycle.rows import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A test by name; `said` is what must hold, `remedy` what to do while it does not."""

    name: str
    said: str
    remedy: str
    holds: Callable[[Case], bool]


def _is_passed(case: Case) -> bool:
    return case.line is None or (case.mark is not None and case.mark >= case.line)


def _is_past(case: Case, last: str) -> bool:
    day = getattr(case, last)
    return day is not None and case.today > day


def _differs(case: Case) -> bool:
    return case.first_hand is not None and case.actor != case.first_hand


CONDITIONS = {
    each.name: each
    for each in (
        Condition(
            name="within_window",
            said="在申报期限内",
            remedy="请留意下一轮申报通知。",
            holds=lambda case: case.is_window_open,
        ),
        Condition(
            name="is_eligible",
            said="申报条件全部具备",
            remedy="请对照条件逐项补齐后再申报。",
            holds=lambda case: not case.hindrances,
        ),
        Condition(
            name="consent_given",
            said="本人或户主同意参评，且没有撤回",
            remedy="请先登记本人或户主的同意。",
            holds=lambda case: case.has_consent,
        ),
        Condition(
            name="is_not_conflicted",
            said="经办人不在申报单位任职",
            remedy="请换一位同事办理（回避）。",
            holds=lambda case: not case.is_conflicted,
        ),
        Condition(
            name="opinions_closed",
            said="部门意见都已答复，或期限已到",
            remedy="请等部门答复，或等征求意见期限届满。",
            holds=lambda case: case.open_opinions == 0,
        ),
        Condition(
            name="opinion_in_time",
            said="在答复期限内",
            remedy="答复期限已过；如需补充，请文明办延长期限。",
            holds=lambda case: case.opinion_due is not None and case.today <= case.opinion_due,
        ),
        Condition(
            name="opinion_overdue",
            said="答复期限已过，部门没有答复",
            remedy="请等答复期限届满。",
            holds=lambda case: _is_past(case, "opinion_due"),
        ),
        Condition(
            name="consultation_open",
            said="征求意见还没有办结",
            remedy="征求意见已经办结，不能再延长。",
            holds=lambda case: not case.is_consulted,
        ),
        Condition(
            name="votes_carry",
            said="到会评审过半数同意（回避的不计）",
            remedy="请先登记评审会的表决结果。",
            holds=lambda case: case.votes_cast > 0 and 2 * case.votes_for > case.votes_cast,
        ),
        Condition(
            name="mark_reaches_line",
            said="测评得分达到达标线",
            remedy="得分未达标的，请按理由办理不予命名。",
            holds=_is_passed,
        ),
        Condition(
            name="within_quota",
            said="不超过本轮名额",
            remedy="请按名额调整名单。",
            holds=lambda case: case.is_within_quota,
        ),
        Condition(
            name="publicity_over",
            said="公示期已满",
            remedy="请等公示期满。",
            holds=lambda case: _is_past(case, "publicity_due"),
        ),
        Condition(
            name="no_open_objection",
            said="异议都已书面答复",
            remedy="请先答复收到的异议。",
            holds=lambda case: case.open_objections == 0,
        ),
        Condition(
            name="no_upheld_objection",
            said="没有查实的异议",
            remedy="异议查实的，请办理不予命名。",
            holds=lambda case: case.upheld_objections == 0,
        ),
        Condition(
            name="report_handed_in",
            said="年度自查报告已交",
            remedy="请先提醒单位提交年度报告。",
            holds=lambda case: case.has_report,
        ),
        Condition(
            name="report_missing",
            said="年度报告逾期未交",
            remedy="报告已交，或还没有到期。",
            holds=lambda case: not case.has_report and _is_past(case, "report_due"),
        ),
        Condition(
            name="notice_over",
            said="催报通知的期限已满",
            remedy="请先书面催报，期限届满后再办。",
            holds=lambda case: _is_past(case, "notice_due"),
        ),
        Condition(
            name="sanction_proposed",
            said="已有拟处理意见",
            remedy="请先提出拟处理意见，并听取单位陈述。",
            holds=lambda case: case.has_sanction,
        ),
        Condition(
            name="heard_or_waived",
            said="单位已陈述，或已放弃，或陈述期满没有陈述",
            remedy="请先听取单位的陈述和申辩。",
            holds=lambda case: case.was_heard or case.has_waived or _is_past(case, "statement_due"),
        ),
        Condition(
            name="second_hand_differs",
            said="由另一人复核",
            remedy="提出的人不能自己批准，请另一位工作人员办理。",
            holds=_differs,
        ),
        Condition(
            name="appeal_in_time",
            said="在申诉期限内",
            remedy="申诉期限已过；有新证据的，请与文明办联系。",
            holds=lambda case: case.appeal_due is not None and case.today <= case.appeal_due,
        ),
        Condition(
            name="appeal_upheld",
            said="申诉成立",
            remedy="请先作出申诉决定。",
            holds=lambda case: case.has_upheld_appeal,
        ),
        Condition(
            name="term_over",
            said="称号期限已满",
            remedy="称号还在有效期内。",
            holds=lambda case: case.until is not None and case.today >= case.until,
        ),
        Condition(
            name="plaque_outstanding",
            said="牌匾还没有收回",
            remedy="牌匾已经收回，不用再办。",
            holds=lambda case: not case.is_recovered,
        ),
    )
}
