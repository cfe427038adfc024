"""Who answers for an asset: the tag that says so, else the nearest along the lineage, else who started the run; never a guess in silence."""

from __future__ import annotations

from aispm_nb.checks import engine
from aispm_nb.risk.owners import OWNERS

from .small import Connection, add, family, model, rows, run, version


def owner(con: Connection, asset: str) -> tuple[str, str, str] | None:
    engine.derive(con)
    found = rows(con, f"SELECT owner, how, owner_from FROM ({OWNERS}) WHERE asset = '{asset}'")
    return found[0] if found else None


def tag(con: Connection, name: str, value: str, key: str = "team") -> None:
    add(con, "registered_model_tags", name=name, key=key, value=value)


def test_a_tag_on_the_model_names_its_owner_and_that_of_all_it_was_made_from(con: Connection) -> None:
    family(con)
    tag(con, "fraud", "risk@bank.example", key="Owner")
    for asset in ("models:/fraud", "models:/fraud/1", "models:/fraud@champion"):
        assert owner(con, asset) == ("risk@bank.example", "named", "models:/fraud"), asset
    for asset in ("runs:/child", "models:/m-0a"):
        assert owner(con, asset) == ("risk@bank.example", "made", "models:/fraud"), asset


def test_a_nearer_tag_counts_before_a_farther_one(con: Connection) -> None:
    family(con)
    tag(con, "fraud", "risk")
    add(con, "model_version_tags", name="fraud", version=1, key="contact", value="ana")
    add(con, "tags", run_uuid="child", key="owner", value="bo")
    assert owner(con, "models:/fraud/1") == ("ana", "named", "models:/fraud/1")
    assert owner(con, "runs:/child") == ("bo", "named", "runs:/child")
    assert owner(con, "models:/fraud") == ("risk", "named", "models:/fraud")


def test_a_data_set_belongs_to_whom_most_of_what_was_trained_on_it_belongs(con: Connection) -> None:
    for i, (name, team) in enumerate((("a", "one"), ("b", "two"), ("b", "two"))):
        run(con, f"r{i}", data="rows" if i == 0 else None)
        if i:
            add(con, "inputs", input_uuid=f"in-r{i}", source_type="DATASET", source_id="uuid-rows", destination_type="RUN", destination_id=f"r{i}")  # fmt: skip
        if i < 2:
            model(con, name)
            tag(con, name, team)
        version(con, 1 + i, name, run_id=f"r{i}")
    assert owner(con, "datasets:/rows@1") == ("two", "most", "models:/b")


def test_who_started_the_run_is_told_apart_from_an_owner(con: Connection) -> None:
    run(con, "first", data="rows")
    add(con, "tags", run_uuid="first", key="mlflow.user", value="chris")
    model(con)
    version(con, run_id="first")
    for asset in ("runs:/first", "models:/fraud/1", "models:/fraud", "datasets:/rows@1"):
        assert owner(con, asset) == ("chris", "started", "runs:/first"), asset


def test_nobody_is_nobody(con: Connection) -> None:
    run(con, "first", data="rows")
    add(con, "tags", run_uuid="first", key="mlflow.user", value="unknown")
    add(con, "tags", run_uuid="first", key="owner", value="  ")
    model(con)
    version(con, run_id="first")
    for asset in ("runs:/first", "models:/fraud/1", "models:/fraud", "datasets:/rows@1", "server:/"):
        assert owner(con, asset) is None, asset


def test_a_prompt_an_endpoint_and_an_experiment_have_tags_of_their_own(con: Connection) -> None:
    add(con, "registered_models", name="greet")
    tag(con, "greet", "true", key="mlflow.prompt.is_prompt")
    tag(con, "greet", "desk")
    add(con, "model_versions", name="greet", version=1, source="x")
    add(con, "endpoints", endpoint_id="e1", name="chat")
    add(con, "endpoint_tags", endpoint_id="e1", key="owner", value="platform")
    add(con, "experiments", experiment_id=7, name="x")
    add(con, "experiment_tags", experiment_id=7, key="owner", value="lab")
    assert owner(con, "prompts:/greet/1") == ("desk", "named", "prompts:/greet")
    assert owner(con, "endpoints:/chat") == ("platform", "named", "endpoints:/chat")
    assert owner(con, "experiments:/7") == ("lab", "named", "experiments:/7")
