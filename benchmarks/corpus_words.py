"""What the made-up orders of a benchmark speak of: places, things, troubles, people. Common words and rare ones, as in an office."""

from __future__ import annotations

from typing import NamedTuple

ROOMS = ("厨房", "卫生间", "主卧", "次卧", "客厅", "阳台", "书房", "玄关", "储藏室", "入户门旁")
SIDES = ("", "", "靠窗", "靠墙", "吊顶内", "水槽下方", "门后", "左侧", "右侧", "墙角")
SINCE = (
    "今早发现",
    "昨晚开始",
    "已有两天",
    "时好时坏",
    "越来越重",
    "刚刚发生",
    "上周起",
    "雨后出现",
    "一用就有",
    "夜里更明显",
)
ASKS = (
    "请尽快上门",
    "业主在家",
    "家中有老人",
    "请先打电话",
    "下班后在家",
    "已用盆接水",
    "已自行关闭",
    "请带配件来",
    "周末也可以",
    "情况稳定",
)
SCOPES = ("本户", "本户厨房", "本户卫生间", "本户及楼下", "本单元", "本户客厅、走廊")
DONE = ("试用正常", "试压正常", "通水正常", "通电正常", "开关顺畅", "现场已清理", "业主当面试过", "旧件交还业主")
NOTES = (
    "业主约今天在家，请先打电话",
    "已与业主确认故障位置",
    "配件仓库有货",
    "楼下也来电询问，已说明",
    "业主问价，已报价目表",
    "物业群里已回复",
)
THANKS = ("师傅很准时，收拾得干净", "修好了，谢谢", "态度好，讲得明白", "用了几天没有再坏", "等的时间稍长，活干得不错")
RARE = ("白蚁", "锦鲤池", "钢琴", "无障碍坡道", "鸽笼", "晾衣绳", "信报箱", "水晶灯", "榻榻米", "地暖分水器")
"""Words that few orders have."""
EVERY = 97
"""One order in so many has a rare word."""


class Work(NamedTuple):
    """A service item of the shipped catalogue: who does it, what goes wrong, what is done, what it costs by the shipped price book."""

    item: str
    trade: str
    certificate: str
    months: int
    priorities: tuple[str, ...]
    things: tuple[str, ...]
    troubles: tuple[str, ...]
    done: str
    cause: str
    tools: str
    labour: tuple[str, str]
    part: tuple[str, str, str, str]


PLUMBING, ELECTRIC, DOORS = ("labour.plumbing", "水暖人工"), ("labour.electric", "电工人工"), ("labour.carpentry", "门窗人工")
WORKS = (
    Work(
        "pipe", "water", "", 6, ("P2", "P2", "P3"), ("角阀", "给水管", "软管接头", "水表后接头"), ("渗水", "滴水", "接头松动", "水压低"),
        "更换角阀一只", "密封老化", "[管钳, 生料带]", PLUMBING, ("valve.angle", "角阀", "pc", "28.00"),
    ),
    Work(
        "tap", "water", "", 3, ("P3", "P3", "P4"), ("龙头", "面盆龙头", "厨房龙头"), ("关不紧", "滴水", "出水小", "手柄松动"),
        "更换龙头阀芯", "阀芯磨损", "[扳手, 生料带]", PLUMBING, ("tap.cartridge", "龙头阀芯", "pc", "25.00"),
    ),
    Work(
        "drain", "water", "", 6, ("P3",), ("地漏", "下水管", "洗菜池下水"), ("堵塞", "返味", "渗水", "排水慢"),
        "疏通并更换一段排水管", "油垢堵塞", "[疏通机, 管钳]", PLUMBING, ("pipe.pvc", "PVC 排水管 DN110", "m", "32.00"),
    ),
    Work(
        "toilet", "water", "", 3, ("P3",), ("马桶", "马桶水箱", "马桶底座"), ("渗水", "冲水无力", "水箱不停水", "松动"),
        "更换进水软管并调整水箱", "软管老化", "[扳手, 密封胶]", PLUMBING, ("hose.supply", "进水软管", "pc", "22.00"),
    ),
    Work(
        "lamp", "power", "", 3, ("P3", "P4"), ("吸顶灯", "筒灯", "感应灯"), ("不亮", "闪烁", "亮度变暗", "有响声"),
        "更换灯具一只", "灯珠损坏", "[螺丝刀, 人字梯]", ELECTRIC, ("lamp.led", "LED 灯", "pc", "35.00"),
    ),
    Work(
        "socket", "power", "低压电工证", 3, ("P3", "P2"), ("插座", "开关", "空调插座"), ("没电", "发热", "面板松动", "接触不良"),
        "更换墙壁插座一只", "触点烧蚀", "[验电笔, 螺丝刀]", ELECTRIC, ("socket.wall", "墙壁插座", "pc", "26.00"),
    ),
    Work(
        "lock", "doors", "", 3, ("P3",), ("门锁", "锁芯", "智能锁"), ("打不开", "钥匙卡住", "锁舌不回", "反应慢"),
        "更换锁芯一只", "锁芯磨损", "[锁具工具, 润滑剂]", DOORS, ("lock.cylinder", "锁芯", "pc", "88.00"),
    ),
    Work(
        "door", "doors", "", 3, ("P3", "P4"), ("入户门", "卧室门", "单元门"), ("下沉", "关不严", "异响", "门吸脱落"),
        "调整合页并更换锁芯", "合页松动", "[螺丝刀, 垫片]", DOORS, ("lock.cylinder", "锁芯", "pc", "88.00"),
    ),
)  # fmt: skip
