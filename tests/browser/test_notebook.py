"""The first notebook in a real JupyterLab, as a person would run it: top to bottom, then a look around."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import ROOT, Lab, write_notebook

pytestmark = pytest.mark.browser

NOTEBOOK = "01-first-posture.ipynb"
KEPT = "import sys; sys.path.insert(0, {root!r})\nfrom tests.views import postures\nfrom aispm_nb.views.board import Board\nBoard(postures.golden())"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    shutil.copy(ROOT / "notebooks" / NOTEBOOK, folder)
    write_notebook(folder / "kept.ipynb", [KEPT.format(root=str(ROOT))])
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
        board = page.locator(".aispm-board:not(.aispm-skeleton)")  # a skeleton is replaced once the board has come
        board.scroll_into_view_if_needed()
        expect(board.locator(".aispm-row").first).to_be_visible()
        expect(board.locator("[data-drawn]")).to_be_visible()
        # JupyterLab has a layout of its own for what an output holds.
        decided = board.locator(".aispm-decision")
        expect(decided).to_have_css("display", "flex")
        expect(decided.locator("dt").first).to_have_css("float", "none")
        page.screenshot(path=tmp_path / "board.png")
        expect(page.locator(".jp-OutputArea-output", has_text="files-changed").first).to_be_attached()
        page.evaluate("() => window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})")
        expect(board).to_have_attribute("data-theme", "dark")
        board.scroll_into_view_if_needed()
        page.wait_for_timeout(500)  # the pictures fade over
        page.screenshot(path=tmp_path / "dark.png")
    assert (lab.folder / "_first_posture" / "posture.html").stat().st_size > 100_000


def test_a_saved_notebook_carries_a_board_that_needs_no_kernel_and_loads_when_it_is_opened(
    lab: Lab, guarded: Callable[..., Page]
) -> None:
    # A widget without its kernel is JupyterLab's to complain of.
    page = guarded((lab.url, lab.url.replace("http", "ws"), "data:", "blob:"), forgiven=("widget", "model not found"))
    kept = page.locator(".aispm-kept")
    with lab.open(page, "kept.ipynb"):
        lab.run_all(page)
        expect(page.locator(".aispm-board .aispm-row").first).to_be_visible()
        expect(kept).to_be_hidden()
        frames = len(page.frames)
        lab.command(page, "docmanager:save")
    assert (lab.folder / "kept.ipynb").stat().st_size < 80_000
    with lab.open(page, "kept.ipynb"):
        expect(kept.locator(".aispm-card")).to_be_visible()
        assert (
            page.frame_locator(".aispm-kept iframe").locator(".aispm-row").count() == 0 and len(page.frames) == frames
        )
        kept.locator("> details > summary").click()
        frame = page.frame_locator(".aispm-kept iframe")
        expect(frame.locator(".aispm-row").first).to_contain_text("model.pkl calls os.system")
        frame.get_by_role("searchbox").fill("tumour")
        expect(frame.locator(".aispm-count")).to_contain_text("showing 3 of 9")
