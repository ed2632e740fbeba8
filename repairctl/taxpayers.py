"""The sorts of taxpayer and of rounding a tax that an office may be set to; a statement keeps those it was made with."""

from __future__ import annotations

from repairctl.model import Label

GENERAL = "general"
TAXPAYERS = ((GENERAL, Label("general taxpayer", "一般纳税人")), ("small_scale", Label("small-scale taxpayer", "小规模纳税人")))
BY_GROUP = "group"
TAX_ROUNDINGS = ((BY_GROUP, Label("by rate", "按税率")), ("line", Label("by line", "按行")))
