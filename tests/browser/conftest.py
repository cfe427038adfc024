"""Chromium, and a guard: no request leaves, nothing is complained of in the console."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from ..conftest import require

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
expect.set_options(timeout=20_000)  # a busy machine draws late; what never comes still fails


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    require(Path(CHROMIUM).exists(), f"no Chromium at {CHROMIUM}: apt-get install chromium, or set CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


# Where kernels are shut down under JupyterLab's debugger it says so in the console, with and without us.
JUPYTERS_OWN = ("Could not restore the debugger state", "Canceled future for create_subshell_request")
SPLASH = (
    "removeChild",
    "jlab_core",
)  # JupyterLab takes its splash away 200 ms after a theme came, twice when another came meanwhile


class Guard:
    """What a page must not do, collected while it runs and raised at the end of the test."""

    def __init__(self, allowed: tuple[str, ...], forgiven: tuple[str, ...] = ()):
        self.allowed = allowed
        self.forgiven = (*forgiven, *JUPYTERS_OWN)
        self.complaints: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", self._error)
        page.on("dialog", lambda dialog: (self.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self.allowed):
            self.complaints.append(f"request: {request.url[:200]}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(words in message.text for words in self.forgiven):
            self.complaints.append(f"console: {message.text[:300]}")

    def _error(self, error: object) -> None:
        told = f"{error}\n{getattr(error, 'stack', '')}"
        if not any(words in told for words in self.forgiven) and not all(words in told for words in SPLASH):
            self.complaints.append(f"error: {told}")


Open = Callable[..., Page]


@pytest.fixture
def guarded(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """``guarded(allowed=(…), width=…, theme=…)`` gives a page that is held to the guard until the test ends.

    ``forgiven`` are words of complaints that are the application's own.
    """
    opened: list[tuple[BrowserContext, Guard]] = []

    def new(
        allowed: tuple[str, ...], width: int = 1280, theme: str = "light", forgiven: tuple[str, ...] = (), **more: Any
    ) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, **more)  # type: ignore[arg-type]
        guard = Guard(allowed, forgiven)
        opened.append((context, guard))
        page = context.new_page()
        guard.watch(page)
        return page

    yield new
    for context, guard in opened:
        context.close()
        assert not guard.complaints, "\n".join(guard.complaints)


@pytest.fixture
def snapshot(guarded: Callable[..., Page], tmp_path: Path) -> Open:
    """``snapshot(document, state="", width=…, theme=…)``: a snapshot opened from disk with the network off."""
    from aispm_nb.views.report import report

    def show(document: dict[str, Any], state: str = "", **look: Any) -> Page:
        file = tmp_path / "snapshot.html"
        file.write_text(report(document), encoding="utf-8")
        page = guarded(("file:", "data:", "blob:"), offline=True, **look)
        page.set_default_timeout(15_000)
        page.goto(file.as_uri() + (f"#{state}" if state else ""))
        page.wait_for_selector("html[data-ready]")
        return page

    return show


Axe = Callable[..., list[str]]


@pytest.fixture(scope="session")
def axe() -> Axe:
    """``axe(page, within=".aispm-board")``: what axe-core calls serious or critical in there, a line each; none is ``[]``.

    Only our own part of a page is asked about: JupyterLab around it has violations of its own.
    """
    source = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")

    def violations(page: Page, within: str = "body") -> list[str]:
        # Evaluated over the debugger, so that it also runs where a page's policy forbids scripts (snapshot, file://).
        page.evaluate(f"() => {{ if (!window.axe) {{ {source} }} }}")
        found: list[str] = page.evaluate(_AXE, within)
        return found

    return violations


# Colours are measured as painted: a fade that is still running would be measured half-way.
_AXE = """async (within) => {
  if (!document.querySelector(within)) throw new Error('axe: nothing matches ' + within);
  await Promise.all(document.getAnimations().filter(a => a.effect?.getComputedTiming().iterations !== Infinity)
    .map(a => a.finished.catch(() => null)));
  const { violations } = await axe.run(within, { resultTypes: ['violations'] });
  return violations.filter(v => v.impact === 'serious' || v.impact === 'critical').flatMap(v => v.nodes.map(n =>
    `${v.impact} ${v.id}: ${n.target.join(' ')} ${n.any.concat(n.all, n.none).map(c => c.message).join('; ')}`));
}"""
