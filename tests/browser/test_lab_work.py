"""What a kernel is asked for, in a real JupyterLab: scan, check this notebook, check this data frame, snapshot."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Locator, Page, expect

from aispm_nb import samples
from aispm_nb.posture import Posture
from tests.browser.lab import Lab
from tests.browser.workspace import KEY, write_notebook

pytestmark = pytest.mark.browser

# A kernel in whose environment aispm_nb was never installed, as far as its imports can tell.
WITHOUT = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "aispm_nb":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
from ipykernel import kernelapp
kernelapp.launch_new_instance()
"""
SCANS = "import aispm_nb as aispm\n\nws = aispm.connect({uri!r}, store='cell.duckdb', name='from a cell')\nposture = ws.scan(progress=False)"


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> str:
    uri: str = samples.unpack("bank", tmp_path_factory.mktemp("registry") / "bank").uri
    return uri


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, registry: str) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("work")
    write_notebook(folder / "first.ipynb")
    write_notebook(folder / "deep" / "scans.ipynb", [SCANS.format(uri=registry)])
    write_notebook(folder / "bare.ipynb", ["df = [[1, 2], [3, 4]]", "df"], kernel="bare")
    kernel = folder / ".jupyter-test" / "data" / "kernels" / "bare"
    kernel.mkdir(parents=True)
    spec = {
        "argv": [sys.executable, "-c", WITHOUT, "-f", "{connection_file}"],
        "display_name": "Bare Python",
        "language": "python",
    }
    (kernel / "kernel.json").write_text(json.dumps(spec))
    with Lab(folder, quiet=False) as running:
        yield running


@pytest.fixture
def page(lab: Lab, guarded: Callable[..., Page]) -> Iterator[Page]:
    page = guarded((lab.url, lab.url.replace("http", "ws"), "data:", "blob:"))
    lab.start(page, timeout=30_000)
    yield page
    page.evaluate("() => window.jupyterapp.serviceManager.sessions.shutdownAll()")


def panel(page: Page) -> Locator:
    return page.locator("#aispm-panel")


def toast(page: Page) -> Locator:
    return page.locator(".Toastify__toast")


def scan(lab: Lab, page: Page, uri: str) -> None:
    """As a person does: from the panel, with the address typed."""
    lab.command(page, "aispm:show-panel")
    panel(page).locator("[data-command='aispm:scan']").click()
    page.locator(".jp-Dialog input").fill(uri)
    page.locator(".jp-Dialog input").press("Enter")


def open_notebook(page: Page, path: str) -> None:
    page.evaluate(
        """async (path) => {
          const panel = await window.jupyterapp.commands.execute('docmanager:open', {path, factory: 'Notebook'});
          await panel.context.ready; await panel.sessionContext.ready; await panel.revealed;
          await panel.sessionContext.session.kernel.info;
          while (panel.sessionContext.session.kernel.status !== 'idle') await new Promise(r => setTimeout(r, 50));
        }""",
        path,
    )


def reload(lab: Lab, page: Page) -> None:
    """With everything saved, as JupyterLab otherwise asks whether to leave."""
    lab.command(page, "docmanager:save-all")
    page.reload()
    lab.restored(page)


def kernels(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(
        """async () => { const s = window.jupyterapp.serviceManager.sessions; await s.refreshRunning();
          return [...s.running()].map(m => ({path: m.path, type: m.type, id: m.kernel.id, state: m.kernel.execution_state})); }"""
    )
    return found


@contextmanager
def stopped(page: Page, kind: str) -> Iterator[None]:
    """The process of the one kernel of sessions of this type does not run meanwhile."""
    (kernel,) = (k["id"] for k in kernels(page) if k["type"] == kind)
    (process,) = (p for p in psutil.process_iter(["cmdline"]) if any(kernel in a for a in p.info["cmdline"] or ()))
    process.suspend()
    try:
        yield
    finally:
        process.resume()


def test_a_scan_runs_beside_the_notebook_and_is_shown(lab: Lab, page: Page, registry: str) -> None:
    open_notebook(page, "first.ipynb")
    scan(lab, page, registry)
    expect(toast(page).first).to_contain_text("Scanning the registry")
    # The notebook's kernel is not in the way of it, nor it in the notebook's.
    page.evaluate(
        """async () => { const k = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
          await k.requestExecute({code: '1'}).done; }"""
    )
    expect(panel(page).locator(".aispm-score")).to_be_visible(timeout=120_000)
    expect(panel(page).locator(".aispm-row").first).to_be_visible()
    expect(toast(page).filter(has_text="Scanned bank")).to_be_visible()
    assert {k["type"] for k in kernels(page)} == {"notebook", "aispm"}
    document = lab.folder / "bank.posture.json"
    assert len(Posture.from_json(document).findings) > 50
    mark = page.locator(".jp-Notebook .jp-Cell", has_text=KEY).locator(".jp-aispm-mark")
    expect(mark).to_have_attribute("aria-label", re.compile("AWS access key"))  # the scan read the notebook, too
    words = page.locator(".jp-aispm-status button").inner_text()
    assert "·" in words and words.endswith("%")
    lab.command(page, "aispm:open-board")
    board = page.locator(".jp-aispm-document")
    expect(board.locator(".aispm-row").first).to_be_visible()
    expect(board.locator(".aispm-spark")).to_have_count(0)  # one scan is no history
    scan(lab, page, registry)
    expect(panel(page).get_by_text("History: showing 2 of 2 scans")).to_be_visible(timeout=120_000)
    expect(board.locator(".aispm-spark")).to_be_visible()
    reload(lab, page)
    expect(panel(page).locator(".aispm-row").first).to_be_visible()
    for _ in range(40):  # the idle kernel went with the page
        if "aispm" not in {k["type"] for k in kernels(page)}:
            break
        page.wait_for_timeout(250)
    else:
        pytest.fail(f"the scan's kernel outlived its page: {kernels(page)}")


def test_a_scan_can_be_stopped(lab: Lab, page: Page, registry: str) -> None:
    scan(lab, page, registry)
    stop = toast(page).get_by_role("button", name="Stop")
    expect(toast(page).first).to_contain_text("Scanning the registry: ", timeout=30_000)
    stop.click()
    expect(toast(page).filter(has_text="stopped. What was done before stays.")).to_be_visible(timeout=60_000)
    page.evaluate("() => window.jupyterapp.serviceManager.sessions.shutdownAll()")


def test_a_scan_outlives_a_reload(lab: Lab, page: Page, registry: str) -> None:
    (lab.folder / "bank.posture.json").unlink(missing_ok=True)
    scan(lab, page, registry)
    expect(toast(page).first).to_contain_text("Scanning the registry: ", timeout=30_000)
    # Held at work until the page is back: the sample's scan may otherwise end before a slow page has loaded.
    with stopped(page, "aispm"):
        page.reload()
        lab.restored(page)
    expect(toast(page).filter(has_text="A scan from before the reload")).to_be_visible()
    lab.command(page, "aispm:show-panel")
    expect(panel(page).locator(".aispm-name")).to_have_text("bank", timeout=60_000)


def test_a_registry_that_cannot_be_read_is_said_with_the_next_move(lab: Lab, page: Page) -> None:
    scan(lab, page, "sqlite:////nowhere/mlflow.db")
    failed = toast(page).filter(has_text="/nowhere/mlflow.db")
    expect(failed).to_be_visible(timeout=60_000)
    expect(failed).to_contain_text("Scanning the registry: ")


def test_a_posture_that_a_cell_made_is_shown(lab: Lab, page: Page) -> None:
    open_notebook(page, "deep/scans.ipynb")
    lab.run_all(page)
    lab.command(page, "aispm:show-panel")
    expect(panel(page).locator(".aispm-name")).to_have_text("from a cell", timeout=60_000)
    expect(panel(page).locator(".jp-aispm-origin")).to_have_text("made in scans.ipynb, in its kernel's memory")
    names = page.evaluate(
        """async () => { let said = ''; const k = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
          const f = k.requestExecute({code: "print(sorted(n for n in globals() if not n.startswith('_')))"});
          f.onIOPub = m => { if (m.content.text) said += m.content.text; }; await f.done; return said; }"""
    )
    assert "bridge" not in names and "asking" not in names  # asking leaves no name behind
    page.wait_for_timeout(1500)
    reload(lab, page)
    expect(panel(page).locator(".aispm-name")).to_have_text("from a cell", timeout=60_000)


def test_the_snapshot_opens_from_disk_with_the_network_off(
    lab: Lab, page: Page, guarded: Callable[..., Page], registry: str
) -> None:
    if not (lab.folder / "bank.posture.json").exists():
        Posture.to_json(samples_posture(registry, lab.folder), lab.folder / "bank.posture.json")
    lab.command(page, "aispm:show-panel", path="bank.posture.json")
    first = panel(page).locator(".aispm-row .aispm-title").first.inner_text()
    with page.context.expect_page(timeout=60_000) as tab:
        panel(page).locator("[data-command='aispm:open-snapshot']").click()
    expect(tab.value.locator(".aispm-row").first).to_contain_text(first)  # in the browser tab, served by Jupyter
    file = lab.folder / "bank.posture.html"
    alone = guarded(("file:", "data:", "blob:"), offline=True)
    alone.goto(file.as_uri())
    alone.wait_for_selector("html[data-ready]")
    expect(alone.locator(".aispm-row").first).to_contain_text(first)


def samples_posture(uri: str, folder: Path) -> Posture:
    from aispm_nb import connect

    return connect(uri, store=folder / "other.duckdb").scan(progress=False)


def test_a_data_frame_under_the_cursor_is_checked_in_a_cell_below(lab: Lab, page: Page) -> None:
    open_notebook(page, "first.ipynb")
    lab.run_all(page)
    place = "({line, column}) => { const nb = window.jupyterapp.shell.currentWidget.content; nb.activeCellIndex = 1; nb.mode = 'edit'; nb.activeCell.editor.setCursorPosition({line, column}); }"
    page.evaluate(place, {"line": 0, "column": 1})
    page.keyboard.press("Alt+Shift+D")
    below = page.locator(".jp-Notebook .jp-Cell").nth(2)
    expect(below.locator(".cm-content")).to_contain_text(
        "aispm.check_data(df, label=None).view()  # no column is called like a label: name it, if there is one"
    )
    expect(below.locator(".aispm-rows")).to_be_visible(timeout=90_000)
    expect(below.locator(".aispm-rows")).to_contain_text("120 rows")
    page.evaluate(place, {"line": 0, "column": 13})  # behind the brackets of describe()
    lab.command(page, "aispm:check-data-frame")
    expect(toast(page).filter(has_text="Put the cursor on the name of a data frame")).to_be_visible()
    expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(5)


def test_this_notebook_is_checked_marked_and_jumped_into(lab: Lab, page: Page) -> None:
    open_notebook(page, "first.ipynb")
    lab.command(page, "aispm:show-panel")
    page.locator(".jp-NotebookPanel-toolbar [data-command='aispm:check-notebook']").click()
    mark = page.locator(".jp-Notebook .jp-aispm-mark").first
    expect(mark).to_be_visible(timeout=60_000)
    key = page.locator(".jp-Notebook .jp-Cell", has_text=KEY)
    expect(key.locator(".jp-aispm-mark")).to_have_count(1)
    lab.command(page, "notebook:insert-cell-above")
    expect(key.locator(".jp-aispm-mark")).to_have_count(1)  # it moved with its cell
    key.locator(".jp-aispm-mark").click()
    shown = panel(page).locator(".jp-aispm-notebook details[open]")
    expect(shown).to_be_visible()
    expect(shown.locator("summary")).to_be_focused()
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 0; }")
    shown.get_by_role("button", name="Go to the cell").click()
    page.wait_for_function(
        "() => window.jupyterapp.shell.currentWidget.content.activeCell.model.sharedModel.source.includes('AKIA')"
    )


def test_a_hostile_notebook_name_stays_inert(lab: Lab, page: Page) -> None:
    name = "<img src=x onerror=document.title='pwned'>\u202e.ipynb"
    write_notebook(lab.folder / name)
    open_notebook(page, name)
    lab.command(page, "aispm:show-panel")
    lab.command(page, "aispm:check-notebook")
    part = panel(page).locator(".jp-aispm-notebook")
    expect(part.locator("h3")).to_contain_text("<img src=x onerror=document.title='pwned'>\\u202e.ipynb: 1 finding")
    expect(page.locator(".jp-Notebook .jp-aispm-mark")).to_have_count(1)
    for place in (panel(page), page.locator(".jp-aispm-mark"), toast(page)):
        assert place.locator("img, [onerror]").count() == 0
    assert "\u202e" not in (page.locator(".jp-aispm-mark").get_attribute("title") or "")
    assert page.title() != "pwned"


def test_a_kernel_without_aispm_nb_is_said_with_what_to_install(lab: Lab, page: Page) -> None:
    open_notebook(page, "bare.ipynb")
    page.evaluate(
        "() => { const nb = window.jupyterapp.shell.currentWidget.content; nb.activeCellIndex = 1; nb.activeCell.editor.setCursorPosition({line: 0, column: 1}); }"
    )
    lab.command(page, "aispm:check-data-frame")
    expect(toast(page).filter(has_text="pip install aispm-nb")).to_be_visible()
    expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(2)
    change = "(kernel) => window.jupyterapp.serviceManager.settings.save('aispm-nb:plugin', JSON.stringify({kernel}))"
    page.evaluate(change, "bare")
    try:
        reload(lab, page)
        scan(lab, page, "sqlite:///mlflow.db")
        expect(panel(page)).to_contain_text("This kernel has no aispm_nb", timeout=60_000)
        expect(panel(page)).to_contain_text('The kernel "Bare Python" was asked')
        expect(panel(page).locator("pre")).to_have_text("pip install aispm-nb")
    finally:
        page.evaluate(change, "")
