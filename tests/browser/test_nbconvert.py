"""A notebook that holds a board, converted to HTML and opened without a network: the board works there, and asks for nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbconvert.preprocessors import ExecutePreprocessor
from playwright.sync_api import Browser, FrameLocator, Page, expect

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
SMALL = "from tests.views import postures\nfrom aispm_nb.views.board import Board\nBoard(postures.golden())"
LARGE = "from benchmarks.interaction_posture import made\nmade(30_000, 400).board()"


def converted(cell: str, folder: Path) -> Path:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    ExecutePreprocessor(timeout=60, kernel_name="python3", extra_arguments=["--IPKernelApp.ip=127.0.0.1"]).preprocess(
        notebook, {"metadata": {"path": str(ROOT)}}
    )
    page, _ = HTMLExporter().from_notebook_node(notebook)
    file = folder / "notebook.html"
    file.write_text(page, encoding="utf-8")
    return file


def asked(chromium: Browser, file: Path, act: Callable[[Page], None], **look: Any) -> set[str]:
    """What the page asks for besides itself; nbconvert's own template asks for MathJax and for the widgets' manager."""
    context = chromium.new_context(offline=True, **look)
    page = context.new_page()
    page.set_default_timeout(15_000)
    requests: set[str] = set()
    page.on("request", lambda request: requests.add(request.url))
    page.goto(file.as_uri(), wait_until="domcontentloaded")
    act(page)
    context.close()
    return {url for url in requests if not url.startswith(("file:", "data:", "blob:", "about:"))}


def board(page: Page) -> FrameLocator:
    return page.frame_locator(".aispm-kept iframe")


@pytest.fixture(scope="module")
def of_a_slider(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    file = converted("import ipywidgets\nipywidgets.IntSlider()", tmp_path_factory.mktemp("plain"))
    return asked(chromium, file, lambda page: page.wait_for_timeout(300))


@pytest.mark.parametrize(
    ("cell", "first", "words"),
    [(SMALL, "model.pkl calls os.system", "all 10 findings"), (LARGE, "", "the 300 most urgent of 30,000 findings")],
    ids=["small", "large"],
)
def test_the_board_works_and_asks_for_nothing(
    chromium: Browser, tmp_path: Path, of_a_slider: set[str], cell: str, first: str, words: str
) -> None:
    def tried(page: Page) -> None:
        frame = board(page)
        expect(frame.locator(".aispm-row").first).to_contain_text(first)
        expect(page.locator(".aispm-kept > details > summary")).to_contain_text(words)
        expect(page.locator(".aispm-card")).to_be_hidden()  # the board has taken its place
        before = frame.locator(".aispm-count").inner_text()
        frame.locator("[data-priority=now]").click()
        expect(frame.locator(".aispm-count")).not_to_have_text(before)
        frame.locator(".aispm-row").first.click()
        expect(frame.locator(".aispm-fix")).to_be_visible()

    assert asked(chromium, converted(cell, tmp_path), tried) <= of_a_slider


def test_it_starts_as_the_board_was(chromium: Browser, tmp_path: Path, of_a_slider: set[str]) -> None:
    cell = SMALL.replace("golden())", "golden(), state='priority=soon&picture=risk')")

    def tried(page: Page) -> None:
        expect(board(page).locator("[data-priority=soon]")).to_have_attribute("aria-pressed", "true")
        expect(board(page).locator("[data-drawn=risk]")).to_be_visible()

    assert asked(chromium, converted(cell, tmp_path), tried) <= of_a_slider


def test_it_is_light_or_dark_as_the_page_around_it(chromium: Browser, tmp_path: Path) -> None:
    file = converted(SMALL, tmp_path)
    for ground, theme in (("#ffffff", "light"), ("#111111", "dark")):

        def tried(page: Page, ground: str = ground, theme: str = theme) -> None:
            details = page.locator(".aispm-kept > details")
            details.evaluate("d => { d.open = false; d.querySelector('iframe').removeAttribute('srcdoc'); }")
            page.evaluate("ground => { document.body.style.background = ground; }", ground)
            page.locator(".jp-OutputArea").first.evaluate("e => { e.style.background = 'transparent'; }")
            details.evaluate("d => { d.open = true; }")
            expect(board(page).locator(".aispm-board")).to_have_attribute("data-theme", theme)

        asked(chromium, file, tried, color_scheme="dark" if theme == "light" else "light")


def test_a_hostile_posture_stays_in_its_frame(chromium: Browser, tmp_path: Path, of_a_slider: set[str]) -> None:
    def tried(page: Page) -> None:
        dialogs: list[str] = []
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        board(page).locator(".aispm-row").first.click()
        expect(board(page).locator(".aispm-detail h2")).to_be_visible()
        assert "pwned" not in page.title() and not dialogs
        assert page.locator(".aispm-kept script").count() == 1 and page.locator(".aispm-kept img").count() == 0
        # Of no origin: neither the notebook's page nor what it keeps can be reached from within.
        inside = next(frame for frame in page.frames if frame is not page.main_frame)
        for reached in ("parent.document.title", "localStorage.length"):
            assert inside.evaluate(f"() => {{ try {{ return String({reached}) }} catch (error) {{ return error.name }} }}") == "SecurityError"  # fmt: skip

    assert asked(chromium, converted(SMALL.replace("golden", "hostile"), tmp_path), tried) <= of_a_slider


def test_without_script_the_card_says_it(chromium: Browser, tmp_path: Path) -> None:
    def tried(page: Page) -> None:
        expect(page.locator(".aispm-card")).to_contain_text("it runs each time the model is loaded")
        expect(page.locator(".aispm-card")).to_contain_text("assessed")

    asked(chromium, converted(SMALL, tmp_path), tried, java_script_enabled=False)


def test_printed_it_is_the_card(chromium: Browser, tmp_path: Path) -> None:
    def tried(page: Page) -> None:
        expect(board(page).locator(".aispm-row").first).to_be_visible()
        page.emulate_media(media="print")
        expect(page.locator(".aispm-card")).to_be_visible()
        expect(page.locator(".aispm-kept iframe")).to_be_hidden()

    asked(chromium, converted(SMALL, tmp_path), tried)
