"""What if: the queue ranks itself anew, says that it is no posture, and keeps the question in the address."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.views import postures

pytestmark = pytest.mark.browser


def slide(page: Page, name: str, key: str, times: int = 1) -> None:
    page.get_by_role("slider", name=name).focus()
    for _ in range(times):
        page.keyboard.press(key)


def test_a_slider_ranks_anew_and_says_that_this_is_no_posture(snapshot: Open) -> None:
    page = snapshot(postures.golden())
    page.get_by_role("button", name="What if").click()
    slide(page, "exposure", "ArrowRight")
    slide(page, "impact", "ArrowRight")
    said = page.locator(".aispm-supposed-said")
    expect(said).to_contain_text("what is internal counts as public; one step more harm. This is not the posture.")
    expect(page.locator(".aispm-row", has_text="Tag deploy_key")).to_contain_text("▲ was scheduled")
    expect(page.locator(".aispm-row", has_text="churn v2 has no owner")).to_contain_text("▲ was later")
    page.wait_for_url(re.compile("whatif=exposure.1&whatif=impact.1"))
    page.locator(".aispm-row", has_text="Tag deploy_key").click()
    expect(page.locator(".aispm-decision")).to_contain_text("controlled → open")
    expect(page.locator(".aispm-decision")).to_contain_text("in the posture: scheduled")
    page.reload()
    expect(said).to_contain_text("This is not the posture.")
    page.get_by_role("button", name="Back to the posture").click()
    expect(page.locator(".aispm-moved")).to_have_count(0)
    page.wait_for_url(lambda url: "whatif" not in url)


def test_a_threshold_sinks_what_is_milder(snapshot: Open) -> None:
    page = snapshot(postures.golden())
    page.keyboard.press("w")
    slide(page, "least severity", "Home")
    expect(page.locator(".aispm-chip").first).to_have_text("1 now")
    expect(page.locator(".aispm-chip").last).to_have_text("8 later")
    expect(page.locator(".aispm-supposed-said")).to_contain_text("milder than critical sinks to later")
    slide(page, "least severity", "End")
    expect(page.locator(".aispm-chip").first).to_have_text("3 now")


def test_a_document_without_the_table_knows_no_what_if(snapshot: Open) -> None:
    old = postures.golden()
    del old["decisions"]
    page = snapshot(old, "whatif=exposure.2")
    expect(page.locator(".aispm-row")).to_have_count(9)
    expect(page.locator(".aispm-moved")).to_have_count(0)
    assert page.get_by_role("button", name="What if").count() == 0


def test_numbers_and_dates_are_in_the_reader_s_locale(guarded: object, tmp_path: object) -> None:
    from pathlib import Path

    from aispm_nb.views.report import report

    file = Path(str(tmp_path)) / "snapshot.html"
    file.write_text(report(postures.large()), encoding="utf-8")
    page = guarded(("file:",), offline=True, locale="de-DE", timezone_id="Europe/Berlin")  # type: ignore[operator]
    page.goto(file.as_uri())
    expect(page.locator(".aispm-count")).to_contain_text("showing 9.483 of 9.483")
    expect(page.locator(".aispm-header")).to_contain_text("scanned 24.11.2025, 11:02")


def test_who_disagrees_with_an_input_gets_to_its_slider_and_sees_what_moves(snapshot: Open) -> None:
    page = snapshot(postures.golden())
    page.get_by_role("button", name="How it was decided").click()
    decided = page.locator(".aispm-decision")
    expect(decided).to_be_in_viewport()
    page.get_by_role("button", name="suppose another impact").click()
    expect(page.locator(":focus")).to_have_attribute("aria-label", "impact")
    before = page.locator(".aispm-chips").inner_text()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    expect(page.locator(".aispm-chips")).not_to_have_text(before)
    expect(decided).to_contain_text("→ low")
    page.get_by_role("button", name="suppose another exploitation").click()
    expect(page.get_by_role("checkbox", name="everything is being exploited")).to_be_focused()
