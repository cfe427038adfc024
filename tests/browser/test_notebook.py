"""The first notebook in a real JupyterLab, as a person would run it: top to bottom, then a look around."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import ROOT, Lab

pytestmark = pytest.mark.browser

NOTEBOOK = "01-first-posture.ipynb"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    shutil.copy(ROOT / "notebooks" / NOTEBOOK, folder)
    with Lab(folder) as running:
        yield running


def test_the_first_notebook_shows_what_it_promises(lab: Lab, guarded: Callable[..., Page], tmp_path: Path) -> None:
    page = guarded((lab.url, lab.url.replace("http", "ws"), "data:", "blob:"), width=1280)
    with lab.open(page, NOTEBOOK, timeout=120_000):
        lab.run_all(page)
        card = page.locator(".aispm-card").first
        card.scroll_into_view_if_needed()
        expect(card).to_contain_text("assessed")
        page.screenshot(path=tmp_path / "card.png")
        board = page.locator(".aispm-board")
        board.scroll_into_view_if_needed()
        expect(board.locator(".aispm-row").first).to_be_visible()
        expect(board.locator("[data-drawn]")).to_be_visible()
        page.screenshot(path=tmp_path / "board.png")
        expect(page.locator(".jp-OutputArea-output", has_text="files-changed").first).to_be_attached()
        page.evaluate("() => window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})")
        expect(board).to_have_attribute("data-theme", "dark")
        board.scroll_into_view_if_needed()
        page.wait_for_timeout(500)  # the pictures fade over
        page.screenshot(path=tmp_path / "dark.png")
    assert (lab.folder / "_first_posture" / "posture.html").stat().st_size > 100_000
