"""The same extension in Notebook 7: panel, document type, notebook toolbar and marks, where there is no Lab shell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Axe
from tests.browser.lab import Lab
from tests.browser.workspace import naming_a_cell, write_document, write_notebook

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def notebook7(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    pytest.importorskip("notebook")
    folder = tmp_path_factory.mktemp("notebook7")
    write_notebook(folder / "first.ipynb")
    write_document(folder / "bank.posture.json", naming_a_cell("first.ipynb", 2))
    with Lab(folder, application="notebook", quiet=False) as running:
        yield running


@pytest.fixture
def opened(notebook7: Lab, guarded: Callable[..., Page]) -> Callable[[str], Page]:
    def show(path: str) -> Page:
        # Notebook 7.6 itself fails once at this while it loads its toolbars, with and without us.
        own = ("Cannot read properties of undefined (reading 'schema')",)
        page = guarded((notebook7.url, notebook7.url.replace("http", "ws"), "data:", "blob:"), forgiven=own)
        page.set_default_timeout(30_000)
        page.goto(f"{notebook7.url}/{path}?token={notebook7.token}")
        notebook7.restored(page)
        return page

    return show


def test_the_panel_shows_a_posture_beside_a_notebook_and_marks_its_cells(
    notebook7: Lab, opened: Callable[[str], Page], axe: Axe
) -> None:
    page = opened("notebooks/first.ipynb")
    expect(page.locator(".jp-NotebookPanel-toolbar [data-command='aispm:check-notebook']")).to_be_visible()
    notebook7.command(page, "aispm:show-panel", path="bank.posture.json")
    panel = page.locator("#aispm-panel")
    expect(panel.locator(".aispm-score")).to_contain_text("71of 100, 88 % assessed")
    mark = page.locator(".jp-Notebook .jp-aispm-mark")
    expect(mark).to_have_attribute("aria-label", "1 finding. high: Cell holds an AWS secret key")
    mark.click()
    expect(panel.locator(".aispm-row[aria-selected=true]")).to_contain_text("Cell holds an AWS secret key")
    panel.get_by_role("button", name="Go to the Cell").click()
    page.wait_for_function("() => window.jupyterapp.shell.currentWidget.content.activeCellIndex === 2")
    assert not axe(page, "#aispm-panel")


def test_this_notebook_is_checked(notebook7: Lab, opened: Callable[[str], Page]) -> None:
    page = opened("notebooks/first.ipynb")
    try:
        page.locator(".jp-NotebookPanel-toolbar [data-command='aispm:check-notebook']").click()
        mark = page.locator(".jp-Notebook .jp-Cell").nth(2).locator(".jp-aispm-mark")
        expect(mark).to_have_attribute("title", re.compile("holds an AWS access key"), timeout=60_000)
    finally:
        page.evaluate("() => window.jupyterapp.serviceManager.sessions.shutdownAll()")


def test_a_document_opens_as_a_board(opened: Callable[[str], Page]) -> None:
    page = opened("edit/bank.posture.json")
    board = page.locator(".jp-aispm-document .aispm-board")
    expect(board.locator(".aispm-row")).to_have_count(10)
    board.locator(".aispm-row", has_text="tumour.parquet look flipped").click()
    expect(board.locator(".aispm-detail h2")).to_contain_text("look flipped")
