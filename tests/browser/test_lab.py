"""The board in a real JupyterLab: it draws, it follows the theme, and it talks to its kernel both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab, write_notebook

pytestmark = pytest.mark.browser

CELLS = (
    "from tests.views import postures\nfrom aispm_nb.views.board import Board\nboard = Board(postures.golden())\nboard",
    "board.state = 'priority=now&picture=risk'",
    "print(board.selected['title'].tolist())",
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    write_notebook(folder / "board.ipynb", CELLS)
    with Lab(folder) as running:
        yield running


@pytest.fixture
def page(lab: Lab, guarded: Callable[..., Page]) -> Page:
    return guarded((lab.url, lab.url.replace("http", "ws"), "data:", "blob:"), width=1400)


def test_a_board_draws_and_follows_its_kernel(lab: Lab, page: Page, tmp_path: Path) -> None:
    with lab.open(page, "board.ipynb"):
        lab.run_all(page)
        board = page.locator(".aispm-board")
        expect(board.locator(".aispm-row")).to_have_count(3)  # the second cell asked for "now" alone
        expect(board.locator("[data-drawn=risk] path.point")).to_have_count(3)
        expect(page.locator(".aispm-card")).to_be_hidden()  # the static card made way
        board.locator(".aispm-row", has_text="tumour.parquet look flipped").click()
        expect(board.locator(".aispm-detail h2")).to_contain_text("look flipped")
        page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 2; }")
        page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-cell')")
        expect(page.locator(".jp-OutputArea-output", has_text="look flipped']")).to_be_visible()
        page.evaluate("() => window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})")
        expect(board).to_have_attribute("data-theme", "dark")
        page.wait_for_timeout(800)
        page.screenshot(path=tmp_path / "lab.png")
