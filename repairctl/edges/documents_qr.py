"""The QR code of a sheet; the only place that knows the QR library, imported when it is needed."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any


def qr(view: Mapping[str, object]) -> str:
    """The QR code as one SVG path: record, content code and commit, a line each."""
    from markupsafe import Markup

    segno = _segno()
    text = "\n".join(str(view.get(key) or "-") for key in ("number", "record", "code", "commit"))
    code = segno.make(f"repairctl\n{text}", error="m", micro=False)
    drawn = code.svg_inline(scale=1, border=0, omitsize=True, svgclass="qr", lineclass=None)
    return Markup(drawn)


def _segno() -> Any:
    """segno without urllib.request, which the XML escapes of the standard library name and which brings 60 modules of the network along:
    a quarter of what it takes to print one sheet.
    """
    spared = "urllib.request" not in sys.modules
    if spared:
        sys.modules["urllib.request"] = ModuleType("urllib.request")
    try:
        import segno
    finally:
        if spared:
            del sys.modules["urllib.request"]
    return segno
