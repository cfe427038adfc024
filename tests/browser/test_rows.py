"""report.view() in a real JupyterLab: what is selected anywhere is selected everywhere, and in Python."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.lab import ROOT, Lab

pytestmark = pytest.mark.browser

SETUP = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom tests.views import rows_made\nfrom pathlib import Path\n"
WATCH = """
view.observe(lambda change: Path("selected.json").write_text(view.selected["row"].to_json(orient="values")), "selection")
view
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("rows")
    for name in ("golden", "hostile", "unlabelled", "empty", "images", "words", "likelier", "large"):
        show = f"view = rows_made.{name}().view()" + WATCH
        cells = [nbformat.v4.new_code_cell(SETUP + show)]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        nbformat.write(nbformat.v4.new_notebook(metadata=kernel, cells=cells), folder / f"{name}.ipynb")
    with Lab(folder) as running:
        yield running


@pytest.fixture
def opened(lab: Lab, guarded: Callable[..., Page]) -> Iterator[Callable[..., Page]]:
    contexts = []

    def show(name: str, **look: Any) -> Page:
        (lab.folder / "selected.json").unlink(missing_ok=True)
        page = guarded((lab.url, lab.url.replace("http", "ws"), "data:", "blob:"), **look)
        within = lab.open(page, f"{name}.ipynb")
        within.__enter__()
        contexts.append(within)
        lab.run_all(page)
        expect(page.locator(".aispm-rows")).to_be_visible()
        return page

    yield show
    for within in contexts:
        within.__exit__(None, None, None)


def selected(lab: Lab, page: Page) -> list[int]:
    """What Python has, once it has been told."""
    page.wait_for_timeout(400)
    file: Path = lab.folder / "selected.json"
    return sorted(json.loads(file.read_text())) if file.exists() else []


def listed(page: Page) -> Locator:
    return page.locator(".aispm-grid-part .aispm-count")


def test_rows_are_chosen_in_the_picture_the_triggers_and_the_classes(lab: Lab, opened: Callable[..., Page]) -> None:
    page = opened("golden")
    expect(page.locator(".aispm-rows .aispm-header")).to_contain_text(
        "30of 600 rows are suspicious; about 6 would be in clean data"
    )
    expect(page.locator(".aispm-card")).to_be_hidden()  # the card stands in only where nothing is live
    expect(listed(page)).to_have_text("showing 600 of 600 rows")

    page.get_by_role("button", name="feature 3 = 2.5 in 20 rows, 100 % labelled good").click()
    expect(listed(page)).to_have_text("showing 20 of 600 rows · 20 selected")
    expect(page.locator(".aispm-multiple").first).to_contain_text("all 20 at 2.5")
    assert selected(lab, page) == list(range(20))

    page.locator(".aispm-rows").press("Escape")
    expect(listed(page)).to_have_text("showing 600 of 600 rows")
    assert selected(lab, page) == []

    box = page.locator(".aispm-points").bounding_box()
    assert box
    page.mouse.move(box["x"] + 15, box["y"] + 35)  # a lasso around everything
    page.mouse.down()
    for x, y in ((box["width"] - 5, 35), (box["width"] - 5, box["height"] - 35), (15, box["height"] - 35)):
        page.mouse.move(box["x"] + x, box["y"] + y, steps=4)
    page.mouse.up()
    expect(listed(page)).to_have_text("showing 600 of 600 rows · 600 selected")
    page.get_by_role("button", name="clear the selection").click()

    page.get_by_role("button", name="box", exact=True).click()
    page.mouse.move(box["x"] + 15, box["y"] + 35)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 35, steps=4)
    page.mouse.up()
    chosen = selected(lab, page)
    assert 50 < len(chosen) < 550
    expect(page.locator(".aispm-pill")).to_contain_text("rows in the picture")

    page.get_by_role("button", name="rows given good, threat label").click()
    chosen = selected(lab, page)
    assert len(chosen) >= 5 and all(row < 20 or 100 <= row < 110 for row in chosen)
    expect(page.locator(".aispm-tally[aria-pressed=true]")).to_have_count(1)


def test_the_table_is_filtered_sorted_and_walked_by_keyboard(lab: Lab, opened: Callable[..., Page]) -> None:
    page = opened("golden", width=800, theme="dark")
    page.evaluate("() => window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})")
    expect(page.locator(".aispm-rows")).to_have_attribute("data-theme", "dark")
    grid = page.get_by_role("grid")
    grid.focus()
    page.keyboard.press("ArrowDown")
    assert selected(lab, page) == [0]
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    assert selected(lab, page) == [0, 1, 2]
    page.keyboard.press("b")  # to Lab this would be a new cell
    expect(page.locator(".jp-CodeCell")).to_have_count(1)
    page.keyboard.press("End")
    expect(page.locator(".aispm-grid-row[aria-selected=true]")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("backdoor good")
    expect(listed(page)).to_contain_text("showing ")
    expect(page.locator(".aispm-grid-row[data-row]").first).to_contain_text("backdoor")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+a")
    chosen = selected(lab, page)
    assert 0 < len(chosen) < 30
    page.keyboard.press("Escape")
    expect(listed(page)).to_contain_text("showing 600 of 600 rows")
    page.keyboard.press("Escape")
    page.locator(".aispm-chip[data-family=outlier]").press("Enter")
    expect(listed(page)).to_have_text("showing 7 of 600 rows")
    page.get_by_role("columnheader", name="row").get_by_role("button").click()
    rows = page.locator(".aispm-grid-row[data-row]").evaluate_all("all => all.map(r => Number(r.dataset.row))")
    assert rows == sorted(rows)
    page.get_by_role("columnheader", name="feature 3").get_by_role("button").click()
    expect(page.get_by_role("columnheader", name="feature 3")).to_have_attribute("aria-sort", "descending")
    assert page.evaluate(
        "() => document.querySelector('.aispm-rows').scrollWidth <= document.querySelector('.aispm-rows').clientWidth"
    )


def test_python_selects_rows_too(lab: Lab, opened: Callable[..., Page]) -> None:
    page = opened("golden")
    page.evaluate("""async () => {
      const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
      await kernel.requestExecute({code: 'view.selection = [5, 104, 599]'}).done;
    }""")
    expect(listed(page)).to_have_text("showing 3 of 600 rows · 3 selected")
    expect(page.locator(".aispm-pill")).to_have_text("3 rows selected in Python ✕")


def test_hostile_names_and_values_are_inert(opened: Callable[..., Page]) -> None:
    page = opened("hostile")
    view = page.locator(".aispm-rows")
    page.locator(".aispm-foot details").evaluate_all("all => all.forEach(d => { d.open = true; })")
    page.get_by_role("grid").focus()
    for _ in range(12):
        page.keyboard.press("ArrowDown")
    page.locator(".aispm-axis-x").select_option(index=4)
    page.locator(".aispm-trigger").click()
    page.locator(".aispm-points").hover()
    assert view.locator("img, iframe, object, script, a, [onerror], [onload]").count() == 0
    assert "pwned" not in page.title()
    assert page.evaluate(
        "() => document.querySelector('.aispm-rows').scrollWidth <= document.querySelector('.aispm-rows').clientWidth"
    )
    assert "northbank.net" not in (view.text_content() or "")


def test_little_is_said_as_it_is(opened: Callable[..., Page]) -> None:
    page = opened("unlabelled")
    expect(page.locator(".aispm-chip[data-family=label]")).to_have_text("label not assessed")
    expect(page.locator(".aispm-side")).to_contain_text("Triggers were not looked for: no label.")
    expect(page.locator(".aispm-foot")).to_contain_text("Not assessed: label, backdoor")
    page = opened("empty")
    expect(page.locator(".aispm-rows")).to_contain_text("nothing assessed")
    expect(page.locator(".aispm-foot")).to_contain_text("no rows; give a data set that has some")


def test_images_and_texts_are_shown_as_such(lab: Lab, opened: Callable[..., Page]) -> None:
    page = opened("images")
    expect(page.locator(".aispm-thumb")).to_have_count(10)
    page.locator(".aispm-thumb-button").nth(3).click()
    assert selected(lab, page) == [3]
    page = opened("words")
    expect(page.locator(".aispm-grid-row[data-row]").first).to_contain_text("case 1")


def test_classes_stand_against_the_likelier_class_when_it_is_known(lab: Lab, opened: Callable[..., Page]) -> None:
    page = opened("likelier")
    expect(page.locator(".aispm-side")).to_contain_text("given label, and the likelier one across")
    page.get_by_role("button", name="rows given cat, likelier owl").click()
    chosen = selected(lab, page)
    assert chosen and max(chosen) < 9
    expect(page.locator(".aispm-grid-row[data-row]").first).to_contain_text("owl")
    # Each name stands over its column: a style of the board's own matrix once took it apart.
    middle = "all => all.map(e => { const b = e.getBoundingClientRect(); return (b.left + b.right) / 2; })"
    table = page.locator(".aispm-tallies")
    heads = table.locator("thead th").evaluate_all(middle)
    cells = table.locator("tbody tr").first.locator("td").evaluate_all(middle)
    assert len(heads) == len(cells) > 1
    assert all(abs(a - b) < 2 for a, b in zip(heads, cells, strict=True)), (heads, cells)


def test_five_thousand_rows_are_sorted_and_searched_at_once(opened: Callable[..., Page]) -> None:
    page = opened("large")
    expect(listed(page)).to_have_text(
        "showing 5,000 of 20,000 rows · 5,000 are here: the 4,000 most suspicious, and a sample of the others"
    )
    assert page.locator(".aispm-grid-row").count() < 40
    took = page.evaluate("""async () => {
      const frame = () => new Promise(r => requestAnimationFrame(() => setTimeout(r)));
      const heads = [...document.querySelectorAll('.aispm-sort')], times = [];
      for (const head of heads.slice(0, 10)) {
        const start = performance.now();
        head.click();
        await frame();
        times.push(performance.now() - start);
      }
      return times.sort((a, b) => a - b);
    }""")
    assert took[len(took) // 2] < 400, took  # a shared machine; the figures are in the report of the change
