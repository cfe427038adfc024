"""The document behind report.view(): its bounds, its masks, and what it says when little is known."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pytest
from nbconvert import HTMLExporter
from nbconvert.preprocessors import ExecutePreprocessor

from aispm_nb.training_data.detect import Trigger
from aispm_nb.training_data.inputs.source import Held
from aispm_nb.views.rows import RowsView, show
from aispm_nb.views.rows_card import card, headline, text, unpacked
from aispm_nb.views.rows_document import ROWS, document
from aispm_nb.views.rows_projection import projected, robust
from aispm_nb.vocabulary import CannotAssess, UsageError
from tests.views import postures, rows_made
from tests.views.test_views import OURS, Elements

EVERY = pytest.mark.parametrize("make", rows_made.ALL.values(), ids=rows_made.ALL)
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\u200b\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")


@EVERY
def test_a_document_is_plain_and_reads_back(make: Any) -> None:
    found = document(make())
    body = json.dumps(found, allow_nan=False)
    assert json.loads(body) == found
    n = len(found["rows"]["row"])
    for name in ("suspicion", "threat"):
        assert len(unpacked(found["rows"][name])) == n
    for column in found["columns"]:
        assert column["data"] is None or len(unpacked(column["data"])) == n
    for trigger in found["triggers"]:
        assert all(0 <= i < n for i in trigger["rows"])


def test_rows_are_bounded_and_the_worst_come_first() -> None:
    report = rows_made.large()
    found = document(report)
    suspicion = unpacked(found["rows"]["suspicion"])
    assert len(suspicion) == ROWS
    assert (np.diff(suspicion) <= 0).all()
    assert (suspicion >= report.threshold).sum() == 4_000
    assert (found["count"], found["suspicious"]) == (20_000, 6_000)


def test_five_thousand_rows_of_twenty_columns_are_below_one_megabyte() -> None:
    packed = RowsView(rows_made.large())._packed
    assert len(packed) < 1_000_000
    assert len(json.loads(gzip.decompress(packed))["columns"]) == 20


def test_values_are_those_of_their_rows() -> None:
    report = rows_made.golden()
    found = document(report)
    table = report._source.table().to_pandas()
    for k, column in enumerate(found["columns"]):
        if column["kind"] == "number":
            given = table[column["name"]].to_numpy()[found["rows"]["row"]]
            np.testing.assert_allclose(unpacked(column["data"]) + column["offset"], given, rtol=1e-6)
        if column["kind"] == "category":
            codes = unpacked(column["data"]).astype(int)
            assert [column["values"][c] for c in codes] == table["branch"].iloc[found["rows"]["row"]].tolist()
        assert k < 24
    labels = [found["classes"][c] for c in unpacked(found["rows"]["label"])]
    assert labels == table["label"].iloc[found["rows"]["row"]].tolist()
    carried = [found["rows"]["row"][i] for i in found["triggers"][0]["rows"]]
    assert sorted(carried) == list(range(20))
    assert found["columns"][found["triggers"][0]["columns"][0]]["name"] == "feature 3"


def test_of_many_columns_those_of_triggers_and_of_the_odd_rows_are_sent() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(300, 90)), columns=[f"c{i}" for i in range(90)])
    frame.loc[:9, "c88"] = 40.0
    trigger = Trigger("1", 5, 1.0, np.arange(5), 9.0, ("c70",), (0.0,), (1.0,), ("",))
    names = [
        column["name"] for column in document(rows_made.made(frame, high=range(10), triggers=(trigger,)))["columns"]
    ]
    assert len(names) == 24
    assert {"c70", "c88"} <= set(names)


def test_secrets_and_personal_data_are_masked_and_numbers_that_hold_them_stay_home() -> None:
    body = json.dumps(document(rows_made.hostile()))
    assert "northbank.net" not in body and "AKIAABCDEFGHIJKLMNOP" not in body
    assert "[masked]" in body
    (column,) = [column for column in json.loads(body)["columns"] if column["name"] == "card"]
    assert column["data"] is None
    assert "payment card" in column["held"]


@EVERY
def test_strings_are_short_and_hide_nothing(make: Any) -> None:
    def strings(value: Any) -> Any:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            for one in value:
                yield from strings(one)
        elif isinstance(value, dict) and not set(value) & {"f4", "f8", "i1", "i4", "u1"}:
            for one in value.values():
                yield from strings(one)

    for value in strings(document(make())):
        assert len(value) <= 400 * 10  # a hidden character is shown as six to ten
        assert not HIDDEN.search(value)


@EVERY
def test_the_static_card_is_made_of_our_elements_only(make: Any) -> None:
    found = document(make())
    seen = Elements(card(found))
    assert seen.found <= OURS
    assert seen.attributes <= {"class", "style", "lang"}
    assert not HIDDEN.search(card(found)) and not HIDDEN.search(text(found))
    assert len(card(found)) < 60_000


def test_what_is_not_assessed_is_said() -> None:
    found = document(rows_made.unlabelled())
    missed = {family["name"]: family["not_assessed"] for family in found["families"]}
    assert missed == {"label": "no label", "backdoor": "no label", "outlier": "", "duplicate": ""}
    assert "label not assessed" in card(found)
    nothing = document(rows_made.empty())
    assert nothing["rows"]["row"] == [] and nothing["projection"] is None
    assert headline(nothing) == "not assessed: no rows; give a data set that has some"
    assert headline(document(rows_made.golden())) == "30 of 600 rows are suspicious; about 6 would be in clean data"


def test_rows_that_are_gone_leave_the_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    report = rows_made.golden()

    def gone(self: Any, rows: Any) -> Any:
        raise CannotAssess("the file went away; put it back")

    monkeypatch.setattr(Held, "take", gone)
    found = document(report)
    assert found["columns"] == [] and len(found["rows"]["row"]) == 600
    assert [
        "values",
        "the rows could not be read again (the file went away; put it back); check the data anew",
    ] in found["not_assessed"]


def test_triggers_of_a_sample_are_found_by_their_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aispm_nb.views.rows_values.REFERENCE", 100)
    found = document(rows_made.golden())
    assert sorted(found["rows"]["row"][i] for i in found["triggers"][0]["rows"]) == list(range(20))


def test_the_likelier_class_is_taken_when_there_is_one() -> None:
    frame = pd.DataFrame({"a": np.arange(30.0) ** 1.5, "label": ["x", "y", "z"] * 10})
    found = document(rows_made.made(frame, "label", high=[1], checks={"likelier_class": np.full(30, 2.0)}))
    assert set(unpacked(found["rows"]["likelier"]).tolist()) == {2}
    assert document(rows_made.golden())["rows"]["likelier"] is None


def test_the_selection_comes_back_as_rows_of_the_report() -> None:
    report = rows_made.golden()
    view = show(report)
    assert view.selected.empty
    view.selection = [105, 3, 7]
    assert set(view.selected["row"]) == {3, 7, 105}
    assert list(view.selected.columns) == list(report.rows.columns)
    assert view.selected["suspicion"].is_monotonic_decreasing


def test_the_view_carries_a_card_and_no_data_in_its_state() -> None:
    view = show(rows_made.golden())
    data, _ = view._repr_mimebundle_()
    assert "are suspicious" in data["text/html"] and "are suspicious" in data["text/plain"]
    assert len(json.dumps({k: v for k, v in view.get_state().items() if not k.startswith("_")})) < 1_000
    assert repr(view) == "RowsView('DataFrame': 30 of 600 rows are suspicious; about 6 would be in clean data)"


def test_a_converted_notebook_shows_the_card() -> None:
    cell = "from tests.views import rows_made\nrows_made.hostile().view()"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    ExecutePreprocessor(timeout=60, kernel_name="python3", extra_arguments=["--IPKernelApp.ip=127.0.0.1"]).preprocess(
        notebook, {"metadata": {"path": str(Path(__file__).parents[2])}}
    )
    page, _ = HTMLExporter().from_notebook_node(notebook)
    assert "12 of 200 rows are suspicious" in page
    assert "<img src=x" not in page
    assert len(json.dumps(notebook)) < 150_000  # the document is not in the notebook


def test_the_models_that_learned_from_the_rows_are_named(library: Any) -> None:
    posture = library["bank"].posture
    asset = posture.sql(
        "SELECT asset FROM assets WHERE label = 'credit_accounts' OR asset LIKE 'datasets:/credit_accounts@%'"
    ).asset[0]
    found = document(rows_made.golden(), posture, asset)["trained"]
    assert found["of"] >= found["served"] > 0
    assert any("@champion" in version["served_as"] for version in found["versions"][: found["served"]])
    lost = document(rows_made.golden(), posture)["trained"]
    assert lost["of"] == 0 and "give asset=" in lost["why"]
    with pytest.raises(UsageError, match="not an asset of this posture"):
        document(rows_made.golden(), posture, "datasets:/nowhere")


def test_a_projection_is_two_directions_whatever_the_columns() -> None:
    for make in (rows_made.golden, rows_made.images, rows_made.words, rows_made.hostile):
        report = make()
        plane = projected(report.checked.codebook.encode(report._source.table()))
        assert plane is not None and np.isfinite(plane.x).all() and np.isfinite(plane.y).all()
        assert 0 <= plane.share[1] <= plane.share[0] <= 1
    constant = rows_made.made(pd.DataFrame({"a": np.ones(20)}))
    assert projected(constant.checked.codebook.encode(constant._source.table())) is None
    assert (robust(np.array([np.nan, 1.0, 1.0])) == 0).all()
    assert np.abs(robust(np.array([0.0, 1, 2, 3, 1e12]))).max() <= 6


def test_hostile_names_are_those_of_the_board() -> None:
    assert any("<img" in str(name) for name in document(rows_made.hostile())["classes"])
    assert postures.HOSTILE
