"""What a turn of the board leaves as it is: the focus, and what reads alike."""

from __future__ import annotations

from urllib.parse import quote_plus

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.views import postures

pytestmark = pytest.mark.browser

FLIPPED = "select=" + quote_plus("DAT-02 @ datasets:/tumour.parquet@9f2c11")


def test_a_picture_drawn_anew_keeps_the_focus_on_the_same_thing(snapshot: Open) -> None:
    page = snapshot(postures.golden())
    page.evaluate(
        "window.lost = []; document.addEventListener('focusout', e => e.relatedTarget ?? window.lost.push(e.target.className), true)"
    )
    box = page.locator(".aispm-box[data-stop='fraud']")
    box.click()
    expect(page.locator(".aispm-pill")).to_have_count(1)
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-pressed", "true")
    box.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".aispm-pill:not(.aispm-clear)")).to_have_count(2)
    assert page.evaluate("window.lost") == []
    expect(page.locator(".aispm-box:focus")).to_have_attribute("aria-pressed", "true")


def test_a_what_if_leaves_what_reads_alike_where_it_is(snapshot: Open) -> None:
    page = snapshot(postures.golden(), FLIPPED)
    page.evaluate("window.title = document.querySelector('.aispm-detail h2')")
    decided = page.locator(".aispm-decision")
    before = decided.inner_text()
    page.locator(".aispm-what-if").click()
    page.get_by_role("slider", name="exposure").press("ArrowLeft")
    expect(decided).not_to_have_text(before)
    assert page.evaluate("window.title === document.querySelector('.aispm-detail h2')")


def test_a_filter_leaves_the_rows_and_boxes_that_they_are_and_a_press_is_of_what_they_say(snapshot: Open) -> None:
    page = snapshot(postures.golden())
    page.evaluate("window.row = document.querySelector('.aispm-row'); window.said = row.textContent")
    page.evaluate("window.box = document.querySelector('button.aispm-box')")
    page.locator(".aispm-chip").nth(2).click()
    expect(page.locator(".aispm-group")).to_have_count(1)
    assert page.evaluate("row.isConnected && row.textContent !== said && box.isConnected")
    row = page.locator(".aispm-row").first
    row.click()
    expect(page.locator(".aispm-detail h2")).to_have_text(row.locator(".aispm-title").inner_text())
    name = page.evaluate("box.dataset.stop")
    page.locator(".aispm-box").first.click()
    expect(page.locator(".aispm-pill")).to_contain_text(name)
    page.locator(".aispm-pill").click()
    expect(page.locator(".aispm-pill")).to_have_count(0)
    expect(page.locator(".aispm-list")).to_be_focused()  # what was pressed is gone, and the focus stays in the board
