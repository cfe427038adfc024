"""The board and quak in one JupyterLab, one kernel, over the same million findings: from the click to the last of it painted.

Both are timed alike: a click's own time stamp is the start, the frame after the last change of the widget's elements is the
end, and what was painted must have changed. Chromium has no GPU here. Each tool is shown alone, in a fresh page of its own.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import nbformat
from playwright.sync_api import Page, sync_playwright

from benchmarks.measure import CACHE, Row
from benchmarks.snapshot import FLAGS
from tests.browser.lab import Lab

QUAK = "0.3.5"
TIMES = 20
_MISSES = 10
_MADE = """import sys; sys.path.append({quak!r})
from benchmarks.interaction_posture import made
posture = made()
found = posture.cursor().sql("SELECT rule, title, asset, severity, confidence, priority, threat, status, exploitation, exposure, automatable, "
                             "impact, served, first_seen FROM findings").to_arrow_table()
import quak, aispm_nb.views.board  # importing is no part of showing"""
_SHOWN = {"board": "posture.board()", "quak": "quak.Widget(found)"}

# The widget's elements; quak's are behind a shadow root.
_ROOT = """() => {
  const all = [...document.querySelectorAll('*')];
  return document.querySelector('.aispm-board') ?? all.map(e => e.shadowRoot).find(s => s?.querySelector('.quak'));
}"""
_WATCH = f"""() => {{
  const root = ({_ROOT})();
  const b = window.bench = {{start: 0, painted: 0, changed: 0}};
  new MutationObserver(() => {{
    b.changed = performance.now();
    requestAnimationFrame(() => setTimeout(() => {{ b.painted = performance.now(); }}));
  }}).observe(root, {{subtree: true, childList: true, attributes: true, characterData: true}});
  for (const kind of ['click', 'input', 'change']) addEventListener(kind, e => {{ if (!b.start) b.start = e.timeStamp; }}, true);
  b.ready = () => {{ b.start = b.painted = b.changed = 0; }};
  b.settled = async (quiet) => {{
    const begun = performance.now();
    const frame = () => new Promise(done => setTimeout(done, 20));
    while (performance.now() - begun < 20000) {{
      if (b.start && b.painted > b.changed && performance.now() - b.painted > quiet) return b.painted - b.start;
      await frame();
    }}
    throw new Error('nothing was painted');
  }};
}}"""
# What a person sees of it: were it the same as before, a no-op had been timed.
_SEEN = f"""() => {{
  const root = ({_ROOT})();
  const text = (all, most) => [...root.querySelectorAll(all)].slice(0, most).map(e => e.textContent + (e.getAttribute('aria-selected') ?? '')).join('|');
  return text('.aispm-count, .aispm-chip, .status-bar span', 9) + text('.aispm-row, tbody tr', 20);
}}"""
_FIRST = """async (ready) => {
  const cells = window.jupyterapp.shell.currentWidget.content;
  cells.activeCellIndex = 1;
  const begun = performance.now();
  void window.jupyterapp.commands.execute('notebook:run-cell');
  const there = () => ready === 'board' ? document.querySelector('.aispm-board [role=option]')
    : [...document.querySelectorAll('*')].some(e => e.shadowRoot?.querySelector('.quak tbody tr'));
  while (!there()) await new Promise(done => requestAnimationFrame(done));
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - begun;
}"""


class Unchanged(AssertionError):
    """The screen is as it was: there is nothing to time."""


class Shown:
    """One of the two in its page: what was sent to it, and its interactions."""

    def __init__(self, page: Page, lab: Lab, name: str):
        self.page, self.sent = page, 0
        page.on("websocket", lambda socket: socket.on("framereceived", self._count))
        self.name, self.lab = name, lab

    def _count(self, payload: str | bytes) -> None:
        self.sent += len(payload)

    @contextmanager
    def open(self) -> Iterator[None]:
        with self.lab.open(self.page, f"{self.name}.ipynb", timeout=120_000):
            self.page.evaluate("async () => { await window.jupyterapp.commands.execute('notebook:run-cell'); }")
            self.page.wait_for_function(
                "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'"
            )
            self.page.wait_for_timeout(1500)
            before = self.sent
            self.first = float(self.page.evaluate(_FIRST, self.name))
            self.page.wait_for_timeout(1500)
            self.first_sent = self.sent - before
            self.page.evaluate(_WATCH)
            yield

    def time(self, act: Callable[[], object]) -> float:
        """Milliseconds of one interaction; a screen that stays as it was is an error, not a time."""
        before = self.page.evaluate(_SEEN)
        self.page.evaluate("() => window.bench.ready()")
        act()
        took = float(self.page.evaluate("() => window.bench.settled(1200)"))
        if self.page.evaluate(_SEEN) == before:
            raise Unchanged(f"{self.name}: nothing changed on the screen")
        return took

    def heap(self) -> float:
        """MB of JavaScript that the page holds, JupyterLab's own among them, after a collection."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("HeapProfiler.collectGarbage")
        session.send("Performance.enable")
        metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
        return float(metrics["JSHeapUsedSize"]) / 1e6


def board_times(shown: Shown) -> dict[str, list[float]]:
    page = shown.page
    chips, rows, boxes = (page.locator(f".aispm-{part}") for part in ("chip", "row", "treemap button.aispm-box"))

    def value(selector: str, to: str, event: str) -> Callable[[], object]:
        return lambda: page.evaluate(
            "([s, v, e]) => { const n = document.querySelector(s); n.value = v; n.dispatchEvent(new Event(e, {bubbles: true})); }",
            [selector, to, event],
        )

    times: dict[str, list[float]] = {"filter": [], "sort": [], "select": [], "slider": []}
    # Each leads to a state that was not shown before: both tools keep the answers that they had.
    for i in range(TIMES):
        times["filter"].append(shown.time(chips.nth(i // 5).click if i % 5 == 0 else boxes.nth(i).click))
    page.locator(".aispm-clear").click()
    page.wait_for_timeout(800)
    sorts = ("where", "title", "newest", "urgency")
    for i in range(TIMES):
        times["sort"].append(shown.time(value("[aria-label='sort within each group']", sorts[i % 4], "change")))
    for i in range(TIMES):
        times["select"].append(shown.time(rows.nth(1 + i % 9).click))
    page.locator(".aispm-what-if").click()
    for i in range(TIMES):
        impact, exposure = str(i // 5 - 2), str((1, -1, 2, -2)[i % 5 - 1])
        name, to = ("impact", impact) if i % 5 == 0 else ("exposure", exposure)
        times["slider"].append(shown.time(value(f".aispm-slider[aria-label={name}]", to, "input")))
    return times


def quak_times(shown: Shown) -> dict[str, list[float]]:
    page = shown.page
    heads = page.locator("th")

    def bar(column: str, at: float) -> Callable[[], object]:
        box = heads.filter(has_text=column).locator("div[style*='cursor: pointer']").bounding_box()
        assert box
        x, y = box["x"] + box["width"] * at, box["y"] + 14
        page.mouse.move(x, y)
        page.wait_for_timeout(300)  # hovering asks its own questions
        return lambda: page.mouse.click(x, y)

    def arrow(column: str) -> Callable[[], object]:
        head = heads.filter(has_text=column)
        head.hover()
        page.wait_for_timeout(300)
        return head.locator(".sort-button").click

    times: dict[str, list[float]] = {"filter": [], "sort": []}
    page.wait_for_timeout(3000)
    for i in range(TIMES + _MISSES):
        column = ("severity", "confidence", "priority", "threat")[i % 4]
        _timed(shown, times["filter"], bar(column, (0.15, 0.5, 0.8, 0.3, 0.65, 0.9)[i // 4 % 6]))
    reset = page.get_by_text("Reset")
    if reset.is_visible():
        reset.click()
        page.wait_for_timeout(1500)
    for i in range(TIMES + _MISSES):
        _timed(shown, times["sort"], arrow(("severity", "priority", "rule")[i % 3]))
    return times


def _timed(shown: Shown, into: list[float], act: Callable[[], object]) -> None:
    """quak now and then takes no notice of a click; such a one is not timed, in its favour."""
    if len(into) < TIMES:
        with suppress(Unchanged):
            into.append(shown.time(act))


def spread(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def quak() -> Path:
    """quak in a folder of its own: this project does not depend on it."""
    folder = CACHE / f"quak-{QUAK}"
    if not folder.exists():
        subprocess.run(
            [sys.executable, "-m", "uv", "pip", "install", "-q", "--no-deps", "--target", str(folder), f"quak=={QUAK}"],
            check=True,
        )
    return folder


def measured() -> dict[str, tuple[Shown, dict[str, list[float]], float]]:
    with tempfile.TemporaryDirectory() as folder:
        for name, show in _SHOWN.items():
            cells = [nbformat.v4.new_code_cell(_MADE.format(quak=str(quak()))), nbformat.v4.new_code_cell(show)]
            notebook = nbformat.v4.new_notebook(cells=cells)
            notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
            nbformat.write(notebook, Path(folder) / f"{name}.ipynb")
        found = {}
        with Lab(Path(folder)) as lab, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium") or "/usr/bin/chromium", args=FLAGS
            )
            for name, times in (("board", board_times), ("quak", quak_times)):
                context = browser.new_context(viewport={"width": 1440, "height": 1000})
                shown = Shown(context.new_page(), lab, name)
                with shown.open():
                    found[name] = (shown, times(shown), shown.heap())
                context.close()
            browser.close()
        return found


def rows(full: bool) -> list[Row]:
    found = measured()
    (board, ours, heap), (peer, theirs, their_heap) = found["board"], found["quak"]
    load = f"load {os.getloadavg()[0]:.1f}"
    made = [
        Row(f"board, 10,000 assets, 1,000,000 findings: first paint ({load})", f"{board.first:.0f} ms", f"quak {QUAK}: {peer.first:.0f} ms", f"{peer.first / board.first:.1f} x", "< 1 s", board.first < 1000),
        Row("… sent until then", f"{board.first_sent / 1e6:.2f} MB", f"quak: {peer.first_sent / 1e6:.2f} MB", "", "≤ 1 MB", board.first_sent <= 1e6),
        Row("… JavaScript of the page, JupyterLab within, at the end", f"{heap:.0f} MB", f"quak: {their_heap:.0f} MB", "", "< 300 MB", heap < 300),
    ]  # fmt: skip
    for kind, times in ours.items():
        p50, p95 = spread(times)
        other = spread(theirs[kind]) if kind in theirs else None
        made.append(Row(
            f"… {kind}, p50 / p95", f"{p50:.0f} / {p95:.0f} ms", f"quak: {other[0]:.0f} / {other[1]:.0f} ms" if other else "none",
            f"{other[0] / p50:.1f}, {other[1] / p95:.1f} x" if other else "", "< 60 / 110 ms" + (", 1.5 x" if other else ""),
            p50 < 60 and p95 < 110 and (other is None or (other[0] / p50 >= 1.5 and other[1] / p95 >= 1.5)),
        ))  # fmt: skip
    return made
