"""The 39 sections of the manual, which rule answers to which of them, and what is asked for and judged by none yet."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from repairctl.model import Label
from repairctl.policies import Version
from repairctl.policies.rules import Rule

SECTIONS: Mapping[str, Label] = {
    "1.1": Label("purpose and objectives", "服务宗旨与目标"),
    "1.2": Label("standards and process", "服务标准与流程"),
    "1.3": Label("promises and feedback", "服务承诺与反馈机制"),
    "1.4": Label("staff conduct and training", "服务人员规范与培训"),
    "1.5": Label("supervision and evaluation", "服务监督与评价体系"),
    "2.1": Label("request and acceptance", "维修申请与受理"),
    "2.2": Label("planning and scheduling", "维修计划与安排"),
    "2.3": Label("execution and acceptance", "维修实施与验收"),
    "2.4": Label("records and archives", "维修记录与档案管理"),
    "2.5": Label("charges and settlement", "维修费用与结算"),
    "3.1": Label("communication and attitude", "客户沟通与服务态度"),
    "3.2": Label("satisfaction survey", "客户满意度调查与改进"),
    "3.3": Label("complaint handling", "客户投诉处理与反馈"),
    "3.4": Label("care and added services", "客户关怀与增值服务"),
    "3.5": Label("long-term relations", "客户关系维护与长期合作"),
    "4.1": Label("sudden failures", "突发故障与应急响应"),
    "4.2": Label("hazards", "安全隐患与紧急处理"),
    "4.3": Label("major repairs", "重大维修与协调机制"),
    "4.4": Label("special needs", "客户特殊需求与定制服务"),
    "4.5": Label("insurance and liability", "保险与责任划分"),
    "5.1": Label("selection and training", "人员选拔与培训"),
    "5.2": Label("appraisal and incentives", "人员考核与激励机制"),
    "5.3": Label("conduct and ethics", "人员行为规范与职业操守"),
    "5.4": Label("working time and leave", "人员工作时间与休假制度"),
    "5.5": Label("service records of staff", "人员服务记录与评估"),
    "6.1": Label("quality standard", "服务质量评估标准"),
    "6.2": Label("survey method", "服务满意度调查方法"),
    "6.3": Label("improvement", "服务改进与优化措施"),
    "6.4": Label("complaint process", "服务投诉处理流程"),
    "6.5": Label("reward and penalty", "服务考核与奖惩机制"),
    "7.1": Label("safety and risk", "服务安全与风险控制"),
    "7.2": Label("equipment and tools", "服务设备与工具管理"),
    "7.3": Label("site safety", "服务现场安全管理"),
    "7.4": Label("drills and plans", "服务应急演练与预案"),
    "7.5": Label("safety education", "服务安全培训与教育"),
    "8.1": Label("scope", "本手册的适用范围"),
    "8.2": Label("revision", "本手册的修订与更新"),
    "8.3": Label("effect and end", "本手册的生效与终止"),
    "8.4": Label("interpretation and responsibility", "本手册的解释权与责任归属"),
}
NOT_YET: Mapping[str, Sequence[tuple[str, str]]] = {
    "no kind of record holds objectives yet": (("OBJ-NO-KPI", "1.1"), ("OBJ-TARGET-MISSED", "1.1")),
    "promises stand as bounds in a policy; where they were published is told by its notes only": (("PROMISE-NOT-PUBLISHED", "1.3"),),
    "no kind of record holds feedback (praise, suggestions, questions) yet": (
        ("FEEDBACK-NO-REPLY", "1.3"), ("FEEDBACK-NOT-ANALYSED", "1.3"),
    ),
    "no kind of record holds audits and outside reviews yet; the form `sample` is there for them": (
        ("AUDIT-SAMPLE-SHORT", "1.5"), ("AUDIT-FINDING-OPEN", "1.5"), ("EXTERNAL-REVIEW-MISSING", "1.5"), ("AUDIT-SELF", "1.5"),
    ),
    "a contractor is only a name in the plan; no kind of record holds its licences": (("CONTRACTOR-UNQUALIFIED", "2.2"),),
    "needs the history of the repository, which no rule reads": (("ARCHIVE-ALTERED", "2.4"),),
    "needs what lies under private/, which no rule reads": (("RETENTION-OVER-PII", "2.4"),),
    "no record or field holds it yet": (("VISIT-RAIN", "3.1"), ("ATTITUDE-COMPLAINT", "3.1")),
    "told by `repairctl check` of the policies themselves, not by a rule": (
        ("PROMISE-LOOSENED", "1.3"), ("SCOPE-LAWPACK", "8.1"), ("POL-LAXER-THAN-LAW", "8.2"), ("POL-NO-VERSION-BUMP", "8.2"),
        ("POL-RETROACTIVE", "8.2"), ("POL-REVIEW-DUE", "8.2"), ("POL-GAP", "8.3"),
    ),
    "no file says yet who answers for a rule": (("RULE-NO-OWNER", "8.4"),),
    "is told as `POL-TWO-IN-FORCE` when the policies are loaded": (("POL-OVERLAP", "8.3"),),
    "needs the end of the contract and what is handed over then; no record holds it yet": (("HANDOVER-INCOMPLETE", "8.3"),),
}  # fmt: skip
"""What sections 1.1 to 2.5, 3.1 and 8.1 to 8.4 ask for and no rule judges yet, with the section, by the reason."""
ASKED: Mapping[str, Sequence[str]] = {
    "1.1": (
        "OBJ-NO-KPI", "OBJ-TARGET-MISSED",
    ),
    "1.2": (
        "SLA-ACK-LATE", "COMPLEX-DURATION-TOO-SHORT", "STEP-MISSING", "CERT-MISSING", "PPE-MISSING", "TRACE-INCOMPLETE",
    ),
    "1.3": (
        "PROMISE-LOOSENED", "PROMISE-NOT-PUBLISHED", "FEEDBACK-NO-REPLY", "FEEDBACK-NOT-ANALYSED",
    ),
    "1.4": (
        "TRAIN-TOPIC-GAP", "ASSESS-OVERDUE", "ASSESS-FAIL-ASSIGNED",
    ),
    "1.5": (
        "AUDIT-SAMPLE-SHORT", "AUDIT-FINDING-OPEN", "EXTERNAL-REVIEW-MISSING", "AUDIT-SELF",
    ),
    "2.1": (
        "REQ-FIELDS", "TRIAGE-LATE", "TRIAGE-NO-DECISION", "PRIORITY-TOO-LOW", "P1-QUEUE-JUMP", "REJECT-NO-REASON",
        "DUPLICATE-OPEN",
    ),
    "2.2": (
        "PLAN-LATE", "PLAN-FIELDS", "PLAN-NOT-NOTIFIED", "PRIORITY-INVERSION", "CREW-CONFLICT", "OUTAGE-NOTICE-SHORT",
        "CONTRACTOR-UNQUALIFIED",
    ),
    "2.3": (
        "SLA-ARRIVE-LATE", "SLA-CONTAIN-LATE", "SLA-RESTORE-LATE", "SLA-COMPLETE-LATE", "EXTRA-WORK-UNAPPROVED",
        "HIDDEN-WORK-NO-RECORD", "ACCEPT-MISSING", "ACCEPT-SELF", "ACCEPT-VALUE", "ACCEPT-NO-SIGN", "REWORK-LATE",
        "SITE-NOT-CLEANED",
    ),
    "2.4": (
        "ARCHIVE-LATE", "ARCHIVE-INCOMPLETE", "ARCHIVE-HASH", "ARCHIVE-ALTERED", "RETENTION-EARLY", "RETENTION-OVER-PII",
    ),
    "2.5": (
        "PRICE-NOT-POSTED", "SETTLE-OVER-QUOTE", "SETTLE-ARITH", "TAX-RATE-MISSING", "TAX-RATE-EXPIRED", "TAX-MIXED-UNSPLIT",
        "WARRANTY-CHARGE", "FEE-PAYER-UNKNOWN", "FUND-EXCLUDED", "SETTLE-LATE", "PAY-OVERDUE", "DUNNING-FORBIDDEN",
        "RETENTION-OVER-3PCT", "INVOICE-MISMATCH",
    ),
    "3.1": (
        "VISIT-LATE", "VISIT-RAIN", "VISIT-SELF", "VISIT-BAD-NO-ACTION", "CONTACT-GAP", "PROMISED-CALLBACK-MISSED",
        "VISIT-ETIQUETTE", "NOISE-HOURS", "ATTITUDE-COMPLAINT",
    ),
    "3.2": (
        "SURVEY-OVERDUE", "SURVEY-NO-ACTION", "SURVEY-NOT-PUBLISHED",
    ),
    "3.3": (
        "CMP-ACK-LATE", "CMP-REPLY-LATE", "CMP-CLOSE-NO-CONSENT", "CMP-SELF-INVESTIGATED", "CMP-FEE", "CMP-FOLLOWUP-MISSING",
    ),
    "3.4": (
        "VAS-NO-AGREEMENT", "VAS-FORCED", "CARE-CONSENT", "AGENCY-FEE",
    ),
    "3.5": (
        "PUBLISH-OVERDUE", "CONTRACT-RENEWAL-DUE",
    ),
    "4.1": (
        "LIFT-ARRIVE-LATE", "LIFT-ENTRAP-2H", "LIFT-RETURN-UNCHECKED", "INCIDENT-REPORT-LATE", "GAS-WORK-FORBIDDEN",
        "INCIDENT-NO-REVIEW", "DUTY-GAP",
    ),
    "4.2": (
        "HAZ-NO-INTERIM", "HAZ-OVERDUE", "HAZ-MAJOR-NOT-REPORTED", "HAZ-OWNER-NOTICE",
    ),
    "4.3": (
        "VOTE-QUORUM", "VOTE-MAJORITY", "FUND-IN-WARRANTY", "FUND-EXCLUDED", "FUND-START-BEFORE-VOTE", "FUND-EMERGENCY-KIND",
        "FUND-OVER-BUDGET", "FUND-LOW", "VOTE-NOTICE", "DIG-CONSENT",
    ),
    "4.4": (
        "NEED-PRIORITY", "NEED-NO-CONSENT", "NEED-STALE", "NEED-CREW", "DISCOUNT-NO-APPROVER",
    ),
    "4.5": (
        "LIAB-UNRESOLVED", "LIAB-SUM", "CLAIM-NOTICE-LATE", "CLAIM-INSURER-LATE", "CLAIM-TIMEBAR", "INS-EXPIRED",
        "INS-EXPIRING", "SETTLE-NONREVENUE",
    ),
    "5.1": (
        "CERT-EXPIRED", "CERT-REVIEW-OVERDUE", "CERT-LAPSED-DUTY", "CERT-SCOPE-MISMATCH", "CERT-EXPIRING", "TRAIN-INDUCTION",
    ),
    "5.2": (
        "APPR-WEIGHTS", "APPR-SMALL-N", "APPR-NO-ACK",
    ),
    "5.3": (
        "CONDUCT-CASH", "CONDUCT-PRIVATE-JOB", "CONDUCT-PII",
    ),
    "5.4": (
        "OT-DAY", "OT-MONTH", "REST-DAY", "LEAVE-UNTAKEN", "SHIFT-GAP",
    ),
    "5.5": (
        "SERVREC-UNLINKED",
    ),
    "6.1": (
        "QS-WEIGHTS", "QS-GRADE-FAIL",
    ),
    "6.2": (
        "SAMPLE-TOO-SMALL", "SAMPLE-NOT-RANDOM", "RESP-RATE", "SURVEY-MIXED-SCALE",
    ),
    "6.3": (
        "IMP-OVERDUE", "IMP-NO-EFFECT",
    ),
    "6.4": (
        "CMP-LEVEL-LOW", "CMP-ESCALATE-LATE", "CMP-REOPEN", "CMP-STATUS-SILENT",
    ),
    "6.5": (
        "AP-NO-CLAUSE", "AP-DEDUCT-20PCT", "AP-SAFETY-RETALIATION",
    ),
    "7.1": (
        "RISK-REVIEW", "RISK-NO-CONTROL",
    ),
    "7.2": (
        "TOOL-TEST-OVERDUE", "TOOL-NOT-RETURNED", "TOOL-QUARANTINE-USED", "PM-OVERDUE-LIFT", "PM-OVERDUE", "FIRE-OFFLINE",
    ),
    "7.3": (
        "PERMIT-MISSING", "PERMIT-EXPIRED", "PERMIT-SELF-APPROVED", "PERMIT-NO-SUPERVISOR", "PERMIT-MEASURES",
        "HOTWORK-WATCH-SHORT", "PERMIT-WEATHER", "GAS-TEST-STALE", "GAS-OUT-OF-RANGE", "CONTRACTOR-NO-AGREEMENT",
    ),
    "7.4": (
        "DRILL-OVERDUE", "DRILL-NO-EVAL", "PLAN-REVIEW", "STOCK-SHORT",
    ),
    "7.5": (
        "TRAIN-INDUCTION", "TRAIN-NO-EXAM",
    ),
    "8.1": (
        "SCOPE-UNKNOWN-PROJECT", "SCOPE-LAWPACK",
    ),
    "8.2": (
        "POL-NO-VERSION-BUMP", "POL-RETROACTIVE", "POL-REVIEW-DUE", "PROMISE-LOOSENED",
    ),
    "8.3": (
        "POL-GAP", "POL-OVERLAP", "HANDOVER-INCOMPLETE",
    ),
    "8.4": (
        "INTERP-CLAUSE", "RULE-NO-OWNER",
    ),
}  # fmt: skip
"""The codes of what each section asks for."""


def sections_of(version: Version, rule: Rule) -> tuple[str, ...]:
    """The sections that a rule answers to: those that ask for its code, and those that its basis names."""
    asking = [number for number, codes in ASKED.items() if rule.code in codes]
    return tuple(dict.fromkeys((*asking, *named(rule.basis))))


def lacking(number: str, codes: Collection[str]) -> tuple[str, ...]:
    """What a section asks for, and neither one of these rules nor the tool itself tells."""
    return tuple(one for one in ASKED[number] if one not in codes and one not in TOLD)


def named(text: str) -> tuple[str, ...]:
    """The sections in `手册 1.2、2.1–2.3`, in order; what is no section of the manual is left out."""
    found: list[str] = []
    for numbers in _NUMBERS.findall(text):
        for first, last in _SPAN.findall(numbers):
            found += [one for one in SECTIONS if first <= one <= (last or first)]
    return tuple(dict.fromkeys(found))


TOLD = frozenset(code for why, held in NOT_YET.items() if why.startswith(("told by", "is told as")) for code, _ in held)
"""What `check` tells without a rule."""
_NUMBERS = re.compile(r"手册 ?((?:\d\.\d(?:[、,，]|[–-])?)+)")
_SPAN = re.compile(r"(\d\.\d)(?:[–-](\d\.\d))?")
