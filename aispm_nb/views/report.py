"""The snapshot: one HTML file that opens from disk, offline, for years. The board inside, a static list without script.

The posture document is embedded whole, gzipped, with the SHA-256 of its JSON, so that the file can be read by a
machine too; ``document_in`` reads it back. The policy in the file names the hash of each script it may run and allows
no request at all, so a string from a registry that slipped through every escape could still do nothing.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import zlib
from functools import cache
from importlib.resources import files
from typing import Any

from ..vocabulary import UsageError, View
from .card import Document, card, line
from .print_page import summary
from .saying import catalogue, language
from .snapshot_size import fitting

MEDIA_TYPE = "application/vnd.aispm-posture+gzip"

# Runs before anything is drawn: with script there is the board, without it the static list.
_HEAD = "document.documentElement.classList.add('aispm-js')"

_CSS = """
:root{color-scheme:light dark}body{margin:0;background:#fff;color:#1f2429;font:14px/1.5 system-ui,sans-serif}
:root[data-theme=dark] body{background:#16191c;color:#e3e6e9}
#aispm-board{--aispm-height:100vh;--aispm-height:100dvh}#aispm-static{overflow-wrap:anywhere;max-width:900px;margin:24px auto;padding:0 16px}
#aispm-static table{border-collapse:collapse;margin-top:20px;width:100%;font-size:13px;overflow-wrap:anywhere}
#aispm-static th,#aispm-static td{text-align:left;vertical-align:top;padding:5px 12px 5px 0;border-bottom:1px solid #8886}
#aispm-static th,#aispm-static td:first-child{white-space:nowrap}#aispm-static h2{font-size:15px;margin:22px 0 0}#aispm-static .fix{white-space:pre-wrap}
.aispm-js #aispm-static,:root:not(.aispm-js,[data-failed]) #aispm-board{display:none}
:root[data-failed] #aispm-board{--aispm-height:auto}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]) body{background:#16191c;color:#e3e6e9}}
@media print{:root body{background:#fff!important;color:#000!important}#aispm-board{display:none!important}
.aispm-js #aispm-static{display:block!important;max-width:none;margin:0}tr,li{break-inside:avoid}h2{break-after:avoid}details>summary{list-style:none}@page{margin:14mm}}
"""

_NOTE = """
The whole posture is in this file. The script element of type application/vnd.aispm-posture+gzip holds
base64(gzip(JSON)); its data-sha256 is the hash of that JSON. In Python:
  from aispm_nb.views.report import document_in; posture = document_in(open("this.html").read())
"""


def report(document: Document) -> str:
    """The posture document as one self-contained HTML page."""
    board = script()
    body = encoded(document)
    name = line(document["registry"]["name"] or document["registry"]["uri"] or "registry", 80)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy(_HEAD, board)}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{_text(f"{name}: AI security posture")}</title>
<style>{_CSS}</style>
<script>{_HEAD}</script>
</head>
<body>
<!--{_NOTE}-->
<main id="aispm-board"></main>
<section id="aispm-static">
<noscript><p>Scripts are off, so this is the static list. All of it is in the file.</p></noscript>
{card(document, first=0)}
{summary(document)}
</section>
<script type="{MEDIA_TYPE}" id="aispm-posture" data-sha256="{hashlib.sha256(body).hexdigest()}">{packed(body)}</script>
{spoken()}<script>{board}</script>
</body>
</html>
"""


def policy(*scripts: str) -> str:
    """A page's policy: these scripts and our styles may run, and nothing may be asked for."""
    allowed = " ".join(map(_source, scripts))
    return f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def spoken() -> str:
    """What the board in a page says in the reader's language, where a pack for it is installed: data, which the policy lets nobody run."""
    words = catalogue(language())
    if not words:
        return ""
    data = json.dumps(words, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="aispm-words">{data}</script>\n'


def encoded(document: Document) -> bytes:
    """The JSON that is embedded, hashed, and sent to a notebook's board: plain ASCII, no NaN."""
    return json.dumps(document, separators=(",", ":"), allow_nan=False).encode()


def document_in(page: str) -> dict[str, Any]:
    """The posture document inside a snapshot, checked against its hash."""
    found = re.search(rf'<script type="{re.escape(MEDIA_TYPE)}"[^>]*data-sha256="([0-9a-f]{{64}})">([^<]*)<', page)
    if not found:
        raise UsageError("no posture in this page: expected a snapshot written by posture.to_html(); write it again")
    body = gzip.decompress(base64.b64decode(found[2]))
    if hashlib.sha256(body).hexdigest() != found[1]:
        raise UsageError(
            "the posture in this page does not match its SHA-256: the file was changed; get it again from its author"
        )
    document: dict[str, Any] = json.loads(body)
    return document


def _text(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;")


def packed(data: bytes) -> str:
    """gzip and base64, the same for the same bytes."""
    # Z_FILTERED forgoes the shortest matches: columns of words and numbers come out some 2 % smaller.
    deflate = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16, zlib.DEF_MEM_LEVEL, zlib.Z_FILTERED)
    return base64.b64encode(deflate.compress(data) + deflate.flush()).decode()


def _source(script: str) -> str:
    """How a policy names a script that may run: by what it says, to the letter."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'"


@cache
def script() -> str:
    """The board as a plain script, for a page of its own."""
    return files(__package__).joinpath("static", "posture-report.js").read_bytes().decode()


VIEW = View(
    "report",
    "One HTML file with the whole board, which opens offline.",
    lambda posture: report(fitting(posture)),
    ".html",
)
