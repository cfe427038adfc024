"""The board that a saved notebook carries: what nbconvert, a reader without a kernel and a page without a network show.

A widget needs a kernel, and a page that nbconvert makes fetches the widgets' manager from a network; so a notebook that holds a
board carries it a second time, as a small snapshot in a frame of its own. The frame is sandboxed, of no origin, and under the
snapshot's policy: it can run its own two scripts and ask for nothing. JupyterLab does not load it until somebody opens it.

Source of the behaviour relied on: the HTML standard's iframe (srcdoc, sandbox) and CSP level 3 (script hashes).
"""

from __future__ import annotations

from html import escape

from .card import Document, card
from .report import MEDIA_TYPE, encoded, packed, policy, script, spoken
from .saying import say

# What a notebook can carry for each board that it shows: some 60 kB, as one plot. The most urgent findings, and the page says so.
MOST = {"findings": 300, "assets": 400, "lineage": 800, "not_assessed": 60}

_HEIGHT = 720  # pixels

# Unpacks the board's script and runs it: the policy knows what it says, to the letter.
_START = (
    "(async()=>{const code=Uint8Array.from(atob(document.getElementById('aispm-code').textContent),c=>c.charCodeAt(0));"
    "const s=document.createElement('script');"
    "s.textContent=await new Response(new Blob([code]).stream().pipeThrough(new DecompressionStream('gzip'))).text();"
    "document.body.append(s)})()"
)

# The frame is filled when it is opened, light or dark as the page around it. JupyterLab and Notebook have a live board beside it, or a kernel to make one, and leave
# that to a person; any other page opens it. Where no script runs, there is the card alone.
_OPEN = (
    "(()=>{const at=document.currentScript?.parentElement,d=at?.querySelector(':scope>details'),f=d?.querySelector('iframe');"
    "if(!f)return;d.hidden=false;"
    "const dark=()=>{for(let n=d;n;n=n.parentElement){const c=getComputedStyle(n).backgroundColor.match(/[\\d.]+/g)?.map(Number);"
    "if(c&&c[3]!==0)return .3*c[0]+.59*c[1]+.11*c[2]<128}return false};"
    "d.addEventListener('toggle',()=>{if(d.open&&!f.srcdoc)f.srcdoc=dark()?f.dataset.page.replace('data-theme=\"light\"','data-theme=\"dark\"'):f.dataset.page});"
    "if(document.getElementById('jupyter-config-data'))return;"
    "addEventListener('message',e=>{if(e.data==='aispm-ready'&&e.source===f.contentWindow)at.classList.add('aispm-kept-on')});"
    "d.open=true})()"
)

_CSS = (
    ".aispm-kept>details{margin-top:8px}.aispm-kept>details>summary{cursor:pointer}"
    f".aispm-kept iframe{{width:100%;height:{_HEIGHT}px;border:0;margin-top:8px}}.aispm-kept-on>.aispm-card{{display:none}}"
    "@media print{.aispm-kept-on>.aispm-card{display:block}.aispm-kept>details{display:none}}"
)


def kept(document: Document, state: str = "") -> str:
    """HTML for an output: the static card, and the board of ``document`` below it, closed until somebody or a page opens it.

    Parameters
    ----------
    document : a posture document of bounded size (``MOST``).
    state : the board's state to start with.
    """
    shown, of = (document["truncated"]["findings"][name] for name in ("shown", "of"))
    what = say("the {n} most urgent of {of} findings", n=shown, of=of) if shown < of else say("all {n} findings", n=of)
    return (
        f'<div class="aispm-kept"><style>{_CSS}</style>{card(document, first=10)}'
        f"<details hidden><summary>{escape(say('The board, which needs no kernel and no network: {what}', what=what))}</summary>"
        '<iframe title="AI security posture" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" '
        f'data-page="{_attribute(_page(document, state))}"></iframe></details><script>{_OPEN}</script></div>'
    )


def _page(document: Document, state: str) -> str:
    board = script()
    return (
        f'<!doctype html><html lang="en" class="aispm-js"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy(_START, board)}"><meta name="referrer" content="no-referrer">'
        "<style>body{margin:0}#aispm-board{--aispm-height:100vh}</style></head><body>"
        f'<main id="aispm-board" data-theme="light" data-state="{escape(state)}"></main>'
        f'<script type="{MEDIA_TYPE}" id="aispm-posture">{packed(encoded(document))}</script>'
        f'{spoken()}<script type="application/gzip" id="aispm-code">{packed(board.encode())}</script><script>{_START}</script></body></html>'
    )


def _attribute(page: str) -> str:
    return page.replace("&", "&amp;").replace('"', "&quot;")
