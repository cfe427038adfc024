"""A notebook that holds a board, converted to HTML and opened without a network: what it says is there, and the board asks for nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbconvert.preprocessors import ExecutePreprocessor
from playwright.sync_api import Browser, expect

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


def asked(chromium: Browser, file: Path, shown: Any) -> set[str]:
    """What the page asks for besides itself; nbconvert's own template asks for MathJax and for the widgets' manager."""
    context = chromium.new_context(offline=True)
    page = context.new_page()
    requests: set[str] = set()
    page.on("request", lambda request: requests.add(request.url))
    page.goto(file.as_uri(), wait_until="domcontentloaded")
    shown(page)
    context.close()
    return {url for url in requests if not url.startswith(("file:", "data:", "blob:"))}


@pytest.mark.parametrize(
    ("cell", "words"),
    [(SMALL, "it runs each time the model is loaded"), (LARGE, "large registry")],
    ids=["small", "large"],
)
def test_the_card_is_there_and_the_board_asks_for_nothing(
    chromium: Browser, tmp_path: Path, cell: str, words: str
) -> None:
    def card(page: Any) -> None:
        expect(page.locator(".aispm-card").first).to_be_visible()
        expect(page.locator(".aispm-card").first).to_contain_text(words)
        expect(page.locator(".aispm-card").first).to_contain_text("assessed")

    with_board = asked(chromium, converted(cell, tmp_path), card)
    plain = tmp_path / "plain"
    plain.mkdir()
    widget = "import ipywidgets\nipywidgets.IntSlider()"
    with_slider = asked(chromium, converted(widget, plain), lambda page: page.wait_for_timeout(300))
    assert with_board <= with_slider
