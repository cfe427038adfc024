"""The board as a person uses it, in a snapshot opened from disk with the network off."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.views import postures

pytestmark = pytest.mark.browser

FLIPPED = "select=" + quote_plus("DAT-02 @ datasets:/tumour.parquet@9f2c11")


def rows(page: Page) -> Any:
    return page.locator(".aispm-row")


def drawn(page: Page, picture: str) -> Any:
    return page.locator(f"[data-drawn={picture}] .aispm-canvas > *").first


def test_the_first_thing_to_fix_and_why_is_there_at_once(snapshot: Open) -> None:
    page = snapshot(postures.golden())
    expect(rows(page).first).to_contain_text("model.pkl calls os.system")
    expect(page.locator(".aispm-because")).to_contain_text("it runs each time the model is loaded")
    expect(page.locator(".aispm-score")).to_have_text("▲ 471of 100, 88 % assessed")
    expect(page.locator(".aispm-count")).to_have_text("showing 9 of 9 open findings · 1 fixed or waived")
    expect(drawn(page, "models")).to_be_visible()
    assert page.title() == "bank registry: AI security posture"


def test_all_of_it_by_keyboard_in_the_dark_at_800_pixels(snapshot: Open) -> None:
    page = snapshot(postures.golden(), width=800, theme="dark")
    expect(page.locator(".aispm-board")).to_have_attribute("data-theme", "dark")
    detail = page.locator(".aispm-detail")
    expect(detail).to_be_hidden()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(detail.locator("h2")).to_be_focused()
    expect(detail.locator("h2")).to_have_text("8 % of labels in tumour.parquet look flipped")
    page.keyboard.press("f")
    expect(page.locator(".aispm-fix")).to_be_focused()
    page.keyboard.press("Escape")
    expect(detail).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.type("owner")
    expect(rows(page)).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(page.locator(".aispm-row[aria-selected=true]")).to_contain_text("churn v2 has no owner")
    page.keyboard.press("Escape")
    expect(rows(page)).to_have_count(9)
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(rows(page)).to_have_count(3)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("l")
    expect(drawn(page, "lineage")).to_be_visible()


def test_which_served_models_learned_from_the_flipped_rows(snapshot: Open) -> None:
    page = snapshot(postures.golden(), f"{FLIPPED}&picture=lineage")
    expect(page.locator(".aispm-way")).to_have_text(
        "tumour.parquet▸train-forest▸forest▸tumour v3 @champion, endpoint triage"
    )
    expect(page.locator(".aispm-detail")).to_contain_text(
        "Reaches 2 served versions: tumour v3 (@champion, endpoint triage), tumour v4 (@shadow)."
    )
    expect(page.locator("[data-drawn=lineage]")).to_contain_text("tumour v3 @champion")
    page.locator(".aispm-step", has_text="tumour v3").click()  # a step narrows the queue to its asset
    expect(rows(page)).to_have_count(1)
    expect(page.locator(".aispm-pill")).to_have_text("asset: models:/tumour/3 ✕")


def test_a_picture_filters_the_queue(snapshot: Open) -> None:
    page = snapshot(postures.golden())
    expect(drawn(page, "models")).to_be_visible()
    page.locator(".aispm-box", has_text="fraud v7").click()
    expect(rows(page)).to_have_count(1)
    expect(page.locator(".aispm-pill")).to_have_text("in: fraud ✕")
    page.locator(".aispm-pill").click()
    expect(rows(page)).to_have_count(9)
    page.get_by_role("tab", name="by risk").click()
    page.locator("[data-drawn=risk] .aispm-risk-cell", has_text="2").last.click(position={"x": 3, "y": 3})
    expect(page.locator(".aispm-pill")).to_contain_text("risk: ")
    expect(rows(page)).to_have_count(2)


def test_what_was_not_assessed_and_how_to_change_that(snapshot: Open) -> None:
    page = snapshot(postures.partial())
    page.get_by_text("Not assessed: 2 rules, 3 checks").click()
    expect(page.locator(".aispm-foot").get_by_text("Give the scan read access to it.")).to_be_visible()
    expect(page.locator(".aispm-notice")).to_contain_text("Partial scan: 2 parts of the registry were not read")
    expect(page.locator(".aispm-count")).to_contain_text("this document keeps 10 of 41,200")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (postures.empty, "Nothing found by 8 rules; 0 not assessed."),
        (postures.unassessed, "Nothing was assessed. See below for the reasons and the next move."),
    ],
)
def test_an_empty_queue_says_what_that_means(snapshot: Open, make: Any, words: str) -> None:
    expect(snapshot(make()).locator(".aispm-queue .aispm-nothing")).to_have_text(words)


def test_the_address_keeps_the_finding(snapshot: Open) -> None:
    page = snapshot(postures.golden())
    rows(page).filter(has_text="link-local").click()
    page.wait_for_url(re.compile("select=REG-03"))
    page.reload()
    expect(page.locator(".aispm-detail h2")).to_have_text("Source is a link-local URL")


def test_the_theme_can_be_changed_and_the_picture_follows(snapshot: Open) -> None:
    page = snapshot(postures.golden())
    before = drawn(page, "models").locator(".aispm-box").first.evaluate("e => getComputedStyle(e).backgroundColor")
    page.get_by_role("button", name="light or dark").click()
    expect(page.locator(".aispm-board")).to_have_attribute("data-theme", "dark")
    page.wait_for_function(
        "before => getComputedStyle(document.querySelector('[data-drawn=models] .aispm-box')).backgroundColor !== before",
        arg=before,
    )


@pytest.mark.parametrize("picture", ["models", "risk", "lineage"])
@pytest.mark.parametrize("width", [1280, 800])
def test_hostile_names_are_inert(snapshot: Open, picture: str, width: int) -> None:
    page = snapshot(postures.hostile(), f"picture={picture}", width=width)
    expect(drawn(page, picture)).to_be_visible()
    for _ in postures.HOSTILE:
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator(".aispm-detail h2")).to_be_visible()
        page.keyboard.press("Escape")
    page.locator("details").evaluate_all("all => all.forEach(d => { d.open = true; })")
    page.get_by_label("add a filter").focus()
    assert "posture" in page.title()
    assert (
        page.locator("#aispm-board")
        .locator("img, iframe, object, script, a[href^=javascript], [onerror], [onload]")
        .count()
        == 0
    )
    assert page.locator("svg a").count() == 0
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_without_script_there_is_the_list(chromium: Any, tmp_path: Any) -> None:
    from aispm_nb.views.report import report

    file = tmp_path / "snapshot.html"
    file.write_text(report(postures.golden()), encoding="utf-8")
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(file.as_uri())
    expect(page.locator("#aispm-static tbody tr")).to_have_count(5)  # now and soon
    expect(page.locator("#aispm-static")).to_be_visible()
    expect(page.locator("#aispm-board")).to_be_hidden()
    context.close()


def test_print_shows_the_list(snapshot: Open) -> None:
    page = snapshot(postures.golden())
    expect(page.locator("#aispm-static")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator("#aispm-static")).to_be_visible()
    expect(page.locator("#aispm-board")).to_be_hidden()


def test_a_broken_posture_says_so_and_leaves_the_list(guarded: Any, tmp_path: Any) -> None:
    from aispm_nb.views import report as module

    file = tmp_path / "snapshot.html"
    good = module.packed(module.encoded(postures.golden()))
    broken = module.report(postures.golden()).replace(good, module.packed(b'{"format": "x"}'))
    file.write_text(broken, encoding="utf-8")
    page = guarded(("file:",), offline=True)
    page.goto(file.as_uri())
    expect(page.get_by_role("alert")).to_contain_text("This is not a posture document")
    expect(page.locator("#aispm-static")).to_be_visible()


def test_ten_thousand_findings_are_scrolled_and_searched(snapshot: Open) -> None:
    page = snapshot(postures.large())
    expect(page.locator(".aispm-count")).to_contain_text("of 9,4")
    assert rows(page).count() < 80
    page.keyboard.press("End")
    expect(page.locator(".aispm-row[aria-selected=true]")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("model-007 pickles")
    expect(page.locator(".aispm-count")).not_to_contain_text("showing 9,4")
    expect(rows(page).first).to_contain_text("pickles")
    expect(drawn(page, "models")).to_be_visible()


def test_a_narrow_panel_shows_score_counts_and_queue_alone(snapshot: Open) -> None:
    page = snapshot(postures.golden(), width=320)
    expect(rows(page)).to_have_count(9)
    expect(page.locator(".aispm-chip").first).to_be_visible()
    expect(page.locator(".aispm-picture")).to_be_hidden()
    expect(page.locator(".aispm-tools > *:visible")).to_have_count(1)
    page.get_by_role("searchbox").fill("tumour")
    expect(rows(page)).to_have_count(3)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_finding_says_who_by_when_and_whether_its_fix_can_be_undone(snapshot: Open) -> None:
    page = snapshot(postures.golden())
    detail = page.locator(".aispm-detail")
    expect(detail).to_contain_text("Bo Lind · named by a tag of models:/fraud")
    expect(detail).to_contain_text("Nov 4, 2025, 3 days after it was first seen · was over when this was scanned")
    expect(detail).to_contain_text("A proposal, after CISA BOD 26-04; AISPM_DUE_DAYS changes the days.")
    expect(detail).to_contain_text("Can be undone:")
    row = page.locator(".aispm-row", has_text="Tag deploy_key holds").first
    row.click()
    expect(detail).to_contain_text("started runs:/4be1c0; nobody is named.")
    expect(detail).to_contain_text("Careful, cannot be undone:")
    page.locator(".aispm-row", has_text="borrowed v1 has no owner").click()
    expect(detail).to_contain_text("Nobody is named. Set the tag owner on the registered model.")
    expect(detail).to_contain_text("no action for now")
    expect(detail).to_contain_text("The rule does not say whether its fix can be undone.")


def test_a_board_beside_an_open_panel_keeps_its_tools_on_two_lines(snapshot: Open) -> None:
    page = snapshot(postures.golden(), width=470)
    toolbar = page.locator(".aispm-toolbar")
    height = toolbar.evaluate("e => e.getBoundingClientRect().height")
    assert height < 84, height
    right = page.locator(".aispm-tools > *").evaluate_all(
        "all => Math.max(...all.map(e => e.getBoundingClientRect().right))"
    )
    assert right <= 470 - 8, right


def test_the_sheet_of_a_narrow_board_lies_over_the_picture_and_makes_way_for_it(snapshot: Open) -> None:
    page = snapshot(postures.golden(), width=800)
    rows(page).nth(1).click()
    expect(page.locator(".aispm-detail h2")).to_be_visible()
    expect(page.locator(".aispm-picture")).to_be_hidden()
    page.get_by_role("button", name="Show in lineage").click()
    expect(drawn(page, "lineage")).to_be_visible()
    expect(page.locator(".aispm-detail")).to_be_hidden()


def test_in_a_panel_what_is_wrong_and_where_have_a_line_each_and_a_what_if_its_sentence(snapshot: Open) -> None:
    page = snapshot(postures.golden(), state="whatif=exposure.1", width=300)
    first = rows(page).first
    title, where = (first.locator(f".aispm-{part}").bounding_box() for part in ("title", "where"))
    assert title and where and where["y"] >= title["y"] + title["height"] - 2
    gaps = rows(page).evaluate_all("all => all.map(e => e.getBoundingClientRect().top)")
    assert min(b - a for a, b in pairwise(gaps)) >= 45
    expect(page.locator(".aispm-supposed-said")).to_contain_text("This is not the posture.")
    expect(page.locator(".aispm-sliders")).to_be_hidden()
    page.get_by_role("button", name="Back to the posture").click()
    expect(page.locator(".aispm-supposing")).to_be_hidden()
    page.keyboard.press("End")
    expect(page.locator(".aispm-row[aria-selected=true]")).to_be_in_viewport()


def test_names_of_the_lineage_lie_on_no_point(snapshot: Open) -> None:
    for width in (1280, 560):
        page = snapshot(postures.golden(), state="picture=lineage", width=width)
        expect(drawn(page, "lineage")).to_be_visible()
        over = page.evaluate(
            """() => {
              const box = e => e.getBoundingClientRect();
              const points = [...document.querySelectorAll('.aispm-node > .aispm-mark, .aispm-node-bare')].map(box);
              const names = [...document.querySelectorAll('.aispm-node-name')].map(box).filter(b => b.width > 0);
              return names.filter(n => points.some(p => p.left + 4 < n.right && p.right - 4 > n.left && p.top + 5 < n.bottom && p.bottom - 5 > n.top)).length;
            }"""
        )
        assert over == 0, width
