"""Every static view over every golden posture: escaped, worded as agreed, and complete."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import Any

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbconvert.preprocessors import ExecutePreprocessor

from aispm_nb.views import board, figures
from aispm_nb.views.aggregates import likelihood
from aispm_nb.views.card import SEVERITIES, WORDS, card, text
from aispm_nb.views.report import report
from tests.views import golden, postures

EVERY = pytest.mark.parametrize("document", [make() for make in postures.ALL.values()], ids=postures.ALL)
# What a card and a page are made of; an element more would be one that a registry put there.
OURS = {"section", "div", "span", "b", "bdi", "br", "p", "ol", "ul", "li", "details", "summary", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
PAGE = OURS | {"main", "h2", "html", "head", "meta", "title", "style", "script", "body", "noscript"}


class Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.scripts = 0
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.scripts += tag == "script"
        self.attributes |= {name for name, _ in attrs}


@EVERY
def test_a_card_is_made_of_our_elements_only(document: dict[str, Any]) -> None:
    seen = Elements(card(document))
    assert seen.found <= OURS
    assert seen.attributes <= {"class", "style", "lang", "aria-hidden"}


@EVERY
def test_a_snapshot_is_made_of_our_elements_only(document: dict[str, Any]) -> None:
    seen = Elements(report(document))
    assert seen.found <= PAGE
    assert seen.scripts == 3  # the switch, the posture, the board
    assert not {name for name in seen.attributes if name.startswith("on")}


@EVERY
@pytest.mark.parametrize("show", [card, text, report])
def test_no_hidden_character_is_obeyed(document: dict[str, Any], show: Any) -> None:
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\U000e0000-\U000e007f]", show(document)
    )


@EVERY
@pytest.mark.parametrize("show", [card, text])
def test_nothing_is_called_safe(document: dict[str, Any], show: Any) -> None:
    assert not re.search(r"\b(safe|secure|compliant)\b", show(document), re.IGNORECASE)


def test_a_long_name_is_cut_and_stays_on_its_line() -> None:
    assert max(len(line) for line in text(postures.hostile()).splitlines()) < 260
    assert len(card(postures.hostile())) < 30_000


def test_the_score_never_stands_without_its_coverage() -> None:
    for show in (card, text):
        assert re.search(r"71\D.*of 100, 88 % assessed", show(postures.golden()))
        assert "nothing assessed yet" in show(postures.unassessed())
        assert "Nothing found by 8 rules; 0 not assessed." in show(postures.empty())


def test_the_card_says_what_to_do_first_and_why() -> None:
    shown = card(postures.golden())
    first = [shown.index(title) for title in ("model.pkl calls os.system", "8 % of labels", "tumour v3 was trained")]
    assert first == sorted(first)
    assert "it runs each time the model is loaded" in shown
    assert "Give the scan read access to it." in shown


@EVERY
def test_figures_take_any_posture_and_keep_it_here(document: dict[str, Any]) -> None:
    for figure in figures.figures(document).values():
        made = json.loads(figure.to_json())
        assert made["layout"]["modebar"]["remove"] == ["sendChartToCloud"]
        assert made["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"
        texts = json.dumps([trace.get(key) for trace in made["data"] for key in ("text", "labels")])
        assert not re.search(r"<(?!/?b>)", texts)
        assert "$" not in texts


def test_likelihood_is_monotone() -> None:
    scales = [(e, x, a) for e in range(3) for x in range(3) for a in (False, True)]
    words = (WORDS["exploitations"], WORDS["exposures"])
    level = {s: likelihood(words[0][s[0]], words[1][s[1]], s[2]) for s in scales}
    assert all(level[s] <= level[t] for s in scales for t in scales if all(x <= y for x, y in zip(s, t, strict=True)))


@pytest.mark.parametrize("name", golden.texts())
def test_golden_files_are_fresh(name: str) -> None:
    """TypeScript's tests read these: run ``python -m tests.views.golden`` after a change of meaning."""
    assert (golden.FOLDER / name).read_text(encoding="utf-8") == golden.texts()[name]


def test_the_board_knows_what_is_selected() -> None:
    shown = board.Board(postures.golden())
    assert shown.selected.empty
    shown.state = "picture=lineage&select=DAT-02+%40+datasets%3A%2Ftumour.parquet%409f2c11"
    assert shown.selected["title"].tolist() == ["8 % of labels in tumour.parquet look flipped"]
    assert shown.selected["threat"].tolist() == ["data-poisoning"]


def test_a_board_is_never_a_blank_page() -> None:
    data, _ = board.Board(postures.golden())._repr_mimebundle_()
    assert "model.pkl calls os.system" in data["text/html"]
    assert "model.pkl calls os.system" in data["text/plain"]


@pytest.mark.parametrize(
    "theme, grounds", [("light", ("#ffffff", "#f4f5f6")), ("dark", ("#111111", "#16191c", "#20252a"))]
)
def test_severity_colours_can_be_read(theme: str, grounds: tuple[str, ...]) -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    for severity in SEVERITIES:
        for ground in grounds:
            high, low = sorted((luminance(severity[theme]), luminance(ground)), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= 4.5, (severity["key"], ground)


def test_the_report_costs_no_heavy_import() -> None:
    code = "import sys, aispm_nb.views.report, aispm_nb.views.card; print(*{'plotly', 'pandas', 'anywidget', 'ipywidgets'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""


def test_a_converted_notebook_shows_the_card() -> None:
    """Executed and converted by nbconvert, which prefers a widget that it cannot show offline."""
    cell = "from tests.views import postures\nfrom aispm_nb.views.board import Board\nBoard(postures.golden())"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    ExecutePreprocessor(timeout=60, kernel_name="python3", extra_arguments=["--IPKernelApp.ip=127.0.0.1"]).preprocess(
        notebook, {"metadata": {"path": str(golden.FOLDER.parents[2])}}
    )
    page, _ = HTMLExporter().from_notebook_node(notebook)
    assert "it runs each time the model is loaded" in page
    assert len(json.dumps(notebook)) < 150_000  # neither the document nor the charts are in the notebook
