"""The page that is printed: a summary with text in it, nothing clipped, nothing live."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.views import postures

pytestmark = pytest.mark.browser


def test_the_printed_page_says_what_to_do_why_and_what_is_not_known(snapshot: Open) -> None:
    page = snapshot(postures.golden(), width=900)
    page.emulate_media(media="print")
    static = page.locator("#aispm-static")
    for words in ("71 of 100, 88 % assessed", "Now: 3", "model.pkl calls os.system", "it runs each time the model is loaded", "Take the alias champion away",
                  "Soon: 2", "Not listed here: 2 scheduled and 2 later.", "Give the scan read access to it."):  # fmt: skip
        expect(static).to_contain_text(words)
    assert page.locator("#aispm-board").is_hidden()
    clipped = static.locator("*").evaluate_all(
        "all => all.filter(e => e.offsetParent && (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible')).length"
    )
    assert clipped == 0
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_pdf_has_the_text_on_few_pages(snapshot: Open, tmp_path: Path) -> None:
    for make, most in ((postures.golden, 2), (postures.large, 9)):
        page = snapshot(make())
        file = tmp_path / "summary.pdf"
        page.pdf(path=file, format="A4")
        pages = len(re.findall(rb"/Type\s*/Page\b", file.read_bytes()))
        assert 1 <= pages <= most, pages


def test_a_hostile_posture_prints_inert(snapshot: Open) -> None:
    page = snapshot(postures.hostile())
    page.emulate_media(media="print")
    assert page.locator("#aispm-static").locator("img, iframe, script, a, [onerror], [onload]").count() == 0
    assert "posture" in page.title()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
