"""Many sheets in one HTML file for a browser: each from a page of its own on, with its own foot. Knows no template."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_KEYWORDS = re.compile(r'<meta name="keywords"[^>]*>\n?')
_FACE = re.compile(r"@font-face\s*\{[^}]*\}\n?")
_PAGE = re.compile(r"@page\s*\{(?:[^{}]|\{[^{}]*\})*\}\n?")

_COUNTED = re.compile(r'(?:\u3000·\u3000)?[^"\u3000]*" counter\(page\) "[^"]*" counter\(pages\) "[^"]*"')


def many(sheets: Sequence[str], keywords: str) -> str:
    """One page of HTML. A sheet keeps its style, in a `@scope` of it that sheets alike share, and its foot, in a named `@page`.

    The foot has no page numbers: a browser cannot count the pages of each.
    """
    if len(sheets) == 1:
        return sheets[0]
    styles: dict[str, int] = {}
    feet: list[str] = []
    bodies: list[str] = []
    for number, html in enumerate(sheets, 1):
        style = "\n".join(found[1] for found in _STYLE.finditer(html))
        feet += [_COUNTED.sub('"', page[0]).replace("@page", f"@page p{number}", 1) for page in _PAGE.finditer(style)]
        own = styles.setdefault(_PAGE.sub("", _FACE.sub("", style)), len(styles) + 1)
        bodies.append(_body(html, number, own))
    faces = "".join(dict.fromkeys(face[0] for html in sheets for face in _FACE.finditer(html)))
    scopes = "".join(_scoped(style, number) for style, number in styles.items())
    apart = ".sheet + .sheet { break-before: page; }\n"
    head = _TITLE.sub("", _KEYWORDS.sub("", _STYLE.sub("", sheets[0].partition("</head>")[0])))
    said = f'<meta name="keywords" content="{escape(keywords)}">'
    return f"{head.strip()}{said}<style>\n{faces}{''.join(feet)}{apart}{scopes}</style></head>\n<body>\n{''.join(bodies)}</body></html>\n"


def _scoped(style: str, number: int) -> str:
    """The rules of a style, for its sheets alone: what it says of the page as a whole holds for the sheet."""
    own = re.sub(r"(?m)^(html|body)(?=[\s,{])", ":scope", style)
    own = re.sub(r"(?<=\{ )body(?= \{)", ":scope", own)
    return f"@scope (.style{number}) {{\n{own}\n}}\n"


def _body(html: str, number: int, style: int) -> str:
    found = _BODY.search(html)
    body = _STYLE.sub("", found[1] if found else "")
    return f'<div class="sheet style{style}" style="page: p{number}">\n{body}\n</div>\n'
