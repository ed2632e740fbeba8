"""An office with money in every state, for tests of its accounts: paid, part paid, overdue, disputed, in advance, credited."""

from __future__ import annotations

from pathlib import Path

from tests.clerk import Clerk, begun

HEAD = "kind,item,description,quantity,unit,unit_price,tax_category\n"
LINES = {
    "pipe.csv": "labour,labour.plumbing,,2,h,80.00,repair\n",
    "mixed.csv": "labour,labour.plumbing,,2,h,80.00,repair\nmaterial,lock.door,=1+1 门锁; |x,1,pc,542.40,goods\n",
    "small.csv": "labour,labour.plumbing,,1,h,80.00,repair\n",
}
ORDERS = 6
STEPS = """
triage {n} --priority P3 --no-survey-needed --by S-01
dispatch {n} --technician S-11 --by S-01
arrive {n} --by S-11
finish {n} --work-done 换管 --result replaced --by S-11
accept {n} --signed-by P-0802 --result pass --by S-11
"""
MONEY = """
2026-01-05T16:00 order pay 0105-6 50.00 --method cash --by S-01 --yes
2026-01-10T09:00 settle 0105-1 --payer owner --payer-party P-0802 --payer-reason 专有 --lines {papers}/pipe.csv --by S-01
2026-01-10T09:05 settle 0105-2 --payer owner --payer-party P-0802 --payer-reason 专有 --lines {papers}/mixed.csv --by S-01
2026-02-20T09:00 settle 0105-3 --payer tenant --payer-party P-0303 --payer-reason 专有 --lines {papers}/small.csv --by S-01
2026-03-20T09:00 settle 0105-4 --payer company --payer-reason 公共 --lines {papers}/pipe.csv --by S-01
2026-03-21T09:00 settle 0105-5 --payer owner --payer-party P-0802 --payer-reason 专有 --lines {papers}/small.csv --deposit 30.00 --by S-01
2026-01-12T10:00 pay 0105-1 160.00 --method wechat --reference wx-001 --by S-01
2026-02-01T10:00 pay 0105-2 100.00 --method transfer --reference "=cmd;|x" --by S-01
2026-03-02T10:00 credit 0105-2 --amount 40.00 --reason 少装一把 --by S-01
2026-03-05T10:00 dispute 0105-3 --why 收费高 --by S-01
"""


def earning(folder: Path) -> Clerk:
    """The office at the end of March 2026: six orders of 5 January.

    1 paid; 2 part paid and credited (702.40 - 100.00 - 40.00, due on 25 January); 3 disputed;
    4 not due; 5 with a deposit; 6 paid ahead.
    """
    clerk = begun(folder)
    for name, text in LINES.items():
        clerk.paper(name, HEAD + text)
    report = "report --unit QH-5-802 --description 漏水 --item pipe --urgency routine --impact-scope 本户 --occurred-at 2026-01-05T08:00"
    clerk.tell(f"2026-01-05T09:00 {report} --by S-01\n" * ORDERS)
    days = zip(("09:10", "09:20", "09:30", "10:00", "10:10"), STEPS.split("\n")[1:-1], strict=True)
    told = [f"2026-01-05T{at} {step}" for at, step in days]
    clerk.tell("\n".join(line.format(n="5-1..5-6") for line in told))
    clerk.tell(MONEY)
    return clerk
