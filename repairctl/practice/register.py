"""The practice office before its first day: settings, people, places and the papers that will be handed in. All of it invented."""

from __future__ import annotations

BEGUN = "2026-01-02T08:00"
SETTINGS = {
    "name": "清和苑物业服务中心",
    "name_en": "Qingheyuan Property Services",
    "languages": "zh",
    "estates": "QH=清和苑",
    "address": "杭州市西湖区示例路 1 号",
    "phone": "0571-8800-0000",
    "tax_no": "91330100MA00000X0X",
    "bank": "示例银行西湖支行 1202 0000 0000 0000",
}
REGISTER = """
2026-01-02T08:30 staff new S-01 --name 王敏 --role manager --phone 13700000001
2026-01-02T08:30 staff new S-02 --name 周珺 --role desk --phone 13700000002
2026-01-02T08:30 staff new S-11 --name 李强 --role technician --trades plumbing --phone 13700000011
2026-01-02T08:30 staff new S-12 --name 赵军 --role technician --trades electric --certificates {papers}/certificates.csv
2026-01-02T08:30 unit new QH-5-802 --estate QH --building 5 --room 802 --floor-area 89.50 --part private --owner P-0802
2026-01-02T08:30 unit new QH-1-303 --estate QH --building 1 --room 303 --floor-area 76.12 --part private --owner P-0303
2026-01-02T08:30 party new P-0802 --name 张静 --phone 13800006621 --unit QH-5-802 --relation owner
2026-01-02T08:30 party new P-0303 --name 陈昇 --phone 13900001234 --unit QH-1-303 --relation owner
"""
PAPERS = {
    "certificates.csv": "kind,number,issued,valid_to,reviewed_at\n低压电工证,T3301061990,2023-05-02,2029-05-01,2026-04-20\n",
    "parts.csv": "item,description,quantity,unit\npipe.ppr,PPR 管 DN20,3.0,m\nvalve.brass,铜球阀 DN20,1,pc\n",
    "checks.csv": "item,method,at_least,measured,unit,passed\n给水管试压,试压 10 分钟,0.6,0.8,MPa,yes\n",
    "lines.csv": (
        "kind,item,description,quantity,unit,unit_price,tax_category\n"
        "labour,labour.plumbing,水工人工,2.0,h,80.00,repair\n"
        "labour,labour.night,夜间加收 50%（22-06 时）,2.0,h,40.00,repair\n"
        "material,pipe.ppr,PPR 管 DN20,3.0,m,18.50,repair\n"
        "material,valve.brass,铜球阀 DN20,1,pc,46.80,repair\n"
    ),
}
