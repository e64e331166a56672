# long: the rules of rounds and titles stand in one table, so that they can be read in one go
"""The one table: states × events × who × conditions × needs × clock. No other place decides.

Of an application, the rows in STEPS follow each other as its programme orders
them (`programme.application_machine`); all else is fixed here.
"""

from chuangwen.core.lifecycle.rows import HERE, NOT_YET, Clock, Machine, Need, Row, Who

APPLICANT, DEPARTMENT, OFFICE, COUNCIL = Who.APPLICANT, Who.DEPARTMENT, Who.OFFICE, Who.COUNCIL
AWARDING, HOLDER, PUBLIC = Who.AWARDING, Who.HOLDER, Who.PUBLIC
BASIS, NUMBER, GROUNDS, REASON = Need.BASIS, Need.NUMBER, Need.GROUNDS, Need.REASON
EVIDENCE = Need.EVIDENCE

# Working days. A programme names its own from the document that orders it; five days of publicity are the floor
# of the field, the other defaults are starting values.
CLOCKS = {
    clock.code: clock
    for clock in (
        Clock(code="screening", name="初审", days=10, least=1, since="申报提交之日", end="逾期提示，不自动通过"),
        Clock(code="supplement", name="补正", days=5, least=1, since="退回之日", end="逾期提示，可以不予受理"),
        Clock(
            code="opinion", name="征求意见", days=10, least=3, since="发出征求意见之日", end="没有答复的记为“未答复”"
        ),
        Clock(code="publicity", name="公示", days=5, least=5, since="公示首日", end="期满可以办结异议"),
        Clock(code="objection", name="答复异议", days=15, least=1, since="收到异议之日", end="逾期提示"),
        Clock(
            code="report",
            name="催报年度报告",
            days=10,
            least=5,
            since="书面催报之日",
            end="期满未交，可以按自动放弃办理",
        ),
        Clock(
            code="statement",
            name="陈述申辩",
            days=5,
            least=3,
            since="告知拟处理意见之日",
            end="期满没有陈述的，记为没有陈述",
        ),
        Clock(code="rectification", name="限期整改", days=30, least=5, since="整改通知之日", end="逾期提示，可以停牌"),
        Clock(
            code="appeal", name="提出申诉", days=15, least=5, since="决定送达之日", end="期满不再受理", extendable=False
        ),
        Clock(code="appeal_decision", name="决定申诉", days=30, least=5, since="收到申诉之日", end="逾期提示"),
    )
}

# (a) An application in a round ------------------------------------------------------------------------------------
APPLICATION_STATES = {
    "drafted": "草稿",
    "submitted": "已提交",
    "returned": "退回补正",
    "recommended": "已推荐",
    "accepted": "已受理",
    "consulted": "已征求意见",
    "decided": "评审通过",
    "signed": "已签批",
    "reported": "已上报",
    "assessed": "已测评",
    "publicised": "公示中",
    "cleared": "异议办结",
    "awarded": "已命名",
    "refused": "不予命名",
    "withdrawn": "已撤回",
}
APPLICATION_EVENTS = {
    "submit": "提交申报",
    "recommend": "推荐",
    "accept": "受理",
    "consult": "办结征求意见",
    "decide": "评审通过",
    "sign": "签批",
    "report_up": "上报",
    "assess": "登记测评",
    "publicise": "公示",
    "settle": "办结异议",
    "award": "命名",
    "return": "退回补正",
    "refuse": "不予命名",
    "withdraw": "撤回申报",
}
APPLICATION_ENDS = frozenset({"awarded", "refused", "withdrawn"})

# Each at its turn: `sources` is filled with where the step before it leads.
STEPS = {
    row.event: row
    for row in (
        Row(
            event="submit",
            sources=(),
            target="submitted",
            who=(APPLICANT,),
            when=("within_window", "is_eligible", "consent_given"),
            clock="screening",
        ),
        Row(event="recommend", sources=(), target="recommended", who=(DEPARTMENT, OFFICE), when=("is_not_conflicted",)),
        Row(event="accept", sources=(), target="accepted", who=(OFFICE,), when=("is_not_conflicted",)),
        Row(event="consult", sources=(), target="consulted", who=(OFFICE,), when=("opinions_closed",)),
        Row(event="decide", sources=(), target="decided", who=(COUNCIL, OFFICE), when=("votes_carry",)),
        Row(event="sign", sources=(), target="signed", who=(OFFICE,), needs=(BASIS,)),
        Row(event="report_up", sources=(), target="reported", who=(OFFICE,), needs=(NUMBER,)),
        Row(event="assess", sources=(), target="assessed", who=(OFFICE,), needs=(BASIS,)),
        Row(
            event="publicise",
            sources=(),
            target="publicised",
            who=(OFFICE, AWARDING),
            when=("mark_reaches_line", "within_quota", "consent_given"),
            clock="publicity",
        ),
        Row(
            event="settle",
            sources=(),
            target="cleared",
            who=(OFFICE, AWARDING),
            when=("publicity_over", "no_open_objection", "no_upheld_objection"),
        ),
        Row(
            event="award",
            sources=(),
            target="awarded",
            who=(AWARDING,),
            when=("publicity_over", "no_open_objection", "no_upheld_objection", "within_quota", "consent_given"),
            needs=(BASIS, NUMBER),
        ),
    )
}
# From any state that a programme's order reaches: before the publicity, and before the end.
RETURN = Row(
    event="return", sources=(), target="returned", who=(DEPARTMENT, OFFICE), needs=(GROUNDS, REASON), clock="supplement"
)
REFUSE = Row(event="refuse", sources=(), target="refused", who=(OFFICE, AWARDING), needs=(GROUNDS, REASON))
WITHDRAW = Row(event="withdraw", sources=(), target="withdrawn", who=(APPLICANT,))

# (b) A title's life -------------------------------------------------------------------------------------------------
TITLE_STATES = {
    "awarded": "已命名",
    "reviewed_ok": "复查合格",
    "warned": "警告",
    "rectifying": "限期整改",
    "suspended": "停牌",
    "revoked": "已撤销",
    "lapsed": "自动放弃",
    "expired": "已到期",
    "merged": "合并注销",
}
TITLE_EVENTS = {
    "report": "提交年度报告",
    "remind": "催报年度报告",
    "review": "复查合格",
    "fail": "复查不合格",
    "defer": "暂缓复查，退回补充",
    "lapse": "按自动放弃办理",
    "warn": "警告",
    "order": "责令限期整改",
    "verify": "整改核查合格",
    "redo": "整改核查不合格",
    "suspend": "停牌",
    "revoke": "撤销称号",
    "restore": "恢复称号",
    "overturn": "申诉成立，恢复称号",
    "recover": "收回牌匾",
    "renew": "重新命名",
    "expire": "到期",
    "merge": "合并注销",
}
GOOD = ("awarded", "reviewed_ok")
LIVE = (*GOOD, "warned", "rectifying", "suspended")
TITLE_ENDS = frozenset({"expired", "merged"})
AFTER_FAILURE = ("warn", "order")  # what a failed review proposes; heavier ones are proposed by themselves
HEARD = ("sanction_proposed", "heard_or_waived", "second_hand_differs")
TITLES = Machine(
    name="title",
    states=TITLE_STATES,
    events=TITLE_EVENTS,
    initial="awarded",
    terminal=TITLE_ENDS,
    rows=(
        Row(event="report", sources=LIVE, target=HERE, who=(HOLDER,), needs=(REASON,)),
        Row(
            event="remind", sources=LIVE, target=HERE, who=(OFFICE, AWARDING), when=("report_missing",), clock="report"
        ),
        Row(
            event="review",
            sources=GOOD,
            target="reviewed_ok",
            who=(OFFICE, AWARDING),
            when=("report_handed_in",),
            needs=(BASIS,),
        ),
        # What is not in order moves nothing by itself: a warning or an order is proposed, heard, and decided by another.
        Row(
            event="fail",
            sources=GOOD,
            target=HERE,
            who=(OFFICE, AWARDING),
            when=("report_handed_in",),
            needs=(BASIS, GROUNDS, REASON, EVIDENCE),
            clock="statement",
        ),
        Row(
            event="defer",
            sources=GOOD,
            target=HERE,
            who=(OFFICE, AWARDING),
            when=("report_handed_in",),
            needs=(REASON,),
            clock="supplement",
        ),
        Row(
            event="lapse",
            sources=LIVE,
            target="lapsed",
            who=(AWARDING,),
            when=("report_missing", "notice_over"),
            needs=(BASIS, NUMBER),
            clock="appeal",
        ),
        Row(
            event="warn",
            sources=GOOD,
            target="warned",
            who=(AWARDING,),
            when=HEARD,
            needs=(BASIS, REASON, EVIDENCE),
            clock="appeal",
        ),
        Row(
            event="order",
            sources=(*GOOD, "warned"),
            target="rectifying",
            who=(AWARDING,),
            when=HEARD,
            needs=(BASIS, REASON, EVIDENCE),
            clock="rectification",
        ),
        Row(
            event="verify",
            sources=("rectifying",),
            target="reviewed_ok",
            who=(OFFICE, AWARDING),
            when=("second_hand_differs",),
            needs=(REASON, EVIDENCE),
        ),
        Row(
            event="redo",
            sources=("rectifying",),
            target=HERE,
            who=(OFFICE, AWARDING),
            when=("second_hand_differs",),
            needs=(REASON, EVIDENCE),
            clock="rectification",
        ),
        Row(
            event="suspend",
            sources=(*GOOD, "warned", "rectifying"),
            target="suspended",
            who=(AWARDING,),
            when=HEARD,
            needs=(BASIS, NUMBER, REASON, EVIDENCE),
            clock="appeal",
        ),
        Row(
            event="revoke",
            sources=LIVE,
            target="revoked",
            who=(AWARDING,),
            when=HEARD,
            needs=(BASIS, NUMBER, REASON, EVIDENCE),
            clock="appeal",
        ),
        Row(
            event="restore",
            sources=("warned", "suspended"),
            target="reviewed_ok",
            who=(AWARDING,),
            needs=(BASIS, REASON),
        ),
        Row(
            event="overturn",
            sources=("warned", "rectifying", "suspended", "revoked", "lapsed"),
            target="reviewed_ok",
            who=(AWARDING,),
            when=("appeal_upheld",),
            needs=(BASIS, REASON),
        ),
        Row(
            event="recover",
            sources=("revoked", "lapsed", "expired", "merged"),
            target=HERE,
            who=(OFFICE, AWARDING),
            when=("plaque_outstanding",),
        ),
        Row(event="renew", sources=GOOD, target="expired", who=(AWARDING,), needs=(BASIS, NUMBER)),
        Row(event="expire", sources=LIVE, target="expired", who=(OFFICE, AWARDING), when=("term_over",)),
        Row(event="merge", sources=LIVE, target="merged", who=(AWARDING,), needs=(BASIS, REASON)),
    ),
)

# (c) What is proposed against a title: nothing is decided unheard, or by one hand ----------------------------------
SANCTION_STATES = {
    "proposed": "拟处理，待陈述",
    "heard": "已陈述",
    "waived": "放弃陈述",
    "confirmed": "已决定",
    "dropped": "不予处理",
}
SANCTIONS = Machine(
    name="sanction",
    states=SANCTION_STATES,
    events={
        "propose": "提出拟处理意见",
        "state": "陈述申辩",
        "waive": "放弃陈述",
        "extend": "延长陈述期限",
        "confirm": "作出决定",
        "drop": "不予处理",
    },
    initial="proposed",
    terminal=frozenset({"confirmed", "dropped"}),
    rows=(
        Row(
            event="propose",
            sources=(NOT_YET,),
            target="proposed",
            who=(OFFICE, AWARDING),
            needs=(BASIS, GROUNDS, REASON, EVIDENCE),
            clock="statement",
        ),
        Row(event="state", sources=("proposed",), target="heard", who=(HOLDER,), needs=(REASON,)),
        Row(event="waive", sources=("proposed",), target="waived", who=(HOLDER,)),
        Row(
            event="extend",
            sources=("proposed",),
            target=HERE,
            who=(OFFICE, AWARDING),
            needs=(REASON,),
            clock="statement",
        ),
        Row(
            event="confirm",
            sources=("proposed", "heard", "waived"),
            target="confirmed",
            who=(AWARDING,),
            when=("heard_or_waived", "second_hand_differs"),
            needs=(BASIS,),
            clock="appeal",
        ),
        Row(
            event="drop",
            sources=("proposed", "heard", "waived"),
            target="dropped",
            who=(AWARDING, OFFICE),
            needs=(REASON,),
        ),
    ),
)

# (d) An objection ---------------------------------------------------------------------------------------------------
OBJECTION_STATES = {
    "received": "已收到",
    "upheld": "查实，影响结果",
    "corrected": "查实，已更正",
    "rejected": "不成立",
    "withdrawn": "已撤回",
}
OBJECTIONS = Machine(
    name="objection",
    states=OBJECTION_STATES,
    events={
        "uphold": "认定查实，影响结果",
        "correct": "认定查实，更正后不影响结果",
        "reject": "认定不成立",
        "withdraw": "撤回异议",
        "extend": "延长答复期限",
    },
    initial="received",
    terminal=frozenset({"upheld", "corrected", "rejected", "withdrawn"}),
    rows=(
        Row(
            event="uphold",
            sources=("received",),
            target="upheld",
            who=(OFFICE, AWARDING),
            when=("is_not_conflicted",),
            needs=(REASON,),
        ),
        Row(
            event="correct",
            sources=("received",),
            target="corrected",
            who=(OFFICE, AWARDING),
            when=("is_not_conflicted",),
            needs=(REASON,),
        ),
        Row(
            event="reject",
            sources=("received",),
            target="rejected",
            who=(OFFICE, AWARDING),
            when=("is_not_conflicted",),
            needs=(REASON,),
        ),
        Row(event="withdraw", sources=("received",), target="withdrawn", who=(PUBLIC,)),
        Row(
            event="extend",
            sources=("received",),
            target=HERE,
            who=(OFFICE, AWARDING),
            needs=(REASON,),
            clock="objection",
        ),
    ),
)

# (e) An appeal ------------------------------------------------------------------------------------------------------
APPEAL_STATES = {"filed": "已提出", "upheld": "申诉成立", "rejected": "申诉不成立", "withdrawn": "已撤回"}
APPEALS = Machine(
    name="appeal",
    states=APPEAL_STATES,
    events={
        "file": "提出申诉",
        "uphold": "认定申诉成立",
        "reject": "认定申诉不成立",
        "withdraw": "撤回申诉",
        "extend": "延长决定期限",
    },
    initial="filed",
    terminal=frozenset({"upheld", "rejected", "withdrawn"}),
    rows=(
        Row(
            event="file",
            sources=(NOT_YET,),
            target="filed",
            who=(HOLDER,),
            when=("appeal_in_time",),
            needs=(REASON,),
            clock="appeal_decision",
        ),
        Row(
            event="uphold",
            sources=("filed",),
            target="upheld",
            who=(AWARDING,),
            when=("second_hand_differs",),
            needs=(BASIS, REASON),
        ),
        Row(
            event="reject",
            sources=("filed",),
            target="rejected",
            who=(AWARDING,),
            when=("second_hand_differs",),
            needs=(BASIS, REASON),
        ),
        Row(event="withdraw", sources=("filed",), target="withdrawn", who=(HOLDER,)),
        Row(event="extend", sources=("filed",), target=HERE, who=(AWARDING,), needs=(REASON,), clock="appeal_decision"),
    ),
)

# (f) What a department is asked of an applicant ---------------------------------------------------------------------
OPINION_STATES = {"waiting": "待答复", "agrees": "无不同意见", "objects": "有不同意见", "silent": "未答复"}
OPINIONS = Machine(
    name="opinion",
    states=OPINION_STATES,
    events={
        "agree": "答复无不同意见",
        "object": "答复有不同意见",
        "silence": "逾期记为未答复",
        "extend": "延长答复期限",
    },
    initial="waiting",
    terminal=frozenset({"agrees", "objects"}),
    rows=(
        Row(event="agree", sources=("waiting",), target="agrees", who=(DEPARTMENT,), when=("opinion_in_time",)),
        Row(
            event="object",
            sources=("waiting",),
            target="objects",
            who=(DEPARTMENT,),
            when=("opinion_in_time",),
            needs=(REASON,),
        ),
        Row(
            event="silence",
            sources=("waiting",),
            target="silent",
            who=(OFFICE, AWARDING),
            when=("opinion_overdue",),
        ),
        Row(
            event="extend",
            sources=("waiting", "silent"),
            target="waiting",
            who=(OFFICE, AWARDING),
            when=("consultation_open",),
            needs=(REASON,),
            clock="opinion",
        ),
    ),
)
MACHINES = {machine.name: machine for machine in (TITLES, SANCTIONS, OBJECTIONS, APPEALS, OPINIONS)}
