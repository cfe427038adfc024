"""The six things that a new user tries (face.md), each as they would do it; the seconds are what a reader gets, not a benchmark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from aispm_nb.views.report import report
from tests.browser.conftest import Axe, Open
from tests.views import postures

pytestmark = pytest.mark.browser


def row(page: Page, words: str) -> Any:
    return page.locator(".aispm-row", has_text=words)


def test_1_the_first_thing_to_fix_and_why_now_without_a_click(snapshot: Open) -> None:
    page = snapshot(postures.golden())
    page.set_default_timeout(2_000)
    expect(page.locator(".aispm-row").first).to_contain_text("model.pkl calls os.system")
    expect(page.locator(".aispm-because")).to_contain_text("Now, because the file names a known command runner")
    assert page.locator(".aispm-because").evaluate("e => e.getBoundingClientRect().bottom < innerHeight")


def test_2_which_served_models_were_trained_on_the_flipped_rows(snapshot: Open) -> None:
    page = snapshot(postures.golden())
    row(page, "8 % of labels").click()
    expect(page.locator(".aispm-detail")).to_contain_text(
        "Reaches 2 served versions: tumour v3 (@champion, endpoint triage), tumour v4 (@shadow)."
    )
    page.get_by_role("checkbox", name="row 17").check()
    page.get_by_role("checkbox", name="row 203").check()
    expect(page.locator(".aispm-trained")).to_contain_text(
        "2 rows of tumour.parquet chosen. Reaches 2 served versions: tumour v3 (@champion"
    )
    page.get_by_role("checkbox", name="row 17").uncheck()
    expect(page.locator(".aispm-trained")).to_contain_text("1 row of tumour.parquet chosen.")


def test_3_what_leaves_now_if_this_is_fixed(snapshot: Open) -> None:
    page = snapshot(postures.golden())
    row(page, "tumour v3 was trained on flipped labels").click()
    leaves = page.locator(".aispm-leaves")
    expect(leaves).to_contain_text("It comes from tumour.parquet and is fixed there.")
    expect(leaves).to_contain_text("2 leave now (3 → 1); also 1 scheduled. 3 in all")
    expect(leaves).to_contain_text("Nothing is left in now for tumour.parquet, tumour v3 @champion, endpoint triage.")
    row(page, "churn v2 has no owner").click()
    expect(leaves).to_contain_text("0 leave now (3 → 3); also 1 later.")


def test_4_what_was_not_assessed_and_how_to_change_that(snapshot: Open) -> None:
    page = snapshot(postures.golden())
    page.get_by_text("Not assessed: 2 rules, 3 checks").click()
    expect(page.locator(".aispm-foot").get_by_text("Give the scan read access to it.")).to_be_visible()


def test_5_exported_and_opened_elsewhere_it_shows_the_same_finding(chromium: Any, tmp_path: Path) -> None:
    file = tmp_path / "elsewhere" / "posture.html"
    file.parent.mkdir()
    file.write_text(report(postures.golden()), encoding="utf-8")
    context = chromium.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri() + "#select=REG-03+%40+models%3A%2Fborrowed%2F1")
    expect(page.locator(".aispm-detail h2")).to_have_text("Source is a link-local URL")
    assert asked == [file.as_uri()]
    context.close()


def test_6_all_of_it_by_keyboard_in_the_dark_at_800_pixels(snapshot: Open) -> None:
    page = snapshot(postures.golden(), width=800, theme="dark")
    press = page.keyboard.press
    expect(page.locator(".aispm-row").first).to_contain_text("model.pkl calls os.system")
    press("ArrowDown")
    press("Enter")
    expect(page.locator(".aispm-detail h2")).to_have_text("8 % of labels in tumour.parquet look flipped")
    expect(page.locator(".aispm-detail")).to_contain_text("2 leave now (3 → 1)")
    press("Escape")
    press("l")
    expect(page.locator("[data-drawn=lineage] .aispm-node").first).to_be_visible()
    press("w")
    focused = page.locator(":focus")
    expect(focused).to_have_attribute("aria-label", "exposure")
    press("ArrowRight")
    expect(page.locator(".aispm-supposed-said")).to_contain_text("This is not the posture.")
    press("ArrowLeft")
    press("Escape")
    expect(page.locator(".aispm-list")).to_be_focused()
    for _ in range(12):
        press("Tab")
        if page.locator(":focus").evaluate("e => e.tagName === 'SUMMARY' && e.textContent.startsWith('Not assessed')"):
            break
    press("Enter")
    expect(page.locator(".aispm-foot").get_by_text("Give the scan read access to it.")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "make", [postures.golden, postures.hostile, postures.empty, postures.partial], ids=lambda f: f.__name__
)
def test_axe_finds_nothing_serious(snapshot: Open, axe: Axe, theme: str, make: Any) -> None:
    page = snapshot(make(), theme=theme)
    assert axe(page, ".aispm-board") == []
    if make is not postures.golden:
        return
    for state in (
        "picture=risk&priority=now",
        "picture=lineage&whatif=exposure.1&whatif=severity.high",
        "q=nothing+like+it",
    ):
        page.evaluate("s => { location.hash = s; }", state)
        page.wait_for_timeout(200)
        page.locator("details").evaluate_all("all => all.forEach(d => { d.open = true; })")
        assert axe(page, ".aispm-board") == []
    page.keyboard.press("?")
    assert axe(page, ".aispm-board") == []
