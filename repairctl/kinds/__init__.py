"""The record kinds, one file each, named here once."""

from __future__ import annotations

from repairctl.kinds.archive import ARCHIVE
from repairctl.kinds.asset import ASSET
from repairctl.kinds.complaint import COMPLAINT
from repairctl.kinds.order import ORDER
from repairctl.kinds.party import PARTY
from repairctl.kinds.staff import STAFF
from repairctl.kinds.unit import UNIT
from repairctl.kinds.waiver import WAIVER
from repairctl.model import Kind

KINDS: dict[str, Kind] = {kind.name: kind for kind in (ORDER, ARCHIVE, COMPLAINT, STAFF, UNIT, ASSET, PARTY, WAIVER)}
