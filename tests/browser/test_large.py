"""A board whose findings stay in its kernel, in a real JupyterLab: it draws, asks, and hands back what was chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Axe
from tests.browser.lab import Lab, write_notebook

pytestmark = pytest.mark.browser

CELLS = (
    "from benchmarks.interaction_posture import made\nposture = made(60_000, 2_000)\nboard = posture.board()\nboard",
    "print(board.selected[['rule', 'asset']].values.tolist(), posture.sql(board.sql)['title'].tolist()[:2], len(board.listed))",
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("large")
    write_notebook(folder / "large.ipynb", CELLS)
    with Lab(folder) as running:
        yield running


def test_a_large_board_asks_its_kernel(lab: Lab, guarded: Callable[..., Page], axe: Axe) -> None:
    page = guarded((lab.url, lab.url.replace("http", "ws"), "data:", "blob:"), width=1400)
    with lab.open(page, "large.ipynb"):
        page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-cell')")
        board = page.locator(".aispm-board")
        expect(board.locator(".aispm-row").first).to_be_visible()
        expect(board.locator(".aispm-count")).to_contain_text("of 56,921")
        expect(board.locator("[data-drawn=models] .aispm-box").first).to_be_visible()
        board.locator(".aispm-chip").nth(1).click()
        expect(board.locator(".aispm-chip").nth(1)).to_have_attribute("aria-pressed", "true")
        expect(board.locator(".aispm-group")).to_have_count(1)
        board.locator(".aispm-list").evaluate("e => { e.scrollTop = 28 * 500; }")
        expect(board.locator("[aria-posinset='505']")).to_be_visible()
        board.locator("[aria-posinset='505']").click()
        title = board.locator("[aria-posinset='505'] .aispm-title").text_content()
        expect(board.locator(".aispm-detail h2")).to_have_text(title or "")
        board.get_by_role("tab", name="by risk").click()
        expect(board.locator("[data-drawn=risk] .aispm-risk-cell")).to_have_count(16)
        board.get_by_role("tab", name="lineage").click()
        expect(board.locator("[data-drawn=lineage] .aispm-node-here")).to_have_count(1)
        board.get_by_role("button", name="What if").click()
        board.get_by_role("slider", name="exposure").press("ArrowRight")
        expect(board.locator(".aispm-supposed-said")).to_contain_text("This is not the posture.")
        assert axe(page, ".aispm-board") == []
        board.get_by_role("button", name="Back to the posture").click()
        expect(board.locator(".aispm-moved")).to_have_count(0)
        page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1; }")
        page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-cell')")
        output = page.locator(".jp-OutputArea-output", has_text="[['R-")
        expect(output).to_be_visible()
        first = board.locator("[aria-posinset='505']").get_attribute("data-id") or ""
        expect(output).to_contain_text(f"[['{first.split(' @ ')[0]}', '{first.split(' @ ')[1].split(' #')[0]}']]")
