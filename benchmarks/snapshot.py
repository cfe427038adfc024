"""The snapshot's budget: bytes, milliseconds to interactive, and from a filter to all painted. ``python benchmarks/snapshot.py``"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from aispm_nb.views.report import report
from benchmarks.measure import Row
from tests.views import postures

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = ((1_000, 400), (10_000, 2_000), (20_000, 4_000))

# From the click to the frame after queue, detail and picture are all drawn.
_FILTER = """async () => {
  const board = document.querySelector('.aispm-board'), chips = [...document.querySelectorAll('.aispm-chip')];
  const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  const queue = [], all = [];
  for (let i = 0; i < 40; i++) {
    const before = performance.now();
    const painted = new Promise(done => board.addEventListener('aispm-painted', done, {once: true}));
    chips[i % 4].click();
    await frame(); queue.push(performance.now() - before);
    await painted; await frame(); all.push(performance.now() - before);
  }
  return [queue, all];
}"""


def measure(page: Page, file: Path) -> tuple[float, float, list[float], list[float]]:
    """Milliseconds: to interactive, to the first picture, of each filter to the queue, and to all."""
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    ready = float(page.locator("html").get_attribute("data-ready") or "nan")
    page.wait_for_selector("[data-drawn]")
    first = page.evaluate("performance.now()")
    queue, everything = page.evaluate(_FILTER)
    return ready, first, queue, everything


def rows(full: bool) -> list[Row]:
    """The size that the budget is set for, in the shape of the other subjects."""
    findings, assets = SIZES[1]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or "/usr/bin/chromium", args=FLAGS
        )
        file = Path(folder) / "snapshot.html"
        file.write_text(report(postures.large(findings, assets)), encoding="utf-8")
        opened = [measure(browser.new_page(viewport={"width": 1280, "height": 900}), file) for _ in range(3)]
        size, ready = file.stat().st_size / 1e6, statistics.median(times[0] for times in opened)
        browser.close()
    what = f"snapshot of {findings:,} findings over {assets:,} assets"
    return [
        Row(what, f"{size:.2f} MB", "none", "", "≤ 1.5 MB", size <= 1.5),
        Row("… until it answers", f"{ready:.0f} ms", "none", "", "≤ 1 s", ready <= 1000),
    ]


def main() -> None:
    print("findings  assets   MB      write s  interactive ms  picture ms  queue p50/p95 ms  all p50/p95 ms")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or "/usr/bin/chromium", args=FLAGS
        )
        for findings, assets in SIZES:
            document = postures.large(findings, assets)
            start = time.perf_counter()
            page_text = report(document)
            wrote = time.perf_counter() - start
            file = Path(folder) / f"{findings}.html"
            file.write_text(page_text, encoding="utf-8")
            ready, first, queue, everything = measure(browser.new_page(viewport={"width": 1280, "height": 900}), file)
            print(
                f"{findings:>8,}  {assets:>6,}  {file.stat().st_size / 1e6:5.2f}  {wrote:7.2f}  {ready:14.0f}  {first:10.0f}  "
                f"{_spread(queue):>16}  {_spread(everything):>14}"
            )
        browser.close()


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.0f} / {statistics.quantiles(values, n=20)[-1]:.0f}"


if __name__ == "__main__":
    main()
