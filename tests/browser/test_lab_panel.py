"""The panel, the document type and the status item in a real JupyterLab, over documents alone: no kernel is started."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Axe
from tests.browser.lab import Lab
from tests.browser.workspace import naming_a_cell, write_document, write_notebook
from tests.views import postures

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("panel")
    write_notebook(folder / "first.ipynb")
    write_document(folder / "bank.posture.json", naming_a_cell("first.ipynb", 2))
    write_document(folder / "hostile.posture.json", postures.hostile())
    write_document(folder / "empty.posture.json", postures.empty())
    (folder / "broken.posture.json").write_text('{"format": "something else"}')
    with Lab(folder) as running:
        yield running


@pytest.fixture
def opened(lab: Lab, guarded: Callable[..., Page]) -> Callable[..., Page]:
    def show(document: str | None = None, panel: bool = True, **look: Any) -> Page:
        page = guarded((lab.url, lab.url.replace("http", "ws"), "data:", "blob:"), **look)
        lab.start(page)
        if document:
            lab.command(page, "docmanager:open", path=document)
        if panel:
            lab.command(page, "aispm:show-panel", **({"path": document} if document else {}))
        return page

    return show


def panel(page: Page) -> Locator:
    return page.locator("#aispm-panel")


def rows(within: Locator) -> Locator:
    return within.locator(".aispm-row")


def themed(lab: Lab, page: Page, theme: str) -> None:
    """Said each time: the choice of the test before is kept, as a user's is."""
    lab.command(page, "apputils:change-theme", theme=f"JupyterLab {theme.title()}")
    page.wait_for_function("(light) => document.body.dataset.jpThemeLight === light", arg=str(theme == "light").lower())
    page.wait_for_timeout(500)  # its style sheet arrives after its name


def test_an_empty_panel_says_how_to_get_a_posture_and_which_are_here(opened: Callable[..., Page]) -> None:
    page = opened(panel=False)
    status = page.locator(".jp-aispm-status button")
    expect(status).to_have_text("no posture")
    status.click()
    expect(panel(page)).to_contain_text("No posture yet")
    panel(page).get_by_role("button", name="bank.posture.json").click()
    expect(panel(page).locator(".aispm-score")).to_contain_text("71of 100, 88 % assessed")
    expect(rows(panel(page)).first).to_contain_text("model.pkl calls os.system")
    expect(status).to_have_text("4 now · 71 · 88 %")


def test_everything_is_in_menu_palette_and_shortcuts(lab: Lab, opened: Callable[..., Page]) -> None:
    page = opened(panel=False)
    page.get_by_role("menuitem", name="Posture").click()
    entries = page.locator(".lm-Menu [data-command^='aispm:'] .lm-Menu-itemLabel")
    expect(entries).to_have_text([
        "Show Posture", "Scan Registry …", "Check This Notebook", "Check This Data Frame",
        "Open Posture in Main Area", "Open Posture Snapshot", "Export Posture …",
    ])  # fmt: skip
    expect(page.locator(".lm-Menu [data-command='aispm:scan'] .lm-Menu-itemShortcut")).to_have_text("Alt+Shift+R")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    lab.command(page, "apputils:activate-command-palette")
    page.locator(".lm-CommandPalette-input").fill("AI Security Posture")
    expect(page.locator(".lm-CommandPalette-item[data-command^='aispm:']")).to_have_count(7)
    page.keyboard.press("Escape")
    for command in (
        "aispm:open-board",
        "aispm:open-snapshot",
        "aispm:export",
        "aispm:check-notebook",
        "aispm:check-data-frame",
    ):
        lab.command(page, command)  # with nothing to do it on: a reason and a next move, never silence
    said = page.evaluate("() => window.jupyterapp.commands.execute('apputils:display-notifications').then(() => true)")
    assert said
    texts = page.locator(".jp-Notification-List-Item")
    expect(texts.filter(has_text="There is no posture")).to_have_count(3)
    expect(texts.filter(has_text="Open a notebook first")).to_have_count(2)


def test_the_status_item_keeps_its_width_and_can_be_hidden(lab: Lab, opened: Callable[..., Page]) -> None:
    page = opened(panel=False)
    status = page.locator(".jp-aispm-status")
    before = status.bounding_box()
    lab.command(page, "aispm:show-panel", path="bank.posture.json")
    expect(status).to_contain_text("4 now")
    assert before and (after := status.bounding_box()) and before["width"] == after["width"]
    name = "aispm-nb:plugin"
    change = "([name, on]) => window.jupyterapp.serviceManager.settings.save(name, JSON.stringify({statusBar: on}))"
    page.evaluate(change, [name, False])
    try:
        page.reload()
        lab.restored(page)
        page.wait_for_timeout(1000)
        expect(status).to_have_count(0)
    finally:
        page.evaluate(change, [name, True])


def test_the_panel_is_filtered_by_keyboard_alone(lab: Lab, opened: Callable[..., Page]) -> None:
    page = opened("bank.posture.json")
    with_notebook = page.evaluate(
        "() => window.jupyterapp.commands.execute('docmanager:open', {path: 'first.ipynb'}).then(() => true)"
    )
    assert with_notebook
    expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(4)
    page.keyboard.press("Alt+Shift+P")
    queue = panel(page).get_by_role("listbox")
    expect(queue).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("owner")
    expect(rows(panel(page))).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(panel(page).locator(".aispm-row[aria-selected=true]")).to_contain_text("has no owner")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(rows(panel(page))).to_have_count(4)
    page.keyboard.press("Enter")
    expect(panel(page).locator(".aispm-detail h2")).to_be_focused()
    for key in ("a", "b", "d", "d"):  # to a notebook: new cells, and one deleted
        page.keyboard.press(key)
    expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(4)
    page.keyboard.press("Escape")
    expect(panel(page).locator(".aispm-detail")).to_be_hidden()


def test_a_document_opens_as_a_board_and_shares_its_selection_with_the_panel(opened: Callable[..., Page]) -> None:
    page = opened("bank.posture.json")
    board = page.locator(".jp-aispm-document .aispm-board")
    expect(board).to_be_visible()
    rows(board).filter(has_text="tumour.parquet look flipped").click()
    expect(panel(page).locator(".aispm-row[aria-selected=true]")).to_contain_text("look flipped")
    expect(board.locator(".aispm-way")).to_contain_text("tumour v3 @champion")
    board.locator(".aispm-step", has_text="tumour v3").click()  # along the lineage, to what learned from it
    expect(board.locator(".aispm-pill").first).to_contain_text("models:/tumour/3")
    expect(rows(board)).to_have_count(1)
    expect(rows(panel(page))).to_have_count(1)


def test_history_stands_below_with_coverage(opened: Callable[..., Page]) -> None:
    page = opened("bank.posture.json")
    panel(page).get_by_text("History: showing 6 of 6 scans").click()
    first = panel(page).locator(".jp-aispm-history tbody tr").first
    expect(first).to_contain_text("71")
    expect(first).to_contain_text("▲ 4")
    expect(first).to_contain_text("80 %")


def test_from_a_finding_to_its_cell_and_back(lab: Lab, opened: Callable[..., Page]) -> None:
    page = opened("bank.posture.json")
    rows(panel(page)).filter(has_text="Cell holds an AWS secret key").click()
    panel(page).get_by_role("button", name="Go to the Cell").click()
    mark = page.locator(".jp-Notebook .jp-aispm-mark")
    expect(mark).to_have_count(1)
    expect(mark).to_have_attribute("aria-label", "1 finding. high: Cell holds an AWS secret key")
    page.wait_for_function("() => window.jupyterapp.shell.currentWidget?.content?.activeCellIndex === 2")
    expect(page.locator(".jp-Notebook .jp-Cell").nth(2).locator(".jp-aispm-mark")).to_be_visible()
    page.evaluate(
        "() => { const nb = window.jupyterapp.shell.currentWidget; nb.content.activeCellIndex = 0; nb.content.activate(); }"
    )
    lab.command(page, "notebook:insert-cell-above")  # a mark stays with its cell until the posture is read anew
    mark.click()
    expect(panel(page).locator(".aispm-row[aria-selected=true]")).to_contain_text("Cell holds an AWS secret key")


def test_what_was_open_and_chosen_is_there_after_a_reload(lab: Lab, opened: Callable[..., Page]) -> None:
    page = opened("bank.posture.json")
    expect(rows(panel(page)).first).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("owner")
    expect(rows(panel(page))).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(1500)  # JupyterLab saves its layout a second after it changed
    page.reload()
    lab.restored(page)
    for board in (panel(page), page.locator(".jp-aispm-document")):
        expect(rows(board)).to_have_count(2)
        expect(board.locator(".aispm-search")).to_have_value("owner")
        expect(board.locator(".aispm-row[aria-selected=true]")).to_have_count(1)


@pytest.mark.parametrize("theme", ["light", "dark", "dark high contrast"])
@pytest.mark.parametrize("width", [1280, 800])
def test_nothing_serious_for_axe(
    lab: Lab, opened: Callable[..., Page], axe: Axe, theme: str, width: int, tmp_path: Path
) -> None:
    page = opened("bank.posture.json", width=width)
    lab.command(page, "docmanager:open", path="first.ipynb")
    expect(page.locator(".jp-aispm-mark")).to_be_visible()
    lab.command(page, "docmanager:open", path="bank.posture.json")
    themed(lab, page, theme)
    for board in (panel(page), page.locator(".jp-aispm-document")):
        expect(board.locator(".aispm-board")).to_have_attribute("data-theme", theme.split()[0])
    panel(page).get_by_text("History: showing 6 of 6 scans").click()
    found = [
        v
        for part in ("#aispm-panel", ".jp-aispm-document .jp-aispm-board", ".jp-aispm-status")
        for v in axe(page, part)
    ]
    page.screenshot(path=tmp_path / f"{theme}-{width}.png")
    lab.command(page, "docmanager:open", path="first.ipynb")
    found += axe(page, ".jp-aispm-mark")
    page.screenshot(path=tmp_path / f"{theme}-{width}-notebook.png")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("document", [None, "broken.posture.json", "empty.posture.json"])
def test_states_without_findings_are_designed(
    lab: Lab, opened: Callable[..., Page], axe: Axe, document: str | None
) -> None:
    page = opened(document)
    words = {
        None: "Scan an MLflow registry",
        "broken.posture.json": "Found: This is not a posture document. Write one with posture.to_json().",
        "empty.posture.json": "Nothing found by 8 rules; 0 not assessed.",
    }
    expect(panel(page)).to_contain_text(words[document])
    for theme in ("light", "dark"):
        themed(lab, page, theme)
        assert not axe(page, "#aispm-panel")
    if document == "broken.posture.json":
        page.locator(".jp-aispm-document").get_by_role("button", name="Open as text").click()
        expect(page.locator(".jp-FileEditor")).to_be_visible()


def test_hostile_names_stay_inert(opened: Callable[..., Page]) -> None:
    page = opened("hostile.posture.json")
    for board in (panel(page), page.locator(".jp-aispm-document")):
        expect(rows(board).first).to_be_visible()
        board.locator("details").evaluate_all("all => all.forEach(d => { d.open = true; })")
        board.get_by_role("listbox").focus()
        for _ in range(8):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert board.locator("img, iframe, object, script, [onerror], [onload], a[href^=javascript]").count() == 0
        page.keyboard.press("Escape")
    assert "pwned" not in page.title()
    assert page.evaluate(
        "() => { const p = document.querySelector('#aispm-panel'); return p.scrollWidth <= p.clientWidth; }"
    )
    text = panel(page).inner_text() + (page.locator(".jp-aispm-status button").get_attribute("title") or "")
    assert not set(text) & set("\u202e\u2066\u200b\x1b")


def test_export_writes_a_document_that_opens_again(lab: Lab, opened: Callable[..., Page]) -> None:
    from aispm_nb.posture import Posture

    page = opened("bank.posture.json")
    expect(rows(panel(page)).first).to_be_visible()
    panel(page).locator("[data-command='aispm:export']").click()
    page.locator(".jp-Dialog input").fill("copy")
    page.locator(".jp-Dialog input").press("Enter")
    file = lab.folder / "copy.posture.json"
    page.wait_for_function("() => !document.querySelector('.jp-Dialog')")
    page.wait_for_timeout(500)
    assert "Cell holds an AWS secret key" in Posture.from_json(file).findings["title"].tolist()
    file.unlink()
