"""A language pack, installed as any: JupyterLab serves it, and panel, board and the views in notebooks speak it; what a registry wrote stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from aispm_nb.views import saying
from aispm_nb.views.report import report
from tests.browser.lab import ROOT, Lab, write_notebook
from tests.browser.workspace import naming_a_cell, write_document
from tests.views import postures
from tests.views.language_packs import language_pack

pytestmark = pytest.mark.browser

# As a translator writes them. Two are also what a registry says (a title, a name): those are not looked up.
WORDS = {
    "now": "jetzt", "soon": "bald", "What if": "Was wäre wenn", "search   /": "suchen   /", "Fix": "Abhilfe", "Owner and due": "Wer und bis wann",
    "showing {n} of {of} open findings": "{n} von {of} offenen Befunden", "critical": "kritisch", "of 100, ": "von 100, ", " assessed": " bewertet",
    "Can be undone: the tag, alias, right, setting or line can be put back.": "Kann zurückgenommen werden.",
    "tumour.parquet": "FALSCH", "model.pkl calls os.system": "FALSCH",
    "No posture yet": "Noch keine Lage", "Scan a registry …": "Ein Verzeichnis prüfen …", "%1 now · %2 · %3 %": "%1 jetzt · %2 · %3 %",
    "History: showing %1 of %2 scans": "Verlauf: %1 von %2 Prüfungen", "Show Posture": "Lage zeigen",
    "showing {n} of {of} rows": "{n} von {of} Zeilen", "search rows   /": "Zeilen suchen   /", "suspicion": "Verdacht", "Triggers": "Auslöser",
}  # fmt: skip
ROWS = (
    "import sys; sys.path.insert(0, {root!r})\nfrom tests.views import rows_made\nfrom aispm_nb.views.rows import RowsView\nRowsView(rows_made.golden())",
    "from tests.views import postures\nfrom aispm_nb.views.board import Board\nBoard(postures.golden())",
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("languages")
    write_document(folder / "bank.posture.json", naming_a_cell("rows.ipynb", 0))
    write_notebook(folder / "rows.ipynb", [cell.format(root=str(ROOT)) for cell in ROWS])
    pack = language_pack(tmp_path_factory.mktemp("pack"), WORDS)
    settings = folder / ".jupyter-test" / "settings" / "@jupyterlab" / "translation-extension"
    settings.mkdir(parents=True)
    (settings / "plugin.jupyterlab-settings").write_text('{"locale": "de_DE"}')
    with Lab(folder, environment={"PYTHONPATH": f"{ROOT}:{pack}"}) as running:
        yield running


@pytest.fixture
def page(lab: Lab, guarded: Callable[..., Page]) -> Page:
    return guarded((lab.url, lab.url.replace("http", "ws"), "data:", "blob:"), locale="de-DE")


def test_panel_status_and_board_speak_it_and_a_registrys_words_stay(lab: Lab, page: Page) -> None:
    lab.start(page)
    lab.command(page, "aispm:show-panel")
    panel = page.locator("#aispm-panel")
    expect(panel).to_contain_text("Noch keine Lage")
    expect(panel.get_by_role("button", name="Ein Verzeichnis prüfen …")).to_be_visible()
    lab.command(page, "docmanager:open", path="bank.posture.json")
    expect(page.locator(".jp-aispm-status button")).to_have_text("4 jetzt · 71 · 88 %")
    expect(panel).to_contain_text("Verlauf: 6 von 6 Prüfungen")
    board = page.locator(".jp-aispm-document .aispm-board")
    expect(board.locator("[data-priority=now]")).to_contain_text("jetzt")
    expect(board.locator(".aispm-score")).to_contain_text("von 100, 88 % bewertet")
    expect(board.locator(".aispm-count")).to_contain_text("10 von 10 offenen Befunden")
    expect(board.get_by_role("button", name="Was wäre wenn")).to_be_visible()
    board.locator(".aispm-row", has_text="model.pkl calls os.system").click()
    expect(board.locator(".aispm-detail h2")).to_have_text("model.pkl calls os.system")
    expect(board.locator(".aispm-detail")).to_contain_text("kritisch")
    expect(board.locator(".aispm-detail")).to_contain_text("Wer und bis wann")
    expect(board.locator(".aispm-detail")).to_contain_text("05.11.2025")  # a date as its reader writes it
    expect(board.locator(".aispm-detail")).to_contain_text("Kann zurückgenommen werden.")
    assert "FALSCH" not in (page.locator("body").text_content() or "")


def test_views_in_a_notebook_speak_it_too(lab: Lab, page: Page) -> None:
    with lab.open(page, "rows.ipynb", timeout=90_000):
        lab.run_all(page)
        rows = page.locator(".aispm-rows").first
        expect(rows.get_by_placeholder("Zeilen suchen")).to_be_visible()
        expect(rows.locator(".aispm-count")).to_contain_text("Zeilen")
        expect(rows.get_by_role("columnheader", name="Verdacht")).to_be_attached()
        board = page.locator(".aispm-board:not(.aispm-rows, .aispm-skeleton)").first
        board.scroll_into_view_if_needed()
        expect(board.locator("[data-priority=now]")).to_contain_text("jetzt")


def test_a_snapshot_written_where_a_pack_is_installed_speaks_it(
    guarded: Callable[..., Page], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(
        str(language_pack(tmp_path / "pack", WORDS | {"Finding": "Befund", "</script>": "</script>"}))
    )
    monkeypatch.setenv("LANGUAGE", "de_DE:en")
    saying.catalogue.cache_clear()
    file = tmp_path / "lage.html"
    file.write_text(report(postures.golden()), encoding="utf-8")
    saying.catalogue.cache_clear()
    page = guarded(("file:", "data:", "blob:"), offline=True, locale="de-DE")
    page.goto(file.as_uri())
    expect(page.locator("[data-priority=now]")).to_contain_text("jetzt")
    expect(page.locator(".aispm-count")).to_contain_text("9 von 9 offenen Befunden")
    expect(page.locator(".aispm-row").first).to_contain_text("model.pkl calls os.system")
    page.emulate_media(media="print")
    expect(page.locator("#aispm-static")).to_contain_text("Jetzt: 3")
    expect(page.locator("#aispm-static th").nth(1)).to_have_text("Befund")
