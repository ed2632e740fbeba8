"""HTML into PDF by the browser of this machine, without a window: the last choice. Nothing is fetched and no script runs."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from repairctl.edges import glyphs

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome", "msedge")
ELSEWHERE = (
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
SECONDS = 120
ONLY_ITSELF = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
OUTSIDE = re.compile(
    r"""(?:url\(\s*["']?|\b(?:src|href|data|poster|action)\s*=\s*["']?|@import\s+["']?)(?!data:|["'#)])([^"')\s>]+)""", re.I
)
DATES = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}[+\-]\d\d'\d\d'\)")


def found() -> str:
    """The program of a browser that can print; '' where there is none."""
    named = next(filter(None, map(shutil.which, NAMES)), None)
    return named or next((path for path in ELSEWHERE if Path(path).is_file()), "")


@cache
def version(program: str) -> str:
    """The version that it says; '' where it does not start."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, timeout=SECONDS, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
    numbers = re.search(rb"\d+(\.\d+)+", said)
    return numbers[0].decode() if numbers else ""


def asked(html: str) -> list[str]:
    """What a sheet asks for besides our fonts and data inside it."""
    return [url for url in OUTSIDE.findall(html) if not url.startswith(f"{glyphs.BESIDE}/")]


def make(program: str, html: str, stamp: date) -> bytes:
    """The PDF of one sheet; b'' where the browser gave none. The dates in it are the document's own."""
    with tempfile.TemporaryDirectory(prefix="repairctl-", ignore_cleanup_errors=True) as folder:
        page, made = Path(folder) / "sheet.html", Path(folder) / "sheet.pdf"
        page.write_text(_sealed(html), encoding="utf-8")
        command = [program, "--headless", *_of_root(), "--disable-gpu", "--no-pdf-header-footer", "--no-first-run",
                   "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={folder}/profile", f"--print-to-pdf={made}",
                   page.as_uri()]  # fmt: skip
        try:
            subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        except (OSError, subprocess.SubprocessError):
            return b""
        data = made.read_bytes() if made.exists() else b""
    moment = f"D:{stamp:%Y%m%d}000000+00'00'".encode()
    return DATES.sub(lambda found: b"/" + found[1] + b" (" + moment + b")", data)


def _of_root() -> list[str]:
    """A browser shuts itself in by what root has not."""
    return ["--no-sandbox"] if sys.platform == "linux" and os.geteuid() == 0 else []


def _sealed(html: str) -> str:
    """With the fonts inside it, and word that nothing else is to be fetched and nothing run."""
    for name in glyphs.FILES:
        html = html.replace(f"{glyphs.BESIDE}/{name}", _as_data(name))
    seal = f'<meta http-equiv="Content-Security-Policy" content="{ONLY_ITSELF}">'
    return re.sub(r"(?i)<head[^>]*>", lambda head: head[0] + seal, html, count=1) if "<head" in html.lower() else seal + html


@cache
def _as_data(name: str) -> str:
    return "data:font/ttf;base64," + base64.b64encode((glyphs.FONTS / name).read_bytes()).decode()
