"""Nothing of ours polls: while nobody does anything, and while nobody can see it, no kernel is asked, no timer set, no file fetched."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab, write_notebook
from tests.browser.workspace import naming_a_cell, write_document

pytestmark = pytest.mark.browser

BOARD = "from benchmarks.interaction_posture import made\nboard = made(30_000, 400).board()\nboard"
QUIET = 12_000  # milliseconds: JupyterLab itself looks at sessions and kernels every ten seconds

# Whoever sets a timer or asks for a frame is known by the scripts on its stack: the extension's, or a widget's, which anywidget loads as a blob.
TIMERS = """() => {
  const ours = window.oursSet = [];
  for (const name of ['setTimeout', 'setInterval', 'requestAnimationFrame', 'requestIdleCallback']) {
    const real = window[name].bind(window);
    window[name] = (...given) => {
      const stack = new Error().stack ?? '';
      if (/extensions\\/aispm-nb\\//.test(stack) || /blob:/.test(stack)) ours.push(name);
      return real(...given);
    };
  }
}"""


class Watch:
    """What leaves the page: questions to kernels by message type, and requests by path."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: Counter[str] = Counter()
        self.fetched: Counter[str] = Counter()
        page.add_init_script(f"({TIMERS})()")
        page.on("websocket", lambda socket: socket.on("framesent", self._sent))
        page.on("request", lambda request: self.fetched.update([request.url.split("?")[0].split("/", 3)[-1]]))

    def _sent(self, payload: str | bytes) -> None:
        # JupyterLab's own binary protocol and the JSON one both hold the header's message type as text.
        text = payload if isinstance(payload, str) else payload.decode("latin-1")
        at = text.find('"msg_type":')
        self.asked[json.JSONDecoder().raw_decode(text[at + 11 :].lstrip())[0] if at >= 0 else "?"] += 1

    def during(self, act: Callable[[], Any]) -> tuple[Counter[str], Counter[str], int]:
        self.asked.clear()
        self.fetched.clear()
        self.page.evaluate("() => { window.oursSet.length = 0; }")
        act()
        return +self.asked, +self.fetched, self.page.evaluate("() => window.oursSet.length")

    def still(self) -> tuple[Counter[str], Counter[str], int]:
        return self.during(lambda: self.page.wait_for_timeout(QUIET))


# What JupyterLab looks at by itself, with or without us.
OWN = (
    "api/sessions",
    "api/kernels",
    "api/kernelspecs",
    "api/terminals",
    "api/me",
    "api/contents",
    "lab/api/workspaces",
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("quiet")
    write_notebook(folder / "board.ipynb", [BOARD])
    write_document(folder / "bank.posture.json", naming_a_cell("board.ipynb", 0))
    with Lab(folder) as running:
        yield running


def test_who_does_nothing_is_asked_nothing_and_who_sees_nothing_costs_nothing(
    lab: Lab, guarded: Callable[..., Page]
) -> None:
    page = guarded((lab.url, lab.url.replace("http", "ws"), "data:", "blob:"), width=1600)
    watch = Watch(page)
    with lab.open(page, "board.ipynb"):
        lab.run_all(page)
        lab.command(page, "aispm:show-panel", path="bank.posture.json")
        board = page.locator(".jp-NotebookPanel .aispm-board:not(.aispm-skeleton)")
        expect(board.locator(".aispm-row").first).to_be_visible()
        expect(page.locator("#aispm-panel .aispm-row").first).to_be_visible()

        # The instruments: a click on this board asks the kernel, and sets a timer of ours.
        def click() -> None:
            board.locator("[data-priority=soon]").click()
            expect(board.locator("[data-priority=soon]")).to_have_attribute("aria-pressed", "true")
            page.wait_for_timeout(1_500)

        asked, _, timers = watch.during(click)
        assert asked["comm_msg"] >= 1 and timers >= 1, (asked, timers)

        states: dict[str, Callable[[], Any]] = {
            "in sight": lambda: None,
            "panel hidden": lambda: lab.command(page, "application:toggle-left-area"),
            "notebook behind": lambda: lab.command(page, "docmanager:open", path="bank.posture.json", factory="Editor"),
            "page hidden": lambda: page.evaluate(HIDDEN),
        }
        for name, become in states.items():
            become()
            page.wait_for_timeout(1_500)
            asked, fetched, timers = watch.still()
            assert not asked, (name, asked)
            assert timers == 0, (name, timers)
            assert not {path for path in fetched if not path.startswith(OWN)}, (name, fetched)


# As a browser tells it to a page whose tab is left.
HIDDEN = """() => {
  Object.defineProperty(document, 'visibilityState', {get: () => 'hidden', configurable: true});
  Object.defineProperty(document, 'hidden', {get: () => true, configurable: true});
  document.dispatchEvent(new Event('visibilitychange'));
}"""


def test_a_hidden_panel_draws_nothing_of_a_posture_that_comes_and_all_of_it_when_it_is_seen(
    lab: Lab, guarded: Callable[..., Page]
) -> None:
    page = guarded((lab.url, lab.url.replace("http", "ws"), "data:", "blob:"))
    lab.start(page)
    page.evaluate(
        """() => { window.seen = 0; new MutationObserver(all => { window.seen += all.length; })
                   .observe(document.querySelector('#aispm-panel .jp-aispm-board'), {subtree: true, childList: true}); }"""
    )
    lab.command(page, "docmanager:open", path="bank.posture.json")  # an empty panel follows the first that is opened
    expect(page.locator(".jp-aispm-status button")).to_have_text("4 now · 71 · 88 %")
    assert page.evaluate("() => window.seen") == 0
    lab.command(page, "aispm:show-panel")
    expect(page.locator("#aispm-panel .aispm-row").first).to_be_visible()
    assert page.evaluate("() => window.seen") > 0


def test_a_board_that_opens_shows_the_first_of_its_queue(lab: Lab, guarded: Callable[..., Page]) -> None:
    """A selection that the panel made is in sight in the main area, with what heads it: the board is drawn before it has a height."""
    page = guarded((lab.url, lab.url.replace("http", "ws"), "data:", "blob:"))
    lab.start(page)
    lab.command(page, "aispm:show-panel", path="bank.posture.json")
    page.locator("#aispm-panel .aispm-row").first.click()
    lab.command(page, "aispm:open-board")
    board = page.locator(".jp-aispm-document .aispm-board")
    expect(board.locator(".aispm-row[aria-selected=true]")).to_be_in_viewport()
    expect(board.locator(".aispm-group").first).to_be_in_viewport()
    assert board.locator(".aispm-list").evaluate("e => e.scrollTop") == 0
